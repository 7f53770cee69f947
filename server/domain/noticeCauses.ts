/** What of a run or a check a person has to hear of: one cause however many lines and companies it meets. Pure. */
import type { UpstreamFailure } from './errors'
import type { CompanyId } from './ids'
import type { Audience, CompanyName, NoticeKind } from './notices'
import type { Preflight, PreflightCause } from './preflight'
import type { BillingRun, BlockedReason, FailureCause, Hold, RunCompany, RunLine } from './run'

export type CauseWhat =
  | { from: 'hold'; hold: Hold['kind'] }
  /** The plan waits for a person, whatever its lines are like. */
  | { from: 'waits' }
  /** The server was down for so long that the clock did not send any more. */
  | { from: 'tooLate' }
  | { from: 'blocked'; reason: Exclude<BlockedReason['kind'], 'keptTheirs'> }
  | { from: 'upstream'; system: UpstreamFailure['system']; failure: UpstreamFailure['kind'] }
  | { from: 'line'; cause: Exclude<FailureCause['kind'], 'upstream' | 'noAnswer'> }
  | { from: 'unmapped'; missing: 'agreement' | 'catalogItem' | 'oneAgreement' }
  /** A fault of ours, which is in the log. */
  | { from: 'ours' }
  | { from: 'preflight'; cause: PreflightCause }
  /** Not everything could be looked at. */
  | { from: 'unchecked' }

export interface Cause {
  /** The same for the same cause in every run or check. */
  key: string
  kind: Exclude<NoticeKind, 'sent'>
  what: CauseWhat
  /** Those that are named; of none in particular when there are none. */
  companies: CompanyName[]
  moreCompanies: number
  /** Lines or products that it meets; null where that is of other companies as well. */
  lines: number | null
}

/** Money by the month of the lines sent, by currency. */
export interface SentSummary {
  lines: number
  companies: CompanyName[]
  monthly: { currency: string | null; amount: number }[]
}

/** What one audience hears of a run. */
export interface RunFound {
  sent: SentSummary | null
  causes: Cause[]
}

/** Parts of a run that are to be told of: what a person only looked at is not. */
export const toldParts = (run: BillingRun, parts: readonly RunCompany[]): RunCompany[] =>
  isByClock(run) ? [...parts] : parts.filter((part) => part.lines.some((line) => line.approval ?? line.skip))

export const isByClock = ({ trigger }: BillingRun): boolean => trigger === 'schedule' || trigger === 'catch-up'

/** `nameOf`: of companies that could not be planned, which the run does not name. */
export function foundInRun(
  run: BillingRun,
  parts: readonly RunCompany[],
  isTold: (company: CompanyId) => boolean,
  nameOf: (company: CompanyId) => string,
): RunFound {
  const causes = createCauses()
  const mine = toldParts(run, parts).filter(({ companyId }) => isTold(companyId))
  for (const part of mine) {
    const company = { id: part.companyId, name: part.companyName }
    for (const line of part.lines) for (const what of whatOfLine(run, line)) causes.add(what, company)
    for (const { why } of part.unplaced) {
      if (why.kind === 'unmapped') causes.add({ from: 'unmapped', missing: why.missing }, company)
      if (why.kind === 'severalAgreements') causes.add({ from: 'unmapped', missing: 'oneAgreement' }, company)
    }
  }
  if (isByClock(run))
    for (const { companyId: id, failure } of run.problems.filter(({ companyId }) => isTold(companyId)))
      causes.add(failure === null ? { from: 'ours' } : whatOfFailure(failure), { id, name: nameOf(id) }, 0)
  return { sent: sentOf(mine), causes: causes.list() }
}

/** What one audience hears of a check: the tenant's of all that is about no company, and of its own companies. */
export function foundInCheck(check: Preflight, audience: Audience, isTold: (company: CompanyId) => boolean): Cause[] {
  const causes = check.findings.flatMap(({ key, cause, companies, lines }): Cause[] => {
    const named = companies.list.filter(({ id }) => isTold(id)).map(({ id, name }) => ({ id, name }))
    const more = companies.total - companies.list.length
    const isOurs = audience === 'global' ? companies.total === 0 || named.length > 0 || more > 0 : named.length > 0
    if (!isOurs) return []
    const isWhole = named.length === companies.total
    return [
      {
        key: `preflight:${key}`,
        kind: 'preflight',
        what: { from: 'preflight', cause },
        companies: named,
        moreCompanies: audience === 'global' ? more : 0,
        lines: isWhole && lines > 0 ? lines : null,
      },
    ]
  })
  if (audience !== 'global' || check.unchecked.length === 0) return causes
  const unchecked: Cause = {
    key: 'preflight:unchecked',
    kind: 'preflight',
    what: { from: 'unchecked' },
    companies: [],
    moreCompanies: 0,
    lines: null,
  }
  return [...causes, unchecked]
}

function whatOfLine(run: BillingRun, line: RunLine): CauseWhat[] {
  switch (line.status) {
    case 'held':
      return line.holds.map(({ kind }) => ({ from: 'hold', hold: kind }))
    case 'pending':
      if (!isByClock(run) || line.approval !== null) return []
      return run.status === 'waiting' ? [{ from: 'waits' }] : run.status === 'finished' ? [{ from: 'tooLate' }] : []
    case 'blocked': {
      if (line.change.kind !== 'blocked') return [{ from: 'ours' }]
      const { kind } = line.change.reason
      // Somebody decided that theirs is kept.
      return kind === 'keptTheirs' ? [] : [{ from: 'blocked', reason: kind }]
    }
    case 'failed':
    case 'stale':
    case 'unknown':
      return [whatOfCause(line.outcome?.cause ?? null)]
    case 'unchanged':
    case 'sending':
    case 'sent':
    case 'skipped':
      return []
    default:
      return line.status satisfies never
  }
}

export function whatOfCause(cause: FailureCause | null): CauseWhat {
  if (cause === null) return { from: 'line', cause: 'interrupted' }
  return cause.kind === 'upstream' || cause.kind === 'noAnswer'
    ? whatOfFailure(cause.failure)
    : { from: 'line', cause: cause.kind }
}

export const whatOfFailure = ({ system, kind }: UpstreamFailure): CauseWhat => ({
  from: 'upstream',
  system,
  failure: kind,
})

function createCauses() {
  const kept = new Map<string, Cause>()
  return {
    add(what: CauseWhat, company: CompanyName, lines = 1) {
      const { kind, key } = namesOf(what)
      const cause = kept.get(key) ?? { key, kind, what, companies: [], moreCompanies: 0, lines: 0 }
      if (!cause.companies.some(({ id }) => id === company.id)) cause.companies.push(company)
      kept.set(key, { ...cause, lines: (cause.lines ?? 0) + lines })
    },
    list: () => [...kept.values()].map((cause) => ({ ...cause, lines: cause.lines === 0 ? null : cause.lines })),
  }
}

function namesOf(what: CauseWhat): Pick<Cause, 'kind' | 'key'> {
  switch (what.from) {
    case 'hold':
      return { kind: 'held', key: `held:${what.hold}` }
    case 'waits':
      return { kind: 'held', key: 'held:waits' }
    case 'tooLate':
      return { kind: 'held', key: 'held:tooLate' }
    case 'blocked':
      return { kind: 'failed', key: `failed:blocked:${what.reason}` }
    case 'upstream':
      return { kind: 'failed', key: `failed:${what.system}:${what.failure}` }
    case 'line':
      return { kind: 'failed', key: `failed:line:${what.cause}` }
    case 'unmapped':
      return { kind: 'failed', key: `failed:unmapped:${what.missing}` }
    case 'ours':
      return { kind: 'failed', key: 'failed:ours' }
    case 'preflight':
    case 'unchecked':
      return { kind: 'preflight', key: `preflight:${what.from}` }
    default:
      return what satisfies never
  }
}

function sentOf(parts: readonly RunCompany[]): SentSummary | null {
  const sent = parts.flatMap(({ companyId: id, companyName: name, lines }) =>
    lines.filter(({ status }) => status === 'sent').map((line) => ({ line, company: { id, name } })),
  )
  if (sent.length === 0) return null
  const monthly = new Map<string | null, number>()
  for (const { line } of sent)
    if (line.money !== null && line.money.monthly !== null)
      monthly.set(line.money.currency, (monthly.get(line.money.currency) ?? 0) + line.money.monthly)
  return {
    lines: sent.length,
    companies: [...new Map(sent.map(({ company }) => [company.id, company])).values()],
    monthly: [...monthly].map(([currency, amount]) => ({ currency, amount })),
  }
}
