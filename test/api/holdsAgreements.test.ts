/** Lines that wait because of the agreement: invoiced already, several additions or agreements, another program that writes too. */
import { describe, expect, test } from 'vitest'
import type { ExplainView } from '../../server/domain/viewsExplain'
import {
  additionOf,
  additionsOf,
  linkAndAssign,
  plan,
  planAndSend,
  refusalOf,
  rowOf,
  setSeats,
  wait,
  watchWrites,
  type LinkedCompany,
} from './actions'
import { decide, sendByClock, settle } from './decisions'
import { expectHeld, release } from './held'
import { startHarness, type Harness } from './harness'

async function start(company: LinkedCompany, prepare: (harness: Harness) => void = () => undefined) {
  const harness = await startHarness()
  prepare(harness)
  const pod = await harness.pod()
  await linkAndAssign(harness, pod, company)
  return { harness, pod, writes: watchWrites(harness) }
}

describe('a period that is invoiced', () => {
  const invoice = ({ connectWise }: Harness) => void connectWise.edits.invoiceAgreement(1021, 'mortiz')
  const line = { company: 102, name: 'worryFree' } as const

  test('waits with the day of the next invoice where the agreement does not prorate', async () => {
    const { harness, writes } = await start(102, invoice)
    await expectHeld(harness, line, [{ kind: 'invoiced', until: '2027-01-01' }])
    expect(writes).toEqual([])
    await release(harness, line, 'It may wait for January')
    expect(additionOf(harness, 1021, 'worryFree').quantity).toBe(16)
  })

  test('is no question where the agreement prorates, or where the limit is switched off', async () => {
    const { pod } = await start(102, (harness) => {
      invoice(harness)
      harness.connectWise.edits.editAgreement(1021, { prorateFlag: true }, 'jlee')
    })
    expect(rowOf(await plan(pod, 102), 'worryFree').sendable).toBe('yes')
    const other = await start(102, invoice)
    await settle(other.pod, { limits: { holdInvoiced: false } })
    expect(rowOf(await plan(other.pod, 102), 'worryFree').sendable).toBe('yes')
  })

  test("of a child agreement is its parent's", async () => {
    const { harness } = await start(107)
    await expectHeld(harness, { company: 107, name: 'coManagedXdr' }, [{ kind: 'invoiced', until: '2027-01-01' }])
  })

  test('is explained by whether the agreement itself prorates, as the hold is, not by its parent', async () => {
    const { pod } = await start(107, ({ connectWise }) => {
      connectWise.edits.editAgreement(1071, { prorateFlag: true }, 'jlee')
    })
    const planned = await plan(pod, 107)
    const { key } = rowOf(planned, 'coManagedXdr')
    const { checks } = await pod.get<ExplainView>(
      `/api/runs/${planned.runId}/companies/107/explain?key=${encodeURIComponent(key ?? '')}`,
    )
    expect(checks).toContainEqual({ rule: 'invoiced', passed: false, params: { day: '2027-01-01', prorates: 0 } })
  })
})

describe('several that could be meant', () => {
  test('additions of one product: none is guessed, all are offered, and none is made beside them', async () => {
    const { harness, pod, writes } = await start(103)
    await settle(pod, { createWhenMissing: true })
    const row = rowOf(await plan(pod, 103), 'email')
    expect(row).toMatchObject({ state: 'held', sendable: 'no', reason: { reason: { kind: 'severalAdditions' } } })
    expect(row.candidates).toMatchObject([
      { quantity: 200, unitPrice: 1.8, description: 'Email Security, office staff' },
      { quantity: 60, unitPrice: 1.2, description: 'Email Security, shop floor' },
    ])
    await sendByClock(harness, '2026-11-18')
    expect(writes.filter(({ path }) => path.includes('1031'))).toHaveLength(1)
    expect(additionsOf(harness, 1031, 'email').map(({ quantity }) => quantity)).toEqual([200, 60])
  })

  test('active agreements behind Default: the product waits and is written to none of them', async () => {
    const { harness, pod, writes } = await start(103)
    await decide(pod, 103, { worryFree: { agreement: { kind: 'default' } } })
    const row = rowOf(await plan(pod, 103), 'worryFree')
    expect(row).toMatchObject({
      state: 'held',
      sendable: 'no',
      reason: { kind: 'unplaced', why: { kind: 'severalAgreements', agreementIds: [1031, 1032] } },
    })
    await sendByClock(harness, '2026-11-18')
    expect(writes).toEqual([])
    expect(additionOf(harness, 1031, 'worryFree').quantity).toBe(380)
  })

  test('active agreements behind Default, of which one was billed before: the one that is billed stays as it is', async () => {
    const { harness, pod } = await start(102)
    await decide(pod, 102, { worryFree: { agreement: { kind: 'default' } } })
    await planAndSend(harness, pod, 102)
    expect(additionOf(harness, 1021, 'worryFree').quantity).toBe(16)
    const { agreements } = harness.connectWise.world
    const first = agreements.find(({ id }) => id === 1021)
    if (first === undefined) throw new Error('Agreement 1021 is gone')
    agreements.push({ ...structuredClone(first), id: 1029, name: 'Total Care, second office' })
    setSeats(harness, 102, 'worryFree', 15)
    await sendByClock(harness, '2026-11-18')
    expect(additionOf(harness, 1021, 'worryFree').quantity).toBe(16)
    expect(rowOf(await plan(await harness.pod(), 102), 'worryFree').state).toBe('held')
  })
})

describe('another program that writes the same addition', () => {
  const sync = ({ connectWise }: Harness, id: number, quantity: number) =>
    connectWise.edits.editAddition(id, { quantity }, 'SetupApi', 'API')

  test('since our last write: waits, with its name', async () => {
    const { harness, pod } = await start(102)
    await planAndSend(harness, pod, 102)
    wait(harness, 30)
    sync(harness, additionOf(harness, 1021, 'worryFree').id, 15)
    const drift = { field: 'quantity', was: '16', is: '15', by: 'SetupApi' }
    await expectHeld(harness, { company: 102, name: 'worryFree' }, [
      { kind: 'handEdit', drift },
      { kind: 'otherSync', evidence: 'written', by: 'SetupApi', at: '2026-11-17T15:30:00.000Z' },
    ])
    await release(harness, { company: 102, name: 'worryFree' }, 'The old sync is off now')
    expect(additionOf(harness, 1021, 'worryFree').quantity).toBe(16)
  })

  test('lately, before our first write, where old set-up names the agreement: waits, also for the clock', async () => {
    const { harness, writes } = await start(104, (each) => {
      sync(each, additionOf(each, 1041, 'web').id, 29)
    })
    await expectHeld(harness, { company: 104, name: 'web' }, [
      { kind: 'otherSync', evidence: 'written', by: 'SetupApi', at: '2026-11-17T15:00:00.000Z' },
    ])
    expect(writes).toEqual([])
  })

  test('where old set-up names the agreement and the audit trail cannot be asked: waits, also for the clock', async () => {
    const { harness, writes } = await start(104, (each) => {
      for (const { rows } of each.connectWise.world.securityRoles)
        for (const row of rows) if (row.moduleFunctionIdentifier === 'AuditTrail') row.inquireLevel = 'None'
      each.connectWise.edits.editAddition(additionOf(each, 1041, 'web').id, { quantity: 29 }, 'jlee')
    })
    await expectHeld(harness, { company: 104, name: 'web' }, [{ kind: 'otherSync', evidence: 'summaryRow' }])
    expect(writes).toEqual([])
  })

  test('long ago is no question: the clock sends', async () => {
    const { harness, writes } = await start(104, (each) => {
      sync(each, additionOf(each, 1041, 'web').id, 29)
      each.clock.set('2027-01-10T15:00:00Z')
    })
    await sendByClock(harness, '2027-01-11')
    expect(additionOf(harness, 1041, 'web').quantity).toBe(33)
    expect(writes).toHaveLength(1)
  })
})

test('a list of agreements that came cut is no plan where Default has to choose among them', async () => {
  const { harness, pod } = await start(101)
  await decide(pod, 101, { worryFree: { agreement: { kind: 'default' } } })
  const cut = {
    system: 'connectwise',
    kind: 'partial-page',
    method: 'GET',
    path: '/finance/agreements',
    delayMs: 0,
  } as const
  harness.faults.add({ ...cut, times: null })
  expect(await refusalOf(plan(pod, 101))).toMatchObject({ failure: { kind: 'incomplete' } })
})
