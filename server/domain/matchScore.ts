/** What a company and a customer have in common, as a score with its reasons. Pure. */
import { normalName, type NormalName } from './companyNames'
import type { Company } from './psa'
import { commonBeginning, likeness } from './similarity'
import type { Customer } from './trend'
import type { MatchReason } from './viewsLink'
import { wordDifference } from './wordDifference'

/** One side of a pair in the form in which it is compared. */
export interface Compared {
  name: NormalName
  /** The Company ID in lower case; '' for a customer. */
  identifier: string
  city: string
  state: string
  /** Host of the web site, or domains of mail addresses, in lower case. */
  hosts: string[]
}

export const comparedCompany = (company: Company): Compared => ({
  name: normalName(company.name),
  identifier: company.identifier.trim().toLowerCase(),
  city: cityOf(company.city),
  state: stateOf(company.state),
  hosts: company.webDomain === null ? [] : [company.webDomain.toLowerCase()],
})

/** `isTelling`: does a mail domain say whose customer it is? Those that do not are left out. */
export const comparedCustomer = (customer: Customer, isTelling: (domain: string) => boolean): Compared => ({
  name: normalName(customer.name),
  identifier: '',
  city: cityOf(customer.city),
  state: stateOf(customer.state),
  hosts: customer.emailDomains.map((domain) => domain.toLowerCase()).filter(isTelling),
})

/** What the name alone is worth, then city and domain for or against it. 0–100, whole. */
export function scoreOf(company: Compared, customer: Compared): { score: number; reasons: MatchReason[] } {
  const named = nameScore(company, customer)
  const city = cityReason(company, customer)
  const domain = domainReason(company, customer)
  const reasons = [named.reason, city, domain].filter((reason) => reason !== null)
  const weighed = named.score + (city === null ? 0 : weights[city]) + (domain === null ? 0 : weights[domain])
  const most = domain === 'sameDomain' ? named.mostWithDomain : named.most
  // One mail domain for two names: a trade name, or a daughter firm. Worth showing, not more.
  const score = domain === 'sameDomain' ? Math.max(weighed, 60) : weighed
  return { score: Math.round(Math.min(100, most, Math.max(0, score))), reasons }
}

const weights = { sameCity: 4, otherCity: -5, sameDomain: 8, otherDomain: -4 } as const

interface Named {
  score: number
  /** What city can make of it at most, and what city and the same domain can. */
  most: number
  mostWithDomain: number
  reason: MatchReason | null
}
const named = (score: number, reason: MatchReason | null, most = 88, mostWithDomain = most): Named => ({
  score,
  most,
  mostWithDomain,
  reason,
})

function nameScore(company: Compared, customer: Compared): Named {
  const { name, identifier } = company
  const other = customer.name
  if (other.plain === '' || name.run === '' || other.run === '') return named(0, null)
  if (other.plain === name.plain) return named(92, 'sameName', 100)
  if (other.plain === identifier) return named(90, 'sameIdentifier', 100)
  if (name.key === other.key) {
    // Gordon & Scott is not Scott Gordon: in another order they need the mail domain as well.
    const inOrder = name.words.join(' ') === other.words.join(' ')
    return named(inOrder ? 91 : 85, 'sameNameNormalised', 99)
  }
  if (name.coreKey === other.coreKey || name.run === other.run) {
    const [tail, otherTail] = [tailOf(name), tailOf(other)]
    const score = tail === otherTail ? 88 : tail === '' || otherTail === '' ? 85 : 78
    return named(score, 'sameNameNormalised', 98)
  }
  // A letter or two, or a short form, need the mail domain as well: Title and Tile may be neighbours.
  const difference = wordDifference(name.core, other.core)
  if (difference !== null) return named(82, difference, 88, 96)
  if (begins(name.core, other.core)) {
    const more = [...name.core.slice(other.core.length), ...other.core.slice(name.core.length)].sort().join(' ')
    if (more === company.city || more === customer.city) return named(86, 'sameNameNormalised', 98)
    return named(64 + 20 * commonBeginning(name.run, other.run), 'nameBegins')
  }
  const alike = likeness(name, other)
  return named(alike * 80, alike >= 0.5 ? 'similarName' : null)
}

/** "Group", "Holdings": what the core leaves out. */
const tailOf = ({ words, core }: NormalName): string => words.slice(core.length).join(' ')

/** One name is the other with more words after it; a single short word is too little to say so. */
function begins(one: readonly string[], other: readonly string[]): boolean {
  const [short, long] = one.length <= other.length ? [one, other] : [other, one]
  return short.join('').length >= 4 && short.every((word, place) => word === long[place])
}

function cityReason(company: Compared, customer: Compared): 'sameCity' | 'otherCity' | null {
  if (company.city === '' || customer.city === '') return null
  if (company.city !== customer.city) return 'otherCity'
  // "OH" against "Ohio" says nothing; "OR" against "ME" says that these are two Portlands.
  const isCode = company.state.length === 2 && customer.state.length === 2
  return isCode && company.state !== customer.state ? 'otherCity' : 'sameCity'
}

const cityOf = (city: string | null): string => (city === null ? '' : normalName(city).key)
const stateOf = (state: string | null): string => (state ?? '').trim().toLowerCase()

function domainReason(company: Compared, customer: Compared): 'sameDomain' | 'otherDomain' | null {
  const [web] = company.hosts
  if (web === undefined || customer.hosts.length === 0) return null
  return customer.hosts.some((mail) => areNeighbours(mail, web)) ? 'sameDomain' : 'otherDomain'
}

const areNeighbours = (mail: string, web: string): boolean =>
  mail === web || mail.endsWith(`.${web}`) || web.endsWith(`.${mail}`)
