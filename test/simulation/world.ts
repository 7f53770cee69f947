/** The two outside systems as plain data: what is true, whatever the server was told. */
import { addDays, addMonths, firstDayOf, monthOf, tryDay, type Day, type Instant } from '../../server/domain/calendar'
import {
  additionId,
  agreementId,
  agreementTypeId,
  catalogItemId,
  companyId,
  customerId,
  servicePlanKey,
  subscriptionId,
  type AdditionId,
  type AgreementId,
  type CatalogItemId,
  type CompanyId,
  type CustomerId,
  type ServicePlanKey,
  type SubscriptionId,
} from '../../server/domain/ids'
import type { Addition, Agreement, CatalogItem, Company, DefaultSource } from '../../server/domain/psa'
import type { Customer } from '../../server/domain/trend'
import type { AuditEntry } from '../../server/integrations/connectwise/port'
import type { Random } from '../simulator/seed/random'

export interface SimSubscription {
  id: SubscriptionId
  customerId: CustomerId
  plan: ServicePlanKey
  provisioned: number
  /** null: the product reports no use. */
  used: number | null
  state: 'there' | 'gone' | 'trial' | 'expired'
}

export interface World {
  companies: Company[]
  agreements: Agreement[]
  additions: Addition[]
  items: CatalogItem[]
  defaults: Map<CompanyId, DefaultSource>
  /** Agreements whose invoices are made on their day without anybody's doing. */
  autoInvoiced: Set<AgreementId>
  /** Who changed which addition, oldest first. */
  trail: { additionId: AdditionId; entry: AuditEntry }[]
  /** What the role of our keys allows besides. */
  rights: { trail: boolean; invoices: boolean }
  customers: (Customer & { companyId: CompanyId })[]
  subscriptions: SimSubscription[]
  /** The next id of anything that is made later. */
  nextId: number
}

export const plans = ['wfs', 'tmes', 'cas', 'xdr'].map((name) => servicePlanKey(`plan-${name}`))
const managed = { id: agreementTypeId(7), name: 'Managed Service' }
const types = [
  managed,
  { id: agreementTypeId(8), name: 'TMRM Management Solution' },
  { id: agreementTypeId(9), name: 'Block Time' },
]

/** Two plans may share an item: then they are one line. */
export const itemOfPlan = (plan: ServicePlanKey): CatalogItemId =>
  catalogItemId(plan === plans[3] ? 501 : 501 + plans.indexOf(plan))

export function makeWorld(random: Random, today: Day): World {
  const world: World = {
    companies: [],
    agreements: [],
    additions: [],
    items: [501, 502, 503].map(anItem),
    defaults: new Map(),
    autoInvoiced: new Set(),
    trail: [],
    rights: { trail: random.percent(85), invoices: random.percent(80) },
    customers: [],
    subscriptions: [],
    nextId: 9000,
  }
  const count = random.between(2, 4)
  for (let index = 0; index < count; index += 1) addCompany(world, random, index, today)
  return world
}

function addCompany(world: World, random: Random, index: number, today: Day): void {
  const id = companyId(201 + index)
  world.companies.push({
    id,
    identifier: `Company${id}`,
    name: `Company ${id}`,
    city: null,
    state: null,
    webDomain: null,
    statusName: 'Active',
    typeNames: ['Client'],
    deleted: false,
  })
  for (let number = 1; number <= random.between(1, 3); number += 1)
    world.agreements.push({
      ...anAgreement(world, random, id, random.pick([managed, ...types]), addDays(today, -400)),
      nextInvoiceOn: aNextInvoice(random, today),
      billingCycle: random.percent(90)
        ? { name: 'Monthly', option: 'Monthly' }
        : { name: 'Quarterly', option: 'Quarterly' },
    })
  const own = world.agreements.filter((agreement) => agreement.companyId === id)
  const [parent, child] = own
  if (parent !== undefined && child !== undefined && random.percent(15)) child.parentId = parent.id
  for (const agreement of own) if (random.percent(60)) world.autoInvoiced.add(agreement.id)
  world.defaults.set(id, {
    summaryAgreementId: random.percent(15) ? random.pick(own).id : null,
    crossReferences: [],
  })
  for (let number = 1; number <= (random.percent(20) ? 2 : 1); number += 1)
    world.customers.push({
      id: customerId(`c-${id}-${number}`),
      name: `Customer ${id}-${number}`,
      city: null,
      state: null,
      country: null,
      emailDomains: [],
      status: { kind: 'active' },
      companyId: id,
    })
  for (let number = 1; number <= random.between(1, 4); number += 1)
    addSubscription(
      world,
      id,
      random.pick(plans),
      random.between(0, 40),
      random.percent(30) ? random.between(0, 40) : null,
    )
  for (const agreement of own)
    for (const item of world.items)
      for (let number = random.percent(45) ? (random.percent(8) ? 2 : 1) : 0; number > 0; number -= 1)
        addAddition(world, agreement.id, item.id, random.between(0, 40), addDays(today, -300))
}

/** Most on the first of next month; some on other days, and some where ConnectWise names none. */
function aNextInvoice(random: Random, today: Day): Day | null {
  const draw = random.between(1, 100)
  if (draw <= 8) return null
  const next = firstDayOf(addMonths(monthOf(today), 1))
  return draw <= 65 ? next : addDays(today, random.between(1, 28))
}

export function addSubscription(
  world: World,
  company: CompanyId,
  plan: ServicePlanKey,
  provisioned: number,
  used: number | null,
): SimSubscription | null {
  const customers = world.customers.filter((customer) => customer.companyId === company)
  const customer = customers[world.nextId % customers.length]
  if (customer === undefined) return null
  const id = subscriptionId(`s-${world.nextId++}`)
  const added: SimSubscription = { id, customerId: customer.id, plan, provisioned, used, state: 'there' }
  world.subscriptions.push(added)
  return added
}

export function anAgreement(
  world: World,
  random: Random,
  company: CompanyId,
  type: Agreement['type'],
  from: Day,
): Agreement {
  const id = agreementId(world.nextId++)
  return {
    id,
    companyId: company,
    name: `Agreement ${id}`,
    type,
    parentId: null,
    startsOn: from,
    endsOn: null,
    noEndingDate: true,
    cancelled: false,
    cancelledOn: null,
    reportedStatus: null,
    billingCycle: { name: 'Monthly', option: 'Monthly' },
    oneTime: false,
    billStartsOn: from,
    nextInvoiceOn: null,
    nextInvoiceRaw: null,
    prorates: random.percent(50),
    currency: 'USD',
    updatedAt: null,
  }
}

export function addAddition(
  world: World,
  agreement: AgreementId,
  item: CatalogItemId,
  quantity: number,
  from: Day,
): Addition {
  const added: Addition = {
    id: additionId(world.nextId++),
    agreementId: agreement,
    catalogItemId: item,
    catalogItemIdentifier: `TM-${item}`,
    description: null,
    quantity,
    included: 0,
    unitPrice: 4,
    billable: 'Billable',
    startsOn: from,
    cancelledOn: null,
    serialNumber: null,
    prorated: false,
    revision: `r${world.nextId}`,
    updatedBy: 'kim',
  }
  world.additions.push(added)
  return added
}

const anItem = (id: number): CatalogItem => ({
  id: catalogItemId(id),
  identifier: `TM-${id}`,
  description: `Item ${id}`,
  productClass: 'Agreement',
  inactive: false,
  price: 5,
})

/** The day in UTC, the time zone of the simulated tenant. */
export const dayOf = (now: Instant): Day => {
  const parsed = tryDay(now.slice(0, 10))
  if (parsed === null) throw new RangeError('No day')
  return parsed
}
