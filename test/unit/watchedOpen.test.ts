/** What is kept in memory of what is open says the same as reading every run anew, whatever was written, removed or read meanwhile. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { instantFromMs, msOf } from '../../server/domain/calendar'
import { companyId, lineKey, runId, type CompanyId, type RunId } from '../../server/domain/ids'
import type { OpenItem } from '../../server/domain/inbox'
import type { BillingRun, Change, LineStatus, RunCompany, RunLine } from '../../server/domain/run'
import { giveWay } from '../../server/services/giveWay'
import { inboxSince, readOpen } from '../../server/services/inboxRead'
import { shownLine, type ShownLine } from '../../server/services/inboxOpen'
import { inboxCount, inboxView } from '../../server/services/inboxView'
import { watchStandings, type WatchedStandings } from '../../server/services/watchedStandings'
import { openMemoryStore } from '../../server/storage/memoryStore'
import type { Collection, Store, TenantStore } from '../../server/storage/store'
import { aDrift } from '../factories'
import { acme, aCompanyRecord, aRun, aRunCompany, aTenant, at } from '../contract/documents'

const companies = [1, 2, 3].map(companyId)
const log = { info: () => undefined, warn: () => undefined, error: (text: string) => expect.unreachable(text) }
const dayMs = 24 * 60 * 60_000

/** A clock that is moved, a store, and what watches it now. */
function createWorld() {
  let nowMs = msOf(at)
  let counted = 0
  const clock = { now: () => instantFromMs(nowMs), sleep: () => Promise.resolve(), onJump: () => () => undefined }
  const inner = openMemoryStore()
  const watch = () => watchStandings(slowly(inner), { clock, log })
  let watched: WatchedStandings = watch()
  return {
    clock,
    inner,
    own: (): TenantStore => watched.store.of(acme),
    watched: () => watched,
    move: (ms: number) => (nowMs += ms),
    count: () => (counted += 1),
    restart: () => (watched = watch()),
  }
}
type World = ReturnType<typeof createWorld>

/** A store that gives what it read some turns later: writes come in between. */
function slowly(inner: Store): Store {
  const late = <Key, T>(collection: Collection<Key, T>): Collection<Key, T> => ({
    ...collection,
    async read(key) {
      const stored = await collection.read(key)
      for (let turn = 0; turn < 3; turn += 1) await giveWay()
      return stored
    },
  })
  return {
    ...inner,
    of(tenant) {
      const own = inner.of(tenant)
      return { ...own, runs: late(own.runs), runCompanies: late(own.runCompanies) }
    },
  }
}

const readAnew = (inner: Store, clock: World['clock']): Promise<OpenItem<ShownLine>[]> =>
  readOpen({ store: inner, clock }, acme, companies, shownLine)

async function compare({ clock, inner, own, watched }: World): Promise<void> {
  const deps = { store: inner, clock, watched: watched() }
  const { items, reading } = await watched().openOf(acme).openSince(inboxSince(clock))
  const mine = items.filter(({ companyId: id }) => watched().standingsOf(acme).record(id)?.enabled === true)
  const anew = await readAnew(inner, clock)
  // Until all is read nothing is told that is not so.
  if (reading !== null) {
    for (const item of mine) expect(anew.map(told)).toContainEqual(told(item))
    return
  }
  expect(mine.map(told)).toEqual(anew.map(told))
  expect(await own().tenant.read('tenant')).not.toBeNull()
  expect(await inboxView(deps, acme)).toMatchObject({ lines: anew.length, reading: null })
  expect((await inboxCount(deps, acme)).causes).toBe((await inboxView(deps, acme)).causes.length)
}
/** Of the run only what is shown. */
const told = ({ run: { id, status }, ...item }: OpenItem<ShownLine>) => ({ ...item, run: { id, status } })

const statuses: LineStatus[] = [
  'failed',
  'stale',
  'unknown',
  'blocked',
  'sent',
  'unchanged',
  'skipped',
  'pending',
  'held',
]
const blocked = (kept: boolean): Change => ({
  kind: 'blocked',
  reason: kept ? { kind: 'keptTheirs', drift: aDrift() } : { kind: 'noAddition' },
  quantityBefore: 12,
  quantity: 14,
})
const aPlace = fc.record({
  place: fc.constantFrom(77, 78),
  status: fc.constantFrom(...statuses),
  // Decided by a person, or by name.
  by: fc.boolean(),
})
type Place = typeof aPlace extends fc.Arbitrary<infer T> ? T : never

function linesOf(places: readonly Place[], company: CompanyId, { clock }: World): RunLine[] {
  const [template] = aRunCompany('r', company).lines
  if (template === undefined) throw new Error('The part has a line')
  const decided = { by: 'jane', at: clock.now(), reason: null }
  return [...new Map(places.map((place) => [place.place, place])).values()].map(({ place, status, by }) => ({
    ...template,
    key: lineKey(`v1:acme:${company}:${place}:5:2026-11-01`),
    status,
    change: status === 'blocked' ? blocked(by) : template.change,
    approval: by ? decided : null,
    skip: status === 'skipped' && by ? decided : null,
    undoes: null,
    outcome: ['failed', 'stale', 'unknown', 'sent'].includes(status)
      ? { at: clock.now(), quantityAfter: null, additionId: null, requestId: null, cause: null, alreadyRight: false }
      : null,
  }))
}

const which = fc.nat(7)
const step = fc.oneof(
  fc.record({
    kind: fc.constant('plan'),
    trigger: fc.constantFrom('manual', 'schedule', 'undo'),
    status: fc.constantFrom('draft', 'planning', 'finished'),
    of: fc.subarray(companies, { minLength: 1 }),
    // A draft's part comes first.
    isPartFirst: fc.boolean(),
    places: fc.array(aPlace, { maxLength: 2 }),
  }),
  fc.record({ kind: fc.constant('part'), which, of: fc.constantFrom(...companies), places: fc.array(aPlace) }),
  fc.record({ kind: fc.constant('status'), which, status: fc.constantFrom('waiting', 'sending', 'finished') }),
  fc.record({ kind: fc.constant('problem'), which, of: fc.constantFrom(...companies), isOver: fc.boolean() }),
  fc.record({ kind: fc.constant('remove'), which, what: fc.constantFrom('parts', 'run', 'both') }),
  fc.record({ kind: fc.constant('link'), of: fc.constantFrom(...companies), enabled: fc.boolean() }),
  fc.record({ kind: fc.constant('clock'), ms: fc.constantFrom(60_000, dayMs, 30 * dayMs, 62 * dayMs, -30 * dayMs) }),
  fc.record({ kind: fc.constant('restart'), isSettled: fc.boolean() }),
)
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never

async function take(step: Step, world: World, runs: RunId[]): Promise<void> {
  const { clock } = world
  const own = world.own()
  const run = 'which' in step ? runs[step.which % Math.max(1, runs.length)] : undefined
  const partOf = (id: RunId, company: CompanyId, places: readonly Place[]): RunCompany =>
    aRunCompany(id, company, { plannedAt: clock.now(), lines: linesOf(places, company, world) })
  const writePart = (id: RunId, company: CompanyId, places: readonly Place[]) =>
    own.runCompanies.update({ runId: id, companyId: company }, () => partOf(id, company, places))
  const edit = (id: RunId, change: (head: BillingRun) => Partial<BillingRun>) =>
    own.runs.update(id, (head) => {
      if (head === null) throw new Error('The run is there')
      return { ...head, ...change(head) }
    })
  switch (step.kind) {
    case 'plan': {
      const id = runId(`r-${world.count()}`)
      const { trigger, status, of, isPartFirst, places } = step
      const writeParts = () => Promise.all(of.map((company) => writePart(id, company, places)))
      const finishedAt = status === 'finished' ? clock.now() : null
      const head = aRun(id, { trigger, status, companyIds: of, createdAt: clock.now(), finishedAt })
      if (isPartFirst) await writeParts()
      await own.runs.write(id, head, null)
      // Of a run that is being planned not all companies are.
      if (!isPartFirst && status !== 'planning') await writeParts()
      runs.push(id)
      return
    }
    case 'part': {
      const head = run === undefined ? null : await own.runs.read(run)
      if (run !== undefined && head?.value.companyIds.includes(step.of) === true)
        await writePart(run, step.of, step.places)
      return
    }
    case 'status': {
      const { status } = step
      if (run !== undefined) await edit(run, () => ({ status, finishedAt: status === 'finished' ? clock.now() : null }))
      return
    }
    case 'problem':
      if (run !== undefined)
        await edit(run, ({ problems }) => ({
          problems: [
            ...problems.filter(({ companyId: id }) => id !== step.of),
            ...(step.isOver ? [] : [{ companyId: step.of, failure: null }]),
          ],
        }))
      return
    case 'remove': {
      if (run === undefined) return
      if (step.what !== 'run')
        for (const company of companies) await own.runCompanies.remove({ runId: run, companyId: company })
      if (step.what === 'parts') return
      await own.runs.remove(run)
      runs.splice(runs.indexOf(run), 1)
      return
    }
    case 'link':
      await own.companies.update(step.of, (record) => {
        const { link, ...rest } = record ?? aCompanyRecord(step.of)
        return { ...rest, link: link && { ...link, enabled: step.enabled } }
      })
      return
    case 'clock':
      world.move(step.ms)
      return
    case 'restart':
      world.restart()
      world.watched().openOf(acme)
      if (step.isSettled) await world.watched().settled()
      return
    default:
      step satisfies never
  }
}

async function filled(world: World): Promise<void> {
  await world.own().tenant.write('tenant', aTenant(), null)
  for (const company of companies) await world.own().companies.write(company, aCompanyRecord(company), null)
  world.watched().openOf(acme)
}

describe('what is open, from memory', () => {
  it('is what reading all runs anew gives, after any history', async () => {
    let open = 0
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(step, fc.boolean()), { minLength: 5, maxLength: 30, size: 'max' }),
        async (steps) => {
          const world = createWorld()
          await filled(world)
          const runs: RunId[] = []
          for (const [next, isLookedAt] of steps) {
            await take(next, world, runs)
            if (isLookedAt) await compare(world)
          }
          await world.watched().settled()
          await compare(world)
          open += (await readAnew(world.inner, world.clock)).length
        },
      ),
      { numRuns: 300 },
    )
    // Else nothing was compared.
    expect(open).toBeGreaterThan(50)
  }, 60_000)

  it('is read as far back as it can change anything, each part once for all that is kept', async () => {
    const world = createWorld()
    await filled(world)
    await world.watched().settled()
    const whole: Place[] = [{ place: 77, status: 'failed', by: true }]
    const plan = { kind: 'plan', trigger: 'schedule', status: 'finished', isPartFirst: false, of: companies } as const
    const runs: RunId[] = []
    for (let month = 0; month < 2; month += 1) {
      await take({ ...plan, places: whole }, world, runs)
      world.move(20 * dayMs)
    }
    const read: RunId[] = []
    const own = world.inner.of(acme)
    const runCompanies: typeof own.runCompanies = {
      ...own.runCompanies,
      read(key) {
        read.push(key.runId)
        return own.runCompanies.read(key)
      },
    }
    const counted = watchStandings(
      { ...world.inner, of: () => ({ ...own, runCompanies }) },
      { clock: world.clock, log },
    )
    await counted.warm([acme])
    const { items } = await counted.openOf(acme).openSince(inboxSince(world.clock))
    expect(items).toHaveLength(companies.length)
    expect(read).toEqual(companies.map(() => runs[1]))
  })

  it('says that it is being read when much is missing, as after the clock was put back', async () => {
    const world = createWorld()
    await filled(world)
    const many = Array.from({ length: 30 }, (_, place) => companyId(place + 1))
    for (const company of many)
      await world.own().companies.update(company, (record) => record ?? aCompanyRecord(company))
    const runs: RunId[] = []
    const plan = { kind: 'plan', trigger: 'schedule', status: 'finished', isPartFirst: false, of: many } as const
    await take({ ...plan, places: [{ place: 77, status: 'failed', by: true }] }, world, runs)
    world.move(50 * dayMs)
    await take({ ...plan, places: [{ place: 77, status: 'held', by: false }] }, world, runs)
    world.move(20 * dayMs)
    world.restart()
    await world.watched().warm([acme])
    const since = () => inboxSince(world.clock)
    expect(await world.watched().openOf(acme).openSince(since())).toEqual({ items: [], reading: null })
    world.move(-10 * dayMs)
    const first = await world.watched().openOf(acme).openSince(since())
    expect([first.items, first.reading?.of]).toEqual([[], many.length])
    let now = first
    for (let asked = 0; now.reading !== null && asked < 1_000; asked += 1) {
      await giveWay()
      now = await world.watched().openOf(acme).openSince(since())
    }
    expect(now.items).toHaveLength(many.length)
  })

  it('that cannot be read is told in the log, and read again by the next who asks', async () => {
    const world = createWorld()
    await filled(world)
    await take(
      {
        kind: 'plan',
        trigger: 'schedule',
        status: 'finished',
        isPartFirst: false,
        of: companies,
        places: [{ place: 77, status: 'failed', by: true }],
      },
      world,
      [],
    )
    const own = world.inner.of(acme)
    let isBroken = true
    const runCompanies: typeof own.runCompanies = {
      ...own.runCompanies,
      read: (key) => (isBroken ? Promise.reject(new Error('The disk is gone')) : own.runCompanies.read(key)),
    }
    const errors: string[] = []
    const watched = watchStandings(
      { ...world.inner, of: () => ({ ...own, runCompanies }) },
      { clock: world.clock, log: { ...log, error: (text) => void errors.push(text) } },
    )
    await watched.warm([acme])
    expect(errors).toHaveLength(1)
    isBroken = false
    const { reading } = await watched.openOf(acme).openSince(inboxSince(world.clock))
    expect(reading).not.toBeNull()
    await watched.settled()
    const { items } = await watched.openOf(acme).openSince(inboxSince(world.clock))
    expect(items).toHaveLength(companies.length)
  })
})
