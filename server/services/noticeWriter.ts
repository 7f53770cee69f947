/**
 * Turns what a run or a check found into entries of the outbox. May be done again at any time: an entry's id follows from what it
 * says, so that it is written once, and what was told is noted only after all entries are on disk.
 */
import { createHash } from 'node:crypto'
import { msOf, type Instant } from '../domain/calendar'
import type { CompanyId, RunId, TenantId } from '../domain/ids'
import { catchUpMs, settleCheck, settleRun, withTold, type Settled } from '../domain/noticeBook'
import { foundInCheck, foundInRun, isByClock, toldParts, type RunFound } from '../domain/noticeCauses'
import { noticeEntries, type Found, type NewEntry } from '../domain/noticeEntries'
import type { Audience, NoticeBook, NoticeRecord } from '../domain/notices'
import type { OutboxEntry } from '../domain/outbox'
import type { BillingRun } from '../domain/run'
import { dayInZone } from '../domain/zone'
import type { Clock } from '../ports'
import type { Store, TenantStore } from '../storage/store'
import { audienceOf, readAudiences } from './noticeSettings'
import { readTenant } from './planRun'
import { linkedName } from './preflightFound'
import { readParts } from './runParts'

export interface NoticeWriterDeps {
  store: Store
  clock: Clock
}

export interface NoticeWriter {
  /** Writes what is to be told of a run, as it stands now. Nothing when that was told, or nobody wants to hear of it. */
  writeRun(tenant: TenantId, run: RunId): Promise<void>
  /** The same of the last check before a send. */
  writeCheck(tenant: TenantId): Promise<void>
  /** Runs that ended within the last days, of which nobody was told: a server stopped in between. */
  untold(tenant: TenantId): Promise<RunId[]>
}

export function createNoticeWriter({ store, clock }: NoticeWriterDeps): NoticeWriter {
  const readBook = async (tenant: TenantId): Promise<NoticeBook> =>
    (await store.of(tenant).noticeBook.read('book'))?.value ?? { tenantId: tenant, told: [], open: [] }

  async function write(
    tenant: TenantId,
    audiences: ReadonlyMap<Audience, NoticeRecord>,
    what: { key: string; print: string; settle: (audience: Audience, book: NoticeBook) => Settled & { found: Found } },
  ): Promise<void> {
    const own = store.of(tenant)
    let book = await readBook(tenant)
    const entries: NewEntry[] = []
    for (const [audience, { settings }] of audiences) {
      const { open, solved, found } = what.settle(audience, book)
      book = { ...book, open }
      entries.push(...noticeEntries(audience, settings, found, solved))
    }
    await writeEntries(own, tenant, entries, clock.now())
    await own.noticeBook.update('book', () => withTold(book, what.key, what.print, clock.now()))
  }

  return {
    async writeRun(tenant, id) {
      const own = store.of(tenant)
      const run = (await own.runs.read(id))?.value
      const audiences = await readAudiences(store, tenant)
      if (run === undefined || audiences === null || !isToldOf(run)) return
      const print = printOf(run)
      const book = await readBook(tenant)
      if (isTold(book, runKey(id), print)) return
      const parts = toldParts(run, await readParts(own, run))
      const nameOf = await namesOf(own, run)
      const { settings } = await readTenant(store, tenant)
      const about = {
        of: 'run',
        runId: run.id,
        day: dayInZone(run.startedAt ?? run.createdAt, settings.schedule.timeZone),
        by: isByClock(run) ? null : run.createdBy,
      } as const
      // A run that takes something back holds only that: of all else it says nothing.
      const looked = new Set(run.trigger === 'undo' ? [] : parts.map(({ companyId }) => companyId))
      await write(tenant, audiences, {
        key: runKey(id),
        print,
        settle(audience, { open }) {
          const isMine = hearers(audience, audiences)
          const isSince = since(audiences, audience) <= msOf(run.finishedAt ?? run.startedAt ?? run.createdAt)
          const found: RunFound = isSince ? foundInRun(run, parts, isMine, nameOf) : { sent: null, causes: [] }
          // Told once, with what all of it came to: while lines are open the sum still grows.
          const sent = run.status === 'finished' ? found.sent : null
          const now = clock.now()
          const settled = settleRun(open, { audience, causes: found.causes, looked, isTold: isMine, now })
          return { ...settled, found: { about, source: id, ...found, sent } }
        },
      })
    },
    async writeCheck(tenant) {
      const check = (await store.of(tenant).preflight.read('preflight'))?.value.last
      const audiences = await readAudiences(store, tenant)
      if (check == null || audiences === null) return
      const print = hashOf([check.finishedAt, check.by, check.findings.map(({ key }) => key)])
      if (isTold(await readBook(tenant), checkKey, print)) return
      const { settings } = await readTenant(store, tenant)
      const [send] = [...check.dueFor].sort((one, other) => (one.sendOn < other.sendOn ? -1 : 1))
      const day = send?.sendOn ?? dayInZone(check.finishedAt, settings.schedule.timeZone)
      const about = { of: 'check', day, due: send !== undefined } as const
      await write(tenant, audiences, {
        key: checkKey,
        print,
        settle(audience, { open }) {
          const isSince = since(audiences, audience) <= msOf(check.finishedAt)
          const all = isSince ? foundInCheck(check, audience, hearers(audience, audiences)) : []
          // Who asks for a check sees what it finds: nothing new is told, and only what was told can be solved by it.
          const causes = send === undefined ? all.filter((cause) => isOpen(open, audience, cause.key)) : all
          const settled = settleCheck(open, { audience, causes, check, now: clock.now() })
          const told = send === undefined ? [] : causes
          return { ...settled, found: { about, source: `check ${check.finishedAt}`, sent: null, causes: told } }
        },
      })
    },
    async untold(tenant) {
      const own = store.of(tenant)
      if ((await readAudiences(store, tenant)) === null) return []
      const book = await readBook(tenant)
      const runs: RunId[] = []
      for (const id of await own.runs.keys()) {
        const run = (await own.runs.read(id))?.value
        if (run === undefined || !isToldOf(run)) continue
        const isRecent = msOf(clock.now()) - msOf(run.finishedAt ?? run.createdAt) <= catchUpMs
        if (isRecent && !isTold(book, runKey(id), printOf(run))) runs.push(id)
      }
      return runs
    },
  }
}

const checkKey = 'preflight'
const runKey = (id: RunId): string => `run ${id}`

const isToldOf = ({ status }: BillingRun): boolean => ['waiting', 'sending', 'finished'].includes(status)

/** What of a run's head changes whenever there is something new to tell. */
const printOf = ({ status, counts, problems, approvedBy }: BillingRun): string =>
  hashOf([status, counts, problems.map(({ companyId }) => companyId), approvedBy])

const isTold = ({ told }: NoticeBook, key: string, print: string): boolean =>
  told.some((each) => each.key === key && each.print === print)

const isOpen = (open: NoticeBook['open'], audience: Audience, key: string): boolean =>
  open.some((cause) => cause.audience === audience && cause.key === key)

const since = (audiences: ReadonlyMap<Audience, NoticeRecord>, audience: Audience): number => {
  const record = audiences.get(audience)
  return record === undefined ? Infinity : msOf(record.since)
}

/** Is this company told of to this audience? Each to exactly one: its own where it has one, else the tenant's. */
const hearers =
  (audience: Audience, audiences: ReadonlyMap<Audience, NoticeRecord>) =>
  (company: CompanyId): boolean =>
    audience === (audiences.has(audienceOf(company)) ? audienceOf(company) : 'global')

async function namesOf(own: TenantStore, run: BillingRun): Promise<(company: CompanyId) => string> {
  const names = new Map<CompanyId, string>()
  for (const { companyId } of run.problems) {
    const record = (await own.companies.read(companyId))?.value
    if (record !== undefined) names.set(companyId, linkedName(record))
  }
  return (company) => names.get(company) ?? `#${company}`
}

async function writeEntries(
  own: TenantStore,
  tenantId: TenantId,
  entries: readonly NewEntry[],
  now: Instant,
): Promise<void> {
  for (const [order, { identity, ...entry }] of entries.entries()) {
    const id = hashOf([tenantId, ...identity])
    const isThere = (await own.outbox.read(id)) !== null
    if (isThere) continue
    const fresh: OutboxEntry = {
      ...entry,
      id,
      tenantId,
      summary: null,
      createdAt: now,
      order,
      state: 'waiting',
      tries: 0,
      nextTryAt: now,
      endedAt: null,
      failure: null,
    }
    await own.outbox.update(id, (stored) => stored ?? fresh)
  }
}

const hashOf = (what: unknown): string => createHash('sha256').update(JSON.stringify(what)).digest('hex').slice(0, 32)
