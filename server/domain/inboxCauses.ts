/** Open lines by their cause, and who can put it right. Pure. */
import { msOf, type Instant } from './calendar'
import { mayPass, type UpstreamFailure } from './errors'
import type { OpenItem } from './inbox'
import { whatOfCause, whatOfFailure, type CauseWhat } from './noticeCauses'
import type { Fixer } from './preflight'
import type { BlockedReason, LineMoney, RunLine } from './run'

export type InboxWhat = Extract<CauseWhat, { from: 'blocked' | 'upstream' | 'line' | 'ours' }>
/** `nobody`: it is tried again, or may be over by now. */
export type InboxFixer = Fixer | 'nobody'

export interface Cause {
  /** The same for the same cause whenever it is met. */
  key: string
  what: InboxWhat
  fixedBy: InboxFixer
}
/** What is needed of an open line to put it below its cause. */
export interface CausedLine {
  cause: Cause
  money: LineMoney | null
}
export interface OpenCause<Open> extends Cause {
  /** The oldest of what is open. */
  since: Instant
  /** The largest money first. */
  items: OpenItem<Open>[]
}

/** The cause that moves most money first, then the one with most lines. */
export function causesOf<Open extends CausedLine>(items: readonly OpenItem<Open>[]): OpenCause<Open>[] {
  const causes = new Map<string, OpenCause<Open>>()
  for (const item of items) {
    const { key, what, fixedBy } = causeOf(item)
    const cause = causes.get(key) ?? { key, what, fixedBy, since: item.at, items: [] }
    cause.items.push(item)
    if (msOf(item.at) < msOf(cause.since)) cause.since = item.at
    causes.set(key, cause)
  }
  const all = [...causes.values()]
  for (const { items: mine } of all)
    mine.sort((one, other) => amountOf(other) - amountOf(one) || one.companyId - other.companyId)
  return all.sort(
    (one, other) =>
      sumOf(other) - sumOf(one) || other.items.length - one.items.length || (one.key < other.key ? -1 : 1),
  )
}

/** Only for the order: what a currency is worth is not known here. */
const amountOf = (item: OpenItem<CausedLine>): number =>
  item.kind === 'company' ? 0 : Math.abs(item.open.money?.monthly ?? item.open.money?.difference ?? 0)
const sumOf = ({ items }: OpenCause<CausedLine>): number => items.reduce((sum, item) => sum + amountOf(item), 0)

/** As many as `causesOf` gives. */
export const countCauses = (items: readonly OpenItem<CausedLine>[]): number =>
  new Set(items.map((item) => causeOf(item).key)).size

function causeOf(item: OpenItem<CausedLine>): Cause {
  if (item.kind === 'line') return item.open.cause
  return item.failure === null
    ? { key: 'ours', what: { from: 'ours' }, fixedBy: 'operator' }
    : causeOfFailure(item.failure)
}

/** Of a line that is open: see resultOfPart. */
export function causeOfLine(line: RunLine): Cause {
  if (line.change.kind === 'blocked') return causeOfBlocked(line, line.change.reason)
  const cause = line.outcome?.cause ?? null
  if (cause?.kind === 'upstream' || (cause?.kind === 'noAnswer' && line.status !== 'unknown'))
    return causeOfFailure(cause.failure)
  // Whether it was done is asked by itself.
  if (cause?.kind === 'noAnswer') return { ...causeOfFailure(cause.failure), key: 'unknown', fixedBy: 'nobody' }
  const what = whatOfCause(cause)
  if (what.from !== 'line') return { key: 'ours', what: { from: 'ours' }, fixedBy: 'operator' }
  const why = cause?.kind === 'agreementClosed' ? `:${cause.why.kind}` : ''
  return { key: `line:${what.cause}${why}`, what, fixedBy: fixerOfLine(what.cause) }
}

function causeOfFailure(failure: UpstreamFailure): Cause {
  const what = whatOfFailure(failure)
  const key = `${failure.system}:${failure.kind}`
  return what.from === 'upstream'
    ? { key, what, fixedBy: fixerOfFailure(failure) }
    : { key, what: { from: 'ours' }, fixedBy: 'operator' }
}

function causeOfBlocked({ catalogItemId }: RunLine, reason: BlockedReason): Cause {
  const of = (more: string, fixedBy: InboxFixer): Cause =>
    reason.kind === 'keptTheirs'
      ? { key: 'ours', what: { from: 'ours' }, fixedBy: 'operator' }
      : { key: `blocked:${reason.kind}${more}`, what: { from: 'blocked', reason: reason.kind }, fixedBy }
  switch (reason.kind) {
    case 'agreementUnusable':
      return of(`:${reason.why.kind}`, 'billing')
    case 'catalogItemUnusable':
      return of(`:${reason.why}:${catalogItemId}`, 'catalog')
    case 'seatsUnread':
      return ['failed', 'incomplete', 'notThereYet'].includes(reason.why)
        ? of(':soon', 'nobody')
        : of(`:${reason.why}`, 'billing')
    case 'additionsUnread':
      return of('', 'nobody')
    case 'noAddition':
    case 'takenAway':
    case 'severalAdditions':
    case 'vanished':
    case 'adoptedGone':
    case 'keptTheirs':
      return of('', 'billing')
    default:
      return reason satisfies never
  }
}

type LineCause = Extract<InboxWhat, { from: 'line' }>['cause']

function fixerOfLine(cause: LineCause): InboxFixer {
  switch (cause) {
    case 'openElsewhere':
    case 'interrupted':
      return 'nobody'
    case 'halfReplaced':
    case 'replacementGone':
      return 'agreements'
    case 'changedMeanwhile':
    case 'additionGone':
    case 'additionAppeared':
    case 'agreementClosed':
    case 'planTooOld':
    case 'decidedOtherwise':
    case 'cancelled':
    case 'invoicedMeanwhile':
      return 'billing'
    default:
      return cause satisfies never
  }
}

/** Keys that are refused are changed where they were made; what ConnectWise refuses of a record is put right in the record. */
function fixerOfFailure(failure: UpstreamFailure): InboxFixer {
  if (mayPass(failure)) return 'nobody'
  const { kind, system } = failure
  if (kind === 'tls' || kind === 'clockOff') return 'operator'
  if (system === 'trendmicro') return 'trendMicro'
  return kind === 'unauthorised' || kind === 'forbidden' ? 'administrator' : 'agreements'
}
