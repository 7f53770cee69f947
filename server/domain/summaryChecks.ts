/** What can be said of the settings of summaries without asking anybody. Pure. */
import type { FieldIssue } from './errors'
import { isMailAddress } from './noticeChecks'
import type { CompanySummariesRequest } from './viewsSummaries'

/** Addresses of one company. */
const mostRecipients = 10

/** Issues at `dayOfMonth`, `to` and `to.<i>`. */
export function checkCompanySummaries(
  { on, dayOfMonth, to }: CompanySummariesRequest,
  hasMailServer: boolean,
): FieldIssue[] {
  const issues: FieldIssue[] = []
  if (dayOfMonth !== null && (!Number.isInteger(dayOfMonth) || dayOfMonth < 1 || dayOfMonth > 31))
    issues.push({ path: 'dayOfMonth', code: 'dayOfMonth', params: { min: 1, max: 31 } })
  if (to.length > mostRecipients) issues.push({ path: 'to', code: 'tooMany', params: { max: mostRecipients } })
  to.forEach((address, place) => {
    if (!isMailAddress(address)) issues.push({ path: `to.${place}`, code: 'mailAddress' })
    else if (to.findIndex((each) => each.toLowerCase() === address.toLowerCase()) < place)
      issues.push({ path: `to.${place}`, code: 'twice' })
  })
  if (on && to.length > 0 && !hasMailServer) issues.push({ path: 'to', code: 'noMailServer' })
  return issues
}
