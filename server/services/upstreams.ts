/** The two outside systems as one tenant reaches them. */
import type { TenantId } from '../domain/ids'
import type { ExistingSetupReads } from '../integrations/connectwise/existingSetupPort'
import type { ConnectWise } from '../integrations/connectwise/port'
import type { Documents } from '../integrations/connectwise/documentsPort'
import type { Tickets } from '../integrations/connectwise/ticketsPort'
import type { TrendMicro } from '../integrations/trendmicro/port'

export interface Upstreams {
  connectWise: ConnectWise
  trendMicro: TrendMicro
}

/**
 * Gives the upstreams of a tenant, built from its stored connections and kept until these change.
 * Throws AppError `notConfigured` (params.system: connectwise | trendmicro) when keys are missing.
 */
export type Connect = (tenant: TenantId) => Promise<Upstreams>

/** Gives the service desk of a tenant's ConnectWise, behind the same limiter. Throws as Connect. */
export type ConnectDesk = (tenant: TenantId) => Promise<Tickets>

/** Gives the documents of a tenant's ConnectWise, behind the same limiter. Throws as Connect. */
export type ConnectDocuments = (tenant: TenantId) => Promise<Documents>

/** Gives what the vendor's own integration has at a tenant's ConnectWise, behind the same limiter. Throws as Connect. */
export type ConnectExisting = (tenant: TenantId) => Promise<ExistingSetupReads>
