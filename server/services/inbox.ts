/**
 * The list of failures, and the way out of it. What failed is never written again as it was: its company is planned anew, and
 * only what the new plan would do with the very numbers that were shown is let go.
 */
import { AppError, UpstreamError } from '../domain/errors'
import type { CompanyId, LineKey, RunId, TenantId } from '../domain/ids'
import type { OpenItem } from '../domain/inbox'
import { verdictOfRetry } from '../domain/inboxRetry'
import type { BillingRun, RunCompany, RunLine } from '../domain/run'
import type { InboxCountView, InboxRetryRequest, InboxRetryResult, InboxView, RetryOutcome } from '../domain/viewsInbox'
import { eachOf } from './each'
import { readOpen } from './inboxRead'
import { inboxCount, inboxView, type InboxViewDeps } from './inboxView'
import type { KeyedLock } from './locks'
import { rowOfLine } from './present'
import type { Runs } from './runs'

export interface Inbox {
  view(tenant: TenantId): Promise<InboxView>
  count(tenant: TenantId): Promise<InboxCountView>
  /** Tries these again and answers with what became of each; who asks for it is who approves. `by`: a member's identifier. */
  retry(tenant: TenantId, lines: InboxRetryRequest['lines'], by: string): Promise<InboxRetryResult[]>
}

type Wanted = InboxRetryRequest['lines'][number]
type Open = OpenItem<RunLine>

/** Companies planned side by side; the rate limiter is the bound. */
const companiesAtOnce = 4

export function createInbox(deps: InboxViewDeps & { locks: KeyedLock; runs: Pick<Runs, 'draft' | 'send'> }): Inbox {
  /** Of one company; `lines` are all of it. */
  const retryCompany = async (
    tenant: TenantId,
    company: CompanyId,
    lines: readonly Wanted[],
    by: string,
  ): Promise<RetryOutcome[]> => {
    const open = await readOpen(deps, tenant, [company], (_part, line) => line)
    const found = lines.map((wanted) => open.find(isMeant(wanted)))
    if (!found.some((item) => item !== undefined && refusalOf(item) === null))
      return found.map((item) => (item === undefined ? { kind: 'closed' } : (refusalOf(item) ?? { kind: 'closed' })))
    let planned: { run: BillingRun; part: RunCompany }
    try {
      planned = await deps.runs.draft(tenant, company, { by, mayBill: true })
    } catch (error) {
      return lines.map(() => notSentFor(error))
    }
    const outcomes = new Map<Open, RetryOutcome>()
    const same: { item: Open; line: RunLine }[] = []
    for (const item of found) {
      if (item === undefined) continue
      const judged = refusalOf(item) ?? judge(item, planned)
      if ('key' in judged) same.push({ item, line: judged })
      else outcomes.set(item, judged)
    }
    const sent = same.length === 0 ? null : await sendLines(tenant, company, planned.run.id, same, by)
    for (const { item } of same) if (sent !== null) outcomes.set(item, sent)
    return found.map((item) => (item && outcomes.get(item)) ?? { kind: 'closed' })
  }

  const sendLines = async (
    tenant: TenantId,
    company: CompanyId,
    run: RunId,
    same: readonly { line: RunLine }[],
    by: string,
  ): Promise<RetryOutcome> => {
    const keys = [...new Set<LineKey>(same.map(({ line }) => line.key))]
    try {
      await deps.runs.send(tenant, run, company, { lines: keys.map((key) => ({ key })), skips: [] }, by)
      return { kind: 'sending', runId: run }
    } catch (error) {
      return notSentFor(error)
    }
  }

  return {
    view: (tenant) => inboxView(deps, tenant),
    count: (tenant) => inboxCount(deps, tenant),
    async retry(tenant, lines, by) {
      const results: InboxRetryResult[] = []
      await eachOf([...new Set(lines.map(({ companyId }) => companyId))], companiesAtOnce, async (company) => {
        const mine = lines.filter(({ companyId }) => companyId === company)
        // One after the other, so that of two clicks the second finds what the first did.
        const outcomes = await deps.locks.run(`inbox:${tenant}:${company}`, () =>
          retryCompany(tenant, company, mine, by),
        )
        mine.forEach((wanted, place) => results.push({ ...wanted, outcome: outcomes[place] ?? { kind: 'closed' } }))
      })
      return results
    },
  }
}

/** A line by its run and key, a company that could not be read by its run. */
const isMeant =
  ({ runId, key }: Wanted) =>
  (item: Open): boolean =>
    item.run.id === runId && (item.kind === 'line' ? item.open.key : null) === key

/** What is not tried again, and why; null for what is. */
function refusalOf(item: Open): RetryOutcome | null {
  if (item.kind === 'company') return null
  if (item.sending) return { kind: 'closed' }
  // Nobody saw the outcome: only reading ConnectWise back may settle it.
  if (item.open.status === 'unknown') return { kind: 'notSent', code: 'asked', failure: null }
  // A plan knows what is to be billed, not what is to be taken back.
  return item.open.undoes === null ? null : { kind: 'notSent', code: 'undo', failure: null }
}

/** The line of the new plan that may be sent, or what keeps it from that. */
function judge(item: Open, { run, part }: { run: BillingRun; part: RunCompany }): RetryOutcome | RunLine {
  if (item.kind === 'company')
    return {
      kind: 'readable',
      lines: part.lines.filter(({ status }) => status === 'pending' || status === 'held').length,
    }
  const verdict = verdictOfRetry(item.open, part.lines)
  switch (verdict.kind) {
    case 'same':
      return verdict.line
    case 'differs':
    case 'held':
    case 'blocked':
      return { kind: verdict.kind, row: rowOfLine(run, part, verdict.line) }
    case 'unchanged':
      return { kind: 'unchanged' }
    case 'gone':
      return verdict
    default:
      return verdict satisfies never
  }
}

/** Expected trouble is an answer; a fault of ours is not. */
function notSentFor(error: unknown): RetryOutcome {
  if (error instanceof UpstreamError) return { kind: 'notSent', code: 'upstream', failure: error.failure }
  if (error instanceof AppError) return { kind: 'notSent', code: error.code, failure: null }
  throw error
}
