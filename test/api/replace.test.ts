/** Replacing a line: one addition ends on the last invoiced day, a copy with the new quantity begins on the day after. */
import { describe, expect, test } from 'vitest'
import { additionId } from '../../server/domain/ids'
import type { CwAddition } from '../simulator/connectwise/entities'
import { plan, planAndSend, rowOf, setSeats, wait } from './actions'
import { decide, planAndSendEverything, sendByClock } from './decisions'
import type { Harness } from './harness'
import { all, billingOn, line, startReplacing } from './replacements'

/** What the MSP set by hand on the line over the years. */
function editByHand({ connectWise }: Harness, old: CwAddition): void {
  const field = { id: 7, caption: 'Cost centre', type: 'Text', entryMethod: 'EntryField', numberOfDecimals: 0 } as const
  for (const each of connectWise.world.additions) each.customFields = [{ ...field, value: null }]
  Object.assign(old, {
    unitPrice: 3.95,
    unitCost: 2.1,
    lessIncluded: 2,
    billCustomer: 'Billable',
    taxableFlag: false,
    description: 'Security, both offices',
    invoiceDescription: 'Security for the offices in Columbus',
    purchaseItemFlag: true,
    sequenceNumber: 7,
    invoiceGrouping: { id: 31 },
    opportunity: { id: 77 },
    customFields: [{ ...field, value: 'CC-4711' }],
  } satisfies Partial<CwAddition>)
}

describe('a replacement', () => {
  test('is shown with both days before it is sent', async () => {
    const { pod, old } = await startReplacing()
    expect(rowOf(await plan(pod, 102), 'worryFree')).toMatchObject({
      change: 'replace',
      additionId: old.id,
      quantityBefore: 14,
      quantity: 16,
      startsOn: '2026-12-01',
      endsOn: '2026-11-30',
      money: { difference: 9 },
    })
  })

  test('ends the old line on the last invoiced day, begins the new one on the next, and copies what the MSP set', async () => {
    const { harness, pod, old, writes } = await startReplacing({ prepare: editByHand })
    const before = structuredClone(old)
    const done = rowOf(await planAndSend(harness, pod, 102), 'worryFree')
    const [first, made, ...more] = all(harness)
    expect(more).toEqual([])
    expect(first).toEqual({ ...before, cancelledDate: '2026-11-30T00:00:00Z', _info: old._info })
    expect(made).toEqual({
      ...before,
      id: made?.id,
      _info: made?._info,
      quantity: 16,
      effectiveDate: '2026-12-01T00:00:00Z',
      serialNumber: made?.serialNumber,
    })
    expect(made?.serialNumber).toMatch(/^TMICRO:[0-9a-f]{32}$/)
    expect(done).toMatchObject({ state: 'sent', additionId: made?.id })
    // The old line is told to end and nothing else.
    expect(writes.map(({ method }) => method)).toEqual(['POST', 'PATCH'])
    expect(writes[1]?.body).toEqual([{ op: 'replace', path: 'cancelledDate', value: '2026-11-30T00:00:00Z' }])
  })

  test('keeps the end that the old line had', async () => {
    const { harness, pod } = await startReplacing({
      prepare: (_, old) => {
        old.cancelledDate = '2026-12-31T00:00:00Z'
      },
    })
    await planAndSend(harness, pod, 102)
    expect(all(harness).map(({ quantity, cancelledDate }) => [quantity, cancelledDate])).toEqual([
      [14, '2026-11-30T00:00:00Z'],
      [16, '2026-12-31T00:00:00Z'],
    ])
    expect(billingOn(harness, '2027-01-01')).toEqual([])
  })

  test.each([
    [
      'what is invoiced further than this month',
      { nextInvoiceDate: '2027-01-01T00:00:00Z' },
      '2026-12-31',
      '2027-01-01',
    ],
    ['the start of billing', { billStartDate: '2026-12-15T00:00:00Z' }, '2026-12-14', '2026-12-15'],
    ['a middle of the month', { nextInvoiceDate: '2026-12-15T00:00:00Z' }, '2026-12-14', '2026-12-15'],
  ])('respects %s: ConnectWise refuses neither write', async (_, changes, lastDay, firstDay) => {
    const { harness, pod } = await startReplacing({
      prepare: ({ connectWise }) => void connectWise.edits.editAgreement(1021, changes, 'mortiz'),
    })
    const done = await planAndSend(harness, pod, 102)
    expect(rowOf(done, 'worryFree').state).toBe('sent')
    const [first, made] = all(harness)
    expect(first?.cancelledDate).toBe(`${lastDay}T00:00:00Z`)
    expect(made?.effectiveDate).toBe(`${firstDay}T00:00:00Z`)
    expect(billingOn(harness, lastDay)).toMatchObject([{ quantity: 14 }])
    expect(billingOn(harness, firstDay)).toMatchObject([{ quantity: 16 }])
  })

  test('leaves nothing to send', async () => {
    const { harness, pod, writes } = await startReplacing()
    await planAndSend(harness, pod, 102)
    wait(harness, 2)
    const again = await plan(pod, 102)
    expect(rowOf(again, 'worryFree')).toMatchObject({ state: 'unchanged', quantity: 16 })
    await sendByClock(harness, '2026-11-20')
    expect(writes).toHaveLength(2)
  })
})

describe('a second send before the invoice is made', () => {
  async function replaced() {
    const world = await startReplacing()
    await planAndSend(world.harness, world.pod, 102)
    wait(world.harness, 2)
    return world
  }

  test('corrects the new line in place and leaves the ended one alone', async () => {
    const { harness, writes } = await replaced()
    setSeats(harness, 102, 'worryFree', 18)
    await sendByClock(harness, '2026-11-25')
    expect(all(harness).map(({ quantity, cancelledDate }) => [quantity, cancelledDate])).toEqual([
      [14, '2026-11-30T00:00:00Z'],
      [18, null],
    ])
    expect(writes).toHaveLength(3)
    expect(writes[2]?.body).toEqual([{ op: 'replace', path: 'quantity', value: 18 }])
  })

  test('goes to the new line also when the way of changing was switched back meanwhile', async () => {
    const { harness, pod } = await replaced()
    await decide(pod, 102, { worryFree: { strategy: 'inPlace' } })
    setSeats(harness, 102, 'worryFree', 18)
    await sendByClock(harness, '2026-11-25')
    await planAndSendEverything(harness, await harness.pod(), 102).catch(() => undefined)
    expect(all(harness).map(({ quantity }) => quantity)).toEqual([14, 18])
  })

  test('in the month after replaces the new one in its turn', async () => {
    const { harness } = await replaced()
    harness.clock.set('2026-12-01T09:00:00Z')
    harness.connectWise.edits.invoiceAgreement(1021, 'mortiz')
    setSeats(harness, 102, 'worryFree', 18)
    await sendByClock(harness, '2026-12-17')
    expect(
      all(harness).map(({ quantity, effectiveDate, cancelledDate }) => [
        quantity,
        effectiveDate?.slice(0, 10),
        cancelledDate?.slice(0, 10),
      ]),
    ).toEqual([
      [14, '2025-11-01', '2026-11-30'],
      [16, '2026-12-01', '2026-12-31'],
      [18, '2027-01-01', undefined],
    ])
  })

  test('goes to the old line again when somebody took the replacement back by hand and chose that one', async () => {
    const { harness, pod, old } = await replaced()
    const made = all(harness)[1]
    harness.connectWise.edits.deleteAddition(made?.id ?? 0, 'jlee')
    harness.connectWise.edits.editAddition(old.id, { cancelledDate: null }, 'jlee')
    await decide(pod, 102, { worryFree: { additionId: additionId(old.id), strategy: 'inPlace' } })
    expect(rowOf(await plan(pod, 102), 'worryFree')).toMatchObject({
      sendable: 'withReason',
      additionId: old.id,
      quantityBefore: 14,
      quantity: 16,
      reason: { holds: [{ kind: 'handEdit', drift: { field: 'deleted', by: 'jlee' } }] },
    })
    await planAndSendEverything(harness, pod, 102)
    expect(all(harness).map(({ quantity }) => quantity)).toEqual([16])
  })

  test('goes on from the new line when the old one had been adopted by hand', async () => {
    const { harness, pod, old } = await startReplacing()
    await decide(pod, 102, { worryFree: { additionId: additionId(old.id) } })
    await planAndSend(harness, pod, 102)
    setSeats(harness, 102, 'worryFree', 18)
    await sendByClock(harness, '2026-11-25')
    expect(all(harness).map(({ quantity }) => quantity)).toEqual([14, 18])
    expect(rowOf(await plan(await harness.pod(), line.company), line.name).state).toBe('unchanged')
  })
})
