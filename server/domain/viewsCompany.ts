/** What the pod shows of one company before any number is read, and what a person changes of it: shapes only, as in `views`. */
import type { Instant } from './calendar'
import type { CompanyId, RunId, ServicePlanKey } from './ids'
import type { Limits } from './settings'
import type { LinkView } from './viewsLink'
import type { ScheduleView } from './viewsSchedule'

/** A company as the pod shows it before any number is read: from our store and one record of ConnectWise. */
export interface CompanyView {
  company: { id: CompanyId; identifier: string; name: string; city: string | null; state: string | null }
  link: LinkView | null
  noTrendMicro: { by: string; at: Instant } | null
  schedule: ScheduleView
  lastSend: { runId: RunId; at: Instant; sent: number; failed: number; unchanged: number; held: number } | null
  /** A run that is being sent right now, to go on watching it after a reload. */
  sendingRunId: RunId | null
  /**
   * Additions that are not as the last send left them, as the last check found them. `open`: those of which something waits
   * for a person; the others were decided on, or only their price differs.
   */
  drift: { checkedAt: Instant; found: number; open: number } | null
  limits: { own: Partial<Limits>; tenant: Limits }
  exclusions: { plan: ServicePlanKey; by: string; why: string; at: Instant }[]
  /** Version of our record; goes back with every change, so that two tabs do not overwrite each other. 0: no record yet. */
  version: number
}

/** Body of PUT /api/companies/:id/limits: only what differs from the tenant's. */
export interface CompanyLimitsRequest {
  version: number
  limits: Partial<Limits>
}

/** Body of PUT /api/companies/:id/exclusions: `why: null` takes the product back into billing. */
export interface ExclusionRequest {
  version: number
  plan: ServicePlanKey
  why: string | null
}
