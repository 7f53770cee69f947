/** Lines that wait because somebody changed the addition in ConnectWise since our last write: what, who and when. */
import { describe, expect, test } from 'vitest'
import type { CwAddition } from '../simulator/connectwise/entities'
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
import { sendByClock } from './decisions'
import { expectHeld, holdsOf, release } from './held'
import { startHarness, type Harness } from './harness'

const line = { company: 102, name: 'worryFree' } as const
/** Two hours after our write. */
const editedAt = '2026-11-17T17:00:00.000Z'

/** Alder & Finch: 14 → 16 is sent, somebody edits two hours later, and by the next day Trend Micro says 17. */
async function start(edit: (harness: Harness, addition: CwAddition) => void) {
  const harness = await startHarness()
  const pod = await harness.pod()
  await linkAndAssign(harness, pod, 102)
  await planAndSend(harness, pod, 102)
  const addition = additionOf(harness, 1021, 'worryFree')
  expect(addition.quantity).toBe(16)
  wait(harness, 120)
  edit(harness, addition)
  wait(harness, 60)
  setSeats(harness, 102, 'worryFree', 17)
  return { harness, addition, writes: watchWrites(harness) }
}

const byHand =
  (changes: Parameters<Harness['connectWise']['edits']['editAddition']>[1]) =>
  ({ connectWise }: Harness, { id }: CwAddition) =>
    void connectWise.edits.editAddition(id, changes, 'jlee')

describe('an addition that was changed by hand since our write', () => {
  test('in its quantity waits with who and when, and is written when a person lets it go', async () => {
    const { harness, addition, writes } = await start(byHand({ quantity: 18 }))
    await expectHeld(harness, line, [
      { kind: 'handEdit', drift: { field: 'quantity', was: '16', is: '18', by: 'jlee', at: editedAt } },
    ])
    expect(addition.quantity).toBe(18)
    await release(harness, line, 'Jamie agreed')
    expect([addition.quantity, writes.length]).toEqual([17, 1])
    // Written over knowingly: it is ours again, and the next month asks nobody.
    setSeats(harness, 102, 'worryFree', 18)
    await sendByClock(harness, '2026-12-18')
    expect(addition.quantity).toBe(18)
  })

  test('in its price is sent, says so, and keeps the price', async () => {
    const { harness, addition } = await start(byHand({ unitPrice: 5.25 }))
    const row = rowOf(await plan(await harness.pod(), 102), 'worryFree')
    expect(row).toMatchObject({
      sendable: 'yes',
      money: { unitPrice: 5.25, difference: 5.25 },
      notes: [{ kind: 'priceChanged', drift: { was: '4.5', is: '5.25', by: 'jlee', at: editedAt } }],
    })
    await sendByClock(harness, '2026-11-18')
    expect(addition).toMatchObject({ quantity: 17, unitPrice: 5.25 })
  })

  test('to end later waits, for what was meant only a person knows', async () => {
    const { harness, addition } = await start(byHand({ cancelledDate: '2026-12-31T00:00:00Z' }))
    await expectHeld(harness, line, [
      { kind: 'handEdit', drift: { field: 'cancelled', was: '–', is: '2026-12-31', by: 'jlee', at: editedAt } },
    ])
    await release(harness, line, 'It runs until the end of the year')
    expect(addition).toMatchObject({ quantity: 17, cancelledDate: '2026-12-31T00:00:00Z' })
  })

  test('to have ended already waits, with who and when', async () => {
    const { harness, writes } = await start(byHand({ cancelledDate: '2026-10-31T00:00:00Z' }))
    expect(rowOf(await plan(await harness.pod(), 102), 'worryFree')).toMatchObject({
      sendable: 'no',
      reason: { reason: { kind: 'takenAway', drift: { field: 'cancelled', is: '2026-10-31', by: 'jlee' } } },
    })
    await sendByClock(harness, '2026-11-18')
    expect(writes).toEqual([])
  })

  test('to another product waits: nothing is written to what is no longer ours, nor made anew', async () => {
    const { harness, addition, writes } = await start(byHand({ product: { id: 2002 } }))
    const planned = await plan(await harness.pod(), 102)
    expect(rowOf(planned, 'worryFree')).toMatchObject({
      state: 'held',
      sendable: 'no',
      reason: { reason: { kind: 'takenAway', drift: { field: 'moved', by: 'jlee', at: editedAt } } },
    })
    await sendByClock(harness, '2026-11-18')
    expect([addition.quantity, writes.length]).toEqual([16, 0])
  })

  test('to bill nothing waits', async () => {
    const { harness } = await start(byHand({ billCustomer: 'DoNotBill' }))
    await expectHeld(harness, line, [{ kind: 'handEdit', drift: { field: 'billable', is: 'DoNotBill', by: 'jlee' } }])
  })

  test('in its included units waits', async () => {
    const { harness } = await start(byHand({ lessIncluded: 3 }))
    await expectHeld(harness, line, [{ kind: 'handEdit', drift: { field: 'included', was: '0', is: '3' } }])
  })

  test('to the very number that is right is left as it is, and asks nobody', async () => {
    const { harness, addition, writes } = await start(byHand({ quantity: 17 }))
    expect(rowOf(await plan(await harness.pod(), 102), 'worryFree').state).toBe('unchanged')
    await sendByClock(harness, '2026-11-18')
    setSeats(harness, 102, 'worryFree', 19)
    await sendByClock(harness, '2026-12-18')
    expect([addition.quantity, writes.length]).toEqual([19, 1])
  })
})

describe('an addition that was taken away by hand', () => {
  const deleted = ({ connectWise }: Harness, { id }: CwAddition) => {
    connectWise.edits.deleteAddition(id, 'jlee')
  }

  test('is not made anew: without "create when missing" there is nothing to write to', async () => {
    const { harness, writes } = await start(deleted)
    expect(rowOf(await plan(await harness.pod(), 102), 'worryFree')).toMatchObject({
      state: 'held',
      sendable: 'no',
      reason: { reason: { kind: 'takenAway', drift: { field: 'deleted', was: '16', by: 'jlee', at: editedAt } } },
    })
    await sendByClock(harness, '2026-11-18')
    expect(writes).toEqual([])
  })

  test('waits with who and when, though missing additions are made', async () => {
    const { harness, writes } = await start(deleted)
    const { tenant } = harness.store.of(harness.tenantId)
    await tenant.update('tenant', (stored) => {
      if (stored === null) throw new Error('The tenant is gone')
      return { ...stored, settings: { ...stored.settings, createWhenMissing: true } }
    })
    await expectHeld(harness, line, [
      { kind: 'handEdit', drift: { field: 'deleted', was: '16', is: '–', by: 'jlee', at: editedAt } },
    ])
    expect(writes).toEqual([])
    await release(harness, line, 'It was deleted by mistake')
    expect(additionsOf(harness, 1021, 'worryFree')).toMatchObject([{ quantity: 17 }])
  })

  test('and put elsewhere: the other one is not taken for it unseen', async () => {
    const { harness, writes } = await start((each, addition) => {
      each.connectWise.world.additions.push({ ...structuredClone(addition), id: 99_001, quantity: 15 })
      each.connectWise.edits.deleteAddition(addition.id, 'jlee')
    })
    await expectHeld(harness, line, [{ kind: 'handEdit', drift: { field: 'deleted', by: 'jlee' } }])
    expect(writes).toEqual([])
  })
})

describe('without the right to the audit trail', () => {
  async function startBlind(edit: Parameters<typeof start>[0]) {
    return start((harness, addition) => {
      for (const { rows } of harness.connectWise.world.securityRoles)
        for (const row of rows) if (row.moduleFunctionIdentifier === 'AuditTrail') row.inquireLevel = 'None'
      edit(harness, addition)
    })
  }

  test('a hand edit waits all the same, with who wrote the record last and no moment', async () => {
    const { harness, writes } = await startBlind(byHand({ quantity: 18 }))
    await expectHeld(harness, line, [
      { kind: 'handEdit', drift: { field: 'quantity', was: '16', is: '18', by: 'jlee', at: null } },
    ])
    expect(writes).toEqual([])
  })

  test('a deletion names nobody', async () => {
    const { harness } = await startBlind(({ connectWise }, addition) => {
      connectWise.world.additions.push({ ...structuredClone(addition), id: 99_001 })
      connectWise.edits.deleteAddition(addition.id, 'jlee')
    })
    const planned = await plan(await harness.pod(), 102)
    expect(holdsOf(rowOf(planned, 'worryFree'))).toMatchObject([
      { kind: 'handEdit', drift: { field: 'deleted', by: null, at: null } },
    ])
  })
})
