/**
 * Which Trend Micro customers look like a company, with a score and the reasons. Pure; only ever a suggestion: a person links.
 * Scores: 90 and above = same name and nothing against it; below 80 = somebody has to look; the same name twice never reaches 85.
 */
import { foldText, normalName, type NormalName } from './companyNames'
import type { Company } from './psa'
import { commonBeginning, createRunIndex, likeness } from './similarity'
import type { Customer } from './trend'
import type { MatchReason, SuggestionView } from './views'

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
  name: NormalName
  city: string
  state: string
  domains: string[]
  searched: string
}

/** A company in the form in which it is compared. */
interface Asked {
  name: NormalName
  identifier: string
  city: string
  state: string
  web: string | null
}
const askedOf = (company: Company): Asked => ({
  name: normalName(company.name),
  identifier: company.identifier.trim().toLowerCase(),
  city: cityOf(company.city),
  state: stateOf(company.state),
  web: company.webDomain === null ? null : company.webDomain.toLowerCase(),
})

/** Indexes the customers once; each question after that looks at a few of them only. */
export function createMatcher(customers: readonly Customer[]): Matcher {
  const domainUse = countOf(customers.flatMap((customer) => [...new Set(customer.emailDomains)]))
  const isTelling = (domain: string) => !freeMail.has(domain) && (domainUse.get(domain) ?? 0) <= maxSharedDomain
  const entries = customers.map((customer): Entry => ({
    customer,
    name: normalName(customer.name),
    city: cityOf(customer.city),
    state: stateOf(customer.state),
    domains: customer.emailDomains.map((domain) => domain.toLowerCase()).filter(isTelling),
    searched: foldText([customer.name, customer.city ?? '', customer.state ?? ''].join(' ')),
  }))
  const places = new Map(entries.map((entry, place) => [entry.customer.id, place]))
  const byPlain = placesBy(entries, (entry) => [entry.name.plain])
  const byKey = placesBy(entries, (entry) => [entry.name.key])
  const byCore = placesBy(entries, (entry) => [entry.name.coreKey])
  const byDomain = placesBy(entries, (entry) => entry.domains.flatMap(withParents))
  const runs = createRunIndex(entries.map((entry) => entry.name.run))

  const scored = (asked: Asked, place: number): Suggestion | null => {
    const entry = entries[place]
    if (entry === undefined) return null
    const { customer } = entry
    return {
      customer: { id: customer.id, name: customer.name, city: customer.city, state: customer.state },
      ...scoreOf(asked, entry),
      sharesName: (byKey.get(entry.name.key)?.length ?? 0) > 1,
    }
  }
  const judged = (asked: Asked, place: number): Suggestion | null => {
    const suggestion = scored(asked, place)
    if (suggestion?.sharesName !== true) return suggestion
    const namesakes = byKey.get(entries[place]?.name.key ?? '') ?? []
    const rival = Math.max(
      ...namesakes.filter((other) => other !== place).map((other) => scored(asked, other)?.score ?? 0),
    )
    return suggestion.score - rival > 5
      ? suggestion
      : { ...suggestion, score: Math.min(suggestion.score, sharedNameCap) }
  }

  return {
    suggest(company, limit, least = leastShown) {
      const asked = askedOf(company)
      const candidates = new Set([
        ...(byPlain.get(asked.name.plain) ?? []),
        ...(byPlain.get(asked.identifier) ?? []),
        ...(byKey.get(asked.name.key) ?? []),
        ...(byCore.get(asked.name.coreKey) ?? []),
        ...(asked.web === null ? [] : withParents(asked.web).flatMap((host) => byDomain.get(host) ?? [])),
        ...runs.nearest(asked.name.run, maxCandidates),
      ])
      return [...candidates]
        .map((place) => judged(asked, place))
        .filter((suggestion) => suggestion !== null)
        .filter((suggestion) => suggestion.score >= least)
        .sort(best)
        .slice(0, Math.max(0, limit))
    },
    judge(company, customer) {
      const place = places.get(customer.id)
      return place === undefined ? null : judged(askedOf(company), place)
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

const best = (one: Suggestion, other: Suggestion): number =>
  other.score - one.score || byName(one.customer, other.customer)

const alphabet = new Intl.Collator('en')
const byName = (one: Pick<Customer, 'id' | 'name'>, other: Pick<Customer, 'id' | 'name'>): number =>
  alphabet.compare(one.name, other.name) || (one.id < other.id ? -1 : 1)

/** What the name alone is worth, then city and domain for or against it. */
function scoreOf(asked: Asked, entry: Entry): { score: number; reasons: MatchReason[] } {
  const named = nameScore(asked, entry.name)
  const city = cityReason(asked, entry)
  const domain = domainReason(asked, entry)
  const reasons = [named.reason, city, domain].filter((reason) => reason !== null)
  const weighed = named.score + (city === null ? 0 : weights[city]) + (domain === null ? 0 : weights[domain])
  // One mail domain for two names: a trade name, or a daughter firm. Worth showing, not more.
  const score = domain === 'sameDomain' ? Math.max(weighed, 60) : weighed
  return { score: Math.round(Math.min(100, named.most, Math.max(0, score))), reasons }
}

const weights = { sameCity: 4, otherCity: -5, sameDomain: 8, otherDomain: -4 } as const

function nameScore(
  { name, identifier }: Asked,
  other: NormalName,
): { score: number; most: number; reason: MatchReason | null } {
  if (other.plain === '' || name.run === '' || other.run === '') return { score: 0, most: 88, reason: null }
  if (other.plain === name.plain) return { score: 92, most: 100, reason: 'sameName' }
  if (other.plain === identifier) return { score: 90, most: 100, reason: 'sameIdentifier' }
  if (name.key === other.key) return { score: 91, most: 99, reason: 'sameNameNormalised' }
  if (name.coreKey === other.coreKey || name.run === other.run) {
    const bothNamed = name.core.length < name.words.length && other.core.length < other.words.length
    return { score: bothNamed ? 78 : 85, most: 98, reason: 'sameNameNormalised' }
  }
  if (begins(name.core, other.core))
    return { score: 64 + 20 * commonBeginning(name.run, other.run), most: 88, reason: 'nameBegins' }
  const alike = likeness(name, other)
  return { score: alike * 80, most: 88, reason: alike >= 0.5 ? 'similarName' : null }
}

/** One name is the other with more words after it; a single short word is too little to say so. */
function begins(one: readonly string[], other: readonly string[]): boolean {
  const [short, long] = one.length <= other.length ? [one, other] : [other, one]
  return short.join('').length >= 4 && short.every((word, place) => word === long[place])
}

function cityReason(asked: Asked, entry: Entry): 'sameCity' | 'otherCity' | null {
  if (asked.city === '' || entry.city === '') return null
  if (asked.city !== entry.city) return 'otherCity'
  // "OH" against "Ohio" says nothing; "OR" against "ME" says that these are two Portlands.
  const isCode = asked.state.length === 2 && entry.state.length === 2
  return isCode && asked.state !== entry.state ? 'otherCity' : 'sameCity'
}

const cityOf = (city: string | null): string => (city === null ? '' : normalName(city).key)
const stateOf = (state: string | null): string => (state ?? '').trim().toLowerCase()

function domainReason({ web }: Asked, entry: Entry): 'sameDomain' | 'otherDomain' | null {
  if (web === null || entry.domains.length === 0) return null
  const isSame = (mail: string) => mail === web || mail.endsWith(`.${web}`) || web.endsWith(`.${mail}`)
  return entry.domains.some(isSame) ? 'sameDomain' : 'otherDomain'
}

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

function placesBy(entries: readonly Entry[], keysOf: (entry: Entry) => string[]): Map<string, number[]> {
  const places = new Map<string, number[]>()
  entries.forEach((entry, place) => {
    for (const key of new Set(keysOf(entry))) {
      const list = places.get(key)
      if (list === undefined) places.set(key, [place])
      else list.push(place)
    }
  })
  return places
}
