import { describe, expect, it } from 'vitest'
import { anAgreement } from './connectwiseSample/records'
import { startSample } from './connectwiseSample/start'

const additions = '/finance/agreements/7/additions'
const line = `${additions}/101`
const replace = (path: string, value: unknown) => ({ op: 'replace', path, value })
const minimal = { product: { id: 12 }, billCustomer: 'Billable', quantity: 25, effectiveDate: '2025-12-01T00:00:00Z' }

describe('an addition', () => {
  it('is served with calculated fields, unit, references and version hint', async () => {
    const { call } = startSample()
    const { body } = await call('GET', `${additions}/102`)
    expect(body).toMatchObject({
      id: 102,
      agreementId: 7,
      product: { id: 13, identifier: 'TM-13' },
      quantity: 25,
      lessIncluded: 5,
      billedQuantity: 20,
      unitPrice: 4.5,
      extPrice: 90,
      extCost: 50,
      margin: 40,
      uom: 'Seat',
      agreementStatus: 'Active',
      _info: { lastUpdated: '2025-10-01T08:00:00Z', updatedBy: 'jdoe' },
    })
    expect(body).not.toHaveProperty('cancelledDate')
    expect(body).not.toHaveProperty('additionStatus')
  })
  it('is found only under its own agreement', async () => {
    const { call } = startSample()
    expect((await call('GET', '/finance/agreements/8/additions/101')).status).toBe(404)
    expect((await call('GET', '/finance/agreements/99/additions')).status).toBe(404)
  })
  it('carries its own status beside that of the agreement where the site is new enough', async () => {
    const { rows, edits } = startSample({ additionStatus: 'present' })
    edits.editAddition(101, { cancelledDate: '2025-11-19T00:00:00Z' }, 'jdoe')
    edits.editAddition(102, { effectiveDate: '2025-12-01T00:00:00Z' }, 'jdoe')
    expect(await rows(additions)).toMatchObject([
      { agreementStatus: 'Active', additionStatus: 'Cancelled' },
      { agreementStatus: 'Active', additionStatus: 'Inactive' },
    ])
  })
  it('bills its last day: cancelled today is still active', async () => {
    const { rows, edits } = startSample({ additionStatus: 'present' })
    edits.editAddition(101, { cancelledDate: '2025-11-20T00:00:00Z' }, 'jdoe')
    expect((await rows(additions))[0]).toMatchObject({ additionStatus: 'Active' })
  })
})

describe('PATCH', () => {
  it('sets the quantity by bare path and by path with a slash, and returns the full record', async () => {
    const { patch } = startSample()
    const bare = await patch(line, replace('quantity', 27))
    expect([bare.status, bare.body]).toMatchObject([
      200,
      { quantity: 27, extPrice: 121.5, description: 'Trend Micro Worry-Free' },
    ])
    expect((await patch(line, replace('/quantity', '28'))).body).toMatchObject({ quantity: 28 })
    expect((await patch(line, { op: 'add', path: 'quantity', value: 29.5 })).body).toMatchObject({ quantity: 29.5 })
  })
  it('updates the version hint, and writes who changed what from what', async () => {
    const { patch, rows } = startSample()
    expect((await patch(line, replace('quantity', 27))).body).toMatchObject({
      _info: { lastUpdated: '2025-11-20T15:00:00Z', updatedBy: 'sandboxApi' },
    })
    expect(await rows('/system/audittrail', { type: 'AgreementAddition', id: '101' })).toMatchObject([
      {
        text: 'quantity was changed from 25 to 27.',
        enteredBy: 'sandboxApi',
        enteredDate: '2025-11-20T15:00:00Z',
        auditType: 'AgreementAddition',
        auditSource: 'API',
      },
    ])
  })
  it.each([
    'product/id',
    '/product/id',
    'Quantity',
    'nosuchfield',
    'id',
    'extPrice',
    'agreementStatus',
    '_info/updatedBy',
  ])('answers 200 without any effect for the path %s', async (path) => {
    const { patch, call, world } = startSample()
    const before = (await call('GET', line)).body
    const { status, body } = await patch(line, replace(path, 13))
    expect(status).toBe(200)
    expect(body).toEqual(before)
    expect(world.auditTrail).toEqual([])
  })
  it('replaces a reference as a whole', async () => {
    const { patch } = startSample()
    expect((await patch(line, replace('product', { id: 13 }))).body).toMatchObject({
      product: { id: 13, identifier: 'TM-13' },
    })
    expect((await patch(line, replace('product', { id: 99 }))).status).toBe(400)
  })
  it.each([
    ['an object', { op: 'replace', path: 'quantity', value: 5 }],
    ['an unknown operation', [{ op: 'increment', path: 'quantity', value: 5 }]],
    ['no path', [{ op: 'replace', value: 5 }]],
    ['an unknown word', [replace('billCustomer', 'Sometimes')]],
    ['a required field taken away', [{ op: 'remove', path: 'product' }]],
    ['a marker that is too long', [replace('serialNumber', 'x'.repeat(51))]],
  ])('answers 400 to %s', async (_, body) => {
    const { call, world } = startSample()
    expect((await call('PATCH', line, body)).status).toBe(400)
    expect(world.additions[0]?.quantity).toBe(25)
  })
  it.each([
    ['quantity', 'many'],
    ['taxableFlag', 'perhaps'],
    ['effectiveDate', 'soon'],
  ])('answers 500 to a value of %s that cannot be converted', async (path, value) => {
    const { patch } = startSample()
    const { status, body } = await patch(line, replace(path, value))
    expect([status, body]).toMatchObject([500, { code: 'ConnectWiseApi' }])
  })
  it('changes nothing when one of several operations is refused', async () => {
    const { patch, world } = startSample()
    expect((await patch(line, replace('quantity', 5), replace('billCustomer', 'x'))).status).toBe(400)
    expect(world.additions[0]?.quantity).toBe(25)
  })
  it.each([
    ['both', true, true],
    ['null', true, false],
    ['remove', false, true],
    ['neither', false, false],
  ] as const)('empties a date by null and remove as switched: %s', async (dateClearing, byNull, byRemove) => {
    const { patch, edits } = startSample({ dateClearing })
    for (const [operation, works] of [
      [replace('cancelledDate', null), byNull],
      [{ op: 'remove', path: 'cancelledDate' }, byRemove],
    ] as const) {
      edits.editAddition(101, { cancelledDate: '2025-12-31T00:00:00Z' }, 'jdoe')
      const { status, body } = await patch(line, operation)
      expect(status).toBe(200)
      expect(JSON.stringify(body).includes('cancelledDate')).toBe(!works)
    }
  })
  it('takes the whole array of custom fields and empties those that are not named', async () => {
    const { patch, world } = startSample()
    const field = { type: 'Text', entryMethod: 'EntryField', numberOfDecimals: 0, value: 'old' } as const
    const [addition] = world.additions
    if (addition === undefined) throw new Error('no addition')
    addition.customFields = [
      { id: 1, caption: 'Cost centre', ...field },
      { id: 2, caption: 'Reference', ...field },
    ]
    await patch(line, replace('customFields', [{ id: 1, value: 'new' }]))
    expect(addition.customFields.map(({ value }) => value)).toEqual(['new', null])
  })
  it('moves a local midnight east of UTC to the day before', async () => {
    const { patch } = startSample()
    const { body } = await patch(line, replace('cancelledDate', '2025-12-31T00:00:00+02:00'))
    expect(body).toMatchObject({ cancelledDate: '2025-12-30T22:00:00Z' })
  })
  it('wants JSON', async () => {
    const { call } = startSample()
    expect((await call('PATCH', line, [], { 'Content-Type': 'text/plain' })).status).toBe(415)
  })
})

describe('POST', () => {
  it('fills in from the catalog what is left out', async () => {
    const { call } = startSample()
    const { status, body } = await call('POST', additions, { ...minimal, serialNumber: 'TMICRO:1' })
    expect(status).toBe(201)
    expect(body).toMatchObject({
      id: 104,
      agreementId: 7,
      quantity: 25,
      unitPrice: 4.5,
      unitCost: 2,
      description: 'Product 12',
      taxableFlag: true,
      sequenceNumber: 3,
      serialNumber: 'TMICRO:1',
      _info: { updatedBy: 'sandboxApi', lastUpdated: '2025-11-20T15:00:00Z' },
    })
  })
  it('names every missing field in one answer', async () => {
    const { call } = startSample()
    const { status, body } = await call('POST', additions, { quantity: 5 })
    expect(status).toBe(400)
    expect(body).toMatchObject({
      code: 'InvalidObject',
      message: 'addition object is invalid',
      errors: [
        { code: 'MissingRequiredField', resource: 'addition', field: 'product' },
        { code: 'MissingRequiredField', resource: 'addition', field: 'billCustomer' },
      ],
    })
  })
  it.each([
    ['a date before the start of billing', { effectiveDate: '2024-12-31T00:00:00Z' }, 'effectiveDate'],
    [
      'a date in an invoiced period of an agreement that does not prorate',
      { effectiveDate: '2025-11-30T00:00:00Z' },
      'effectiveDate',
    ],
    ['a bundle', { product: { id: 15 } }, 'product'],
    ['an inactive product', { product: { id: 14 } }, 'product'],
    ['an unknown product', { product: { id: 99 } }, 'product'],
  ])('refuses %s', async (_, more, field) => {
    const { call, world } = startSample()
    const { status, body } = await call('POST', additions, { ...minimal, ...more })
    expect([status, body]).toMatchObject([400, { errors: [{ resource: 'addition', field }] }])
    expect(world.additions).toHaveLength(3)
  })
  it('takes a date in an invoiced period where the agreement prorates, and prorates it', async () => {
    const { call, clock } = startSample()
    const { status, body } = await call('POST', '/finance/agreements/8/additions', {
      ...minimal,
      quantity: 10,
      unitPrice: 30,
      effectiveDate: '2025-11-16T00:00:00Z',
    })
    // 15 of 30 days are left.
    expect([status, body]).toMatchObject([201, { proratePrice: 15, extendedProratePrice: 150, extPrice: 300 }])
    clock.set('2025-12-02T12:00:00Z')
    expect((await call('GET', '/finance/agreements/8/additions/104')).body).not.toHaveProperty('proratePrice')
  })
  it('takes the invoice date of a child agreement from its parent', async () => {
    const { call, world } = startSample()
    world.agreements.push(anAgreement(20, { parentAgreement: { id: 7 }, nextInvoiceDate: '2025-01-01T00:00:00Z' }))
    const inNovember = { ...minimal, effectiveDate: '2025-11-30T00:00:00Z' }
    expect((await call('POST', '/finance/agreements/20/additions', inNovember)).status).toBe(400)
  })
  it('may need a custom field', async () => {
    const { call } = startSample({ requiredAdditionField: 'Cost centre' })
    expect((await call('POST', additions, minimal)).body).toMatchObject({ errors: [{ field: 'Cost centre' }] })
    const customFields = [{ caption: 'Cost centre', value: '7' }]
    expect((await call('POST', additions, { ...minimal, customFields })).status).toBe(201)
  })
  it('creates a second line when it is asked twice', async () => {
    const { call, world } = startSample()
    await call('POST', additions, minimal)
    await call('POST', additions, minimal)
    expect(world.additions).toHaveLength(5)
  })
})

describe('PUT and DELETE', () => {
  it('PUT throws away what is not named', async () => {
    const { call } = startSample()
    const { body } = await call('PUT', line, { product: { id: 12 }, billCustomer: 'Billable', quantity: 30 })
    expect(body).toMatchObject({ quantity: 30, unitPrice: 0 })
    expect(body).not.toHaveProperty('description')
    expect(body).not.toHaveProperty('effectiveDate')
  })
  it('DELETE refuses an invoiced line, removes another for good and gives its id to nobody', async () => {
    const { call, journal } = startSample()
    expect((await call('DELETE', line)).status).toBe(400)
    const { body } = await call('POST', additions, minimal)
    expect(body).toMatchObject({ id: 104 })
    expect((await call('DELETE', `${additions}/104`)).status).toBe(204)
    expect((await call('GET', `${additions}/104`)).status).toBe(404)
    expect((await call('POST', additions, minimal)).body).toMatchObject({ id: 105 })
    expect(journal.writes().map(({ method, status }) => [method, status])).toContainEqual(['DELETE', 204])
  })
})

describe('other hands', () => {
  it('may change a line between our look and our write', async () => {
    const { patch, hooks, edits, clock } = startSample()
    hooks.beforeWrite = ({ path }) => {
      expect(path).toBe(line)
      clock.set('2025-11-20T15:05:00Z')
      edits.editAddition(101, { quantity: 99, unitPrice: 5 }, 'jdoe')
    }
    expect((await patch(line, replace('quantity', 27))).body).toMatchObject({ quantity: 27, unitPrice: 5 })
  })
  it('leave their name, the moment and the values before and after', async () => {
    const { edits, rows, call } = startSample()
    edits.editAddition(101, { quantity: 30, product: { id: 13 } }, 'jdoe')
    edits.editAddition(101, { quantity: 31 }, 'oldSync', 'API')
    expect((await call('GET', line)).body).toMatchObject({ quantity: 31, _info: { updatedBy: 'oldSync' } })
    const texts = (await rows('/system/audittrail', { type: 'AgreementAddition', id: '101' })).map(({ text }) => text)
    expect(texts).toEqual([
      'quantity was changed from 30 to 31.',
      'product was changed from #12 to #13.',
      'quantity was changed from 25 to 30.',
    ])
  })
  it('may delete a line', async () => {
    const { edits, call } = startSample()
    edits.deleteAddition(101, 'jdoe')
    expect((await call('PATCH', line, [replace('quantity', 1)])).status).toBe(404)
  })
  it('may invoice an agreement, which closes the period, and delete the invoice, which opens it again', async () => {
    const { edits, call } = startSample()
    const invoice = edits.invoiceAgreement(7, 'jdoe')
    expect(invoice).toMatchObject({ date: '2025-12-01T00:00:00Z', total: 202.5 })
    expect((await call('GET', '/finance/agreements/7')).body).toMatchObject({ nextInvoiceDate: '2026-01-01T00:00:00Z' })
    expect((await call('POST', additions, minimal)).status).toBe(400)
    edits.deleteInvoice(invoice.id, 'jdoe')
    expect((await call('POST', additions, minimal)).status).toBe(201)
  })
})

describe('agreements', () => {
  it('have the status of the day, in the time zone of the site', async () => {
    const { rows, clock, edits } = startSample()
    const statuses = async () => (await rows('/finance/agreements')).map(({ agreementStatus }) => agreementStatus)
    expect(await statuses()).toEqual(['Active', 'Active', 'Inactive'])
    clock.set('2025-12-01T04:59:00Z') // still 30 November in New York
    expect((await statuses())[2]).toBe('Inactive')
    clock.set('2025-12-01T05:00:00Z')
    expect((await statuses())[2]).toBe('Active')
    clock.set('2026-12-01T05:00:00Z')
    expect((await statuses())[2]).toBe('Expired')
    edits.editAgreement(7, { cancelledFlag: true }, 'jdoe')
    expect((await statuses())[0]).toBe('Cancelled')
  })
  it('write the day of the next invoice as they like', async () => {
    const { call, options } = startSample()
    options.nextInvoiceDateForm = 'american'
    expect((await call('GET', '/finance/agreements/7')).body).toMatchObject({ nextInvoiceDate: '12/1/2025' })
    options.nextInvoiceDateForm = 'blank'
    expect((await call('GET', '/finance/agreements/7')).body).toMatchObject({ nextInvoiceDate: '' })
  })
  it('may carry fields of a later release', async () => {
    const { call } = startSample({ unknownFields: true })
    expect((await call('GET', '/finance/agreements/7')).body).toHaveProperty('laterReference')
  })
})
