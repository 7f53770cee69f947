/**
 * Import of an existing set-up: reads it when a person asks, keeps what was found in memory, and shows what it would become here.
 * Nothing is decided by itself; what a person chooses goes the same ways as any other decision of linking and of product defaults.
 */
import type { Instant } from '../domain/calendar'
import { UpstreamError, type UpstreamFailure } from '../domain/errors'
import type { ExistingSetup } from '../domain/existingSetup'
import type { CompanyId, TenantId } from '../domain/ids'
import { leftOutBy } from '../domain/linking'
import type {
  ExistingAssignmentsView,
  ExistingItemsRequest,
  ExistingLinksRequest,
  ExistingLinksView,
  ExistingView,
} from '../domain/viewsExisting'
import type { ExistingSetupReads } from '../integrations/connectwise/existingSetupPort'
import type { Log } from '../ports'
import { assignmentsOf } from './existingAssignments'
import { saveItems } from './existingItems'
import { foundView, linkFound, type ViewOf } from './existingLinking'
import { readExisting } from './existingRead'
import type { Links } from './links'
import { readTenant } from './planRun'
import type { ProductDefaults } from './productDefaults'
import type { ConnectExisting } from './upstreams'
import type { ViewDeps } from './viewDeps'
import type { WatchedLinks } from './watchedLinks'

export interface ExistingService {
  /** `solutions`: whose rows count; null: those whose name says Trend Micro. Throws AppError, UpstreamError as readCustomers. */
  view(tenant: TenantId, solutions: readonly number[] | null): Promise<ExistingView>
  /** Starts a reading, or leaves it at the one that is under way. Throws AppError `notFound`, `notConfigured`. */
  start(tenant: TenantId, by: string): Promise<void>
  /** What became of each. Only what is offered now is linked; see acceptPairs. */
  link(tenant: TenantId, request: ExistingLinksRequest, by: string): Promise<ExistingLinksView>
  /** All or nothing: throws `invalid` with issues at `items.<n>.…`, `conflict`. */
  saveItems(tenant: TenantId, request: ExistingItemsRequest, by: string): Promise<void>
  assignments(tenant: TenantId, by: string): Promise<ExistingAssignmentsView>
  /** Fulfilled when nothing is under way. */
  settled(): Promise<void>
  stop(): Promise<void>
}

export interface ExistingDeps extends ViewDeps {
  log: Log
  existing: ConnectExisting
  links: Pick<Links, 'accept'>
  linksOf: WatchedLinks['linksOf']
  productDefaults: Pick<ProductDefaults, 'change' | 'outcomes' | 'view'>
}

interface Kept {
  /** The adapter that was asked: another site, or other keys, and what it said is forgotten. */
  source: ExistingSetupReads
  running: (NonNullable<ExistingView['running']> & { work: Promise<void> }) | null
  failed: { at: Instant; failure: UpstreamFailure | null } | null
  found: { setup: ExistingSetup; asked: number } | null
}

/** Tenants whose set-up is kept; some megabytes each. The oldest go first. */
const maxTenants = 8
/** Companies whose Management tab is looked at. */
const mostCompanies = 20_000

export function createExisting(deps: ExistingDeps): ExistingService {
  const { clock, log } = deps
  const kept = new Map<TenantId, Kept>()
  const stopping = new AbortController()

  async function keptOf(tenant: TenantId): Promise<Kept> {
    const source = await deps.existing(tenant)
    const known = kept.get(tenant)
    if (known?.source === source) return known
    const fresh: Kept = { source, running: null, failed: null, found: null }
    kept.set(tenant, fresh)
    if (kept.size > maxTenants) for (const oldest of [...kept.keys()].slice(0, 1)) kept.delete(oldest)
    return fresh
  }

  async function read(tenant: TenantId, mine: Kept): Promise<void> {
    try {
      const { connectWise } = await deps.connect(tenant)
      const [{ linking, settings }, links, companies] = await Promise.all([
        readTenant(deps.store, tenant),
        deps.linksOf(tenant),
        connectWise.readCompanies(),
      ])
      const reasonOf = leftOutBy(linking)
      const asked = companies
        .filter((company) => reasonOf(company) === null || links.records().get(company.id)?.link != null)
        .map(({ id }) => id)
        .slice(0, mostCompanies)
      const setup = await readExisting(
        { reads: mine.source, connectWise },
        {
          companies,
          asked,
          typeNames: settings.defaultTypeNames,
          isOurs: await ourNames(deps, tenant),
          now: clock.now(),
          signal: stopping.signal,
          onProgress: (phase, looked, of) => {
            if (mine.running !== null) Object.assign(mine.running, { phase, looked, of })
          },
        },
      )
      if (setup !== null) Object.assign(mine, { found: { setup, asked: asked.length }, failed: null })
    } catch (error) {
      const failure = error instanceof UpstreamError ? error.failure : null
      if (failure === null) log.error('An existing set-up was not read', { tenant, error: String(error) })
      mine.failed = { at: clock.now(), failure }
    } finally {
      mine.running = null
    }
  }

  async function viewOf(tenant: TenantId, setup: ExistingSetup, solutions: readonly number[] | null): Promise<ViewOf> {
    const [{ linking }, links, { trendMicro }, isOurs] = await Promise.all([
      readTenant(deps.store, tenant),
      deps.linksOf(tenant),
      deps.connect(tenant),
      ourNames(deps, tenant),
    ])
    const chosen = solutions ?? setup.solutions.filter(({ isTrend }) => isTrend).map(({ id }) => id)
    return {
      setup,
      solutions: new Set(chosen),
      leftOutBy: leftOutBy(linking),
      links,
      customers: await trendMicro.readCustomers(),
      isOurs,
      now: clock.now(),
    }
  }

  return {
    async view(tenant, solutions) {
      const { connections } = await readTenant(deps.store, tenant)
      const { site, loginCompany } = connections.connectWise
      const { running, failed, found } = await keptOf(tenant)
      return {
        running:
          running === null
            ? null
            : {
                since: running.since,
                by: running.by,
                phase: running.phase,
                looked: running.looked,
                of: running.of,
              },
        failed,
        found:
          found === null
            ? null
            : { ...(await foundView(await viewOf(tenant, found.setup, solutions))), asked: found.asked },
        connectWise: { site, loginCompany },
      }
    },
    async start(tenant, by) {
      await readTenant(deps.store, tenant)
      const mine = await keptOf(tenant)
      if (stopping.signal.aborted || mine.running !== null) return
      const running = { since: clock.now(), by, phase: 'companies' as const, looked: 0, of: 0, work: Promise.resolve() }
      mine.running = running
      mine.failed = null
      running.work = read(tenant, mine)
    },
    async link(tenant, { pairs }, by) {
      const { found } = await keptOf(tenant)
      const all = found?.setup.solutions.map(({ id }) => id) ?? []
      return linkFound(found === null ? null : await viewOf(tenant, found.setup, all), pairs, (some) =>
        deps.links.accept(tenant, { pairs: some }, by),
      )
    },
    async saveItems(tenant, request, by) {
      const { found } = await keptOf(tenant)
      await saveItems(deps.productDefaults, tenant, found?.setup.crossReferences ?? [], request, by)
    },
    async assignments(tenant, by) {
      const { found } = await keptOf(tenant)
      return assignmentsOf(deps, tenant, found?.setup ?? null, by)
    },
    async settled() {
      await Promise.allSettled([...kept.values()].flatMap(({ running }) => running?.work ?? []))
    },
    async stop() {
      stopping.abort()
      await this.settled()
    },
  }
}

/** Whom ConnectWise names as the writer of what we wrote. */
async function ourNames({ store }: ViewDeps, tenant: TenantId): Promise<(name: string | null) => boolean> {
  const own = store.of(tenant).companies
  const records = await Promise.all((await own.keys()).map((key: CompanyId) => own.read(key)))
  const names = new Set(
    records.flatMap(
      (record) => record?.value.lastWrites.flatMap(({ writtenBy }) => writtenBy?.toLowerCase() ?? []) ?? [],
    ),
  )
  return (name) => name !== null && names.has(name.toLowerCase())
}
