import { checkPreflightDays } from '../../../server/domain/preflightDays'

/** `5, 1` → [5, 1], the earliest look first; nothing typed is no look by the clock; null when it cannot be that. */
export function readDays(typed: string): number[] | null {
  const words = typed.split(/[\s,;]+/).filter((word) => word !== '')
  if (!words.every((word) => /^\d{1,3}$/.test(word))) return null
  const days = words.map(Number).sort((one, other) => other - one)
  return checkPreflightDays(days).length === 0 ? days : null
}
