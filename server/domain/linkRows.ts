/**
 * All companies against all customers: who is suggested for whom, and which pairs may be accepted many at once. Pure, in short
 * steps. Nothing here links: a person accepts, one by one or many.
 */
import { normalName } from './companyNames'
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
  byCompany: Compared[]
}
interface Compared {
  company: Company
  /** Best first, at most as many as are kept. */
  suggestions: Suggestion[]
  /** Another company has that name, be it one that takes no part. */
  sharesName: boolean
}

/** Suggestions of a row on the screen. */
const shown = 3
/** Suggestions that are kept of each company: more than are shown, for the next best decides too. */
const kept = 6
/** A pair is accepted with others only if whatever else there is on either side scores so much less. */
const lead = 5
/** Companies that are compared, and other work on companies that is done, in one step: a few milliseconds. */
const comparedInOneStep = 10
const inOneStep = 100

/**
 * Compares each company with all customers. What people decided plays no part, so that it need not be done again for it.
 * `leftOut` are companies that take no part, and whose names count all the same.
 */
export function* matchAll(
  companies: readonly Company[],
  matcher: Matcher,
  leftOut: readonly Company[] = [],
): Steps<Matches> {
  const names = new Map<string, number>()
  const keys: string[] = []
  yield* inSteps([...companies, ...leftOut], inOneStep, ({ name }) => {
    const { key } = normalName(name)
    keys.push(key)
    names.set(key, (names.get(key) ?? 0) + 1)
  })
  const byCompany: Compared[] = []
  yield* inSteps(companies, comparedInOneStep, (company, place) => {
    const sharesName = (names.get(keys[place] ?? '') ?? 0) > 1
    byCompany.push({ company, suggestions: matcher.suggest(company, kept), sharesName })
  })
  return { matcher, byCompany }
}

/**
 * The rows of a screen. `decided` answers for every company, also for those that are not compared: who has a customer counts.
 * A pair may be accepted in bulk when its score is at least `bulkLine` and nothing speaks for another customer or company: it is
 * the company's best by a clear lead, no other customer has that name, no other company is as near to the customer, city or mail
 * domain say so too where another company has the company's name, and neither of them is linked, rejected or said to have none.
 */
export function* rowsInSteps(
  { matcher, byCompany }: Matches,
  bulkLine: number,
  decided: ReadonlyMap<CompanyId, Decided>,
): Steps<LinkRow[]> {
  const takers = new Map<CustomerId, CompanyId>()
  for (const [company, { customerIds }] of decided) for (const id of customerIds) takers.set(id, company)
  const left: Compared[] = []
  const claims = new Map<CustomerId, { company: CompanyId; score: number }[]>()
  yield* inSteps(byCompany, inOneStep, (compared) => {
    const remaining = withoutDecided(compared, matcher, decided.get(compared.company.id))
    left.push({ ...compared, suggestions: remaining })
    for (const { customer, score } of remaining) {
      const list = claims.get(customer.id)
      if (list === undefined) claims.set(customer.id, [{ company: compared.company.id, score }])
      else list.push({ company: compared.company.id, score })
    }
  })
  const rows: LinkRow[] = []
  yield* inSteps(left, inOneStep, ({ company, suggestions, sharesName }) => {
    const { customerIds = [], none = false } = decided.get(company.id) ?? {}
    const isOpen = customerIds.length === 0 && !none
    const [first, second] = suggestions
    const rivals = first === undefined ? [] : (claims.get(first.customer.id) ?? [])
    const bulk =
      isOpen &&
      first !== undefined &&
      first.score >= bulkLine &&
      !first.sharesName &&
      (!sharesName || first.reasons.some((reason) => reason === 'sameCity' || reason === 'sameDomain')) &&
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

/** What is suggested still. Only when too little is left of what was kept is the company compared again. */
function withoutDecided({ company, suggestions }: Compared, matcher: Matcher, decided?: Decided): Suggestion[] {
  if (decided === undefined) return suggestions
  const out = new Set([...decided.customerIds, ...decided.rejected])
  const left = (all: Suggestion[]) => all.filter(({ customer }) => !out.has(customer.id))
  const remaining = left(suggestions)
  // One more than is shown: the next best decides whether the best has a clear lead.
  if (suggestions.length < kept || remaining.length > shown) return remaining
  return left(matcher.suggest(company, kept + out.size))
}

/** All at once, for lists that are short or where nobody waits. */
export const linkRows = (
  companies: readonly Company[],
  customers: readonly Customer[],
  bulkLine: number,
  decided: ReadonlyMap<CompanyId, Decided> = new Map(),
): LinkRow[] => finish(rowsInSteps(finish(matchAll(companies, finish(matcherInSteps(customers)))), bulkLine, decided))
