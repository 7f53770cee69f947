/** What ConnectWise holds against what we last wrote: looked at once a day, kept with the company, and no false alarm. */
import { describe, expect, test } from 'vitest'
import { companyId } from '../../server/domain/ids'
import type { CompanyView } from '../../server/domain/viewsCompany'
import type { DriftView } from '../../server/domain/viewsDrift'
import {
  additionOf,
  additionsOf,
  linkAndAssign,
  plan,
  planAndSend,
  rowOf,
  setSeats,
  wait,
  watchWrites,
} from './actions'
import { decide, planAndSendEverything, sendByClock, settle } from './decisions'
import { startHarness, type Harness } from './harness'

async function start(prepare: (harness: Harness) => void = () => undefined) {
  const harness = await startHarness()
  prepare(harness)
  const pod = await harness.pod()
  await linkAndAssign(harness, pod, 102)
  await planAndSend(harness, pod, 102)
  const check = async (): Promise<DriftView> => {
    await harness.composed.driftWatch.tick()
    return (await harness.pod()).get('/api/companies/102/drift')
  }
  const edit = (changes: Parameters<Harness['connectWise']['edits']['editAddition']>[1]) =>
    harness.connectWise.edits.editAddition(additionOf(harness, 1021, 'worryFree').id, changes, 'jlee')
  return { harness, pod, check, edit, writes: watchWrites(harness) }
}

const listReads = ({ connectWise }: Harness) =>
  connectWise.journal.list().filter(({ path }) => path.endsWith('/additions')).length

describe('the daily check', () => {
  test('looks once a day of the tenant, keeps what it finds, and only reads', async () => {
    const { harness, check, edit, writes } = await start()
    const first = await check()
    expect(first).toMatchObject({ found: [], unread: [], checkedAt: '2026-11-17T15:00:00.000Z' })
    wait(harness, 120)
    edit({ quantity: 18 })
    const reads = listReads(harness)
    expect(await check()).toEqual(first)
    expect(listReads(harness)).toBe(reads)
    wait(harness, 24 * 60)
    expect((await check()).found).toMatchObject([
      {
        field: 'quantity',
        was: '16',
        is: '18',
        by: 'jlee',
        at: '2026-11-17T17:00:00.000Z',
        productNames: ['Worry-Free Services'],
        policy: 'ask',
      },
    ])
    expect(writes).toEqual([])
    const view = await (await harness.pod()).get<CompanyView>('/api/companies/102')
    expect(view.drift).toEqual({ checkedAt: '2026-11-18T17:00:00.000Z', found: 1, open: 1 })
  })

  test('is not forgotten by a restart', async () => {
    const { harness, check, edit } = await start()
    edit({ quantity: 18 })
    const found = await check()
    await harness.restart()
    expect(await (await harness.pod()).get('/api/companies/102/drift')).toEqual(found)
    const reads = listReads(harness)
    await check()
    expect(listReads(harness)).toBe(reads)
  })

  test("goes by the day of the tenant's zone", async () => {
    const { harness, pod, check } = await start()
    await settle(pod, { schedule: { on: false, dayOfMonth: 1, time: '02:00', timeZone: 'Pacific/Auckland' } })
    await check()
    const reads = listReads(harness)
    // 17 November 23:30 in UTC is the 18th there, and so is the first look.
    harness.clock.set('2026-11-17T23:30:00Z')
    await check()
    expect(listReads(harness)).toBe(reads)
    harness.clock.set('2026-11-18T11:30:00Z')
    await check()
    expect(listReads(harness)).toBeGreaterThan(reads)
  })

  test('asks nothing about companies that were never sent, or are switched off', async () => {
    const { harness, pod, check } = await start()
    await linkAndAssign(harness, pod, 101)
    const { version, link } = await pod.get<CompanyView>('/api/companies/102')
    await pod.put('/api/companies/102/link', {
      version,
      customerIds: link?.customers.map(({ id }) => id),
      enabled: false,
    })
    const reads = listReads(harness)
    await check()
    expect(listReads(harness)).toBe(reads)
  })

  test('names an agreement that could not be read, and says nothing of it', async () => {
    const { harness, check, edit } = await start()
    edit({ quantity: 18 })
    harness.faults.add({
      system: 'connectwise',
      kind: 'partial-page',
      method: 'GET',
      path: '1021/additions',
      times: null,
      delayMs: 0,
    })
    expect(await check()).toMatchObject({ found: [], unread: [{ id: 1021, name: 'Total Care 2026' }] })
    harness.faults.clear()
    expect(await (await harness.pod()).post('/api/companies/102/drift', {})).toMatchObject({
      found: [{ field: 'quantity' }],
      unread: [],
    })
  })
})

describe('no false alarm', () => {
  test('after our own writes, month after month, by hand and by the clock', async () => {
    const { harness, check } = await start()
    for (const [day, seats] of [
      ['2026-11-18', 17],
      ['2026-12-18', 18],
      ['2027-01-18', 18],
    ] as const) {
      setSeats(harness, 102, 'worryFree', seats)
      await sendByClock(harness, day)
      expect((await check()).found).toEqual([])
      wait(harness, 24 * 60)
      expect((await check()).found).toEqual([])
    }
  })

  test('after a replacement, and after the second send of its month', async () => {
    const { harness, pod, check } = await start()
    await decide(pod, 102, { worryFree: { strategy: 'replace' } })
    for (const [day, seats] of [
      ['2026-11-18', 17],
      ['2026-11-25', 18],
    ] as const) {
      setSeats(harness, 102, 'worryFree', seats)
      await sendByClock(harness, day)
      wait(harness, 24 * 60)
      expect((await check()).found).toEqual([])
    }
    expect(additionsOf(harness, 1021, 'worryFree').map(({ quantity }) => quantity)).toEqual([16, 18])
  })

  test.each(['inPlace', 'replace'] as const)('after taking a send back that was written %s', async (strategy) => {
    const { harness, pod, check } = await start()
    await decide(pod, 102, { worryFree: { strategy } })
    setSeats(harness, 102, 'worryFree', 17)
    const run = await sendByClock(harness, '2026-11-18')
    const later = await harness.pod()
    await later.post(`/api/runs/${run.runId}/companies/102/undo`, { reason: 'Too early' })
    await harness.composed.runs.settled()
    wait(harness, 24 * 60)
    expect((await check()).found).toEqual([])
  })

  test('about what a person set to the very number that is right', async () => {
    const { harness, check, edit } = await start()
    edit({ quantity: 17 })
    setSeats(harness, 102, 'worryFree', 17)
    await sendByClock(harness, '2026-11-18')
    wait(harness, 24 * 60)
    expect((await check()).found).toEqual([])
  })
})

describe('the policy of a product', () => {
  async function edited(policy: 'ask' | 'keep' | 'overwrite', seats: number) {
    const world = await start()
    await decide(world.pod, 102, { worryFree: { drift: policy } })
    world.edit({ quantity: 18 })
    setSeats(world.harness, 102, 'worryFree', seats)
    await sendByClock(world.harness, '2026-11-18')
    const row = rowOf(await plan(await world.harness.pod(), 102), 'worryFree')
    return { ...world, row, quantity: additionOf(world.harness, 1021, 'worryFree').quantity }
  }

  test('ask: a person is asked, and theirs stays meanwhile', async () => {
    const { row, quantity, check } = await edited('ask', 17)
    expect(row).toMatchObject({ state: 'held', reason: { holds: [{ kind: 'handEdit' }] } })
    expect(quantity).toBe(18)
    expect((await check()).found).toMatchObject([{ policy: 'ask' }])
  })

  test('keep: theirs stays, whatever is reported, and its seats are told as left out', async () => {
    const { harness, row, quantity, check } = await edited('keep', 17)
    expect(row).toMatchObject({
      state: 'notBilled',
      sendable: 'no',
      reason: { reason: { kind: 'keptTheirs', drift: { was: '16', is: '18', by: 'jlee' } } },
    })
    expect(quantity).toBe(18)
    setSeats(harness, 102, 'worryFree', 30)
    await sendByClock(harness, '2026-12-18')
    expect(additionOf(harness, 1021, 'worryFree').quantity).toBe(18)
    expect((await check()).found).toMatchObject([{ policy: 'keep' }])
  })

  test('keep: what is right anyway is no question', async () => {
    const { row } = await edited('keep', 18)
    expect(row.state).toBe('unchanged')
  })

  test('overwrite: ours goes over theirs by the clock, and the line says so', async () => {
    const world = await start()
    await decide(world.pod, 102, { worryFree: { drift: 'overwrite' } })
    world.edit({ quantity: 18 })
    setSeats(world.harness, 102, 'worryFree', 17)
    wait(world.harness, 2)
    expect(rowOf(await plan(world.pod, 102), 'worryFree')).toMatchObject({
      sendable: 'yes',
      notes: [{ kind: 'overwritesEdit', drift: { is: '18', by: 'jlee' } }],
    })
    await sendByClock(world.harness, '2026-11-18')
    expect(additionOf(world.harness, 1021, 'worryFree').quantity).toBe(17)
    expect((await world.check()).found).toEqual([])
  })

  test('overwrite: what was deleted is asked about all the same', async () => {
    const { harness, pod, writes } = await start()
    await settle(pod, { createWhenMissing: true })
    await decide(pod, 102, { worryFree: { drift: 'overwrite' } })
    harness.connectWise.edits.deleteAddition(additionOf(harness, 1021, 'worryFree').id, 'jlee')
    await sendByClock(harness, '2026-11-18')
    expect(writes).toEqual([])
    expect(rowOf(await plan(await harness.pod(), 102), 'worryFree')).toMatchObject({
      reason: { holds: [{ kind: 'handEdit', drift: { field: 'deleted' } }] },
    })
  })
})

test('what a send writes while the check looks is no drift', async () => {
  const { harness, pod } = await start()
  setSeats(harness, 102, 'worryFree', 17)
  wait(harness, 2)
  await Promise.all([harness.composed.driftWatch.tick(), planAndSendEverything(harness, pod, 102)])
  const record = (await harness.store.of(harness.tenantId).companies.read(companyId(102)))?.value
  expect(record?.driftCheck?.found).toEqual([])
  expect(record?.lastWrites).toMatchObject([{ quantity: 17 }])
})
