/** What ConnectWise holds against what we last wrote: shapes only, as in `views`. */
import type { Instant } from './calendar'
import type { Drift, DriftNext } from './drift'
import type { AgreementId } from './ids'
import type { DriftPolicy } from './settings'
import type { AssignmentsRequest } from './viewsAgreements'

/** What ConnectWise holds against what we last wrote. */
export interface DriftView {
  /** null: never compared. */
  checkedAt: Instant | null
  found: DriftEntryView[]
  /** How many additions those are, and of how many something waits for a person (as `CompanyView.drift`). */
  additions: { found: number; open: number }
  /** Agreements whose additions could not be read: nothing is known of them. */
  unread: { id: AgreementId; name: string | null }[]
  /** Of the company's record, for a change of the policy. */
  version: number
}

export interface DriftEntryView extends Drift {
  productNames: string[]
  /** As it was called when we wrote there; null where that run is no longer kept. */
  agreementName: string | null
  policy: DriftPolicy
  /** What the next send does about it, by policy. */
  next: Record<DriftPolicy, DriftNext>
  /** The products of its line as they are assigned, for PUT assignments with another policy; empty: none is any more. */
  assignments: Pick<AssignmentsRequest['assignments'][number], 'plan' | 'agreement' | 'catalogItemId' | 'rule'>[]
}
