/**
 * Which Trend Micro customers look like a company, with a score and the reasons. Pure; only ever a suggestion: a person links.
 * Scores: 90 and above = same name and nothing against it; below 80 = somebody has to look; the same name twice never reaches 85.
 */
import { foldText } from './companyNames'
import { comparedCompany, comparedCustomer, scoreOf, type Compared } from './matchScore'
import type { Company } from './psa'
import { createRunIndex } from './similarity'
import { finish, inSteps, type Steps } from './steps'
import type { Customer } from './trend'
import type { SuggestionView } from './views'

export type Suggestion = Omit<SuggestionView, 'takenBy'>

export interface Matcher {
  /** The best `limit` suggestions of at least that score, best first. */
  suggest(company: Company, limit: number, least?: number): Suggestion[]
  /** One customer's score whatever it is; null for a customer that is not in the list. */
  judge(company: Company, customer: Customer): Suggestion | null
  /** Customers whose name or city holds every word of the text; those that begin with it first. */
  search(text: string, limit: number): Customer[]
}

/** Suggestions below this are noise. */
const leastShown = 45
/** Candidates by likeness of letters that are looked at closely for each company. */
const maxCandidates = 12
/** A mail domain that more customers share belongs to a mail provider or to the MSP itself. */
const maxSharedDomain = 3
/** Of more customers of one name, mail domain or id none stands out; more are not looked at. */
const maxNamesakes = 50
/** A name that two customers have is never enough: nothing above this without a better city or domain than the other's. */
const sharedNameCap = 84

/** Best suggestions from the customers. `among`: all customers, where `customers` is a part of them; `least`: lowest score (default 45). */
export function suggestCustomers(
  company: Company,
  customers: readonly Customer[],
  limit: number,
  options: { least?: number; among?: readonly Customer[] } = {},
): Suggestion[] {
  const least = options.least ?? leastShown
  if (options.among === undefined) return matcherOf(customers).suggest(company, limit, least)
  const matcher = matcherOf(options.among)
  return customers
    .map((customer) => matcher.judge(company, customer))
    .filter((suggestion) => suggestion !== null && suggestion.score >= least)
    .filter((suggestion) => suggestion !== null)
    .sort(best)
    .slice(0, Math.max(0, limit))
}

/** See `Matcher.search`. */
export const searchCustomers = (text: string, customers: readonly Customer[], limit: number): Customer[] =>
  matcherOf(customers).search(text, limit)

/** Indexes of lists that are still in use, so that one list is indexed once. */
const known = new WeakMap<readonly Customer[], Matcher>()
function matcherOf(customers: readonly Customer[]): Matcher {
  const matcher = known.get(customers) ?? createMatcher(customers)
  known.set(customers, matcher)
  return matcher
}

interface Entry {
  customer: Customer
  compared: Compared
  searched: string
}

/** Indexes the customers once; each question after that looks at a few of them only. */
export const createMatcher = (customers: readonly Customer[]): Matcher => finish(matcherInSteps(customers))

/** Customers that are indexed in one step: some milliseconds. */
const indexedInOneStep = 250

/** `createMatcher` in short steps. */
export function* matcherInSteps(customers: readonly Customer[]): Steps<Matcher> {
  const domainUse = countOf(customers.flatMap((customer) => [...new Set(customer.emailDomains)]))
  const isTelling = (domain: string) => !freeMail.has(domain) && (domainUse.get(domain) ?? 0) <= maxSharedDomain
  const entries: Entry[] = []
  yield* inSteps(customers, indexedInOneStep, (customer) => {
    entries.push({
      customer,
      compared: comparedCustomer(customer, isTelling),
      searched: foldText([customer.name, customer.city ?? '', customer.state ?? ''].join(' ')),
    })
  })
  const byId = new Map(entries.map((entry) => [entry.customer.id, entry]))
  const byPlain = placesBy(entries, ({ name }) => [name.plain])
  const byKey = placesBy(entries, ({ name }) => [name.key])
  yield
  const byCore = placesBy(entries, ({ name }) => [name.coreKey])
  const byDomain = placesBy(entries, ({ hosts }) => hosts.flatMap(withParents))
  yield
  const runs = createRunIndex(entries.map(({ compared }) => compared.name.run))
  yield

  const namesakesOf = ({ compared }: Entry) => byKey.get(compared.name.key) ?? []
  /** Is this one clearly better than every other customer of its name? */
  const standsOut = (asked: Compared, entry: Entry, score: number): boolean => {
    const namesakes = namesakesOf(entry)
    if (namesakes.length > maxNamesakes) return false
    return namesakes.every((place) => {
      const other = entries[place]
      return other === undefined || other === entry || score - scoreOf(asked, other.compared).score > 5
    })
  }
  const judged = (asked: Compared, entry: Entry, least: number): Suggestion | null => {
    const { score, reasons } = scoreOf(asked, entry.compared)
    if (score < least) return null
    const sharesName = namesakesOf(entry).length > 1
    const { id, name, city, state } = entry.customer
    return {
      customer: { id, name, city, state },
      score: sharesName && !standsOut(asked, entry, score) ? Math.min(score, sharedNameCap) : score,
      reasons,
      sharesName,
    }
  }

  return {
    suggest(company, limit, least = leastShown) {
      const asked = comparedCompany(company)
      const candidates = new Set([
        ...some(byPlain.get(asked.name.plain)),
        ...some(byPlain.get(asked.identifier)),
        ...some(byKey.get(asked.name.key)),
        ...some(byCore.get(asked.name.coreKey)),
        ...asked.hosts.flatMap(withParents).flatMap((host) => some(byDomain.get(host))),
        ...runs.nearest(asked.name.run, maxCandidates),
      ])
      const found: Suggestion[] = []
      for (const place of candidates) {
        const entry = entries[place]
        const suggestion = entry === undefined ? null : judged(asked, entry, least)
        if (suggestion !== null && suggestion.score >= least) found.push(suggestion)
      }
      return found.sort(best).slice(0, Math.max(0, limit))
    },
    judge(company, customer) {
      const entry = byId.get(customer.id)
      return entry === undefined ? null : judged(comparedCompany(company), entry, 0)
    },
    search(text, limit) {
      const words = foldText(text)
        .split(/\s+/)
        .filter((word) => word !== '')
      if (words.length === 0) return []
      const begins = words.join(' ')
      return entries
        .filter((entry) => words.every((word) => entry.searched.includes(word)))
        .sort(
          (one, other) =>
            Number(other.searched.startsWith(begins)) - Number(one.searched.startsWith(begins)) ||
            byName(one.customer, other.customer),
        )
        .slice(0, Math.max(0, limit))
        .map((entry) => entry.customer)
    },
  }
}

const some = (places: readonly number[] | undefined): readonly number[] => places?.slice(0, maxNamesakes) ?? []

const best = (one: Suggestion, other: Suggestion): number =>
  other.score - one.score || byName(one.customer, other.customer)

const alphabet = new Intl.Collator('en')
const byName = (one: Pick<Customer, 'id' | 'name'>, other: Pick<Customer, 'id' | 'name'>): number =>
  alphabet.compare(one.name, other.name) || (one.id < other.id ? -1 : 1)

/** `mail.acme.example` → itself and `acme.example`: mail and web often sit on neighbouring hosts. */
function withParents(host: string): string[] {
  const parts = host.toLowerCase().split('.')
  return parts.slice(0, -1).map((_, place) => parts.slice(place).join('.'))
}

const freeMail = new Set(
  (
    'gmail.com googlemail.com outlook.com hotmail.com live.com msn.com yahoo.com aol.com icloud.com me.com mac.com ' +
    'gmx.com gmx.de gmx.net web.de t-online.de orange.fr free.fr wanadoo.fr laposte.net libero.it ' +
    'proton.me protonmail.com mail.com comcast.net verizon.net att.net bellsouth.net btinternet.com'
  ).split(' '),
)

function countOf(values: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>()
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1)
  return counts
}

function placesBy(entries: readonly Entry[], keysOf: (compared: Compared) => string[]): Map<string, number[]> {
  const places = new Map<string, number[]>()
  entries.forEach(({ compared }, place) => {
    for (const key of new Set(keysOf(compared))) {
      const list = places.get(key)
      if (list === undefined) places.set(key, [place])
      else list.push(place)
    }
  })
  return places
}
