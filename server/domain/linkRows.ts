/**
 * All companies against all customers: who is suggested for whom, and which pairs may be accepted many at once. Pure, in short
 * steps. Nothing here links: a person accepts, one by one or many.
 */
import type { CompanyId, CustomerId } from './ids'
import { matcherInSteps, type Matcher, type Suggestion } from './matching'
import type { Company } from './psa'
import { finish, inSteps, type Steps } from './steps'
import type { Customer } from './trend'

/** What people decided of a company so far. */
export interface Decided {
  customerIds: readonly CustomerId[]
  /** Somebody said that it has no Trend Micro products. */
  none: boolean
  rejected: readonly CustomerId[]
}
export interface LinkRow {
  company: Company
  /** Best first, at most three; rejected ones and the company's own are left out. */
  suggestions: RowSuggestion[]
}
export interface RowSuggestion extends Suggestion {
  /** The other company that has this customer. */
  takenBy: CompanyId | null
  /** May be accepted together with others. */
  bulk: boolean
}
/** What all companies were compared with, and what came of it. */
export interface Matches {
  matcher: Matcher
  byCompany: { company: Company; suggestions: Suggestion[] }[]
}

/** Suggestions of a row on the screen. */
const shown = 3
/** Suggestions that are kept of each company: more than are shown, for the next best decides too. */
const kept = 6
/** A pair is accepted with others only if whatever else there is on either side scores so much less. */
const lead = 5
/** Companies that are compared, and rows that are made, in one step: some milliseconds. */
const comparedInOneStep = 20
const rowsInOneStep = 250

/** Compares each company with all customers. What people decided plays no part, so that it need not be done again for it. */
export function* matchAll(companies: readonly Company[], customers: readonly Customer[]): Steps<Matches> {
  const matcher = yield* matcherInSteps(customers)
  const byCompany: Matches['byCompany'] = []
  yield* inSteps(companies, comparedInOneStep, (company) => {
    byCompany.push({ company, suggestions: matcher.suggest(company, kept) })
  })
  return { matcher, byCompany }
}

/**
 * The rows of a screen. `decided` answers for every company, also for those that are not compared: who has a customer counts.
 * A pair may be accepted in bulk when its score is at least `bulkLine` and nothing speaks for another customer or company: it is
 * the company's best by a clear lead, no other customer has that name, no other company is as near to the customer, and neither
 * of them is linked, rejected or said to have none.
 */
export function* rowsInSteps(
  { matcher, byCompany }: Matches,
  bulkLine: number,
  decided: ReadonlyMap<CompanyId, Decided>,
): Steps<LinkRow[]> {
  const takers = new Map<CustomerId, CompanyId>()
  for (const [company, { customerIds }] of decided) for (const id of customerIds) takers.set(id, company)
  const left: { company: Company; suggestions: Suggestion[] }[] = []
  const claims = new Map<CustomerId, { company: CompanyId; score: number }[]>()
  yield* inSteps(byCompany, rowsInOneStep, ({ company, suggestions }) => {
    const { customerIds = [], rejected = [] } = decided.get(company.id) ?? {}
    const isOut = ({ customer }: Suggestion) => customerIds.includes(customer.id) || rejected.includes(customer.id)
    const out = suggestions.filter(isOut).length
    const all = out === 0 ? suggestions : matcher.suggest(company, kept + rejected.length + customerIds.length)
    const remaining = all.filter((suggestion) => !isOut(suggestion))
    left.push({ company, suggestions: remaining })
    for (const { customer, score } of remaining) {
      const list = claims.get(customer.id)
      if (list === undefined) claims.set(customer.id, [{ company: company.id, score }])
      else list.push({ company: company.id, score })
    }
  })
  const rows: LinkRow[] = []
  yield* inSteps(left, rowsInOneStep, ({ company, suggestions }) => {
    const { customerIds = [], none = false } = decided.get(company.id) ?? {}
    const isOpen = customerIds.length === 0 && !none
    const [first, second] = suggestions
    const rivals = first === undefined ? [] : (claims.get(first.customer.id) ?? [])
    const bulk =
      isOpen &&
      first !== undefined &&
      first.score >= bulkLine &&
      !first.sharesName &&
      !takers.has(first.customer.id) &&
      (second === undefined || second.score <= first.score - lead) &&
      rivals.every((rival) => rival.company === company.id || rival.score <= Math.min(bulkLine - 1, first.score - lead))
    rows.push({
      company,
      suggestions: suggestions.slice(0, shown).map((suggestion, rank) => ({
        ...suggestion,
        takenBy: takers.get(suggestion.customer.id) ?? null,
        bulk: bulk && rank === 0,
      })),
    })
  })
  return rows
}

/** Both at once, for lists that are short or where nobody waits. */
export const linkRows = (
  companies: readonly Company[],
  customers: readonly Customer[],
  bulkLine: number,
  decided: ReadonlyMap<CompanyId, Decided> = new Map(),
): LinkRow[] => finish(rowsInSteps(finish(matchAll(companies, customers)), bulkLine, decided))
