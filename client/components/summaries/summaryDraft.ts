/** A company's summaries while they are typed. Pure. */
import type { FieldIssue } from '../../../server/domain/errors'
import { isMailAddress } from '../../../server/domain/noticeChecks'
import type { NoticeLanguage } from '../../../server/domain/notices'
import type { CompanySummariesRequest, CompanySummariesView } from '../../../server/domain/viewsSummaries'
import { addressesOf } from '../settings/noticesDraft'

export interface SummaryDraft {
  on: boolean
  use: 'global' | 'custom'
  /** As it is typed. */
  day: string
  /** '' is the language for all companies. */
  language: NoticeLanguage | ''
  attach: boolean
  /** Addresses as they are typed, one a line or with commas. */
  to: string
}

/** What was refused, by field; `about`: the address. */
export type SummaryIssues = Partial<Record<'day' | 'to', { code: string; about: string }>>

export const summaryDraftOf = ({ settings, plan }: CompanySummariesView): SummaryDraft => ({
  on: settings.on,
  use: settings.dayOfMonth === null ? 'global' : 'custom',
  day: String(settings.dayOfMonth ?? plan.schedule.dayOfMonth),
  language: settings.language ?? '',
  attach: settings.attach,
  to: settings.to.join('\n'),
})

export const isChanged = (view: CompanySummariesView, draft: SummaryDraft): boolean =>
  JSON.stringify(summaryRequestOf(view, draft)) !== JSON.stringify(summaryRequestOf(view, summaryDraftOf(view)))

/** What can be said before anybody is asked. */
export function summaryIssuesOf(draft: SummaryDraft): SummaryIssues {
  const bad = addressesOf(draft.to).find((address) => !isMailAddress(address))
  return {
    ...(draft.use === 'custom' && dayOf(draft.day) === null && { day: { code: 'dayOfMonth', about: '' } }),
    ...(bad !== undefined && { to: { code: 'mailAddress', about: bad } }),
  }
}

/** What the server refused, at the fields as they are on the screen. */
export function refusedSummaries(issues: readonly FieldIssue[], draft: SummaryDraft): SummaryIssues {
  const refused: SummaryIssues = {}
  for (const { path, code } of issues) {
    if (path === 'dayOfMonth') refused.day ??= { code, about: '' }
    const place = /^to(?:\.(\d+))?$/.exec(path)
    if (place !== null) refused.to ??= { code, about: addressesOf(draft.to)[Number(place[1] ?? 0)] ?? '' }
  }
  return refused
}

/** The body of the save; only for a draft without issues. */
export const summaryRequestOf = (view: CompanySummariesView, draft: SummaryDraft): CompanySummariesRequest => ({
  version: view.version,
  on: draft.on,
  dayOfMonth: draft.use === 'global' ? null : (dayOf(draft.day) ?? 0),
  language: draft.language === '' ? null : draft.language,
  attach: draft.attach,
  to: addressesOf(draft.to),
})

function dayOf(typed: string): number | null {
  const day = /^\d{1,2}$/.test(typed.trim()) ? Number(typed.trim()) : 0
  return day >= 1 && day <= 31 ? day : null
}
