/** What a check before the send finds at one company and in the keys, and how it becomes one finding a cause. */
import { describe, expect, it } from 'vitest'
import { day, instant } from '../../server/domain/calendar'
import type { FailureKind, UpstreamFailure } from '../../server/domain/errors'
import { additionId, agreementId, companyId, customerId, subscriptionId } from '../../server/domain/ids'
import type { Met, Place, PreflightCause } from '../../server/domain/preflight'
import { meetingsOfConnection, meetingsOfRights, meetingsOfUnlinked } from '../../server/domain/preflightAccess'
import { meetingsOf } from '../../server/domain/preflightCompany'
import { findingsOf } from '../../server/domain/preflightFindings'
import {
  aCatalogItem,
  aCustomer,
  anAddition,
  anAgreement,
  anAssignment,
  aRunCompany,
  aSubscription,
  gold,
  item,
  planInputs,
  today,
  unread,
} from '../factories'

/** Of a plan for the send on 28 November, made on the 16th. */
const meet = (over: Parameters<typeof planInputs>[0] = {}, dayOfMonth = 28): Met[] =>
  meetingsOf(aRunCompany(planInputs({ today: day('2026-11-28'), ...over })), { dayOfMonth, today })
const causes = (mets: readonly Met[]) => mets.map(({ cause }) => cause)
const endingOn = (endsOn: string) => anAgreement({ noEndingDate: false, endsOn: day(endsOn) })
const creating = { record: { assignments: [anAssignment({ createWhenMissing: true })] }, additions: [] }

it('nothing is found at a company where all is well', () => {
  expect(meet()).toEqual([])
})

describe('a product that goes to no line', () => {
  const byDefault = { record: { assignments: [anAssignment({ agreement: { kind: 'default' } })] } }
  const subscription: Place = { type: 'subscription', id: subscriptionId('s-1') }
  const agreement = (id: number, name: string): Place => ({
    type: 'agreement',
    id: agreementId(id),
    name,
    on: null,
    successorId: null,
  })
  type Over = NonNullable<Parameters<typeof planInputs>[0]>
  it.each<[string, Over, Place[]]>([
    ['catalogItem', { record: { assignments: [anAssignment({ catalogItemId: null })] } }, []],
    ['agreement', { ...byDefault, agreements: [] }, []],
    [
      'oneAgreement',
      { ...byDefault, agreements: [anAgreement(), anAgreement({ id: agreementId(1042), name: 'Silver' })] },
      [agreement(1041, 'Gold Support'), agreement(1042, 'Silver')],
    ],
  ])('is told with what is missing: %s', (missing, over, agreements) => {
    const [met, ...others] = meet(over)
    expect(others).toEqual([])
    expect(met).toMatchObject({
      cause: { kind: 'unmappedProduct', plan: 'plan-wfs', productName: 'Worry-Free Services', missing },
      severity: 'error',
      company: { id: 250, name: 'Fairhaven Dental Group' },
      places: [subscription, ...agreements],
    })
  })

  it('on purpose is no finding', () => {
    const subscriptions = [aSubscription({ notBilled: { kind: 'trial', until: null } })]
    expect(meet({ subscriptions, record: { assignments: [] } })).toEqual([])
  })
})

describe('an agreement', () => {
  it.each([
    ['2026-11-27', { kind: 'agreementUnusable', why: 'ended' }, 'error'],
    ['2026-11-28', { kind: 'agreementEnding' }, 'warning'],
    ['2026-11-30', { kind: 'agreementEnding' }, 'warning'],
  ] as const)('that ends on %s is told as %o', (endsOn, cause, severity) => {
    expect(meet({ agreements: [endingOn(endsOn)] })).toMatchObject([
      { cause, severity, places: [{ type: 'agreement', id: gold, on: endsOn, successorId: null }] },
    ])
  })

  it('that ends after the period is not told', () => {
    expect(meet({ agreements: [endingOn('2026-12-01')] })).toEqual([])
  })

  it.each(['2026-11-20', '2026-11-30'])('that ends on %s names the one that could take over', (endsOn) => {
    const renewed = anAgreement({ id: agreementId(1099) })
    expect(meet({ agreements: [endingOn(endsOn), renewed] })).toMatchObject([{ places: [{ successorId: 1099 }] }])
  })

  it('that was cancelled, or is gone, is told as that', () => {
    expect(causes(meet({ agreements: [anAgreement({ cancelled: true })] }))).toEqual([
      { kind: 'agreementUnusable', why: 'cancelled' },
    ])
    expect(causes(meet({ agreements: [] }))).toEqual([{ kind: 'agreementUnusable', why: 'gone' }])
  })
})

describe('a catalog item', () => {
  const of = (why: 'inactive' | 'bundle' | 'gone') => ({
    kind: 'catalogItemUnusable',
    why,
    catalogItemId: item,
    identifier: why === 'gone' ? '#501' : 'TM-WFS',
  })
  it.each([
    ['inactive', [aCatalogItem({ inactive: true })]],
    ['bundle', [aCatalogItem({ productClass: 'Bundle' })]],
    ['gone', []],
  ] as const)('that is %s keeps the addition that it has, with a warning', (why, catalogItems) => {
    expect(meet({ catalogItems: [...catalogItems] })).toMatchObject([
      {
        cause: of(why),
        severity: 'warning',
        places: [
          { type: 'catalogItem', id: item },
          { type: 'addition', id: 9001, agreementId: gold },
        ],
      },
    ])
  })

  it('that is inactive is an error where an addition is to be made of it', () => {
    expect(meet({ ...creating, catalogItems: [aCatalogItem({ inactive: true })] })).toMatchObject([
      { cause: of('inactive'), severity: 'error' },
    ])
  })
})

describe('a price of 0', () => {
  const priceZero = (at: 'addition' | 'catalogItem'): PreflightCause => ({
    kind: 'priceZero',
    at,
    catalogItemId: item,
    identifier: 'TM-WFS',
  })
  it('is told of the addition, also when its quantity stays', () => {
    expect(meet({ additions: [anAddition({ unitPrice: 0 })] })).toMatchObject([
      { cause: priceZero('addition'), severity: 'warning', places: [{ type: 'addition', id: 9001 }] },
    ])
  })

  it('is told of the catalog item that an addition would be made of', () => {
    expect(causes(meet({ ...creating, catalogItems: [aCatalogItem({ price: 0 })] }))).toEqual([
      priceZero('catalogItem'),
    ])
  })

  it('is told although the seats could not be read', () => {
    const subscriptions = [aSubscription({ provisioned: unread })]
    expect(causes(meet({ subscriptions, additions: [anAddition({ unitPrice: 0 })] }))).toEqual([priceZero('addition')])
  })

  it.each([
    ['that is not given', { unitPrice: null }],
    ['of what is not to be billed', { unitPrice: 0, billable: 'DoNotBill' as const }],
    ['of what is free on purpose', { unitPrice: 0, billable: 'NoCharge' as const }],
  ])('%s is no finding', (_, over) => {
    expect(meet({ additions: [anAddition(over)] })).toEqual([])
  })

  it('of an addition that goes to nothing is no finding', () => {
    const subscriptions = [aSubscription({ provisioned: 0 })]
    expect(meet({ subscriptions, additions: [anAddition({ unitPrice: 0 })] })).toEqual([])
  })
})

describe('an invoice', () => {
  const invoiced = (next: string, over = {}) => ({ agreements: [anAgreement({ nextInvoiceOn: day(next), ...over })] })
  const quarterly = { billingCycle: { name: 'Quarterly', option: 'Quarterly' as const } }

  it('in the middle of the month is made before a send at its end, and the day that fits is named', () => {
    expect(meet(invoiced('2026-11-20'))).toMatchObject([
      {
        cause: { kind: 'invoicedBeforeSend', sendDay: 28, invoiceDay: 20, fits: 19, waitDays: 23 },
        severity: 'warning',
        places: [{ type: 'agreement', id: gold, on: '2026-11-20' }],
      },
    ])
    expect(meet(invoiced('2026-11-20'), 19)).toEqual([])
  })

  it('that is made already for this period is told, though its day of the month would do', () => {
    expect(meet(invoiced('2027-01-01'))).toMatchObject([{ cause: { kind: 'invoicedAlready' } }])
  })

  it('of a longer cycle counts only when it comes before the next send', () => {
    expect(causes(meet(invoiced('2026-11-20', quarterly)))).toMatchObject([{ kind: 'invoicedBeforeSend' }])
    expect(meet(invoiced('2026-12-20', quarterly))).toEqual([])
  })

  it('of a child is its parent’s', () => {
    const parent = anAgreement({ id: agreementId(1000), nextInvoiceOn: day('2026-11-20') })
    const child = anAgreement({ parentId: parent.id, nextInvoiceOn: null })
    expect(causes(meet({ agreements: [child, parent] }))).toMatchObject([{ kind: 'invoicedBeforeSend' }])
  })
})

describe('a right that the role lacks', () => {
  const agreements = { module: 'Finance', function: 'Agreements', purpose: 'changeQuantities' } as const
  it('is told with what breaks without it', () => {
    expect(meetingsOfRights([{ ...agreements, lacks: ['edit', 'add'] }])).toMatchObject([
      { cause: { kind: 'rightMissing', function: 'Agreements', breaks: ['sending', 'creating'] }, severity: 'error' },
    ])
    const invoicing = { module: 'Finance', function: 'Invoicing', purpose: 'knowInvoiced' } as const
    expect(meetingsOfRights([{ ...invoicing, lacks: ['inquire'] }])).toMatchObject([
      { cause: { breaks: ['undoing'] }, severity: 'warning' },
    ])
  })

  it('and that nothing needs is not told', () => {
    const reports = { module: 'System', function: 'API Reports', purpose: 'apiReports' } as const
    expect(meetingsOfRights([{ ...reports, lacks: ['inquire'] }])).toEqual([])
  })
})

describe('customers of no company', () => {
  const [one, two, three] = ['c-1', 'c-2', 'c-3'].map((id) => aCustomer({ id: customerId(id), name: id.toUpperCase() }))
  const customers = [one, two, three].filter((customer) => customer !== undefined)
  const of = (id: string, over: Parameters<typeof aSubscription>[0] = {}) =>
    aSubscription({ id: subscriptionId(`s-${id}`), customerId: customerId(id), ...over })

  it('are one finding, the largest first; those with nothing to bill are counted apart', () => {
    const subscriptions = [
      of('c-1', { provisioned: 5 }),
      of('c-2', { provisioned: 80 }),
      of('c-3', { notBilled: { kind: 'disabled' } }),
    ]
    expect(meetingsOfUnlinked(customers, { subscriptions, gaps: [] })).toMatchObject([
      {
        cause: {
          seats: 85,
          idle: 1,
          customers: {
            total: 2,
            list: [
              { id: 'c-2', seats: 80 },
              { id: 'c-1', seats: 5 },
            ],
          },
        },
      },
    ])
  })

  it('whose seats are not known are told without a number, never as 0', () => {
    const gaps = [{ customerId: customerId('c-3'), what: 'subscriptions' as const, why: 'failed' as const, note: '' }]
    const subscriptions = [of('c-1', { provisioned: unread })]
    const [met] = meetingsOfUnlinked(customers, { subscriptions, gaps })
    expect(met?.cause).toMatchObject({
      seats: 0,
      idle: 1,
      customers: { total: 2, list: [{ seats: null }, { seats: null }] },
    })
    expect(meetingsOfUnlinked(customers, null)[0]?.cause).toMatchObject({ idle: 0, customers: { total: 3 } })
  })

  it('are no finding when none has anything to bill', () => {
    expect(meetingsOfUnlinked(customers, { subscriptions: [], gaps: [] })).toEqual([])
  })
})

describe('findings', () => {
  const failure = (kind: FailureKind): UpstreamFailure => ({
    system: 'connectwise',
    kind,
    route: 'GET /system/info',
    status: null,
    requestId: null,
    text: null,
    attempts: 1,
    at: instant('2026-11-16T15:00:00Z'),
  })
  const met = (id: number, cause: PreflightCause, over: Partial<Met> = {}): Met => ({
    cause,
    severity: 'warning',
    company: { id: companyId(id), name: `Company ${id}` },
    lines: 1,
    places: [],
    ...over,
  })

  it('are one a cause, with each company once and its places, the gravest first', () => {
    const addition = (id: number): Place => ({ type: 'addition', id: additionId(id), agreementId: gold })
    const free: PreflightCause = { kind: 'priceZero', at: 'addition', catalogItemId: item, identifier: 'TM-WFS' }
    const { findings, more } = findingsOf([
      met(2, free, { places: [addition(1)] }),
      met(1, free, { places: [addition(3)] }),
      met(2, free, { places: [addition(1), addition(2)] }),
      met(3, { kind: 'agreementUnusable', why: 'ended' }, { severity: 'error' }),
      met(3, { kind: 'agreementUnusable', why: 'gone' }, { severity: 'error' }),
      met(1, { kind: 'agreementEnding' }),
    ])
    expect(more).toBe(0)
    expect(findings.map(({ key }) => key)).toEqual([
      'agreementUnusable:ended',
      'agreementUnusable:gone',
      'priceZero:addition:501',
      'agreementEnding',
    ])
    expect(findings[2]).toMatchObject({
      lines: 3,
      fixedBy: 'agreements',
      companies: {
        total: 2,
        list: [
          { id: 1, places: [{ id: 3 }] },
          { id: 2, places: [{ id: 1 }, { id: 2 }] },
        ],
      },
    })
  })

  it('name the first companies and count all of them', () => {
    const { findings } = findingsOf(
      Array.from({ length: 120 }, (_, index) => met(120 - index, { kind: 'agreementEnding' })),
    )
    expect(findings).toHaveLength(1)
    expect(findings[0]?.companies.total).toBe(120)
    expect(findings[0]?.companies.list.map(({ id }) => id)).toEqual(Array.from({ length: 50 }, (_, index) => index + 1))
  })

  it('have the same key whatever the numbers in them', () => {
    const keys = [2, 9].map((seats) => {
      const cause: PreflightCause = { kind: 'unmappedCustomers', customers: { total: 1, list: [] }, seats, idle: 0 }
      return findingsOf([met(1, cause, { company: null })]).findings[0]?.key
    })
    expect(new Set(keys).size).toBe(1)
  })

  it.each([
    ['connectwise', 'unauthorised', 'administrator'],
    ['connectwise', 'notFound', 'administrator'],
    ['trendmicro', 'unauthorised', 'trendMicro'],
    ['trendmicro', 'unreachable', 'operator'],
    ['connectwise', 'clockOff', 'operator'],
  ] as const)('say who can put %s right that is %s: %s', (system, kind, fixedBy) => {
    const cause = { system, source: null, configured: true, failure: failure(kind) }
    const { findings } = findingsOf(meetingsOfConnection(cause, [{ id: companyId(1), name: 'One' }]))
    expect(findings).toMatchObject([{ fixedBy, severity: 'error', companies: { total: 1 } }])
  })
})
