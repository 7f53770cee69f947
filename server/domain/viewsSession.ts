/** What a sign-in takes and gives: shapes only, as in `views`. */
import type { Instant } from './calendar'
import type { SetupStage } from './setup'

export interface Rights {
  view: boolean
  bill: boolean
  administer: boolean
}

/** Body of POST /api/session: what getMemberAuthentication gave, nothing else. */
export interface SessionRequest {
  site: string
  companyid: string
  memberid: string
  memberHash: string
  memberContext: string
}

export interface SessionView {
  token: string
  expiresAt: Instant
  member: { identifier: string; fullName: string | null }
  rights: Rights
  /** Names of members who may bill, for "ask them" texts; empty where they are not known. */
  billingManagers: string[]
  /** How far the first run of the tenant is. */
  setup: SetupStage
}
