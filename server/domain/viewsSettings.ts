/** What the settings get from the API and send to it: shapes only, as in `views`. */
import type { Day, Instant } from './calendar'
import type { UpstreamFailure } from './errors'
import type { ScheduleKey } from './run'
import type { Limits, QuantityRule, Schedule } from './settings'
import type { OccurrenceView, ScheduleInput } from './viewsSchedule'

export interface ConnectionView {
  state: 'notConfigured' | 'notTested' | 'connected' | 'missingPermissions' | 'refused' | 'unreachable'
  testedAt: Instant | null
  failure: UpstreamFailure | null
}

export interface PermissionView {
  module: string
  function: string
  needed: ('inquire' | 'add' | 'edit')[]
  /** `cannotTell`: this ConnectWise lists no function of that name. */
  state: 'given' | 'missing' | 'optional' | 'cannotTell'
  /** Key of the text that says what it is for. */
  purpose:
    | 'findCompanies'
    | 'changeQuantities'
    | 'knowInvoiced'
    | 'catalogItems'
    | 'defaultAgreements'
    | 'apiReports'
    | 'failureTickets'
}

export interface SettingsView {
  schedule: Schedule
  next: OccurrenceView[]
  approval: 'withinLimits' | 'person'
  rule: QuantityRule
  which: 'current' | 'previousMonth'
  createWhenMissing: boolean
  limits: Limits
  /** Days before each send on which the clock checks what would be in its way; none = never. */
  preflightDays: number[]
  customCompanies: number
  linkedCompanies: number
  /** Occurrences that passed while the server was down. `asked`: too old to run by itself. */
  missed: { scheduleKey: ScheduleKey; day: Day; state: 'missed' | 'asked' }[]
  connectWise: ConnectionView & {
    site: string
    loginCompany: string
    publicKey: string
    privateKeySetAt: Instant | null
    version: string | null
    /** What companyinfo told at the last test: where calls with keys go, and under which codebase (ends in a slash). */
    found: { address: string; codebase: string; timeZone: string | null } | null
    permissions: PermissionView[]
  }
  trendMicro: ConnectionView & {
    lmpi: { baseUrl: string; accessToken: string; secretKeySetAt: Instant | null } | null
    smpi: { baseUrl: string; accessToken: string; secretKeySetAt: Instant | null } | null
    customers: number | null
  }
  timeZones: string[]
  version: number
}

/** Body of PUT /api/settings: the parts that changed. Secrets only when they are replaced. */
export interface SettingsRequest {
  version: number
  schedule?: ScheduleInput | undefined
  approval?: 'withinLimits' | 'person' | undefined
  rule?: QuantityRule | undefined
  which?: 'current' | 'previousMonth' | undefined
  createWhenMissing?: boolean | undefined
  limits?: Limits | undefined
  preflightDays?: number[] | undefined
  connectWise?: { site: string; loginCompany: string; publicKey: string; privateKey?: string | undefined } | undefined
  lmpi?: { baseUrl: string; accessToken: string; secretKey?: string | undefined } | null | undefined
  smpi?: { baseUrl: string; accessToken: string; secretKey?: string | undefined } | null | undefined
}
