/** Labelled pairs as the two systems would hold them, and who is who. */
import { companyId, customerId, type CompanyId, type CustomerId } from '../../server/domain/ids'
import type { Company } from '../../server/domain/psa'
import type { Customer } from '../../server/domain/trend'
import { aCompany, aCustomer } from '../factories'
import type { Pair } from './readPairs'

export interface Labelled {
  pair: Pair
  company: Company | null
  customer: Customer | null
}
export interface World {
  companies: Company[]
  customers: Customer[]
  labelled: Labelled[]
  /** The customer of each company that has one. */
  truth: Map<CompanyId, CustomerId>
}

/** One world of all pairs; customers come in another order than companies. */
export function worldOf(pairs: readonly Pair[]): World {
  const labelled = pairs.map((pair, place) => ({
    pair,
    company: companyOf(pair, companyId(place + 1)),
    customer: customerOf(pair, customerId(`c-${place + 1}`)),
  }))
  const present = <T>(value: T | null): T[] => (value === null ? [] : [value])
  return {
    labelled,
    companies: labelled.flatMap(({ company }) => present(company)),
    customers: labelled.flatMap(({ customer }) => present(customer)).reverse(),
    truth: new Map(
      labelled.flatMap(({ pair, company, customer }) =>
        pair.same && company !== null && customer !== null ? [[company.id, customer.id] as const] : [],
      ),
    ),
  }
}

function companyOf({ company: side }: Pair, id: CompanyId): Company | null {
  if (side === null) return null
  const { name, city, state, domain } = side
  // As ConnectWise suggests it when a company is made; names of other scripts get a number.
  const letters = name.replaceAll(/[^A-Za-z0-9]/g, '').slice(0, 25)
  return aCompany({ id, name, identifier: side.identifier ?? (letters || `C${id}`), city, state, webDomain: domain })
}

function customerOf({ customer: side }: Pair, id: CustomerId): Customer | null {
  if (side === null) return null
  const { name, city, state, domain } = side
  return aCustomer({ id, name, city, state, emailDomains: domain === null ? [] : [domain] })
}
