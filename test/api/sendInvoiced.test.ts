/** Invoices that are made between the plan of a line and its send, and between a send and its taking back. */
import { describe, expect, test } from 'vitest'
import type { PlanView } from '../../server/domain/views'
import {
  additionOf,
  additionsOf,
  linkAndAssign,
  plan,
  planAndSend,
  replace,
  rowOf,
  send,
  settled,
  watchWrites,
} from './actions'
import { startHarness } from './harness'

/** Fairhaven's Worry-Free: 45 → 48 on an agreement whose next invoice is on the first of December. */
async function start({ prorates }: { prorates: boolean }) {
  const harness = await startHarness()
  harness.connectWise.edits.editAgreement(1011, { prorateFlag: prorates }, 'jlee')
  const pod = await harness.pod()
  await linkAndAssign(harness, pod, 101)
  return {
    harness,
    pod,
    writes: watchWrites(harness),
    invoice: () => harness.connectWise.edits.invoiceAgreement(1011, 'jlee'),
    quantity: () => additionOf(harness, 1011, 'worryFree').quantity,
  }
}
const invoicedMeanwhile = {
  lineStatus: 'stale',
  reason: { kind: 'cause', cause: { kind: 'invoicedMeanwhile', on: '2026-12-01' } },
}

describe('an invoice between the plan and the send', () => {
  test('stops a quantity that should have been on it, and the next plan says so', async () => {
    const { harness, pod, invoice, quantity } = await start({ prorates: false })
    const planned = await plan(pod, 101)
    invoice()
    await send(pod, 101, planned)
    expect(rowOf(await settled(harness, pod, 101, planned), 'worryFree')).toMatchObject(invoicedMeanwhile)
    expect(quantity()).toBe(45)
    const again = rowOf(await plan(pod, 101), 'worryFree')
    expect(again).toMatchObject({ reason: { kind: 'holds', holds: [{ kind: 'invoiced' }] } })
  })

  test('does not stop one that is prorated, or that a person let go although it was invoiced', async () => {
    const prorated = await start({ prorates: true })
    const planned = await plan(prorated.pod, 101)
    prorated.invoice()
    await send(prorated.pod, 101, planned)
    await prorated.harness.composed.runs.settled()
    expect(prorated.quantity()).toBe(48)

    const { harness, pod, invoice, quantity } = await start({ prorates: false })
    invoice()
    const held = await plan(pod, 101)
    invoice()
    await send(pod, 101, held, [{ row: rowOf(held, 'worryFree'), reason: 'For next month.' }])
    await harness.composed.runs.settled()
    expect(quantity()).toBe(48)
  })

  test('stops a replacement, which would begin in what is invoiced; the next one begins after it', async () => {
    const { harness, pod, invoice } = await start({ prorates: true })
    await replace(pod, 101, 'worryFree')
    const planned = await plan(pod, 101)
    invoice()
    await send(pod, 101, planned)
    expect(rowOf(await settled(harness, pod, 101, planned), 'worryFree')).toMatchObject(invoicedMeanwhile)
    expect(additionsOf(harness, 1011, 'worryFree')).toHaveLength(1)
    await planAndSend(harness, pod, 101)
    expect(additionsOf(harness, 1011, 'worryFree').map(({ effectiveDate }) => effectiveDate?.slice(0, 10))).toEqual([
      '2025-11-01',
      '2027-01-01',
    ])
  })
})

describe('an invoice between a send and its taking back', () => {
  test.each([
    ['is on its date', '2026-12-01T00:00:00Z'],
    ['is made where ConnectWise names no date', null],
  ])('that %s stops what was asked for before and not written yet', async (_, nextInvoiceDate) => {
    const { harness, pod, invoice, writes } = await start({ prorates: false })
    harness.connectWise.edits.editAgreement(1011, { nextInvoiceDate }, 'jlee')
    const sent = await planAndSend(harness, pod, 101)
    // Stopped before the first request: what was asked for is stored, nothing is sent.
    await harness.composed.runs.stop()
    const { runId } = await pod.post<PlanView>(`/api/runs/${sent.runId}/companies/101/undo`, { reason: 'Wrong.' })
    invoice().date = '2026-11-17T00:00:00Z'
    if (nextInvoiceDate === null) harness.connectWise.edits.editAgreement(1011, { nextInvoiceDate }, 'jlee')
    const server = await harness.restart()
    await server.runs.resume([harness.tenantId])
    await server.runs.settled()
    expect(writes).toHaveLength(1)
    const later = await harness.pod()
    const undo = await later.get<PlanView>(`/api/runs/${runId}/companies/101`)
    expect(rowOf(undo, 'worryFree')).toMatchObject({
      lineStatus: 'stale',
      reason: { cause: { kind: 'invoicedMeanwhile' } },
    })
  })
})
