/** What the next send would meet before any company: rights of the API role, keys, customers of no company. Pure. */
import { countSeatsOf, reportedSeats } from './account'
import type { CompanyId, CustomerId } from './ids'
import type { Broken, Met, PreflightCause } from './preflight'
import type { Customer, Subscription, UsageSnapshot } from './trend'
import type { PermissionView } from './viewsSettings'

/** A function of the role without levels that are needed. */
export type MissingRight = Pick<PermissionView, 'module' | 'function' | 'purpose'> & { lacks: PermissionView['needed'] }

/** One cause for each function that something breaks without. */
export function meetingsOfRights(missing: readonly MissingRight[]): Met[] {
  return missing.flatMap((right): Met[] => {
    const breaks = [...new Set(right.lacks.flatMap((level) => brokenWithout[right.purpose][level] ?? []))]
    if (breaks.length === 0) return []
    const severity = breaks.some((what) => stopsSends.includes(what)) ? 'error' : 'warning'
    return [{ cause: { kind: 'rightMissing', ...right, breaks }, severity, company: null, lines: 0, places: [] }]
  })
}

const stopsSends: readonly Broken[] = ['planning', 'sending', 'creating']

/**
 * What this server does with each right (facts/connectwise-rest.md §12). Nothing for those that it does not use: reports are
 * what other products ask for, and tickets are opened only where notices say so.
 */
const brokenWithout: Record<
  PermissionView['purpose'],
  Partial<Record<PermissionView['needed'][number], readonly Broken[]>>
> = {
  findCompanies: { inquire: ['linking', 'planning'] },
  changeQuantities: { inquire: ['planning'], edit: ['sending'], add: ['creating'] },
  knowInvoiced: { inquire: ['undoing'] },
  catalogItems: { inquire: ['choosingProducts', 'planning'] },
  defaultAgreements: { inquire: ['choosingAgreements', 'defaultAgreements'] },
  apiReports: {},
  failureTickets: {},
}

/**
 * A system that does not take our keys or does not answer: no company can be sent without it. Only usage alone, of one product,
 * comes from SMPI where there are keys of LMPI too; `isExtra` says so.
 */
export function meetingsOfConnection(
  of: Omit<Extract<PreflightCause, { kind: 'connectionFails' }>, 'kind'>,
  companies: readonly { id: CompanyId; name: string }[],
  isExtra = false,
): Met[] {
  const severity = isExtra ? 'warning' : 'error'
  const meet = (company: Met['company']): Met => ({
    cause: { kind: 'connectionFails', ...of },
    severity,
    company,
    lines: 0,
    places: [],
  })
  return isExtra || companies.length === 0 ? [meet(null)] : companies.map(meet)
}

const customersNamed = 50

/**
 * Customers that are linked to no company. Only those with something to bill are told: a subscription that is not left out of
 * billing, or one that could not be read. `usage`: of all of them; null where it could not be read, and then all are told.
 */
export function meetingsOfUnlinked(
  unlinked: readonly Customer[],
  usage: Pick<UsageSnapshot, 'subscriptions' | 'gaps'> | null,
): Met[] {
  const gaps = new Set(usage?.gaps.map(({ customerId }) => customerId))
  const isUnread = (id: CustomerId) => usage === null || gaps.has(null) || gaps.has(id)
  const toBill = new Map<CustomerId, Subscription[]>()
  for (const subscription of usage?.subscriptions ?? []) {
    if (subscription.notBilled !== null) continue
    toBill.set(subscription.customerId, [...(toBill.get(subscription.customerId) ?? []), subscription])
  }
  const told = unlinked.filter(({ id }) => isUnread(id) || toBill.has(id))
  if (told.length === 0) return []
  const list = told.map(({ id, name }) => {
    const subscriptions = toBill.get(id) ?? []
    const isKnown = !isUnread(id) && countSeatsOf(subscriptions).unreadSubscriptions === 0
    return { id, name, seats: isKnown ? reportedSeats({ subscriptions }) : null }
  })
  list.sort((one, other) => (other.seats ?? Infinity) - (one.seats ?? Infinity) || one.name.localeCompare(other.name))
  const cause: PreflightCause = {
    kind: 'unmappedCustomers',
    customers: { total: told.length, list: list.slice(0, customersNamed) },
    seats: list.reduce((sum, { seats }) => sum + (seats ?? 0), 0),
    idle: unlinked.length - told.length,
  }
  return [{ cause, severity: 'error', company: null, lines: 0, places: [] }]
}
