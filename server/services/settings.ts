/** Tenant settings: what people change of schedule, limits, counting and connections; and the tests of the connections. */
import type { Instant } from '../domain/calendar'
import { checkRule } from '../domain/quantityChecks'
import { AppError, UpstreamError, type FieldIssue, type UpstreamFailure } from '../domain/errors'
import type { TenantId } from '../domain/ids'
import { checkLimits, limitsSetAfter } from '../domain/limits'
import { checkPreflightDays } from '../domain/preflightDays'
import { validateSchedule } from '../domain/schedule'
import type { Connections, Tenant, TrendKeys } from '../domain/settings'
import type { PermissionView, SettingsRequest, SettingsView } from '../domain/viewsSettings'
import type { Clock, Secrets } from '../ports'
import type { Store } from '../storage/store'
import { occurrenceViews } from './companyViews'
import { linkedRecords } from './planAll'
import { readTenant } from './planRun'
import { permissionsOf } from './rights'
import type { Connect } from './upstreams'

export interface SettingsDeps {
  store: Store
  clock: Clock
  secrets: Secrets
  connect: Connect
  /** Says whether our server may send keys to this address; the rule itself belongs to the adapters. */
  mayCall(system: 'connectwise' | 'trendmicro', url: string): boolean
}

export interface SettingsService {
  view(tenant: TenantId): Promise<SettingsView>
  /** Throws AppError `invalid` with issues at the fields, `conflict`. Nothing is saved then. */
  change(tenant: TenantId, request: SettingsRequest, by: string): Promise<void>
  testConnectWise(tenant: TenantId): Promise<void>
  testTrendMicro(tenant: TenantId): Promise<void>
}

interface Tested {
  at: Instant
  failure: UpstreamFailure | null
  version: string | null
  found: SettingsView['connectWise']['found']
  permissions: PermissionView[]
  customers: number | null
}

export function createSettings(deps: SettingsDeps): SettingsService {
  // What the last test said is not worth a document: after a restart it is "not tested".
  const tested = new Map<string, Tested>()
  const test = async (key: string, work: () => Promise<Omit<Tested, 'at' | 'failure'>>): Promise<void> => {
    const nothing = { version: null, found: null, permissions: [], customers: null }
    try {
      tested.set(key, { ...(await work()), at: deps.clock.now(), failure: null })
    } catch (error) {
      if (!(error instanceof UpstreamError)) throw error
      tested.set(key, { ...nothing, at: deps.clock.now(), failure: error.failure })
    }
  }
  return {
    async view(tenantId) {
      const stored = await deps.store.of(tenantId).tenant.read('tenant')
      if (stored === null) throw new AppError('notFound')
      const { connections, settings } = stored.value
      const linked = await linkedRecords(deps.store.of(tenantId))
      const connectWise = tested.get(`connectwise:${tenantId}`)
      const trendMicro = tested.get(`trendmicro:${tenantId}`)
      return {
        schedule: settings.schedule,
        next: occurrenceViews(settings.schedule, 'global', deps.clock.now()),
        approval: settings.approval,
        rule: settings.rule,
        which: settings.which,
        createWhenMissing: settings.createWhenMissing,
        limits: settings.limits,
        preflightDays: stored.value.preflightDays,
        linkedCompanies: linked.length,
        customCompanies: linked.filter((record) => record.customSchedule !== null).length,
        missed: await missedOf(deps, tenantId),
        connectWise: {
          ...stateOf(connectWise, connections.connectWise.privateKey !== null),
          site: connections.connectWise.site,
          loginCompany: connections.connectWise.loginCompany,
          publicKey: connections.connectWise.publicKey,
          privateKeySetAt: connections.connectWise.privateKeySetAt,
          version: connectWise?.version ?? null,
          found: connectWise?.found ?? null,
          permissions: connectWise?.permissions ?? [],
        },
        trendMicro: {
          ...stateOf(trendMicro, await hasSource(deps, tenantId, connections.trendMicro)),
          lmpi: keysView(connections.trendMicro.lmpi),
          smpi: keysView(connections.trendMicro.smpi),
          customers: trendMicro?.customers ?? null,
        },
        timeZones: Intl.supportedValuesOf('timeZone'),
        version: stored.version,
      }
    },
    async change(tenantId, request, by) {
      const issues = checkRequest(deps, request)
      if (issues.length > 0) throw new AppError('invalid', { issues })
      const stored = await deps.store.of(tenantId).tenant.read('tenant')
      if (stored === null) throw new AppError('notFound')
      const changed = applyRequest(deps, stored.value, request, by)
      await deps.store.of(tenantId).tenant.write('tenant', changed, request.version)
      if (request.connectWise !== undefined) tested.delete(`connectwise:${tenantId}`)
      if (request.lmpi !== undefined || request.smpi !== undefined) tested.delete(`trendmicro:${tenantId}`)
    },
    async testConnectWise(tenantId) {
      const { settings } = await readTenant(deps.store, tenantId)
      const { connectWise } = await deps.connect(tenantId)
      await test(`connectwise:${tenantId}`, async () => {
        const site = await connectWise.readSite()
        return {
          version: site.version,
          found: { address: site.apiOrigin, codebase: site.codebase, timeZone: site.timeZone },
          permissions: permissionsOf(await connectWise.readOwnRights(), settings.createWhenMissing),
          customers: null,
        }
      })
    },
    async testTrendMicro(tenantId) {
      const { trendMicro } = await deps.connect(tenantId)
      await test(`trendmicro:${tenantId}`, async () => ({
        version: null,
        found: null,
        permissions: [],
        customers: (await trendMicro.test()).customers,
      }))
    },
  }
}

function stateOf(
  tested: Tested | undefined,
  configured: boolean,
): Pick<SettingsView['connectWise'], 'state' | 'testedAt' | 'failure'> {
  if (!configured) return { state: 'notConfigured', testedAt: null, failure: null }
  if (tested === undefined) return { state: 'notTested', testedAt: null, failure: null }
  const { at: testedAt, failure } = tested
  if (failure === null)
    return {
      state: tested.permissions.some((permission) => permission.state === 'missing')
        ? 'missingPermissions'
        : 'connected',
      testedAt,
      failure,
    }
  return {
    state: ['unauthorised', 'forbidden', 'notFound', 'refused'].includes(failure.kind) ? 'refused' : 'unreachable',
    testedAt,
    failure,
  }
}

/** Keys, or in their place files. */
const hasSource = async (deps: SettingsDeps, tenantId: TenantId, { lmpi, smpi }: Tenant['connections']['trendMicro']) =>
  lmpi !== null || smpi !== null || (await deps.store.of(tenantId).imports.keys()).length > 0

const keysView = (keys: TrendKeys | null) =>
  keys === null ? null : { baseUrl: keys.baseUrl, accessToken: keys.accessToken, secretKeySetAt: keys.secretKeySetAt }

async function missedOf(deps: SettingsDeps, tenantId: TenantId): Promise<SettingsView['missed']> {
  const store = deps.store.of(tenantId)
  const claims = await Promise.all((await store.occurrences.keys()).map((key) => store.occurrences.read(key)))
  return claims
    .filter((claim) => claim !== null)
    .flatMap(({ value }) =>
      value.claimed.flatMap(({ day, state }) => (state === 'run' ? [] : [{ scheduleKey: value.key, day, state }])),
    )
}

function checkRequest(deps: SettingsDeps, request: SettingsRequest): FieldIssue[] {
  const issues: FieldIssue[] = []
  if (request.schedule !== undefined)
    issues.push(...validateSchedule(request.schedule).map((issue) => ({ ...issue, path: `schedule.${issue.path}` })))
  if (request.rule !== undefined) issues.push(...checkRule(request.rule, 'rule'))
  if (request.limits !== undefined) issues.push(...checkLimits(request.limits))
  if (request.preflightDays !== undefined) issues.push(...checkPreflightDays(request.preflightDays))
  if (request.connectWise !== undefined) {
    if (!deps.mayCall('connectwise', request.connectWise.site))
      issues.push({ path: 'connectWise.site', code: 'siteNotAllowed' })
    if (request.connectWise.loginCompany.trim() === '')
      issues.push({ path: 'connectWise.loginCompany', code: 'required' })
    if (request.connectWise.publicKey.trim() === '') issues.push({ path: 'connectWise.publicKey', code: 'required' })
  }
  for (const name of ['lmpi', 'smpi'] as const) {
    const keys = request[name]
    if (keys === undefined || keys === null) continue
    if (!deps.mayCall('trendmicro', keys.baseUrl)) issues.push({ path: `${name}.baseUrl`, code: 'siteNotAllowed' })
    if (keys.accessToken.trim() === '') issues.push({ path: `${name}.accessToken`, code: 'required' })
  }
  return issues
}

function applyRequest(deps: SettingsDeps, tenant: Tenant, request: SettingsRequest, by: string): Tenant {
  const now = deps.clock.now()
  const { settings, connections } = tenant
  const scheduleChanged =
    request.schedule !== undefined &&
    JSON.stringify({ ...settings.schedule, changedAt: null }) !==
      JSON.stringify({ ...request.schedule, changedAt: null })
  return {
    ...tenant,
    settings: {
      ...settings,
      schedule:
        request.schedule === undefined || !scheduleChanged
          ? settings.schedule
          : { ...request.schedule, changedAt: now },
      approval: request.approval ?? settings.approval,
      rule: request.rule ?? settings.rule,
      which: request.which ?? settings.which,
      createWhenMissing: request.createWhenMissing ?? settings.createWhenMissing,
      limits: request.limits ?? settings.limits,
      limitsSet: limitsSetAfter(settings, request.limits ?? settings.limits, { by, at: now }),
    },
    preflightDays: request.preflightDays ?? tenant.preflightDays,
    connections: {
      connectWise: connectWiseOf(deps, connections.connectWise, request.connectWise, now),
      trendMicro: {
        lmpi:
          request.lmpi === undefined
            ? connections.trendMicro.lmpi
            : trendKeysOf(deps, connections.trendMicro.lmpi, request.lmpi, now, 'lmpi'),
        smpi:
          request.smpi === undefined
            ? connections.trendMicro.smpi
            : trendKeysOf(deps, connections.trendMicro.smpi, request.smpi, now, 'smpi'),
      },
    },
  }
}

type ConnectWiseKeys = Connections['connectWise']

/** A stored secret goes only to the address that it was entered for: another site or key needs the secret again. */
function connectWiseOf(
  deps: SettingsDeps,
  before: ConnectWiseKeys,
  wanted: SettingsRequest['connectWise'],
  now: Instant,
): ConnectWiseKeys {
  if (wanted === undefined) return before
  const same =
    wanted.site === before.site && wanted.loginCompany === before.loginCompany && wanted.publicKey === before.publicKey
  if (wanted.privateKey === undefined && !same && before.privateKey !== null)
    throw new AppError('invalid', { issues: [{ path: 'connectWise.privateKey', code: 'enterAgain' }] })
  return {
    ...before,
    site: wanted.site.trim(),
    loginCompany: wanted.loginCompany.trim(),
    publicKey: wanted.publicKey.trim(),
    privateKey: wanted.privateKey === undefined ? before.privateKey : deps.secrets.seal(wanted.privateKey),
    privateKeySetAt: wanted.privateKey === undefined ? before.privateKeySetAt : now,
  }
}

function trendKeysOf(
  deps: SettingsDeps,
  before: TrendKeys | null,
  wanted: SettingsRequest['lmpi'],
  now: Instant,
  name: 'lmpi' | 'smpi',
): TrendKeys | null {
  if (wanted === null || wanted === undefined) return null
  const same = before !== null && wanted.baseUrl === before.baseUrl && wanted.accessToken === before.accessToken
  if (wanted.secretKey === undefined && !same)
    throw new AppError('invalid', {
      issues: [{ path: `${name}.secretKey`, code: before?.secretKey == null ? 'required' : 'enterAgain' }],
    })
  return {
    baseUrl: wanted.baseUrl.trim(),
    accessToken: wanted.accessToken.trim(),
    secretKey: wanted.secretKey === undefined ? (before?.secretKey ?? null) : deps.secrets.seal(wanted.secretKey),
    secretKeySetAt: wanted.secretKey === undefined ? (before?.secretKeySetAt ?? null) : now,
  }
}
