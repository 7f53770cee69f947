/** What failed stays in the list of failures until it is put right; trying it again never writes what nobody has seen. */
import { describe, expect, test } from 'vitest'
import type { PlanView } from '../../server/domain/views'
import type { CompanyView } from '../../server/domain/viewsCompany'
import type {
  InboxCountView,
  InboxItem,
  InboxRetryResult,
  InboxRetryView,
  InboxView,
} from '../../server/domain/viewsInbox'
import type { PodClient } from '../simulator/demo/podClient'
import {
  additionOf,
  customerId,
  linkAndAssign,
  plan,
  refusalOf,
  rowOf,
  send,
  setSeats,
  settled,
  wait,
  watchWrites,
} from './actions'
import { planAll } from './decisions'
import { connectWiseUrl, startHarness, type Harness } from './harness'

const ask = (pod: PodClient): Promise<InboxView> => pod.get('/api/inbox')
/** Once all is read: the first who asks is told that it is not. */
async function inboxOf(pod: PodClient): Promise<InboxView> {
  for (let asked = 0; asked < 100; asked += 1) {
    const view = await ask(pod)
    if (view.reading === null) return view
  }
  throw new Error('It is read at some time')
}
const countOf = async (pod: PodClient): Promise<number | null> =>
  (await pod.get<InboxCountView>('/api/inbox/count')).causes
const itemsOf = async (pod: PodClient): Promise<InboxItem[]> =>
  (await inboxOf(pod)).causes.flatMap(({ items }) => items)
const asWanted = ({ runId, company, key }: InboxItem) => ({ runId, companyId: company.id, key })

/** ConnectWise refuses every change of additions below this path, in its own words, until it is told to stop. */
function refuseChanges(harness: Harness, path = '/additions'): () => void {
  const good = harness.hosts.get(connectWiseUrl)
  if (good === undefined) throw new Error('ConnectWise is there')
  harness.hosts.set(connectWiseUrl, async (input, init) =>
    init?.method === 'PATCH' && input.includes(path)
      ? Response.json({ code: 'InvalidObject', message: 'The agreement is locked.' }, { status: 400 })
      : good(input, init),
  )
  return () => void harness.hosts.set(connectWiseUrl, good)
}

/** 90 → 92 seats of one product at Fairhaven, sent with the others of the company; `trouble` comes between plan and send. */
async function failing(trouble: (harness: Harness) => void) {
  const harness = await startHarness()
  setSeats(harness, 101, 'cloudApp', 92)
  const pod = await harness.pod()
  await linkAndAssign(harness, pod, 101)
  const planned = await plan(pod, 101)
  trouble(harness)
  await send(pod, 101, planned)
  const sent: PlanView = await settled(harness, pod, 101, planned)
  const writes = watchWrites(harness)
  // What comes later is later: the clock stands still else.
  wait(harness, 1)
  const retry = async (items?: readonly InboxItem[]): Promise<InboxRetryResult[]> => {
    const lines = (items ?? (await itemsOf(pod))).map(asWanted)
    const { results } = await pod.post<InboxRetryView>('/api/inbox/retry', { lines })
    await harness.composed.runs.settled()
    return results
  }
  return { harness, pod, sent, writes, retry, held: () => additionOf(harness, 1012, 'cloudApp').quantity }
}

describe('a line that ConnectWise refused', () => {
  async function start() {
    let repair = () => {}
    const world = await failing((harness) => (repair = refuseChanges(harness, '/agreements/1012/')))
    return { ...world, repair: () => repair() }
  }

  test('is one line of its cause, with its numbers and the words of ConnectWise, and its neighbours are not', async () => {
    const { pod, sent } = await start()
    expect(rowOf(sent, 'cloudApp').state).toBe('failed')
    const { causes, lines, companies } = await inboxOf(pod)
    expect([lines, companies]).toEqual([1, 1])
    expect(causes).toMatchObject([
      {
        key: 'connectwise:refused',
        fixedBy: 'agreements',
        found: 1,
        items: [
          {
            runId: sent.runId,
            company: { id: 101 },
            row: { quantityBefore: 90, quantity: 92 },
            failure: { status: 400, text: 'The agreement is locked.' },
            state: 'open',
          },
        ],
      },
    ])
  })

  test('stays while it is refused again, and is sent and gone when that is over', async () => {
    const { harness, pod, retry, held, writes, repair } = await start()
    const [first] = await itemsOf(pod)
    expect(await retry()).toMatchObject([{ outcome: { kind: 'sending' } }])
    const [again] = await itemsOf(pod)
    expect(again?.key).toBe(first?.key)
    expect(again?.runId).not.toBe(first?.runId)
    repair()
    wait(harness, 1)
    expect(await retry()).toMatchObject([{ outcome: { kind: 'sending' } }])
    expect(held()).toBe(92)
    expect(writes).toHaveLength(1)
    expect(await itemsOf(pod)).toEqual([])
  })

  test('is approved by who tries it again, and no other line with it', async () => {
    const { harness, retry, pod, repair, writes } = await start()
    setSeats(harness, 101, 'email', 54)
    wait(harness, 6)
    repair()
    const [result] = await retry()
    if (result?.outcome.kind !== 'sending') throw new Error('It is sent')
    const done = await pod.get<PlanView>(`/api/runs/${result.outcome.runId}/companies/101`)
    expect(rowOf(done, 'cloudApp').state).toBe('sent')
    expect(rowOf(done, 'email').state).toBe('skipped')
    const stored = await harness.store.of(harness.tenantId).runs.read(result.outcome.runId)
    expect(stored?.value).toMatchObject({ approvedBy: 'mortiz', status: 'finished' })
    expect(writes).toHaveLength(1)
  })

  test('is sent once when it is pressed twice', async () => {
    const { pod, retry, held, writes, repair } = await start()
    repair()
    const items = await itemsOf(pod)
    const results = (await Promise.all([retry(items), retry(items)])).flat()
    expect(results.map(({ outcome }) => outcome.kind).sort()).toEqual(['closed', 'sending'])
    expect(held()).toBe(92)
    expect(writes).toHaveLength(1)
    expect(await retry(items)).toMatchObject([{ outcome: { kind: 'closed' } }])
    expect(writes).toHaveLength(1)
  })

  test('is not sent with a number that nobody has seen', async () => {
    const { harness, pod, retry, held, writes, repair } = await start()
    repair()
    setSeats(harness, 101, 'cloudApp', 93)
    wait(harness, 6)
    expect(await retry()).toMatchObject([{ outcome: { kind: 'differs', row: { quantityBefore: 90, quantity: 93 } } }])
    expect(held()).toBe(90)
    expect(writes).toEqual([])
    expect(await itemsOf(pod)).toHaveLength(1)
  })

  test('that is beyond a limit by now waits for a person', async () => {
    const { harness, pod, retry, writes, repair } = await start()
    repair()
    setSeats(harness, 101, 'cloudApp', 900)
    wait(harness, 6)
    expect(await retry()).toMatchObject([{ outcome: { kind: 'held' } }])
    expect(writes).toEqual([])
    expect(await itemsOf(pod)).toHaveLength(1)
  })

  test('that somebody put right in ConnectWise is closed without a write', async () => {
    const { harness, pod, retry, writes, repair } = await start()
    repair()
    harness.connectWise.edits.editAddition(additionOf(harness, 1012, 'cloudApp').id, { quantity: 92 }, 'jlee')
    wait(harness, 6)
    expect(await retry()).toMatchObject([{ outcome: { kind: 'unchanged' } }])
    expect(writes).toEqual([])
    expect(await itemsOf(pod)).toEqual([])
  })

  test('while nothing can be read says so, and stays', async () => {
    const { harness, pod, retry, writes, repair } = await start()
    repair()
    harness.faults.add({ system: 'connectwise', kind: '500-before', method: null, path: '', times: null, delayMs: 1 })
    wait(harness, 6)
    expect(await retry()).toMatchObject([{ outcome: { kind: 'notSent', code: 'upstream', failure: { status: 500 } } }])
    harness.faults.clear()
    expect(writes).toEqual([])
    expect(await itemsOf(pod)).toHaveLength(1)
  })

  test('of a company that is linked no more is nobody’s to send', async () => {
    const { harness, pod, retry, writes, repair } = await start()
    repair()
    const items = await itemsOf(pod)
    const { version } = await pod.get<CompanyView>('/api/companies/101')
    const customerIds = [customerId(harness, 'Fairhaven Dental')]
    await pod.put('/api/companies/101/link', { version, customerIds, enabled: false })
    expect(await itemsOf(pod)).toEqual([])
    expect(await retry(items)).toMatchObject([{ outcome: { kind: 'closed' } }])
    expect(writes).toEqual([])
  })
})

describe('a line that changed between plan and send', () => {
  test('is sent again only when the number before is again what was shown', async () => {
    const edit = (harness: Harness, quantity: number) =>
      void harness.connectWise.edits.editAddition(additionOf(harness, 1012, 'cloudApp').id, { quantity }, 'jlee')
    const { harness, pod, retry, held, writes } = await failing((world) => edit(world, 91))
    expect(await inboxOf(pod)).toMatchObject({ causes: [{ key: 'line:changedMeanwhile', fixedBy: 'billing' }] })
    wait(harness, 6)
    expect(await retry()).toMatchObject([{ outcome: { kind: 'differs', row: { quantityBefore: 91, quantity: 92 } } }])
    expect(writes).toEqual([])
    edit(harness, 90)
    wait(harness, 6)
    expect(await retry()).toMatchObject([{ outcome: { kind: 'sending' } }])
    expect(held()).toBe(92)
    expect(await itemsOf(pod)).toEqual([])
  })

  test('of an agreement that ended is sent when the agreement runs again', async () => {
    const { harness, pod, retry, held, writes } = await failing(({ connectWise }) =>
      connectWise.edits.endAgreement(1012, '2026-10-31', 'jlee'),
    )
    expect(await inboxOf(pod)).toMatchObject({ causes: [{ key: 'line:agreementClosed:ended', fixedBy: 'billing' }] })
    wait(harness, 6)
    expect(await retry()).toMatchObject([
      { outcome: { kind: 'blocked', row: { reason: { reason: { kind: 'agreementUnusable' } } } } },
    ])
    expect(writes).toEqual([])
    harness.connectWise.edits.editAgreement(1012, { endDate: null, noEndingDateFlag: true }, 'jlee')
    wait(harness, 6)
    expect(await retry()).toMatchObject([{ outcome: { kind: 'sending' } }])
    expect(held()).toBe(92)
    expect(await itemsOf(pod)).toEqual([])
  })
})

describe('a cause that many companies meet', () => {
  test('is tried again with all of its lines, each company by a plan of its own', async () => {
    const harness = await startHarness()
    const pod = await harness.pod()
    setSeats(harness, 101, 'cloudApp', 92)
    for (const company of [101, 102] as const) await linkAndAssign(harness, pod, company)
    const run = await planAll(harness, pod)
    const repair = refuseChanges(harness)
    await pod.post(`/api/runs/${run.runId}/send`, {})
    await harness.composed.runs.settled()
    const { causes } = await inboxOf(pod)
    const cause = causes.find(({ key }) => key === 'connectwise:refused')
    if (cause === undefined) throw new Error('It is refused')
    expect(new Set(cause.items.map(({ company }) => company.id))).toEqual(new Set([101, 102]))
    expect(cause.found).toBeGreaterThan(2)
    repair()
    wait(harness, 1)
    const writes = watchWrites(harness)
    const { results } = await pod.post<InboxRetryView>('/api/inbox/retry', { lines: cause.items.map(asWanted) })
    await harness.composed.runs.settled()
    expect(new Set(results.map(({ outcome }) => outcome.kind))).toEqual(new Set(['sending']))
    const runs = new Set(results.map(({ outcome }) => (outcome.kind === 'sending' ? outcome.runId : null)))
    expect(runs.size).toBe(2)
    expect(writes).toHaveLength(cause.found)
    expect((await inboxOf(pod)).causes.some(({ key }) => key === 'connectwise:refused')).toBe(false)
  })

  test('that could not be read can be read again, and is closed by a run that plans it', async () => {
    const harness = await startHarness()
    const pod = await harness.pod()
    for (const company of [101, 102] as const) await linkAndAssign(harness, pod, company)
    const { companies } = harness.connectWise.world
    const gone = companies.findIndex(({ id }) => id === 102)
    const taken = companies.splice(gone, 1)
    wait(harness, 10)
    const later = await harness.pod()
    await planAll(harness, later)
    expect(await itemsOf(later)).toMatchObject([{ key: null, row: null, failure: { kind: 'notFound' } }])
    companies.push(...taken)
    wait(harness, 10)
    const again = await harness.pod()
    const lines = (await itemsOf(again)).map(asWanted)
    const { results } = await again.post<InboxRetryView>('/api/inbox/retry', { lines })
    expect(results).toMatchObject([{ outcome: { kind: 'readable' } }])
    await planAll(harness, again)
    expect(await itemsOf(again)).toEqual([])
  })
})

describe('the list of failures', () => {
  test('says that it is being read until it is whole, and does not tell a number until then', async () => {
    const { harness } = await failing((world) => void refuseChanges(world, '/agreements/1012/'))
    await harness.restart()
    const again = await harness.pod()
    expect(await countOf(again)).toBeNull()
    const { causes, reading } = await ask(again)
    expect(causes).toEqual([])
    expect(reading).not.toBeNull()
    await harness.composed.standings.settled()
    expect(await ask(again)).toMatchObject({ causes: [{ key: 'connectwise:refused' }], reading: null })
    expect(await countOf(again)).toBe(1)
    expect(await refusalOf((await harness.pod('jlee')).get('/api/inbox/count'))).toMatchObject({ code: 'forbidden' })
  })

  test('and trying again are for who administers, and take no more than they can do', async () => {
    const { harness, pod, writes } = await failing(() => undefined)
    const other = await harness.pod('jlee')
    const line = { runId: 'no-such-run', companyId: 101, key: null }
    expect(await refusalOf(other.get('/api/inbox'))).toMatchObject({ code: 'forbidden' })
    expect(await refusalOf(other.post('/api/inbox/retry', { lines: [line] }))).toMatchObject({ code: 'forbidden' })
    for (const lines of [
      [],
      Array.from({ length: 201 }, () => line),
      [{ ...line, runId: '../x' }],
      [{ ...line, key: 'x' }],
    ])
      expect(await refusalOf(pod.post('/api/inbox/retry', { lines }))).toMatchObject({ code: 'invalid' })
    expect(await pod.post('/api/inbox/retry', { lines: [line] })).toEqual({
      results: [{ ...line, outcome: { kind: 'closed' } }],
    })
    expect(writes).toEqual([])
  })

  test('holds no line that is held, and none of a plan that nobody has sent', async () => {
    const harness = await startHarness()
    setSeats(harness, 101, 'cloudApp', 900)
    const pod = await harness.pod()
    await linkAndAssign(harness, pod, 101)
    const planned = await plan(pod, 101)
    expect(rowOf(planned, 'cloudApp').state).toBe('held')
    await send(pod, 101, planned)
    await settled(harness, pod, 101, planned)
    expect(await itemsOf(pod)).toEqual([])
  })
})
