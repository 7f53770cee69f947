import type { ItemKey } from './catalogItems'
import { asTypedElsewhere, madeUpName } from './companyNames'
import type { AdditionSpec, AgreementSpec, CompanySpec, CustomerSpec, SubscriptionSpec } from './companySpec'
import { createRandom, type Random } from './random'
import type { SeedDates } from './seedDates'
import type { PlanKey } from './servicePlans'
import { specParts, type SpecParts } from './specParts'

/** Which catalog item bills which plan. Trials are nowhere: they are not billed. */
const products = [
  ['worryFree', 'worryFree'],
  ['worryFreeEssential', 'worryFreeEssential'],
  ['xdrSuite', 'xdrSuite'],
  ['coManagedXdr', 'coManagedXdr'],
  ['cloudApp', 'cloudApp'],
  ['email', 'email'],
  ['web', 'web'],
] as const satisfies readonly (readonly [PlanKey, ItemKey])[]

const firstId = 1001
const agreementNames = ['Total Care', 'Gold Support', 'Office Care', 'Essential IT', 'Business Care'] as const

/** Made-up companies with 1–3 agreements and 1–4 products, most of them in good order. Deterministic in `seed` and the day. */
export function generateCompanies(options: { count: number; seed: number; dates: SeedDates }): CompanySpec[] {
  const random = createRandom(options.seed)
  const parts = specParts(options.dates)
  return Array.from({ length: Math.max(0, options.count) }, (_, place) =>
    generateCompany(place, random, parts, options.dates),
  )
}

function generateCompany(place: number, random: Random, parts: SpecParts, dates: SeedDates): CompanySpec {
  const id = firstId + place
  const { name, identifier, domain, city, state, zip } = madeUpName(place, random)
  const billed = pickProducts(random).map(([plan, item]) => ({
    item,
    subscription: generateSubscription(plan, random, parts, dates),
  }))
  const agreements = generateAgreements(id, billed, random, parts, dates)
  const customer: CustomerSpec = parts.customer({
    number: id,
    name: asTypedElsewhere(name, random),
    city: random.percent(92) ? city : '',
    state,
    zip,
    emailDomain: domain,
    subscriptions: billed.map(({ subscription }) => subscription),
  })
  return parts.company({
    id,
    identifier,
    name,
    city,
    state,
    zip,
    website: random.percent(80) ? `https://www.${domain}` : null,
    currency: random.percent(94) ? 'USD' : random.pick(['EUR', 'CAD']),
    status: random.percent(97) ? 'Active' : 'Inactive',
    agreements,
    customers: random.percent(95) ? [customer] : [],
  })
}

function pickProducts(random: Random) {
  const start = random.between(0, products.length - 1)
  return Array.from(
    { length: random.between(1, 4) },
    (_, index) => products[(start + index * 2) % products.length] ?? products[0],
  )
}

function generateSubscription(plan: PlanKey, random: Random, parts: SpecParts, dates: SeedDates): SubscriptionSpec {
  const provisioned = random.percent(80) ? random.between(3, 80) : random.between(81, 600)
  const used = random.percent(4) ? null : Math.max(0, provisioned - random.between(-3, Math.ceil(provisioned / 8)))
  const ended = random.percent(2)
  return parts.subscription(plan, provisioned, used, {
    enabled: !random.percent(1),
    ...(ended ? { expiresOn: dates.inDays(-random.between(1, 90)) } : {}),
  })
}

interface Billed {
  item: ItemKey
  subscription: SubscriptionSpec
}

/** The first agreement bills support and what the second does not; a third one has ended. */
function generateAgreements(
  companyId: number,
  billed: readonly Billed[],
  random: Random,
  parts: SpecParts,
  dates: SeedDates,
): AgreementSpec[] {
  const count = random.between(1, 3)
  const cut = count === 1 ? billed.length : Math.ceil(billed.length / 2)
  const main = parts.agreement({
    id: companyId * 10 + 1,
    name: `${random.pick(agreementNames)} ${dates.year}`,
    type: 'Managed Service',
    additions: [
      parts.addition('support', random.between(3, 90)),
      ...billed.slice(0, cut).flatMap((each) => generateAddition(each, random, parts)),
    ],
  })
  if (count === 1) return [main]
  const security = parts.agreement({
    id: companyId * 10 + 2,
    name: `Cloud Protection ${dates.year}`,
    type: random.percent(85) ? 'Security Add-ons' : 'Managed Service',
    cycle: random.percent(92) ? 'Monthly' : random.pick(['Quarterly', 'Yearly']),
    additions: billed.slice(cut).flatMap((each) => generateAddition(each, random, parts)),
  })
  if (count === 2) return [main, security]
  const former = parts.agreement({
    id: companyId * 10 + 3,
    name: `${main.name.replace(/ \d+$/, '')} ${dates.year - 1}`,
    type: 'Managed Service',
    startsOn: dates.newYear(-2),
    endsOn: dates.newYear(-1).replace('01-01', '12-31'),
    nextInvoiceOn: null,
    invoicedOn: [],
    additions: main.additions.map((addition) => ({ ...addition, startsOn: dates.newYear(-2) })),
  })
  return [main, security, former]
}

/** Most additions are a little behind; some are right, far off, or missing. */
function generateAddition({ item, subscription }: Billed, random: Random, parts: SpecParts): AdditionSpec[] {
  if (random.percent(3)) return []
  const { provisioned } = subscription
  const quantity = random.percent(60)
    ? provisioned
    : random.percent(90)
      ? Math.max(1, provisioned + random.between(-4, 3))
      : provisioned * 2
  return [parts.addition(item, quantity)]
}
