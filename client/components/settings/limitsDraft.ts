/** Limits while they are typed: those of all companies, and those of one company beside them. Pure. */
import { limitRanges } from '../../../server/domain/limits'
import type { Limits } from '../../../server/domain/settings'

export interface LimitsDraft {
  risePercent: string
  dropPercent: string
  minSeats: string
  /** Empty: no such limit. */
  moneyPerMonth: string
  usageAgeHours: string
  holdHandEdits: boolean
  holdInvoiced: boolean
}
/** Message code at `limits.<field>`; codes are the server's. */
export type LimitsIssues = Partial<Record<string, string>>

export const limitsDraftOf = (limits: Limits): LimitsDraft => ({
  risePercent: String(limits.risePercent),
  dropPercent: String(limits.dropPercent),
  minSeats: String(limits.minSeats),
  moneyPerMonth: limits.moneyPerMonth === null ? '' : String(limits.moneyPerMonth),
  usageAgeHours: String(limits.usageAgeHours),
  holdHandEdits: limits.holdHandEdits,
  holdInvoiced: limits.holdInvoiced,
})

const trimmed = (text: string) => text.trim().replace('−', '-')
/** NaN for what is no whole number. */
const wholeOf = (text: string) => (/^-?\d{1,9}$/.test(trimmed(text)) ? Number(trimmed(text)) : NaN)
/** `250`, `250.5` or `250,50`; null when empty; NaN when it is no amount. */
function amountOf(text: string): number | null {
  if (trimmed(text) === '') return null
  return /^-?\d{1,12}([.,]\d{1,2})?$/.test(trimmed(text)) ? Number(trimmed(text).replace(',', '.')) : NaN
}

/** What is sent; with NaN where `limitIssuesOf` has an issue. */
export const limitsOf = (draft: LimitsDraft): Limits => ({
  risePercent: wholeOf(draft.risePercent),
  dropPercent: wholeOf(draft.dropPercent),
  minSeats: wholeOf(draft.minSeats),
  moneyPerMonth: amountOf(draft.moneyPerMonth),
  usageAgeHours: wholeOf(draft.usageAgeHours),
  holdHandEdits: draft.holdHandEdits,
  holdInvoiced: draft.holdInvoiced,
})

export const numberLimits = ['risePercent', 'dropPercent', 'minSeats', 'moneyPerMonth', 'usageAgeHours'] as const
export const switchLimits = ['holdHandEdits', 'holdInvoiced'] as const

export function limitIssuesOf(draft: LimitsDraft): LimitsIssues {
  const limits = limitsOf(draft)
  const issues: LimitsIssues = {}
  for (const field of numberLimits) {
    const value = limits[field]
    const { min, max } = limitRanges[field]
    if (value === null) continue
    if (Number.isNaN(value)) issues[`limits.${field}`] = field === 'moneyPerMonth' ? 'amount' : 'wholeNumber'
    else if (value < min || value > max) issues[`limits.${field}`] = 'outOfRange'
  }
  return issues
}

/** Does the company have a limit of its own here, as it is typed now? */
export const isOwnLimit = (field: keyof Limits, draft: LimitsDraft, tenant: Limits): boolean =>
  !Object.is(limitsOf(draft)[field], tenant[field])

/** Only what differs from the tenant's; for a draft without issues. */
export function ownLimitsOf(draft: LimitsDraft, tenant: Limits): Partial<Limits> {
  const limits = limitsOf(draft)
  const differs = (field: keyof Limits) => isOwnLimit(field, draft, tenant)
  return {
    ...(differs('risePercent') ? { risePercent: limits.risePercent } : {}),
    ...(differs('dropPercent') ? { dropPercent: limits.dropPercent } : {}),
    ...(differs('minSeats') ? { minSeats: limits.minSeats } : {}),
    ...(differs('moneyPerMonth') ? { moneyPerMonth: limits.moneyPerMonth } : {}),
    ...(differs('usageAgeHours') ? { usageAgeHours: limits.usageAgeHours } : {}),
    ...(differs('holdHandEdits') ? { holdHandEdits: limits.holdHandEdits } : {}),
    ...(differs('holdInvoiced') ? { holdInvoiced: limits.holdInvoiced } : {}),
  }
}
