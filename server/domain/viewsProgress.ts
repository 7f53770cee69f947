/** How far a run of many companies has come: shapes only, as in `views`. */
import type { Instant } from './calendar'
import type { RunId } from './ids'
import type { RunStatus } from './run'
import type { Standing } from './runControl'

/** Each event of GET /api/runs/:runId/events: all of it anew, so that none is missed when one is. */
export interface RunProgressView {
  runId: RunId
  at: Instant
  status: RunStatus
  standing: Standing
  /** Does the server still do something, or wait to go on with it? After an event that says no, none follows. */
  isUnderWay: boolean
  /** `gathered`: read, with a plan or with a problem. */
  companies: { total: number; gathered: number; problems: number }
  /** Of the lines that were let go: `left` are not at their end; `notSent` were out of date, or the run was cancelled. */
  lines: { letGo: number; sent: number; failed: number; unknown: number; notSent: number; left: number; held: number }
  /** Companies a minute while gathering, lines a minute while sending; null while it cannot be told. */
  perMinute: number | null
  secondsLeft: number | null
}
