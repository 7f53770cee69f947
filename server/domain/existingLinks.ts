/** Which Trend Micro customer a row of a Management tab means. Pure; only what is certain is offered for many at once. */
import { foldText } from './companyNames'
import type { ExistingSetup, ManagementRow } from './existingSetup'
import type { AgreementId, CompanyId, CustomerId } from './ids'
import type { LeftOut } from './linking'
import type { Company } from './psa'
import type { CompanyRecord } from './settings'
import type { Customer } from './trend'

/** What is kept of a company's link. */
export type LinkedState = Pick<CompanyRecord, 'edition' | 'link' | 'noTrendMicro' | 'rejected'>

/** Why the customer is believed to be the one that the row means. */
export type ExistingLinkReason =
  /** The row's key is the customer's id. */
  | 'sameId'
  /** The row's key is the customer's name, and neither another customer nor another company's row that was read has that name. */
  | 'sameName'
  /** As `sameName`, but rows of several companies have that key. */
  | 'sharedKey'
  /** The name looks like the key. */
  | 'likeName'

/**
 * `certain` and `likely` may be linked, the latter by a person's own choice only; nothing is certain while rows of a company
 * could not be read. All others are shown with what stands against it, and never overwritten: decisions of people are changed on
 * the linking page.
 */
export type ExistingLinkState =
  | { kind: 'certain' | 'likely'; why: ExistingLinkReason }
  | { kind: 'linked' }
  | { kind: 'companyLinked'; customers: string[] }
  | { kind: 'taken'; by: CompanyId }
  | { kind: 'rejected' }
  | { kind: 'noTrendMicro' }
  | { kind: 'leftOut'; why: LeftOut }
  /** No customer, or several, could be meant. */
  | { kind: 'nobody' }
  | { kind: 'several'; count: number }

/** What rows of one company with one key say; servers and workstations may have a row each. */
export interface ExistingLink {
  companyId: CompanyId
  customerKey: string
  solutionIds: number[]
  /** The agreement that the rows name; null: none, or they disagree. */
  agreementId: AgreementId | null
  customer: Pick<Customer, 'id' | 'name' | 'city'> | null
  state: ExistingLinkState
}

export interface LinksOf {
  setup: Pick<ExistingSetup, 'rows' | 'unread'>
  /** Of these solutions only. */
  solutions: ReadonlySet<number>
  companies: ReadonlyMap<CompanyId, Company>
  customers: readonly Customer[]
  leftOutBy: (company: Company) => LeftOut | null
  recordOf: (company: CompanyId) => LinkedState | null
  holderOf: (customer: CustomerId) => CompanyId | null
  /** The customer whose name is nearest to these words, where one stands out. */
  nearest: (company: Company, words: string) => Customer | null
}

/** One entry for each company and key, in the order of the rows. */
export function existingLinks(of: LinksOf): ExistingLink[] {
  const groups = grouped(of.setup.rows.filter(({ solutionId }) => of.solutions.has(solutionId)))
  const companiesOfKey = countKeys(groups)
  const byId = new Map<string, Customer>(of.customers.map((customer) => [customer.id, customer]))
  const byName = new Map<string, Customer[]>()
  for (const customer of of.customers) {
    const name = keyOf(customer.name)
    byName.set(name, [...(byName.get(name) ?? []), customer])
  }
  const found = groups.map((rows): Found => {
    const [first] = rows
    const key = keyOf(first.customerKey)
    const named = byName.get(key) ?? []
    const own = byId.get(key)
    if (own !== undefined) return { rows, customer: own, why: 'sameId', several: 0 }
    if (named.length > 1) return { rows, customer: null, why: null, several: named.length }
    const [only] = named
    if (only !== undefined) {
      const shared = (companiesOfKey.get(key) ?? 0) > 1
      return { rows, customer: only, why: shared ? 'sharedKey' : 'sameName', several: 0 }
    }
    const company = of.companies.get(first.companyId)
    const near = company === undefined || key === '' ? null : of.nearest(company, first.customerKey)
    return { rows, customer: near, why: near === null ? null : 'likeName', several: 0 }
  })
  const meant = new Map<CompanyId, CustomerId[]>()
  const wanted = new Map<CustomerId, Set<CompanyId>>()
  for (const { rows, customer } of found) {
    if (customer === null) continue
    const { companyId } = rows[0]
    meant.set(companyId, [...(meant.get(companyId) ?? []), customer.id])
    wanted.set(customer.id, (wanted.get(customer.id) ?? new Set()).add(companyId))
  }
  return found.map((each) => ({
    companyId: each.rows[0].companyId,
    customerKey: each.rows[0].customerKey,
    solutionIds: [...new Set(each.rows.map(({ solutionId }) => solutionId))],
    agreementId: agreementOf(each.rows),
    customer:
      each.customer === null ? null : { id: each.customer.id, name: each.customer.name, city: each.customer.city },
    state: stateOf(of, each, meant, wanted),
  }))
}

type Rows = [ManagementRow, ...ManagementRow[]]
interface Found {
  rows: Rows
  customer: Customer | null
  why: ExistingLinkReason | null
  several: number
}

function stateOf(
  of: LinksOf,
  { rows, customer, why, several }: Found,
  meant: ReadonlyMap<CompanyId, readonly CustomerId[]>,
  wanted: ReadonlyMap<CustomerId, ReadonlySet<CompanyId>>,
): ExistingLinkState {
  const { companyId } = rows[0]
  const record = of.recordOf(companyId)
  const linked = record?.link?.customerIds ?? []
  if (customer !== null && linked.includes(customer.id)) return { kind: 'linked' }
  const company = of.companies.get(companyId)
  const leftOut = company === undefined ? 'deleted' : of.leftOutBy(company)
  if (leftOut !== null) return { kind: 'leftOut', why: leftOut }
  // What people decided of the company comes before what the old rows say.
  if (record?.noTrendMicro != null) return { kind: 'noTrendMicro' }
  const others = linked.filter((id) => meant.get(companyId)?.includes(id) !== true)
  if (others.length > 0) return { kind: 'companyLinked', customers: record?.link?.customerNames ?? [] }
  if (customer === null || why === null) return several > 0 ? { kind: 'several', count: several } : { kind: 'nobody' }
  if (record?.rejected.some(({ customerId }) => customerId === customer.id) === true) return { kind: 'rejected' }
  const holder = of.holderOf(customer.id)
  if (holder !== null) return { kind: 'taken', by: holder }
  // A company whose rows were not read may mean the same customer.
  const isContested = (wanted.get(customer.id)?.size ?? 0) > 1 || of.setup.unread.some(({ what }) => what === 'rows')
  return { kind: (why === 'sameId' || why === 'sameName') && !isContested ? 'certain' : 'likely', why }
}

function grouped(rows: readonly ManagementRow[]): Rows[] {
  const groups = new Map<string, Rows>()
  for (const row of rows) {
    const key = `${row.companyId} ${keyOf(row.customerKey)}`
    const group = groups.get(key)
    if (group === undefined) groups.set(key, [row])
    else group.push(row)
  }
  return [...groups.values()]
}

function countKeys(groups: readonly Rows[]): Map<string, number> {
  const counts = new Map<string, number>()
  for (const [{ customerKey }] of groups) counts.set(keyOf(customerKey), (counts.get(keyOf(customerKey)) ?? 0) + 1)
  return counts
}

function agreementOf(rows: Rows): AgreementId | null {
  const named = new Set(rows.flatMap(({ agreementId }) => agreementId ?? []))
  const [only] = named
  return named.size === 1 && only !== undefined ? only : null
}

/** As people compare names: blanks at the ends, case and accents say nothing. */
const keyOf = (text: string): string => foldText(text.trim())
