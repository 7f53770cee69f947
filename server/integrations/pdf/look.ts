/** Sizes and colours of the page. */
import type { Paper, TextOptions } from './paper'

export const left = 48
export const right = 595.28 - 48
export const width = right - left

export const colors = {
  ink: '#1c2430',
  soft: '#5a6675',
  line: '#dbe1e8',
  tint: '#f7f9fb',
  accent: '#1f6feb',
  warn: '#c77700',
} as const

export const small: TextOptions = { size: 9, color: colors.soft }

/** Answers with the upper edge of what stands below it. */
export function heading(paper: Paper, text: string, y: number): number {
  paper.line(text, left, y, width, { size: 13, color: colors.ink, strong: true })
  return y + 22
}
