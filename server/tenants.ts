/** The first document of a tenant, made from the configuration at the first start. */
import type { Instant } from './domain/calendar'
import { defaultLinking } from './domain/linking'
import { defaultPreflightDays } from './domain/preflightDays'
import { tenantId, type TenantId } from './domain/ids'
import type { Connections, Tenant, TenantSettings } from './domain/settings'
import type { Clock, Secrets } from './ports'
import type { Store } from './storage/store'

export interface FirstTenant {
  site: string
  loginCompany: string
  clientId: string
  connectWiseKeys: { publicKey: string; privateKey: string } | null
  lmpi: { baseUrl: string; accessToken: string; secretKey: string } | null
  smpi: { baseUrl: string; accessToken: string; secretKey: string } | null
}

/** The schedule is off until a person switches it on; limits and counting as the settings page explains them. */
const defaultSettings = (now: Instant): TenantSettings => ({
  schedule: { on: false, dayOfMonth: 30, time: '02:00', timeZone: 'UTC', changedAt: now },
  approval: 'withinLimits',
  rule: { count: 'provisioned', minimum: 0, included: 0 },
  which: 'current',
  createWhenMissing: false,
  limits: {
    risePercent: 25,
    dropPercent: 25,
    minSeats: 5,
    moneyPerMonth: 250,
    holdInvoiced: true,
    holdHandEdits: true,
    usageAgeHours: 48,
  },
  limitsSet: null,
  defaultTypeNames: ['TMRM Management Solution', 'Managed Service'],
})

/**
 * Makes the tenant's document when there is none; keys and addresses that people changed later are left alone. Only the
 * clientId, which belongs to the server and not to the MSP, follows the configuration at every start.
 */
export async function ensureTenant(
  deps: { store: Store; secrets: Secrets; clock: Clock },
  first: FirstTenant,
): Promise<TenantId> {
  const id = tenantIdOf(first.loginCompany)
  const now = deps.clock.now()
  await deps.store.of(id).tenant.update('tenant', (stored): Tenant => {
    if (stored === null)
      return {
        id,
        connections: connectionsOf(deps.secrets, first, now),
        settings: defaultSettings(now),
        linking: defaultLinking,
        productDefaults: [],
        preflightDays: [...defaultPreflightDays],
        setup: 'open',
      }
    const { connectWise } = stored.connections
    return {
      ...stored,
      connections: { ...stored.connections, connectWise: { ...connectWise, clientId: first.clientId } },
    }
  })
  return id
}

function connectionsOf(secrets: Secrets, first: FirstTenant, now: Instant): Connections {
  const trend = (keys: FirstTenant['lmpi']) =>
    keys === null
      ? null
      : {
          baseUrl: keys.baseUrl,
          accessToken: keys.accessToken,
          secretKey: secrets.seal(keys.secretKey),
          secretKeySetAt: now,
        }
  return {
    connectWise: {
      site: first.site,
      loginCompany: first.loginCompany,
      clientId: first.clientId,
      publicKey: first.connectWiseKeys?.publicKey ?? '',
      privateKey: first.connectWiseKeys === null ? null : secrets.seal(first.connectWiseKeys.privateKey),
      privateKeySetAt: first.connectWiseKeys === null ? null : now,
    },
    trendMicro: { lmpi: trend(first.lmpi), smpi: trend(first.smpi) },
  }
}

/** `acme_MSP` → `acme-msp`: a folder name. */
function tenantIdOf(loginCompany: string): TenantId {
  return tenantId(
    loginCompany
      .toLowerCase()
      .replaceAll(/[^a-z0-9]+/g, '-')
      .slice(0, 40),
  )
}
