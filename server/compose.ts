/** Puts a server together from what main.ts, the sandbox or a test hands in. Knows the adapters; decides nothing else. */
import { createHash } from 'node:crypto'
import { createApp, type App } from './app'
import { AppError } from './domain/errors'
import type { TenantId } from './domain/ids'
import { createTokens } from './http/token'
import { createConnectWise } from './integrations/connectwise/adapter'
import { siteOf } from './integrations/connectwise/site'
import type { Documents } from './integrations/connectwise/documentsPort'
import type { ExistingSetupReads } from './integrations/connectwise/existingSetupPort'
import type { Tickets } from './integrations/connectwise/ticketsPort'
import type { FetchLike } from './integrations/httpClient/exchange'
import type { HttpLimits } from './integrations/httpClient/limits'
import { createSummaryPrinter } from './integrations/pdf/summaryPrinter'
import { createMailer } from './integrations/smtp/mailer'
import { readTable } from './integrations/files/readTable'
import { createTrendMicro } from './integrations/trendmicro/adapter'
import { isAllowedTrendUrl } from './integrations/trendmicro/address'
import { createFileUsage } from './integrations/trendmicro/fileUsage'
import { createWebhooks } from './integrations/webhook/webhooks'
import type { Clock, Ids, Log, Secrets } from './ports'
import { auditStore } from './services/audit'
import { createConsoleCodes } from './services/consoleCodes'
import { createDriftWatch, type DriftWatch } from './services/driftWatch'
import { createEdits } from './services/edits'
import { createProductDefaults } from './services/productDefaults'
import { createExisting, type ExistingService } from './services/existing'
import { createInbox } from './services/inbox'
import { createImports } from './services/imports'
import { createCompanyList } from './services/companyList'
import { createLinks } from './services/links'
import { createMatchedLists } from './services/matches'
import { createKeyedLock } from './services/locks'
import { createNotices, type Notices } from './services/notices'
import { createPreflight, type PreflightService } from './services/preflight'
import { createPreflightWatch, type PreflightWatch } from './services/preflightWatch'
import { createRunProgress } from './services/runProgress'
import { createRuns, type Runs } from './services/runs'
import { createScheduler, type Scheduler } from './services/scheduler'
import { createSessions } from './services/sessions'
import { createSettings } from './services/settings'
import { createSummaries, type Summaries } from './services/summaries'
import { createSummaryDelivery } from './services/summaryDelivery'
import type { Connect, ConnectDesk, ConnectDocuments, Upstreams } from './services/upstreams'
import { createSetup } from './services/setup'
import { watchLinks } from './services/watchedLinks'
import { watchStandings, type WatchedStandings } from './services/watchedStandings'
import { warmNewestRun } from './services/warmRuns'
import { watchRuns, type WatchedRuns } from './services/watchedRuns'
import type { Store } from './storage/store'
import type { TrendKeys } from './domain/settings'

export interface ComposeOptions {
  store: Store
  secrets: Secrets
  clock: Clock
  ids: Ids
  log: Log
  fetch: FetchLike
  /** Exact origins that the operator allows besides the vendors' clouds: on premises, or the sandbox. */
  allowedHosts: { connectWise: readonly string[]; trendMicro: readonly string[]; webhooks?: readonly string[] }
  /** Of the requests to ConnectWise. */
  limits: Partial<HttpLimits>
  /** Of the requests to Trend Micro, where they are not the usual ones. */
  trendMicroLimits?: Partial<HttpLimits>
  /** Milliseconds that a mail server or a webhook may take, where it is not the usual. */
  noticeTimeoutMs?: number
  /** Milliseconds for the answer to a mail that the mail server was given, where it is not the usual. */
  mailAnswerMs?: number
  clientDir: string | null
  extraAncestors: readonly string[]
}

export interface Composed {
  app: App
  runs: Runs
  scheduler: Scheduler
  driftWatch: DriftWatch
  preflight: PreflightService
  preflightWatch: PreflightWatch
  existing: ExistingService
  standings: Pick<WatchedStandings, 'settled'>
  notices: Notices
  summaries: Summaries
  connect: Connect
  watchedRuns: WatchedRuns
  /** Goes on with what was open, then lets the clock work. */
  start(): Promise<void>
  /** Takes no new work, finishes the line in hand, closes the store. */
  stop(): Promise<void>
}

export function compose(options: ComposeOptions): Composed {
  const { secrets, clock, ids, log, noticeTimeoutMs: timeoutMs, mailAnswerMs } = options
  const watchedRuns = watchRuns(options.store)
  const { store: linked, linksOf } = watchLinks(watchedRuns.store)
  const standings = watchStandings(linked, { clock, log })
  // Outermost: where an entry cannot be written, what is in memory was told of the change all the same.
  const store = auditStore(standings.store, { clock, ids })
  const upstreams = new Map<TenantId, Promise<Built>>()
  const connectAll = (tenant: TenantId): Promise<Built> => {
    const kept = upstreams.get(tenant)
    if (kept !== undefined) return kept
    const made = build(options, tenant)
    upstreams.set(tenant, made)
    made.catch(() => upstreams.delete(tenant)) // the caller gets the failure; the next call tries again
    return made
  }
  const connect: Connect = connectAll
  const desk: ConnectDesk = async (tenant) => (await connectAll(tenant)).tickets
  const documents: ConnectDocuments = async (tenant) => (await connectAll(tenant)).documents
  const forget = (tenant: TenantId) => void upstreams.delete(tenant)
  const locks = createKeyedLock()
  const edits = createEdits({ store, clock, connect, locks })
  const printer = createSummaryPrinter()
  const mailer = createMailer({
    now: () => clock.now(),
    ...(timeoutMs !== undefined && { timeoutMs }),
    ...(mailAnswerMs !== undefined && { answerMs: mailAnswerMs }),
  })
  const notices = createNotices({
    store,
    clock,
    ids,
    log,
    secrets,
    connect,
    desk,
    mailer,
    // Made below: it reports to these.
    isBilling: (tenant) => runs.isBusy(tenant),
    summaries: createSummaryDelivery({ store, clock, secrets, documents, mailer, printer }),
    webhooks: createWebhooks({
      now: () => clock.now(),
      allowedOrigins: options.allowedHosts.webhooks ?? [],
      ...(timeoutMs !== undefined && { timeoutMs }),
    }),
  })
  const runs = createRuns({
    store,
    clock,
    ids,
    log,
    connect,
    locks,
    ended: (tenant, run) => notices.runEnded(tenant, run),
  })
  const summaries = createSummaries({
    store,
    clock,
    log,
    connect,
    printer,
    isBilling: (tenant) => runs.isBusy(tenant),
  })
  const progress = createRunProgress({ clock, watchedRuns })
  const scheduler = createScheduler({ clock, log, store, startRun: (start) => runs.startScheduled(start) })
  const driftWatch = createDriftWatch({ store, clock, log, connect })
  const preflight = createPreflight({ store, clock, ids, log, connect, ended: (tenant) => notices.checkEnded(tenant) })
  const preflightWatch = createPreflightWatch({ store, clock, log, preflight })
  const sessions = createSessions({ store, clock, ids, log, connect })
  const settings = createSettings({
    store,
    clock,
    secrets,
    connect,
    mayCall: (system, url) =>
      system === 'connectwise'
        ? siteOf(url, options.allowedHosts.connectWise) !== null
        : isAllowedTrendUrl(url, options.allowedHosts.trendMicro),
  })
  const lists = createMatchedLists({ clock, connect })
  const links = createLinks({ store, clock, locks, edits, linksOf, lists })
  const productDefaults = createProductDefaults({ store, clock, connect, locks, linksOf })
  const existing = createExisting({
    store,
    clock,
    log,
    connect,
    existing: async (tenant) => (await connectAll(tenant)).existing,
    links,
    linksOf,
    productDefaults,
  })
  const app = createApp(
    {
      store,
      clock,
      ids,
      log,
      connect,
      desk,
      forget,
      sessions,
      consoleCodes: createConsoleCodes({ clock, ids, sessions }),
      tokens: createTokens({ clock, ids }),
      runs,
      watchedRuns,
      progress,
      edits,
      inbox: createInbox({ store, clock, locks, runs, watched: standings }),
      preflight,
      productDefaults,
      existing,
      notices,
      summaries,
      imports: createImports({ store, clock, readTable, digest, forget }),
      links,
      settings,
      setup: createSetup({ store, settings, sessions }),
      companyList: createCompanyList({ store, clock, lists, recordedOf: standings.recordedOf }),
    },
    { clientDir: options.clientDir, extraAncestors: options.extraAncestors },
  )
  const greet = async (tenant: TenantId): Promise<void> => {
    try {
      const site = await (await connect(tenant)).connectWise.readSite()
      log.info('ConnectWise answers', { tenant, version: site.version })
    } catch (error) {
      log.warn('ConnectWise does not answer', { tenant, error: String(error) })
    }
  }
  return {
    app,
    runs,
    scheduler,
    driftWatch,
    preflight,
    preflightWatch,
    existing,
    standings,
    notices,
    summaries,
    connect,
    watchedRuns,
    async start() {
      const tenants = await store.tenants()
      await runs.resume(tenants)
      await notices.resume(tenants)
      scheduler.start()
      driftWatch.start()
      preflightWatch.start()
      notices.start()
      summaries.watch.start()
      // Says in the log whether ConnectWise answers, and the first person does not wait for what is asked once.
      for (const tenant of tenants) void greet(tenant)
      for (const tenant of tenants) void warmNewestRun(watchedRuns, tenant, log)
      void standings.warm(tenants)
    },
    async stop() {
      progress.stop()
      standings.stop()
      await scheduler.stop()
      await driftWatch.stop()
      await Promise.all([preflight.stop(), preflightWatch.stop(), existing.stop(), summaries.watch.stop()])
      await runs.stop()
      await notices.stop()
      await store.close()
    },
  }
}

type Built = Upstreams & { tickets: Tickets; documents: Documents; existing: ExistingSetupReads }

async function build(options: ComposeOptions, tenantId: TenantId): Promise<Built> {
  const { store, secrets, clock, ids, log, fetch, limits, allowedHosts } = options
  const tenant = (await store.of(tenantId).tenant.read('tenant'))?.value
  if (tenant === undefined) throw new AppError('notFound')
  const { connectWise, trendMicro } = tenant.connections
  const keysOf = (keys: TrendKeys | null) =>
    keys === null || keys.secretKey === null
      ? null
      : { baseUrl: keys.baseUrl, accessToken: keys.accessToken, secretKey: secrets.open(keys.secretKey) }
  const imports = store.of(tenantId).imports
  const [lmpi, smpi] = [keysOf(trendMicro.lmpi), keysOf(trendMicro.smpi)]
  // Without keys the member check still works: it goes by the member's own proof.
  const psa = createConnectWise({
    site: connectWise.site,
    loginCompany: connectWise.loginCompany,
    clientId: connectWise.clientId,
    keys: {
      publicKey: connectWise.publicKey,
      privateKey: connectWise.privateKey === null ? '' : secrets.open(connectWise.privateKey),
    },
    fetch,
    clock,
    ids,
    log,
    allowedHosts: allowedHosts.connectWise,
    limits,
  })
  return {
    connectWise: psa,
    tickets: psa,
    documents: psa,
    existing: psa,
    trendMicro:
      lmpi === null && smpi === null
        ? createFileUsage({
            digest,
            imports: {
              months: () => imports.keys(),
              read: async (month) => (await imports.read(month))?.value ?? null,
            },
          })
        : createTrendMicro({
            lmpi,
            smpi,
            fetch,
            clock,
            ids,
            log,
            allowedHosts: allowedHosts.trendMicro,
            ...(options.trendMicroLimits !== undefined && { options: options.trendMicroLimits }),
          }),
  }
}

/** Of names and layouts of files: no secret, and short enough for an id. */
const digest = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 40)
