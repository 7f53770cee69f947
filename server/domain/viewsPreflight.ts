/** What a screen of the checks before a send gets from the API: shapes only, as in `views`. */
import type { Day, Instant } from './calendar'
import type { Preflight } from './preflight'
import type { ConnectWiseAt } from './recordAddress'
import type { ScheduleKey } from './run'

/** GET /api/preflight, and POST /api/preflight, which starts a check and answers at once. */
export interface PreflightView {
  /** null: none has been made yet. */
  last: Preflight | null
  /** One that is under way, with the companies looked at of all; ask again for its result. */
  running: { since: Instant; by: string; companies: { looked: number; linked: number } } | null
  /** The one that was under way last stopped by a fault of ours, which is in the log; `last` is an older one. */
  failedAt: Instant | null
  /** Days before a send on which the clock makes one; changed by PUT /api/settings. */
  days: number[]
  /** The next that the clock makes; null when no schedule is on, or there are no days. */
  next: { scheduleKey: ScheduleKey; on: Day; sendOn: Day } | null
  /** Where records open: see recordAddress. */
  connectWise: ConnectWiseAt
}
