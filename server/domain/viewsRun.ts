/** Progress of a run, of one company or all: shapes only, as in `views`. */
import type { Instant } from './calendar'
import type { UpstreamFailure } from './errors'
import type { CompanyId, RunId } from './ids'
import type { OutsideSeats, RunStatus, SeatAccount, Trigger } from './run'
import type { RunControl, Standing } from './runControl'
import type { MoneyTotal } from './views'

/** Progress of a run, of one company or all. */
export interface RunView {
  runId: RunId
  trigger: Trigger
  scope: { kind: 'company'; companyId: CompanyId } | { kind: 'all' }
  status: RunStatus
  createdAt: Instant
  createdBy: string
  finishedAt: Instant | null
  standing: Standing
  /** Planned more than a day ago: it must be planned again before anything of it is sent. */
  isOld: boolean
  /** Who paused it, went on with it, or cancelled it; newest last. */
  controls: RunControl[]
  companies: { total: number; planned: number; done: number }
  counts: {
    pending: number
    held: number
    blocked: number
    unchanged: number
    sent: number
    failed: number
    unknown: number
    stale: number
    skipped: number
  }
  /** Lines that are held, failed or cannot be sent, and products in no line, each in the group of its seats in `account`. */
  groups: { failed: number; held: number; unmapped: number; excluded: number }
  totals: MoneyTotal[]
  /** Every seat that Trend Micro reports, customers outside the run included. */
  account: SeatAccount
  outside: OutsideSeats | null
  problems: { companyId: CompanyId; companyName: string; failure: UpstreamFailure | null }[]
  /** Companies with lines that failed or are held, those with failed ones first; `more`: those beyond the ones listed. */
  attention: { companies: { companyId: CompanyId; companyName: string; failed: number; held: number }[]; more: number }
}
