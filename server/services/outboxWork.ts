/** Delivers what waits in the outbox, notices before summaries and lane by lane, and marks what became of it. */
import { msOf } from '../domain/calendar'
import type { TenantId } from '../domain/ids'
import { AppError } from '../domain/errors'
import {
  afterTry,
  dueLanes,
  isDue,
  isUnheard,
  mayTryAgain,
  outworn,
  triedAgain,
  type OutboxEntry,
} from '../domain/outbox'
import type { Clock, Log } from '../ports'
import type { Store } from '../storage/store'
import { eachOf } from './each'
import type { Deliver } from './noticeDelivery'

/** Lanes that are tried side by side: a receiver that does not answer holds up only its own. */
const lanesAtOnce = 8
/** Uploads share the few calls to ConnectWise that may be under way with all that is billed. */
const documentsAtOnce = 1
/** Of one round, so that notices never wait for those of all companies; the rest comes with the next. */
const mostSummaryLanes = 50
/** Milliseconds after which a round begins no more summaries: a mail server may take minutes for each. */
const mostSummaryMs = 60_000

export interface OutboxWorkDeps {
  store: Store
  clock: Clock
  log: Log
  deliver: Deliver
  /** Is a bill of this tenant being planned or sent? Summaries wait for its end, which counts as no try. */
  isBilling: (tenant: TenantId) => boolean
  /** Is something to be told that is not in the outbox yet? Then summaries wait for the next round. */
  isAsked: () => boolean
  signal: AbortSignal
}

/** Tries all that is due of a tenant once. Throws what the store throws; a fault of ours in a delivery counts as a failed try. */
export async function deliverDue(deps: OutboxWorkDeps, tenant: TenantId): Promise<void> {
  const { store, clock, log, deliver, isBilling, isAsked, signal } = deps
  const { outbox } = store.of(tenant)
  const entries = await readOutbox(store, tenant)
  let summariesSince = clock.now()

  async function tryOnce(entry: OutboxEntry): Promise<OutboxEntry> {
    const delivery = await deliver(entry).catch((error: unknown) => {
      log.error('A notice could not be tried', { tenant, notice: entry.id, error: String(error) })
      return { kind: 'failed', failure: { kind: 'malformed', status: null, text: null, at: clock.now() } } as const
    })
    const { value } = await outbox.update(entry.id, (stored) => afterTry(stored ?? entry, delivery, clock.now()))
    const { id: notice, audience, channel, tries, failure } = value
    if (value.state === 'givenUp')
      log.error('A notice was given up', { tenant, notice, audience, channel, tries, failure })
    else if (failure !== null)
      log.warn('A notice did not arrive', { tenant, notice, audience, channel, tries, failure })
    return value
  }

  const isLong = () => msOf(clock.now()) - msOf(summariesSince) > mostSummaryMs

  async function tryLane(lane: readonly OutboxEntry[]): Promise<void> {
    for (const entry of lane) {
      if (signal.aborted || !isDue(entry, clock.now())) return
      if (entry.summary !== null && (isBilling(tenant) || isAsked() || isLong())) return
      // What comes later in the lane waits until this one has arrived, or was given up.
      if ((await tryOnce(entry)).state === 'waiting') return
    }
  }

  const lanes = dueLanes(entries, clock.now())
  const isOfNotices = ([first]: readonly OutboxEntry[]) => first?.summary === null
  await eachOf(lanes.filter(isOfNotices), lanesAtOnce, tryLane)
  summariesSince = clock.now()
  const summaries = lanes.filter((lane) => !isOfNotices(lane)).slice(0, mostSummaryLanes)
  const isDocument = ([first]: readonly OutboxEntry[]) => first?.channel === 'document'
  const documents = summaries.filter(isDocument)
  const mails = summaries.filter((lane) => !isDocument(lane))
  await eachOf(
    [() => eachOf(mails, lanesAtOnce, tryLane), () => eachOf(documents, documentsAtOnce, tryLane)],
    2,
    (work) => work(),
  )
  for (const { id } of outworn(await readOutbox(store, tenant), clock.now())) await outbox.remove(id)
}

/** Has a notice or a summary that was given up tried again, also one that may have arrived. Throws AppError `notFound`, and `conflict` for one that is not, or no longer. */
export async function tryAgain(deps: { store: Store; clock: Clock }, tenant: TenantId, id: string): Promise<void> {
  const entries = await readOutbox(deps.store, tenant)
  const entry = entries.find((each) => each.id === id)
  if (entry === undefined) throw new AppError('notFound')
  const { outbox, summaries } = deps.store.of(tenant)
  await outbox.update(id, (stored) => {
    if (stored === null) throw new AppError('notFound')
    if (!mayTryAgain(stored, entries)) throw new AppError('conflict')
    return triedAgain(stored, deps.clock.now())
  })
  if (entry.summary === null || !isUnheard(entry.failure)) return
  // Whoever asks takes upon himself that it arrives twice. After the line above, which lets only one who asks come this far.
  await summaries.update(entry.summary, (stored) => {
    if (stored === null) throw new Error('A summary vanished')
    return { ...stored, mails: stored.mails.map((mail) => (mail.to === entry.to ? { ...mail, begun: 0 } : mail)) }
  })
}

export async function readOutbox(store: Store, tenant: TenantId): Promise<OutboxEntry[]> {
  const { outbox } = store.of(tenant)
  const entries: OutboxEntry[] = []
  for (const id of await outbox.keys()) {
    const entry = (await outbox.read(id))?.value
    if (entry !== undefined) entries.push(entry)
  }
  return entries
}
