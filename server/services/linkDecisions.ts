/** Many decisions about links at once. All are checked first, then each is stored by itself: what one finds does not stop the others. */
import { AppError, type FieldIssue } from '../domain/errors'
import type { CompanyId, CustomerId, TenantId } from '../domain/ids'
import { leftOutBy } from '../domain/linking'
import type { CompanyRecord } from '../domain/settings'
import type {
  AcceptOutcome,
  AcceptView,
  DecisionOutcome,
  DecisionsView,
  LinkPair,
  NoneRequest,
} from '../domain/viewsLinks'
import { editAlone, editRecord, type EditDeps } from './companyEdit'
import type { Edits } from './edits'
import { maxCustomers } from './linkEdits'
import { nameOf } from './linkViews'
import type { MatchedLists } from './matches'
import { readTenant } from './planRun'
import type { LinkRecord, TenantLinks, WatchedLinks } from './watchedLinks'

export interface DecisionDeps extends Pick<EditDeps, 'store' | 'clock' | 'locks'> {
  edits: Pick<Edits, 'noTrendMicro'>
  lists: MatchedLists
  linksOf: WatchedLinks['linksOf']
}

/** A company that became inactive or was deleted within this time may still be linked. */
const freshMs = 60_000
/** Customers that were rejected for one company. */
const maxRejected = 200

/** Links each customer to its company. Throws `invalid` when a company or customer is named twice; nothing is stored then. */
export async function acceptPairs(
  deps: DecisionDeps,
  tenant: TenantId,
  pairs: readonly LinkPair[],
  by: string,
): Promise<AcceptView> {
  const there = await readThere(deps, tenant)
  const links = await deps.linksOf(tenant)
  const full = pairs.flatMap(({ companyId }, place): FieldIssue[] =>
    (links.records().get(companyId)?.link?.customerIds.length ?? 0) < maxCustomers
      ? []
      : [{ path: `pairs.${place}.companyId`, code: 'tooMany', params: { max: maxCustomers } }],
  )
  const issues = [...namedTwice(pairs, 'companyId'), ...namedTwice(pairs, 'customerId'), ...full]
  if (issues.length > 0) throw new AppError('invalid', { issues })
  const check = ({ companyId, customerId, version }: LinkPair, known: TenantLinks): AcceptOutcome | null => {
    if (!there.companies.has(companyId) || !there.customers.has(customerId)) return 'notThere'
    const record = known.records().get(companyId)
    if (record?.link?.customerIds.includes(customerId) === true) return 'linked'
    if (known.holderOf(customerId) !== null) return 'taken'
    return (record?.edition ?? 0) !== version || isRejected(record, customerId) ? 'changed' : null
  }
  const store = async (pair: LinkPair): Promise<AcceptOutcome> =>
    editAlone(deps, tenant, async () => {
      // Checked again, with what is known now: others decided while this one waited, and what was known at first may have been
      // let go since, and is told nothing more.
      const outcome = check(pair, await deps.linksOf(tenant))
      if (outcome !== null) return outcome
      const name = there.customers.get(pair.customerId) ?? pair.customerId
      const linkedAt = deps.clock.now()
      return stored(
        () =>
          editRecord(deps.store.of(tenant), pair.companyId, pair.version, (record) => ({
            ...record,
            noTrendMicro: null,
            link: {
              enabled: record.link?.enabled ?? true,
              linkedAt: record.link?.linkedAt ?? linkedAt,
              linkedBy: record.link?.linkedBy ?? by,
              ...(record.link?.enabledAt !== undefined && { enabledAt: record.link.enabledAt }),
              customerIds: [...(record.link?.customerIds ?? []), pair.customerId],
              customerNames: [...(record.link?.customerNames ?? []), name],
            },
          })),
        'linked',
      )
    })
  const outcomes = await eachChecked(pairs, (pair) => check(pair, links), store)
  const now = await deps.linksOf(tenant)
  return {
    results: outcomes.map(({ item: { companyId, customerId }, outcome }) => {
      const holder = outcome === 'taken' ? now.holderOf(customerId) : null
      const takenBy = holder === null ? null : { id: holder, name: nameOf(there.named, holder) }
      return { companyId, customerId, outcome, takenBy }
    }),
  }
}

/** Says for good that these customers are not these companies, or takes it back. A customer that is linked is `changed`. */
export async function rejectPairs(
  deps: DecisionDeps,
  tenant: TenantId,
  pairs: readonly LinkPair[],
  decision: 'reject' | 'unreject',
  by: string,
): Promise<DecisionsView> {
  const there = await readThere(deps, tenant)
  const links = await deps.linksOf(tenant)
  const full = pairs.flatMap(({ companyId }, place): FieldIssue[] =>
    decision === 'reject' && (links.records().get(companyId)?.rejected.length ?? 0) >= maxRejected
      ? [{ path: `pairs.${place}.companyId`, code: 'tooMany', params: { max: maxRejected } }]
      : [],
  )
  const issues = [...namedTwice(pairs, 'companyId'), ...full]
  if (issues.length > 0) throw new AppError('invalid', { issues })
  const check = ({ companyId, customerId, version }: LinkPair): DecisionOutcome | null => {
    const record = links.records().get(companyId)
    if (isRejected(record, customerId) === (decision === 'reject')) return 'stored'
    const isThere = there.companies.has(companyId) && there.customers.has(customerId)
    if (decision === 'reject' && !isThere) return 'notThere'
    const isLinked = record?.link?.customerIds.includes(customerId) === true
    return (record?.edition ?? 0) !== version || isLinked ? 'changed' : null
  }
  const change = (record: CompanyRecord, customerId: CustomerId): CompanyRecord => {
    const others = record.rejected.filter((rejected) => rejected.customerId !== customerId)
    const rejected = decision === 'reject' ? [...others, { customerId, by, at: deps.clock.now() }] : others
    return { ...record, rejected }
  }
  const store = ({ companyId, customerId, version }: LinkPair): Promise<DecisionOutcome> =>
    editAlone(deps, tenant, () =>
      stored(
        () => editRecord(deps.store.of(tenant), companyId, version, (record) => change(record, customerId)),
        'stored',
      ),
    )
  const outcomes = await eachChecked(pairs, check, store)
  return {
    results: outcomes.map(({ item: { companyId, customerId }, outcome }) => ({ companyId, customerId, outcome })),
  }
}

/** Says of many companies that they have no Trend Micro products, or takes it back. A company that is linked is `changed`. */
export async function sayNone(
  deps: DecisionDeps,
  tenant: TenantId,
  { companies, none }: NoneRequest,
  by: string,
): Promise<DecisionsView> {
  const there = await readThere(deps, tenant)
  const links = await deps.linksOf(tenant)
  const issues = namedTwice(companies, 'companyId', 'companies')
  if (issues.length > 0) throw new AppError('invalid', { issues })
  const check = ({ companyId, version }: NoneRequest['companies'][number]): DecisionOutcome | null => {
    if (!there.companies.has(companyId)) return 'notThere'
    const record = links.records().get(companyId)
    if ((record?.noTrendMicro != null) === none) return 'stored'
    return (record?.edition ?? 0) !== version ? 'changed' : null
  }
  const outcomes = await eachChecked(companies, check, ({ companyId, version }) =>
    stored(() => deps.edits.noTrendMicro(tenant, companyId, version, none, by), 'stored'),
  )
  return {
    results: outcomes.map(({ item: { companyId }, outcome }) => ({ companyId, customerId: null, outcome })),
  }
}

async function eachChecked<Item, Outcome>(
  items: readonly Item[],
  check: (item: Item) => Outcome | null,
  store: (item: Item) => Promise<Outcome>,
): Promise<{ item: Item; outcome: Outcome }[]> {
  const checked = items.map((item) => ({ item, outcome: check(item) }))
  const outcomes: { item: Item; outcome: Outcome }[] = []
  // One after the other: they wait for each other in any case.
  for (const { item, outcome } of checked) outcomes.push({ item, outcome: outcome ?? (await store(item)) })
  return outcomes
}

/** A record that changed meanwhile is an answer here, not a failure. */
async function stored<Outcome>(work: () => Promise<void>, done: Outcome): Promise<Outcome | 'changed'> {
  try {
    await work()
    return done
  } catch (error) {
    if (error instanceof AppError && error.code === 'conflict') return 'changed'
    throw error
  }
}

async function readThere(deps: DecisionDeps, tenant: TenantId) {
  const { linking } = await readTenant(deps.store, tenant)
  const { companies, customers } = await deps.lists.read(tenant, freshMs)
  const reasonOf = leftOutBy(linking)
  return {
    /** Those that take part. */
    companies: new Set<CompanyId>(companies.filter((company) => reasonOf(company) === null).map(({ id }) => id)),
    named: new Map(companies.map((company) => [company.id, company])),
    customers: new Map<CustomerId, string>(customers.map(({ id, name }) => [id, name])),
  }
}

const isRejected = (record: LinkRecord | undefined, customer: CustomerId): boolean =>
  record?.rejected.some(({ customerId }) => customerId === customer) === true

/** The second of two decisions about one company could not know the first. */
function namedTwice<Field extends string>(
  items: readonly Readonly<Record<Field, unknown>>[],
  field: Field,
  path = 'pairs',
): FieldIssue[] {
  const seen = new Set<unknown>()
  return items.flatMap((item, place) => {
    if (seen.has(item[field])) return [{ path: `${path}.${place}.${field}`, code: 'twice' }]
    seen.add(item[field])
    return []
  })
}
