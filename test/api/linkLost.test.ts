/** A company whose customer was taken away: what it was billed stays in sight until somebody says that it is over. */
import { describe, expect, test } from 'vitest'
import type { AgreementsView } from '../../server/domain/viewsAgreements'
import type { CompanyView } from '../../server/domain/viewsCompany'
import type { RunView } from '../../server/domain/viewsRun'
import {
  additionOf,
  customerId,
  linkAndAssign,
  plan,
  planAndSend,
  refusalOf,
  rowOf,
  send,
  settled,
  wait,
} from './actions'
import { planAll, sendByClock, versionOf } from './decisions'
import { startHarness } from './harness'
import { undo } from './undone'

/** Alder & Finch: Worry-Free 14 → 16, sent; then its customer is moved to Fairhaven, or taken away. */
async function start(then: 'moved' | 'unlinked') {
  const harness = await startHarness()
  const pod = await harness.pod()
  await linkAndAssign(harness, pod, 102)
  await planAndSend(harness, pod, 102)
  const customerIds = [customerId(harness, 'ALDER AND FINCH')]
  if (then === 'moved')
    await pod.put('/api/companies/101/link', {
      version: await versionOf(pod, 101),
      customerIds,
      enabled: true,
      move: true,
    })
  else await pod.put('/api/companies/102/link', { version: await versionOf(pod, 102), customerIds: [], enabled: false })
  wait(harness, 6)
  return { harness, pod, quantity: () => additionOf(harness, 1021, 'worryFree').quantity }
}

describe.each(['moved', 'unlinked'] as const)('a company whose only customer was %s', (then) => {
  test('still has the line, which is to go to zero and waits', async () => {
    const { pod, quantity } = await start(then)
    const view = await pod.get<CompanyView>('/api/companies/102')
    expect(view.link).toMatchObject({ customers: [], enabled: true })
    const { rows, account } = await plan(pod, 102)
    expect(rows).toMatchObject([{ state: 'held', quantityBefore: 16, quantity: 0 }])
    expect(account).toMatchObject({ total: 0, reported: 0 })
    expect(quantity()).toBe(16)
  })

  test('is in the runs of all, and the clock changes nothing of it', async () => {
    const { harness, pod, quantity } = await start(then)
    const { runId } = await pod.post<RunView>('/api/runs', {})
    await harness.composed.runs.settled()
    const run = await pod.get<RunView>(`/api/runs/${runId}`)
    expect(run).toMatchObject({ problems: [], counts: { held: 1 } })
    expect(run.account.total).toBe(run.account.reported)
    await sendByClock(harness, '2026-11-28')
    expect(quantity()).toBe(16)
  })

  test('is at its end once somebody has said that it is over', async () => {
    const { harness, pod, quantity } = await start(then)
    const planned = await plan(pod, 102)
    const [row] = planned.rows
    if (row === undefined) throw new Error('Nothing waits')
    await send(pod, 102, planned, [{ row, reason: 'It is billed elsewhere' }])
    await settled(harness, pod, 102, planned)
    expect(quantity()).toBe(0)
    expect(await pod.get<CompanyView>('/api/companies/102')).toMatchObject({ link: null })
  })
})

test('a company that is over and linked no more is asked about when its end is taken back', async () => {
  const { harness, pod, quantity } = await start('unlinked')
  const planned = await plan(pod, 102)
  const [row] = planned.rows
  if (row === undefined) throw new Error('Nothing waits')
  await send(pod, 102, planned, [{ row, reason: 'It is over' }])
  await settled(harness, pod, 102, planned)
  await pod.put('/api/companies/102/link', { version: await versionOf(pod, 102), customerIds: [], enabled: false })
  await undo(pod, planned, { company: 102 })
  await harness.composed.runs.settled()
  expect(quantity()).toBe(16)
  wait(harness, 6)
  const later = await harness.pod()
  expect((await planAll(harness, later)).counts).toMatchObject({ held: 1 })
  expect((await plan(later, 102)).rows).toMatchObject([{ state: 'held', quantityBefore: 16, quantity: 0 }])
})

test('a company whose link was off is asked about too when its customer is billed elsewhere', async () => {
  const harness = await startHarness()
  const pod = await harness.pod()
  await linkAndAssign(harness, pod, 102)
  await planAndSend(harness, pod, 102)
  const customerIds = [customerId(harness, 'ALDER AND FINCH')]
  const off = { version: await versionOf(pod, 102), customerIds, enabled: false }
  await pod.put('/api/companies/102/link', off)
  const moved = { version: await versionOf(pod, 101), customerIds, enabled: true, move: true }
  await pod.put('/api/companies/101/link', moved)
  expect((await planAll(harness, pod)).attention.companies).toContainEqual(
    expect.objectContaining({ companyId: 102, held: 1 }),
  )
  expect((await plan(pod, 102)).rows).toMatchObject([{ state: 'held', quantityBefore: 16, quantity: 0 }])
})

test('a company that was never billed is simply not linked any more', async () => {
  const harness = await startHarness()
  const pod = await harness.pod()
  await linkAndAssign(harness, pod, 102)
  await pod.put('/api/companies/102/link', { version: await versionOf(pod, 102), customerIds: [], enabled: false })
  expect(await pod.get<CompanyView>('/api/companies/102')).toMatchObject({ link: null })
  expect(await refusalOf(plan(pod, 102))).toMatchObject({ code: 'notLinked' })
  expect(await refusalOf(pod.get<AgreementsView>('/api/companies/102/agreements'))).toMatchObject({ code: 'notLinked' })
})

describe('one of two customers of a company whose link is off', () => {
  async function startOff() {
    const { harness, pod } = await startBilled()
    const [mine, other] = [customerId(harness, 'ALDER AND FINCH'), customerId(harness, 'Harrow Mfg')]
    const link = async (company: number, request: object) =>
      pod.put<CompanyView>(`/api/companies/${company}/link`, { version: await versionOf(pod, company), ...request })
    await link(102, { customerIds: [mine, other], enabled: false })
    return { harness, pod, mine, other, link }
  }
  async function startBilled() {
    const harness = await startHarness()
    const pod = await harness.pod()
    await linkAndAssign(harness, pod, 102)
    await planAndSend(harness, pod, 102)
    return { harness, pod }
  }

  test('is not moved away while it was billed there: both would bill it, and nobody would be asked', async () => {
    const { pod, mine, other, link } = await startOff()
    const move = { customerIds: [mine], enabled: true, move: true }
    expect(await refusalOf(link(101, move))).toMatchObject({ code: 'stillBilled' })
    expect((await pod.get<CompanyView>('/api/companies/102')).link?.customers).toHaveLength(2)
    await link(102, { customerIds: [mine, other], enabled: true })
    await link(101, move)
    // The other customer has the product too, so the line is asked about as a whole.
    expect(rowOf(await plan(pod, 102), 'worryFree')).toMatchObject({
      state: 'held',
      quantityBefore: 16,
      reason: { holds: [{ kind: 'vanished' }, {}, {}] },
    })
  })

  test('is not taken away either, but one that was never billed there is', async () => {
    const { mine, other, link } = await startOff()
    expect(await refusalOf(link(102, { customerIds: [other], enabled: false }))).toMatchObject({ code: 'stillBilled' })
    expect((await link(102, { customerIds: [mine], enabled: false })).link?.customers).toHaveLength(1)
  })
})
