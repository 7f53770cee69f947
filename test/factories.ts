/** Small makers of domain values for tests: each gives something ordinary, and takes only what the test is about. */
import { day, instant, type Day } from '../server/domain/calendar'
import {
  additionId,
  agreementId,
  agreementTypeId,
  catalogItemId,
  companyId,
  customerId,
  runId,
  servicePlanKey,
  subscriptionId,
  tenantId,
} from '../server/domain/ids'
import type { Drift } from '../server/domain/drift'
import { planCompany } from '../server/domain/plan'
import type { Addition, Agreement, BillingState, CatalogItem, Company } from '../server/domain/psa'
import type { PlanInputs, RunCompany, RunLine } from '../server/domain/run'
import {
  emptyCompanyRecord,
  type BilledSubscription,
  type CompanyRecord,
  type LastWrite,
  type Limits,
  type ProductAssignment,
  type QuantityRule,
  type TenantSettings,
} from '../server/domain/settings'
import type { Customer, SeatReading, Subscription, UsageGap } from '../server/domain/trend'

/** A Monday in the middle of a month with 30 days. */
export const today = day('2026-11-16')
export const now = instant('2026-11-16T15:00:00Z')
export const company = companyId(250)
export const gold = agreementId(1041)
export const item = catalogItemId(501)
export const worryFree = servicePlanKey('plan-wfs')
export const email = servicePlanKey('plan-tmes')
export const dayton = customerId('c-dayton')

export const read = (seats: number): SeatReading => ({ kind: 'read', seats })
export const notReported: SeatReading = { kind: 'notReported' }
export const unread: SeatReading = { kind: 'unread', why: 'failed' }

export function aSubscription(
  over: Partial<Omit<Subscription, 'provisioned' | 'used'>> & {
    provisioned?: number | SeatReading
    used?: number | SeatReading
  } = {},
): Subscription {
  const seats = (given: number | SeatReading | undefined, otherwise: SeatReading) =>
    typeof given === 'number' ? read(given) : (given ?? otherwise)
  return {
    id: subscriptionId('s-1'),
    customerId: dayton,
    plan: worryFree,
    productName: 'Worry-Free Services',
    planName: 'Advanced, monthly',
    suiteOf: [],
    unit: null,
    version: 'full',
    notBilled: null,
    startsOn: null,
    expiresOn: null,
    usedAsOf: null,
    ...over,
    provisioned: seats(over.provisioned, read(10)),
    used: seats(over.used, notReported),
  }
}

export const anAgreement = (over: Partial<Agreement> = {}): Agreement => ({
  id: gold,
  companyId: company,
  name: 'Gold Support',
  type: { id: agreementTypeId(7), name: 'Managed Service' },
  parentId: null,
  startsOn: day('2025-01-01'),
  endsOn: null,
  noEndingDate: true,
  cancelled: false,
  cancelledOn: null,
  reportedStatus: null,
  billingCycle: { name: 'Monthly', option: 'Monthly' },
  oneTime: false,
  billStartsOn: day('2025-01-01'),
  nextInvoiceOn: day('2026-12-01'),
  nextInvoiceRaw: null,
  prorates: false,
  currency: 'USD',
  updatedAt: null,
  ...over,
})

export const anAddition = (over: Partial<Addition> = {}): Addition => ({
  id: additionId(9001),
  agreementId: gold,
  catalogItemId: item,
  catalogItemIdentifier: 'TM-WFS',
  description: null,
  quantity: 10,
  included: 0,
  unitPrice: 4.5,
  billable: 'Billable',
  startsOn: day('2025-01-01'),
  cancelledOn: null,
  serialNumber: null,
  prorated: false,
  revision: 'r1',
  updatedBy: 'kim',
  ...over,
})

export const aCatalogItem = (over: Partial<CatalogItem> = {}): CatalogItem => ({
  id: item,
  identifier: 'TM-WFS',
  description: 'Worry-Free Services',
  productClass: 'Agreement',
  inactive: false,
  price: 5,
  ...over,
})

export const aCompany = (over: Partial<Company> = {}): Company => ({
  id: company,
  identifier: 'FairhavenDental',
  name: 'Fairhaven Dental Group',
  city: 'Dayton',
  state: 'OH',
  webDomain: 'fairhavendental.example',
  statusName: 'Active',
  typeNames: ['Client'],
  deleted: false,
  ...over,
})

export const aCustomer = (over: Partial<Customer> = {}): Customer => ({
  id: dayton,
  name: 'Fairhaven Dental',
  city: 'Dayton',
  state: 'OH',
  country: null,
  emailDomains: [],
  status: { kind: 'active' },
  ...over,
})

export const aRule = (over: Partial<QuantityRule> = {}): QuantityRule => ({
  count: 'provisioned',
  minimum: 0,
  included: 0,
  ...over,
})

export const someLimits = (over: Partial<Limits> = {}): Limits => ({
  risePercent: 999,
  dropPercent: 100,
  minSeats: 5,
  moneyPerMonth: null,
  holdInvoiced: true,
  holdHandEdits: true,
  usageAgeHours: 48,
  ...over,
})

const someSettings = (over: Partial<TenantSettings> = {}): TenantSettings => ({
  schedule: { on: true, dayOfMonth: 28, time: '02:00', timeZone: 'America/New_York', changedAt: now },
  approval: 'withinLimits',
  rule: aRule(),
  which: 'current',
  createWhenMissing: false,
  limits: someLimits(),
  limitsSet: null,
  defaultTypeNames: ['TMRM Management Solution', 'Managed Service'],
  ...over,
})

export const anAssignment = (over: Partial<ProductAssignment> = {}): ProductAssignment => ({
  plan: worryFree,
  agreement: { kind: 'chosen', typeId: agreementTypeId(7), agreementId: gold },
  catalogItemId: item,
  rule: null,
  createWhenMissing: null,
  additionId: null,
  strategy: 'inPlace',
  drift: 'ask',
  decidedAt: now,
  decidedBy: 'kim',
  origin: 'person',
  ...over,
})

export const aLastWrite = (over: Partial<LastWrite> = {}): LastWrite => ({
  additionId: additionId(9001),
  agreementId: gold,
  catalogItemId: item,
  quantity: 10,
  unitPrice: 4.5,
  revision: 'r1',
  included: 0,
  billable: 'Billable',
  cancelledOn: null,
  writtenBy: 'podapi',
  replaced: [],
  at: instant('2026-10-28T06:00:00Z'),
  runId: runId('october'),
  ...over,
})

/** Somebody changed 10 to 7. */
export const aDrift = (over: Partial<Drift> = {}): Drift => ({
  field: 'quantity',
  additionId: additionId(9001),
  agreementId: gold,
  catalogItemId: item,
  was: '10',
  is: '7',
  by: 'lee',
  at: instant('2026-11-10T14:22:00Z'),
  ...over,
})

export const aBilled = (over: Partial<BilledSubscription> = {}): BilledSubscription => ({
  subscriptionId: subscriptionId('s-1'),
  customerId: dayton,
  plan: worryFree,
  productName: 'Worry-Free Services',
  planName: 'Advanced, monthly',
  seats: 10,
  agreementId: gold,
  catalogItemId: item,
  ...over,
})

/** Inputs of a plan: one subscription, one agreement, one addition and the assignment between them, unless said otherwise. */
export function planInputs(
  over: {
    today?: Day
    subscriptions?: Subscription[]
    gaps?: UsageGap[]
    agreements?: Agreement[]
    additions?: Addition[]
    /** Agreements whose additions could not be read. */
    unreadAgreements?: BillingState['unreadAgreements']
    catalogItems?: CatalogItem[]
    defaults?: Partial<BillingState['defaults']>
    edits?: BillingState['edits']
    settings?: Partial<TenantSettings>
    record?: Partial<CompanyRecord>
    customerStatus?: PlanInputs['customerStatus']
  } = {},
): PlanInputs {
  const agreements = over.agreements ?? [anAgreement()]
  const additions = over.additions ?? [anAddition()]
  const unreadAgreements = over.unreadAgreements ?? []
  return {
    tenantId: tenantId('harbor'),
    companyId: company,
    today: over.today ?? today,
    settings: someSettings(over.settings),
    record: { ...emptyCompanyRecord(company), assignments: [anAssignment()], ...over.record },
    snapshot: {
      takenAt: now,
      sources: ['lmpi'],
      which: { kind: 'current' },
      subscriptions: over.subscriptions ?? [aSubscription()],
      gaps: over.gaps ?? [],
    },
    state: {
      readAt: now,
      agreementsReadAt: now,
      company: aCompany(),
      agreements,
      additions: agreements
        .filter(({ id }) => !unreadAgreements.includes(id))
        .map(({ id }) => ({
          agreementId: id,
          readAt: now,
          list: additions.filter((addition) => addition.agreementId === id),
        })),
      catalogItems: over.catalogItems ?? [aCatalogItem()],
      defaults: { summaryAgreementId: null, crossReferences: [], ...over.defaults },
      unreadAgreements,
      edits: over.edits ?? [],
    },
    customerStatus: over.customerStatus ?? [{ customerId: dayton, status: { kind: 'active' } }],
  }
}

/** The only line of a plan; throws when there is another number of them. */
export function onlyLine(inputs: PlanInputs): RunLine {
  const { lines } = planCompany(inputs)
  const [line] = lines
  if (line === undefined || lines.length !== 1) throw new RangeError(`${lines.length} lines instead of one`)
  return line
}

/** A planned line from 10 to 12 seats. */
export const aRunLine = (over: Partial<RunLine> = {}): RunLine => ({
  ...onlyLine(planInputs({ subscriptions: [aSubscription({ provisioned: 12 })] })),
  ...over,
})

/** A company's part of a run, planned from the inputs. */
export const aRunCompany = (inputs: PlanInputs = planInputs(), over: Partial<RunCompany> = {}): RunCompany => ({
  runId: runId('run-1'),
  companyId: company,
  companyName: 'Fairhaven Dental Group',
  plannedAt: now,
  customers: [{ id: dayton, name: 'Fairhaven Dental' }],
  inputs,
  ...planCompany(inputs),
  ...over,
})
