/** What limits may be. Pure. */
import type { FieldIssue } from './errors'
import type { Limits } from './settings'

/** Issues at `limits.<field>`: percent 0–999, seats 0–1,000,000, money 0–1,000,000,000 or none, hours 1–8,784. */
export function checkLimits(limits: Limits): FieldIssue[] {
  const between = (value: number, min: number, max: number, path: keyof Limits): FieldIssue[] =>
    Number.isFinite(value) && value >= min && value <= max
      ? []
      : [{ path: `limits.${path}`, code: 'outOfRange', params: { min, max } }]
  return [
    ...between(limits.risePercent, 0, 999, 'risePercent'),
    ...between(limits.dropPercent, 0, 999, 'dropPercent'),
    ...between(limits.minSeats, 0, 1_000_000, 'minSeats'),
    ...(limits.moneyPerMonth === null ? [] : between(limits.moneyPerMonth, 0, 1_000_000_000, 'moneyPerMonth')),
    ...between(limits.usageAgeHours, 1, 8_784, 'usageAgeHours'),
    ...(Number.isInteger(limits.minSeats)
      ? []
      : [{ path: 'limits.minSeats', code: 'wholeNumber', params: { min: 0, max: 1_000_000 } }]),
  ]
}
