/** What was found of an existing set-up as a screen shows it, and linking what a person chose of it. */
import type { Instant } from '../domain/calendar'
import { AppError, UpstreamError, type FieldIssue } from '../domain/errors'
import { existingLinks, type ExistingLink } from '../domain/existingLinks'
import type { ExistingSetup } from '../domain/existingSetup'
import { stillWrites } from '../domain/existingWriters'
import type { AgreementId, CompanyId } from '../domain/ids'
import type { LeftOut } from '../domain/linking'
import type { Matcher } from '../domain/matching'
import type { Company } from '../domain/psa'
import type { Customer } from '../domain/trend'
import type { ExistingFound, ExistingLinkView, ExistingLinksRequest } from '../domain/viewsExisting'
import type { AcceptView, LinkPair } from '../domain/viewsLinks'
import { matcherOf } from './customerMatcher'
import { maxCustomers } from './linkEdits'
import { nameOf } from './linkViews'
import type { TenantLinks } from './watchedLinks'

export interface ViewOf {
  setup: ExistingSetup
  solutions: ReadonlySet<number>
  leftOutBy: (company: Company) => LeftOut | null
  links: TenantLinks
  customers: readonly Customer[]
  isOurs: (name: string | null) => boolean
  now: Instant
}

/** A name that is only alike has to be this like, and the next best so much less. */
const leastScore = 60
const leastLead = 5

export async function foundView(of: ViewOf): Promise<Omit<ExistingFound, 'asked'>> {
  const { setup, solutions } = of
  const companies = new Map(setup.companies.map((company) => [company.id, company]))
  const agreements = new Map(setup.agreements.map((agreement) => [agreement.id, agreement]))
  const links = await linksOf(of, companies)
  const integrations = new Map(setup.integrations.map((integration) => [integration.id, integration]))
  const placeOf = new Map<ExistingLinkView['state']['kind'], number>(order.map((kind, place) => [kind, place]))
  const agreementOf = (id: AgreementId) => {
    const found = agreements.get(id)
    return { id, name: found?.name ?? `#${id}`, typeName: found?.type.name ?? '' }
  }
  return {
    readAt: setup.readAt,
    solutions: setup.solutions.map((solution) => ({
      ...solution,
      companies: new Set(setup.rows.filter((row) => row.solutionId === solution.id).map((row) => row.companyId)).size,
      chosen: solutions.has(solution.id),
    })),
    links: links
      .map(({ companyId, customerKey, agreementId, customer, state }): ExistingLinkView => {
        const company = companies.get(companyId)
        return {
          company: {
            id: companyId,
            identifier: company?.identifier ?? '',
            name: nameOf(companies, companyId),
            city: company?.city ?? null,
          },
          customerKey,
          agreement: agreementId === null ? null : agreementOf(agreementId),
          customer,
          state:
            state.kind === 'taken' ? { kind: 'taken', by: { id: state.by, name: nameOf(companies, state.by) } } : state,
          version: of.links.records().get(companyId)?.edition ?? 0,
        }
      })
      .sort(
        (one, other) =>
          (placeOf.get(one.state.kind) ?? 0) - (placeOf.get(other.state.kind) ?? 0) ||
          one.company.name.localeCompare(other.company.name, 'en'),
      ),
    crossReferences: setup.crossReferences
      .map((reference) => {
        const integration = integrations.get(reference.integrationId)
        return { ...reference, integration: integration?.name ?? '', isTrend: integration?.isTrend === true }
      })
      .sort((one, other) => Number(other.isTrend) - Number(one.isTrend)),
    stillWrites: stillWrites(setup, of).map(({ companyId, additions, ...entry }) => ({
      ...entry,
      company: { id: companyId, name: nameOf(companies, companyId) },
      additions: additions.map(({ additionId, agreementId, ...addition }) => ({
        ...addition,
        id: additionId,
        agreement: { id: agreementId, name: agreementOf(agreementId).name },
      })),
    })),
    unread: setup.unread,
  }
}

type Result = AcceptView['results'][number]
/** A pair that is offered, with its place among those that were asked for. */
interface Turn {
  place: number
  pair: LinkPair
}

/**
 * Links pairs that are offered now, certain or likely; all others are answered by what they are. A company that has several is
 * linked to one after the other, each by the edition that the one before made: where one is not linked, the company is not as it
 * was seen, and the ones after it are `changed`. Throws `invalid` where a company would have more than maxCustomers, and what
 * `accept` throws before anything is linked; after that what is linked is told, and the rest is `changed`.
 */
export async function linkFound(
  of: ViewOf | null,
  pairs: ExistingLinksRequest['pairs'],
  accept: (pairs: LinkPair[]) => Promise<AcceptView>,
): Promise<AcceptView> {
  const companies = new Map((of?.setup.companies ?? []).map((company) => [company.id, company]))
  const links = of === null ? [] : await linksOf(of, companies)
  const results: Result[] = pairs.map((pair) => notLinked(pair, 'changed'))
  const rounds: Turn[][] = []
  const turns = new Map<CompanyId, number>()
  const customers = new Set<string>()
  const issues: FieldIssue[] = []
  for (const [place, pair] of pairs.entries()) {
    const found = links.find((link) => link.companyId === pair.companyId && link.customer?.id === pair.customerId)
    const outcome = outcomeWithout(found)
    if (outcome !== null || customers.has(pair.customerId)) {
      const takenBy =
        found?.state.kind === 'taken' ? { id: found.state.by, name: nameOf(companies, found.state.by) } : null
      results[place] = { ...notLinked(pair, outcome ?? 'changed'), takenBy }
      continue
    }
    customers.add(pair.customerId)
    const turn = turns.get(pair.companyId) ?? 0
    turns.set(pair.companyId, turn + 1)
    const has = of?.links.records().get(pair.companyId)?.link?.customerIds.length ?? 0
    if (has + turn >= maxCustomers)
      issues.push({ path: `pairs.${place}.companyId`, code: 'tooMany', params: { max: maxCustomers } })
    const round = (rounds[turn] ??= [])
    round.push({ place, pair: { ...pair, version: pair.version + turn } })
  }
  if (issues.length > 0) throw new AppError('invalid', { issues })
  await inRounds(rounds, results, accept)
  return { results }
}

/** Puts what became of each into `results`, where all are `changed` at first. */
async function inRounds(
  rounds: readonly Turn[][],
  results: Result[],
  accept: (pairs: LinkPair[]) => Promise<AcceptView>,
): Promise<void> {
  const stopped = new Set<CompanyId>()
  for (const [at, all] of rounds.entries()) {
    const round = all.filter(({ pair }) => !stopped.has(pair.companyId))
    if (round.length === 0) return
    try {
      const view = await accept(round.map(({ pair }) => pair))
      for (const [of, { place, pair }] of round.entries()) {
        results[place] = view.results[of] ?? notLinked(pair, 'changed')
        if (results[place].outcome !== 'linked') stopped.add(pair.companyId)
      }
    } catch (error) {
      // Told as a failure, what the rounds before have linked would look as if it were not.
      if (at === 0 || !(error instanceof AppError || error instanceof UpstreamError)) throw error
      return
    }
  }
}

const notLinked = ({ companyId, customerId }: LinkPair, outcome: Result['outcome']): Result => ({
  companyId,
  customerId,
  outcome,
  takenBy: null,
})

/** null: it is offered. */
function outcomeWithout(link: ExistingLink | undefined): Result['outcome'] | null {
  switch (link?.state.kind) {
    case undefined:
    case 'leftOut':
    case 'nobody':
    case 'several':
      return 'notThere'
    case 'certain':
    case 'likely':
      return null
    case 'linked':
    case 'taken':
      return link.state.kind
    default:
      return 'changed'
  }
}

async function linksOf(of: ViewOf, companies: ReadonlyMap<CompanyId, Company>): Promise<ExistingLink[]> {
  const matcher = await matcherOf(of.customers)
  const records = of.links.records()
  return existingLinks({
    setup: of.setup,
    solutions: of.solutions,
    companies,
    customers: of.customers,
    leftOutBy: of.leftOutBy,
    recordOf: (company) => records.get(company) ?? null,
    holderOf: (customer) => of.links.holderOf(customer),
    nearest: (company, words) => nearestOf(matcher, company, of.customers, words),
  })
}

function nearestOf(matcher: Matcher, company: Company, customers: readonly Customer[], words: string): Customer | null {
  const [best, next] = matcher.suggest(
    // The words alone: a company in the same city is no evidence for them.
    { ...company, name: words, identifier: '', city: null, state: null, webDomain: null },
    2,
    leastScore,
  )
  if (best === undefined || best.sharesName || (next !== undefined && best.score - next.score < leastLead)) return null
  return customers.find(({ id }) => id === best.customer.id) ?? null
}

/** What may be done comes first, then what stands against it, then what is done. */
const order: ExistingLinkView['state']['kind'][] = [
  'certain',
  'likely',
  'several',
  'nobody',
  'companyLinked',
  'taken',
  'rejected',
  'noTrendMicro',
  'leftOut',
  'linked',
]
