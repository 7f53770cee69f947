/** On which days of the month the agreements that we bill into are invoiced, against the day of the send. */
import { describe, expect, test } from 'vitest'
import type { InvoiceTimingView } from '../../server/domain/viewsSchedule'
import type { SettingsView } from '../../server/domain/viewsSettings'
import { link, linkAndAssign, refusalOf } from './actions'
import { startHarness } from './harness'

async function start() {
  const harness = await startHarness()
  const pod = await harness.pod()
  const settings = await pod.get<SettingsView>('/api/settings')
  await pod.put('/api/settings', { version: settings.version, schedule: { ...settings.schedule, dayOfMonth: 30 } })
  await linkAndAssign(harness, pod, 101)
  await linkAndAssign(harness, pod, 102)
  const { edits } = harness.connectWise
  edits.editAgreement(1021, { nextInvoiceDate: '2026-12-15T00:00:00Z' }, 'jlee')
  return { harness, pod, edits }
}

describe('the invoice days of all companies', () => {
  test('are grouped, the late ones with the day that would fit', async () => {
    const { pod } = await start()
    const { groups } = await pod.get<InvoiceTimingView>('/api/schedule/invoices')
    expect(groups).toMatchObject([
      { dayOfMonth: 1, agreements: 2, late: false, agreementNames: ['Gold Support 2026', 'Cloud Protection 2026'] },
      { dayOfMonth: 15, agreements: 1, late: true, fits: 14, companies: [{ id: 102, name: 'Alder & Finch LLP' }] },
    ])
  })

  test('can be asked for another day than the saved one', async () => {
    const { pod } = await start()
    const { groups } = await pod.get<InvoiceTimingView>('/api/schedule/invoices?day=14')
    expect(groups.map(({ dayOfMonth, late }) => [dayOfMonth, late])).toEqual([
      [1, true],
      [15, false],
    ])
  })

  test('leave out an agreement that is over: it has no invoice to miss', async () => {
    const { pod, edits } = await start()
    edits.editAgreement(1021, { endDate: '2026-11-01T00:00:00Z', noEndingDateFlag: false }, 'jlee')
    const { groups, unknown } = await pod.get<InvoiceTimingView>('/api/schedule/invoices')
    expect(groups.map(({ dayOfMonth }) => dayOfMonth)).toEqual([1])
    expect(unknown).toBe(0)
  })
})

describe('before any product is on an agreement', () => {
  test('all that linked companies could be billed into are looked at, and nothing while none is linked', async () => {
    const harness = await startHarness()
    const pod = await harness.pod()
    expect(await pod.get('/api/schedule/invoices')).toMatchObject({ of: 'billed', groups: [] })
    await link(harness, pod, 101)
    const { of, groups } = await pod.get<InvoiceTimingView>('/api/schedule/invoices?day=30')
    expect(of).toBe('linked')
    expect(groups).toMatchObject([{ dayOfMonth: 1, late: false, companies: [{ id: 101 }] }])
    // One of Fairhaven's three agreements has ended.
    expect(groups[0]?.agreements).toBe(2)
  })
})

describe('the invoice days of one company', () => {
  test('are those of its own agreements, against its own day', async () => {
    const { pod } = await start()
    const own = await pod.get<InvoiceTimingView>('/api/companies/102/invoices')
    expect(own.groups).toMatchObject([{ dayOfMonth: 15, agreements: 1, late: true, fits: 14 }])
    const moved = await pod.get<InvoiceTimingView>('/api/companies/102/invoices?day=14')
    expect(moved.groups).toMatchObject([{ dayOfMonth: 15, late: false }])
  })

  test('are none before a product is assigned, and no ConnectWise is asked', async () => {
    const { harness, pod } = await start()
    await link(harness, pod, 103)
    const before = harness.asked.length
    expect(await pod.get('/api/companies/103/invoices')).toMatchObject({ groups: [], unknown: 0, notMonthly: 0 })
    expect(harness.asked.slice(before).filter((url) => url.includes('/finance/'))).toEqual([])
  })

  test('are refused to a member who may only look, and for a day that is none', async () => {
    const { harness, pod } = await start()
    const lookOnly = await harness.pod('tlook')
    expect(await refusalOf(lookOnly.get('/api/companies/102/invoices'))).toMatchObject({ status: 403 })
    expect(await refusalOf(pod.get('/api/companies/102/invoices?day=32'))).toMatchObject({ status: 400 })
  })
})
