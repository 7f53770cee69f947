/** What limits may be. Pure. */
import type { FieldIssue } from './errors'
import type { Decision, Limits } from './settings'

/** Percent; seats; money a month in the agreement's currency; hours of at most a leap year. */
export const limitRanges = {
  risePercent: { min: 0, max: 999 },
  dropPercent: { min: 0, max: 999 },
  minSeats: { min: 0, max: 1_000_000 },
  moneyPerMonth: { min: 0, max: 1_000_000_000 },
  usageAgeHours: { min: 1, max: 8_784 },
} as const satisfies { [Field in keyof Limits]?: { min: number; max: number } }

/** Issues at `limits.<field>`: `outOfRange` and `wholeNumber` (seats), both with the range; no money limit is none. */
export function checkLimits(limits: Limits): FieldIssue[] {
  const between = (path: keyof typeof limitRanges, code = 'outOfRange'): FieldIssue => ({
    path: `limits.${path}`,
    code,
    params: limitRanges[path],
  })
  const fields = ['risePercent', 'dropPercent', 'minSeats', 'moneyPerMonth', 'usageAgeHours'] as const
  const outOfRange = fields.filter((path) => {
    const value = limits[path]
    const { min, max } = limitRanges[path]
    return value !== null && !(value >= min && value <= max)
  })
  return [
    ...outOfRange.map((path) => between(path)),
    ...(Number.isInteger(limits.minSeats) ? [] : [between('minSeats', 'wholeNumber')]),
  ]
}

/** Who set the limits after they were saved: what is saved as it was keeps its name and moment. */
export function limitsSetAfter(
  before: { limits: Partial<Limits>; limitsSet: Decision | null },
  limits: Partial<Limits>,
  decision: Decision,
): Decision | null {
  const fields = [...new Set([...Object.keys(before.limits), ...Object.keys(limits)])] as (keyof Limits)[] // keys of limits
  return fields.every((field) => before.limits[field] === limits[field]) ? before.limitsSet : decision
}
