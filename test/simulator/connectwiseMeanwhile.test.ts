import { describe, expect, it } from 'vitest'
import { oldSyncLogin } from './connectwise/oldSync'
import { anAddition, anAgreement } from './connectwiseSample/records'
import { startSample } from './connectwiseSample/start'

/** What happens in ConnectWise while nobody of ours looks: twins, renewals, an older sync. */
const additions = '/finance/agreements/7/additions'

describe('people', () => {
  it('make a second ongoing line of one product', async () => {
    const { edits, rows } = startSample()
    edits.editAddition(101, { cancelledDate: '2025-12-31T00:00:00Z' }, 'jdoe')
    const twin = edits.addTwin(101, 'jdoe', { unitPrice: 3 })
    expect(await rows(additions)).toMatchObject([
      { id: 101, product: { id: 12 }, unitPrice: 4.5 },
      { id: 102 },
      { id: twin.id, product: { id: 12 }, quantity: 25, unitPrice: 3, _info: { updatedBy: 'jdoe' } },
    ])
    expect(twin.cancelledDate).toBeNull()
  })

  it('add a line with the defaults of the catalog, and nothing is refused to them', async () => {
    const { edits, call } = startSample()
    const { id } = edits.addAddition(7, { product: { id: 14 }, effectiveDate: '2024-01-01T00:00:00Z' }, 'jdoe')
    expect((await call('GET', `${additions}/${id}`)).body).toMatchObject({
      quantity: 1,
      unitPrice: 4.5,
      description: 'Product 14',
      effectiveDate: '2024-01-01T00:00:00Z',
    })
    expect(() => edits.addAddition(99, { product: { id: 12 } }, 'jdoe')).toThrow(RangeError)
  })

  it('move a line: its id is found under the other agreement only', async () => {
    const { edits, call } = startSample()
    edits.moveAddition(101, 8, 'jdoe')
    expect((await call('GET', `${additions}/101`)).status).toBe(404)
    expect((await call('GET', '/finance/agreements/8/additions/101')).body).toMatchObject({ agreementId: 8 })
  })

  it('end an agreement on a day', async () => {
    const { edits, call, clock } = startSample()
    edits.endAgreement(7, '2025-11-30', 'jdoe')
    const status = async () => (await call('GET', '/finance/agreements/7')).body
    expect(await status()).toMatchObject({ agreementStatus: 'Active', endDate: '2025-11-30T00:00:00Z' })
    clock.set('2025-12-01T12:00:00Z')
    expect(await status()).toMatchObject({ agreementStatus: 'Expired' })
  })
})

describe('a renewal', () => {
  it('ends the agreement and goes on under a new id with copies of what is in force', async () => {
    const { edits, rows, world } = startSample()
    edits.editAddition(102, { cancelledDate: '2025-11-19T00:00:00Z' }, 'jdoe')
    edits.editAddition(101, { serialNumber: 'TMICRO:1', unitPrice: 5 }, 'jdoe')
    const { agreement, additions: copies } = edits.renewAgreement(7, 'jdoe')
    expect(await rows('/finance/agreements', { conditions: 'company/id=1' })).toMatchObject([
      { id: 7, endDate: '2025-11-19T00:00:00Z', agreementStatus: 'Expired' },
      {
        id: agreement.id,
        type: { id: 1 },
        startDate: '2025-11-20T00:00:00Z',
        billStartDate: '2025-11-20T00:00:00Z',
        nextInvoiceDate: '2025-11-20T00:00:00Z',
        agreementStatus: 'Active',
      },
    ])
    expect(copies).toMatchObject([{ product: { id: 12 }, serialNumber: 'TMICRO:1', unitPrice: 5 }])
    expect(copies[0]?.id).toBeGreaterThan(103)
    expect(await rows(`/finance/agreements/${agreement.id}/additions`)).toHaveLength(1)
    expect(world.additions.find(({ id }) => id === 101)).toMatchObject({ agreementId: 7, quantity: 25 })
  })

  it('may begin later, with the old one going on until then or a gap between', () => {
    const { edits } = startSample()
    const later = edits.renewAgreement(7, 'jdoe', { startsOn: '2026-01-01', name: 'Next year' })
    expect(later.agreement).toMatchObject({ name: 'Next year', nextInvoiceDate: '2026-01-01T00:00:00Z' })
    expect(later.additions.map(({ effectiveDate }) => effectiveDate)).toEqual(Array(2).fill('2026-01-01T00:00:00Z'))
    const { world, edits: others } = startSample()
    others.renewAgreement(7, 'jdoe', { startsOn: '2026-01-01', oldEndsOn: '2025-11-30' })
    expect(world.agreements[0]).toMatchObject({ endDate: '2025-11-30T00:00:00Z', noEndingDateFlag: false })
  })

  it('of one that had ended already leaves its end as it was', () => {
    const { edits, world } = startSample()
    edits.endAgreement(7, '2025-09-30', 'jdoe')
    edits.renewAgreement(7, 'jdoe')
    expect(world.agreements[0]).toMatchObject({ endDate: '2025-09-30T00:00:00Z' })
  })

  it('leaves children with the old agreement, and a renewed child without a date of its own', () => {
    const { edits, world } = startSample()
    world.agreements.push(anAgreement(20, { parentAgreement: { id: 7 } }))
    edits.renewAgreement(7, 'jdoe')
    expect(world.agreements.find(({ id }) => id === 20)?.parentAgreement).toEqual({ id: 7 })
    expect(edits.renewAgreement(20, 'jdoe').agreement).toMatchObject({
      parentAgreement: { id: 7 },
      nextInvoiceDate: null,
    })
  })
})

describe('an older sync', () => {
  it('writes quantities as another integrator, and stands on the Management tab', async () => {
    const { edits, rows, call } = startSample()
    edits.oldSync(2, [{ additionId: 103, quantity: 19 }])
    expect((await call('GET', '/finance/agreements/8/additions/103')).body).toMatchObject({
      quantity: 19,
      _info: { updatedBy: oldSyncLogin },
    })
    expect(await rows('/system/audittrail', { type: 'AgreementAddition', id: '103' })).toMatchObject([
      { enteredBy: oldSyncLogin, auditSource: 'API', text: 'quantity was changed from 25 to 19.' },
    ])
    expect(await rows('/company/companies/2/managementSummaryReports')).toMatchObject([
      {
        groupIdentifier: 'Company 2',
        managementSolution: { name: 'TMRM Management Solution' },
        agreement: { id: 8 },
        _info: { updatedBy: oldSyncLogin },
      },
    ])
  })

  it('renews the row that is there already', async () => {
    const { edits, rows } = startSample()
    edits.oldSync(1, [{ additionId: 101, quantity: 19 }])
    expect(await rows('/company/companies/1/managementSummaryReports')).toMatchObject([
      { groupIdentifier: 'A1', _info: { lastUpdated: '2025-11-20T15:00:00Z' } },
    ])
  })

  it('may write every night, until it is stopped', async () => {
    const { edits, call, patch, clock } = startSample()
    const line = `${additions}/101`
    const quantity = async () => ((await call('GET', line)).body as { quantity: number }).quantity
    edits.oldSync(1, [{ additionId: 101, quantity: 19 }], { nightly: true })
    await patch(line, { op: 'replace', path: 'quantity', value: 27 })
    clock.set('2025-11-21T04:59:00Z') // still the same day in New York
    expect(await quantity()).toBe(27)
    clock.set('2025-11-21T05:00:00Z')
    expect(await quantity()).toBe(19)
    await patch(line, { op: 'replace', path: 'quantity', value: 27 })
    expect(await quantity()).toBe(27)
    expect(edits.nightlyLines()).toEqual([{ additionId: 101, quantity: 19 }])
    edits.stopOldSync()
    clock.set('2025-11-22T12:00:00Z')
    expect(await quantity()).toBe(27)
  })

  it('makes no line again that somebody deleted', () => {
    const { edits, clock, world } = startSample()
    edits.oldSync(1, [{ additionId: 101, quantity: 19 }], { nightly: true })
    edits.deleteAddition(101, 'jdoe')
    clock.set('2025-11-22T12:00:00Z')
    expect(world.additions.map(({ id }) => id)).toEqual([102, 103])
  })
})

describe('a line that is made anew for the next period', () => {
  const edited = {
    product: { id: 12 },
    billCustomer: 'NoCharge',
    quantity: 30,
    unitPrice: 3.75,
    lessIncluded: 4,
    description: 'Protection, office',
    invoiceDescription: 'Office licences',
    invoiceGrouping: { id: 5 },
    opportunity: { id: 9 },
    taxableFlag: false,
    effectiveDate: '2025-12-01T00:00:00Z',
    customFields: [{ id: 2, value: 'CC-7' }],
  }

  it('takes over everything that the member has edited', async () => {
    const { call, world } = startSample()
    const field = { type: 'Text', entryMethod: 'EntryField', numberOfDecimals: 0, value: 'old' } as const
    world.additions.push(anAddition(110, { customFields: [{ id: 2, caption: 'Cost centre', ...field }] }))
    const { status, body } = await call('POST', additions, edited)
    expect(status).toBe(201)
    expect(body).toMatchObject({
      ...edited,
      customFields: [{ id: 2, caption: 'Cost centre', type: 'Text', value: 'CC-7' }],
      billedQuantity: 26,
      extPrice: 0,
    })
    expect((await call('GET', `${additions}/111`)).body).toEqual(body)
  })

  it('follows on a line that ends the day before, and that end can be taken back', async () => {
    const { call, patch, rows } = startSample()
    await patch(`${additions}/101`, { op: 'replace', path: 'cancelledDate', value: '2025-11-30T00:00:00Z' })
    expect((await call('POST', additions, edited)).status).toBe(201)
    const inForce = (await rows(additions, { conditions: 'product/id=12' })).map(({ id, cancelledDate }) => [
      id,
      cancelledDate,
    ])
    expect(inForce).toEqual([
      [101, '2025-11-30T00:00:00Z'],
      [104, undefined],
    ])
    await patch(`${additions}/101`, { op: 'replace', path: 'cancelledDate', value: null })
    expect((await call('GET', `${additions}/101`)).body).not.toHaveProperty('cancelledDate')
  })

  it.each([
    ['before the start of billing', '2024-12-31T00:00:00Z'],
    ['in a period that is invoiced', '2025-11-30T00:00:00Z'],
  ])('cannot be moved by PATCH to a day %s', async (_, value) => {
    const { call, patch } = startSample()
    await call('POST', additions, edited)
    const { status, body } = await patch(`${additions}/104`, { op: 'replace', path: 'effectiveDate', value })
    expect([status, body]).toMatchObject([400, { code: 'InvalidObject', errors: [{ field: 'effectiveDate' }] }])
  })
})
