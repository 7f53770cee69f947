/**
 * Which Trend Micro customers look like a company, with a score and the reasons. Pure; only ever a suggestion: a person links.
 * Scores: 90 and above = same name and nothing against it; below 80 = somebody has to look; the same name twice never reaches 85.
 */
import { foldText } from './companyNames'
import { comparedCompany, comparedCustomer, scoreOf, type Compared } from './matchScore'
import type { CustomerId } from './ids'
import { addPlace, type Places } from './places'
import type { Company } from './psa'
import { runIndexInSteps } from './similarity'
import { inSteps, type Steps } from './steps'
import type { Customer } from './trend'
import type { SuggestionView } from './viewsLink'

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

type Scored = ReturnType<typeof scoreOf>
interface Entry {
  customer: Customer
  compared: Compared
  searched: string
}

/** Customers that are indexed in one step: a few milliseconds. */
const indexedInOneStep = 100

/** Indexes the customers once, in short steps; each question after that looks at a few of them only. */
export function* matcherInSteps(customers: readonly Customer[]): Steps<Matcher> {
  const domainUse = new Map<string, number>()
  yield* inSteps(customers, indexedInOneStep, ({ emailDomains }) => {
    for (const domain of new Set(emailDomains.map((each) => each.toLowerCase())))
      domainUse.set(domain, (domainUse.get(domain) ?? 0) + 1)
  })
  const isTelling = (domain: string) => !freeMail.has(domain) && (domainUse.get(domain) ?? 0) <= maxSharedDomain
  const entries: Entry[] = []
  const byId = new Map<CustomerId, Entry>()
  const byPlain: Places = new Map()
  const byKey: Places = new Map()
  const byCore: Places = new Map()
  const byDomain: Places = new Map()
  yield* inSteps(customers, indexedInOneStep, (customer, place) => {
    const compared = comparedCustomer(customer, isTelling)
    const searched = foldText([customer.name, customer.city ?? '', customer.state ?? ''].join(' '))
    const entry = { customer, compared, searched }
    entries.push(entry)
    byId.set(customer.id, entry)
    addPlace(byPlain, compared.name.plain, place)
    addPlace(byKey, compared.name.key, place)
    addPlace(byCore, compared.name.coreKey, place)
    for (const host of new Set(compared.hosts.flatMap(withParents))) addPlace(byDomain, host, place)
  })
  const runs = yield* runIndexInSteps(entries.map(({ compared }) => compared.name.run))

  const namesakesOf = ({ compared }: Entry) => byKey.get(compared.name.key) ?? []
  /** The score of each customer for one company, computed once: namesakes are asked for each other's. */
  const scoresFor = (asked: Compared) => {
    const scores = new Map<Entry, Scored>()
    return (entry: Entry): Scored => {
      const scored = scores.get(entry) ?? scoreOf(asked, entry.compared)
      scores.set(entry, scored)
      return scored
    }
  }
  /** Is this one clearly better than every other customer of its name? */
  const standsOut = (scored: (entry: Entry) => Scored, entry: Entry): boolean => {
    const namesakes = namesakesOf(entry)
    if (namesakes.length > maxNamesakes) return false
    return namesakes.every((place) => {
      const other = entries[place]
      return other === undefined || other === entry || scored(entry).score - scored(other).score > 5
    })
  }
  const judged = (scored: (entry: Entry) => Scored, entry: Entry, least: number): Suggestion | null => {
    const { score, reasons } = scored(entry)
    if (score < least) return null
    const sharesName = namesakesOf(entry).length > 1
    const { id, name, city, state } = entry.customer
    return {
      customer: { id, name, city, state },
      score: sharesName && !standsOut(scored, entry) ? Math.min(score, sharedNameCap) : score,
      reasons,
      sharesName,
    }
  }

  return {
    suggest(company, limit, least = leastShown) {
      const asked = comparedCompany(company)
      const scored = scoresFor(asked)
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
        const suggestion = entry === undefined ? null : judged(scored, entry, least)
        if (suggestion !== null && suggestion.score >= least) found.push(suggestion)
      }
      return found.sort(best).slice(0, Math.max(0, limit))
    },
    judge(company, customer) {
      const entry = byId.get(customer.id)
      return entry === undefined ? null : judged(scoresFor(comparedCompany(company)), entry, 0)
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
