import { describe, expect, it } from 'vitest'
import { anAddition, anAgreement } from './connectwiseSample/records'
import { startSample } from './connectwiseSample/start'

const minimal = { product: { id: 12 }, billCustomer: 'Billable', quantity: 1, effectiveDate: '2025-12-01T00:00:00Z' }

/** With a parent, a child that bills 10 seats of 4.5 on it, and a quarterly agreement. */
function startInvoicing(autoInvoice = false) {
  const sample = startSample({ autoInvoice })
  const { world } = sample
  world.billingCycles.push({
    id: 2,
    identifier: 'Q',
    name: 'Quarterly',
    defaultFlag: false,
    billingOptions: 'Quarterly',
  })
  world.agreements.push(
    anAgreement(20, { parentAgreement: { id: 7 }, nextInvoiceDate: '2025-03-01T00:00:00Z' }),
    anAgreement(21, { company: { id: 2 }, billingCycle: { id: 2 }, nextInvoiceDate: '2026-01-01T00:00:00Z' }),
  )
  world.additions.push(anAddition(120, { agreementId: 20, quantity: 10 }))
  const nextOf = (id: number) => world.agreements.find((each) => each.id === id)?.nextInvoiceDate?.slice(0, 10)
  const invoicedOf = (id: number) =>
    world.invoices.filter((each) => each.agreement?.id === id).map(({ date }) => date.slice(0, 10))
  return { ...sample, nextOf, invoicedOf }
}

describe('an invoice', () => {
  it("bills the lines of the agreement and of its children, and moves the parent's next date only", () => {
    const { edits, nextOf } = startInvoicing()
    expect(edits.invoiceAgreement(7, 'jdoe')).toMatchObject({ date: '2025-12-01T00:00:00Z', total: 202.5 + 45 })
    expect([nextOf(7), nextOf(20)]).toEqual(['2026-01-01', '2025-03-01'])
    expect(() => edits.invoiceAgreement(20, 'jdoe')).toThrow('billed by its parent 7')
  })

  it('leaves out a child that has ended, and lines that are cancelled before the period or begin after it', () => {
    const { edits } = startInvoicing()
    edits.endAgreement(20, '2025-11-30', 'jdoe')
    edits.editAddition(101, { cancelledDate: '2025-11-30T00:00:00Z' }, 'jdoe')
    edits.addTwin(102, 'jdoe', { effectiveDate: '2026-01-01T00:00:00Z' })
    expect(edits.invoiceAgreement(7, 'jdoe').total).toBe(90)
  })

  it('closes its period to a child as well, and opens it again when it is deleted', async () => {
    const { edits, call, nextOf } = startInvoicing()
    const add = async () => (await call('POST', '/finance/agreements/20/additions', minimal)).status
    expect(await add()).toBe(201)
    const { id } = edits.invoiceAgreement(7, 'jdoe')
    expect(await add()).toBe(400)
    edits.deleteInvoice(id, 'jdoe')
    expect([await add(), nextOf(7)]).toEqual([201, '2025-12-01'])
  })

  it('says in its own audit trail who made and who deleted it', async () => {
    const { edits, rows } = startInvoicing()
    const { id } = edits.invoiceAgreement(7, 'jdoe')
    edits.deleteInvoice(id, 'mortiz')
    expect(await rows('/system/audittrail', { type: 'Invoice', id: String(id) })).toMatchObject([
      { auditSubType: 'Deleted', enteredBy: 'mortiz' },
      { auditSubType: 'Added', enteredBy: 'jdoe' },
    ])
  })
})

describe('invoices by the clock', () => {
  it('are made on their day on the site, before anything else is answered', async () => {
    const { clock, rows, nextOf, invoicedOf } = startInvoicing(true)
    clock.set('2025-12-01T04:59:00Z') // still 30 November in New York
    expect(nextOf(7)).toBe('2025-12-01')
    clock.set('2025-12-01T05:00:00Z')
    expect(await rows('/finance/invoices', { conditions: 'agreement/id=7', orderBy: 'date desc' })).toMatchObject([
      { date: '2025-12-01T00:00:00Z', total: 247.5 },
      { date: '2025-11-01T00:00:00Z' },
    ])
    expect([nextOf(7), nextOf(8), nextOf(21)]).toEqual(['2026-01-01', '2026-01-01', '2026-01-01'])
    expect([invoicedOf(20), invoicedOf(21)]).toEqual([[], []])
  })

  it('are not made unless that is switched on', () => {
    const { clock, nextOf, world } = startInvoicing()
    clock.set('2026-02-02T12:00:00Z')
    expect([nextOf(7), world.invoices.length]).toEqual(['2025-12-01', 1])
  })

  it('catch up month by month after a long jump, each agreement by its own cycle', () => {
    const { clock, invoicedOf, nextOf } = startInvoicing(true)
    clock.set('2026-04-15T12:00:00Z')
    expect(invoicedOf(7).slice(1)).toEqual(['2025-12-01', '2026-01-01', '2026-02-01', '2026-03-01', '2026-04-01'])
    expect([invoicedOf(21), nextOf(21)]).toEqual([['2026-01-01', '2026-04-01'], '2026-07-01'])
  })

  it('are made when the time comes by itself, too', async () => {
    const { clock, options, call, nextOf } = startInvoicing()
    clock.set('2025-12-02T12:00:00Z')
    options.autoInvoice = true
    await call('GET', '/system/info')
    expect(nextOf(7)).toBe('2026-01-01')
  })

  it('are not made for what has ended or is cancelled', () => {
    const { clock, edits, invoicedOf } = startInvoicing(true)
    edits.endAgreement(7, '2025-12-31', 'jdoe')
    edits.editAgreement(8, { cancelledFlag: true }, 'jdoe')
    clock.set('2026-03-15T12:00:00Z')
    expect(invoicedOf(7).slice(1)).toEqual(['2025-12-01'])
    expect(invoicedOf(8)).toEqual([])
  })
})
