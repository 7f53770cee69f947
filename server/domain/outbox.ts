/** Notices on their way: each is stored before it is tried, and tried until it arrives or has been tried often enough. Pure. */
import { instantFromMs, msOf, type Instant, type Month } from './calendar'
import type { FailureKind } from './errors'
import type { CompanyId, TenantId } from './ids'
import type { Audience, NoticeChannel, NoticeMessage } from './notices'

/**
 * Why a try failed. `redirect`: the address answers with another, which is not called; `privateAddress`: it leads into our own
 * network; `notConfigured`: the channel was switched off or emptied meanwhile; `boardUnusable`: the board is gone, or has no
 * status that closes a ticket; `noStartTls`: the mail server does not offer the encryption that is set; `linkChanged`: the company
 * is not linked to the same customers any more; one of `unheardKinds`.
 */
export interface DeliveryFailure {
  kind:
    | FailureKind
    | 'redirect'
    | 'privateAddress'
    | 'notConfigured'
    | 'boardUnusable'
    | 'noStartTls'
    | 'linkChanged'
    | UnheardKind
  status: number | null
  /** The other side's words without our secrets, at most 300 characters. */
  text: string | null
  at: Instant
}
/**
 * It may have arrived, and is not sent once more to see. After the mail server was given all of it: `unanswered`: no answer came in
 * time; `cutOff`: the connection broke; `unheard`: we stopped, or could not write down what we heard.
 */
export const unheardKinds = ['unanswered', 'cutOff', 'unheard'] as const
export type UnheardKind = (typeof unheardKinds)[number]
export const isUnheard = (failure: DeliveryFailure | null): boolean =>
  unheardKinds.some((kind) => kind === failure?.kind)

export type Delivery = { kind: 'delivered' } | { kind: 'failed'; failure: DeliveryFailure }

export interface OutboxEntry {
  id: string
  tenantId: TenantId
  audience: Audience
  /** `document`: put among the company's documents in ConnectWise. */
  channel: NoticeChannel | 'document'
  /** Of the channel `ticket`: whose ticket, and whether it is told something or closed by it. */
  ticket: { causeKey: string; action: 'tell' | 'close' } | null
  /** Of the channel `mail`: one entry an address, so that one that is refused holds up no other. */
  to: string | null
  message: NoticeMessage
  /** The summary that is on its way; null: a notice. */
  summary: { companyId: CompanyId; month: Month } | null
  createdAt: Instant
  /** Among those of one moment. */
  order: number
  state: 'waiting' | 'delivered' | 'givenUp'
  tries: number
  /** null at the end. */
  nextTryAt: Instant | null
  endedAt: Instant | null
  /** Of the last try that failed. */
  failure: DeliveryFailure | null
}

/** Minutes to wait after each try; after the last one it is given up: some two days. */
export const retryPausesMinutes: readonly number[] = [1, 5, 15, 60, 240, 720, 1440]

/**
 * What waited that long is given up after a few tries: a lane lets only its oldest be tried, and would grow for ever behind a
 * receiver that is gone.
 */
const longestWaitMs = retryPausesMinutes.reduce((sum, minutes) => sum + minutes * 60_000, 0)
const triesWhenOld = 4

/** What has ended is kept for a while, so that somebody can see it; so many of notices, and so many of summaries. */
const keptDays = 30
const keptEntries = 500
const dayMs = 24 * 60 * 60_000

/** The entry after a try. */
export function afterTry(entry: OutboxEntry, delivery: Delivery, now: Instant): OutboxEntry {
  const tries = entry.tries + 1
  if (delivery.kind === 'delivered')
    return { ...entry, tries, state: 'delivered', nextTryAt: null, endedAt: now, failure: null }
  const { failure } = delivery
  const pause = retryPausesMinutes[tries - 1]
  const isOld = msOf(now) - msOf(entry.createdAt) > longestWaitMs
  // A second copy would be worse than none.
  const isLast = isUnheard(failure) || pause === undefined
  return isLast || (isOld && tries >= triesWhenOld)
    ? { ...entry, tries, state: 'givenUp', nextTryAt: null, endedAt: now, failure }
    : { ...entry, tries, nextTryAt: instantFromMs(msOf(now) + pause * 60_000), failure }
}

/**
 * May a person have it tried again? What was given up, unless something later of the same ticket has arrived: it would be told in
 * the wrong order, and a cause that is solved would have a ticket again.
 */
export function mayTryAgain(entry: OutboxEntry, entries: readonly OutboxEntry[]): boolean {
  if (entry.state !== 'givenUp') return false
  if (entry.ticket === null) return true
  return !entries.some(
    (other) => other.state === 'delivered' && laneOf(other) === laneOf(entry) && byAge(other, entry) > 0,
  )
}

/** The entry as one that is new: tried at once, and then as often as any. */
export const triedAgain = (entry: OutboxEntry, now: Instant): OutboxEntry => ({
  ...entry,
  state: 'waiting',
  tries: 0,
  nextTryAt: now,
  endedAt: null,
})

/** What must arrive in the order in which it was made: all of one ticket, and all notices of one channel of one audience. */
const laneOf = ({ audience, channel, ticket, to, summary }: OutboxEntry): string =>
  `${audience} ${channel} ${ticket?.causeKey ?? to ?? ''} ${summary?.month ?? ''}`

/**
 * What is to be tried now, lane by lane, oldest first. An entry waits for those before it in its lane: a ticket is not closed
 * before it was opened.
 */
export function dueLanes(entries: readonly OutboxEntry[], now: Instant): OutboxEntry[][] {
  const lanes = new Map<string, OutboxEntry[]>()
  for (const entry of entries.filter(({ state }) => state === 'waiting').sort(byAge)) {
    const lane = lanes.get(laneOf(entry))
    if (lane === undefined) lanes.set(laneOf(entry), [entry])
    else lane.push(entry)
  }
  return [...lanes.values()].filter(([first]) => first !== undefined && isDue(first, now))
}

export const isDue = ({ nextTryAt }: OutboxEntry, now: Instant): boolean =>
  nextTryAt !== null && msOf(nextTryAt) <= msOf(now)

/** Ended entries that need not be kept any longer. */
export function outworn(entries: readonly OutboxEntry[], now: Instant): OutboxEntry[] {
  const ended = entries.filter(({ state }) => state !== 'waiting').sort((one, other) => byAge(other, one))
  return [true, false].flatMap((isNotice) =>
    ended
      .filter(({ summary }) => (summary === null) === isNotice)
      .filter(
        ({ endedAt }, place) =>
          place >= keptEntries || (endedAt !== null && msOf(now) - msOf(endedAt) > keptDays * dayMs),
      ),
  )
}

/** Oldest first. */
export const byAge = (one: OutboxEntry, other: OutboxEntry): number =>
  msOf(one.createdAt) - msOf(other.createdAt) || one.order - other.order || (one.id < other.id ? -1 : 1)
