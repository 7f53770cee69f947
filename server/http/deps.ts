import type { TenantId } from '../domain/ids'
import type { Clock, Ids, Log } from '../ports'
import type { CompanyList } from '../services/companyList'
import type { ConsoleCodes } from '../services/consoleCodes'
import type { Edits } from '../services/edits'
import type { ExistingService } from '../services/existing'
import type { Inbox } from '../services/inbox'
import type { ImportService } from '../services/imports'
import type { Links } from '../services/links'
import type { PreflightService } from '../services/preflight'
import type { ProductDefaults } from '../services/productDefaults'
import type { Runs } from '../services/runs'
import type { RunProgress } from '../services/runProgress'
import type { Sessions } from '../services/sessions'
import type { SettingsService } from '../services/settings'
import type { SetupService } from '../services/setup'
import type { Notices } from '../services/notices'
import type { Summaries } from '../services/summaries'
import type { Connect, ConnectDesk } from '../services/upstreams'
import type { WatchedRuns } from '../services/watchedRuns'
import type { Store } from '../storage/store'
import type { Tokens } from './token'

/** All that the routes need; main.ts and the tests put it together. */
export interface ApiDeps {
  store: Store
  clock: Clock
  ids: Ids
  log: Log
  connect: Connect
  desk: ConnectDesk
  /** Drops a tenant's upstreams, so that the next use is built from what is stored now. */
  forget: (tenant: TenantId) => void
  sessions: Sessions
  tokens: Tokens
  consoleCodes: ConsoleCodes
  runs: Runs
  watchedRuns: Pick<WatchedRuns, 'digestOf'>
  progress: RunProgress
  edits: Edits
  inbox: Inbox
  links: Links
  companyList: CompanyList
  preflight: PreflightService
  productDefaults: ProductDefaults
  existing: ExistingService
  notices: Notices
  summaries: Summaries
  imports: ImportService
  settings: SettingsService
  setup: SetupService
}
