/** The claims of one schedule's occurrences: each change is one step in the store, so that of two who try only one succeeds. */
import { msOf, type Day, type Instant } from '../domain/calendar'
import type { RunId } from '../domain/ids'
import type { ScheduleKey } from '../domain/run'
import {
  dueOccurrences,
  maxOccurrences,
  type DueDecision,
  type ScheduledOccurrence,
  type Timing,
} from '../domain/schedule'
import type { OccurrenceClaims, TenantStore } from '../storage/store'

export type Claim = OccurrenceClaims['claimed'][number]
type Claims = TenantStore['occurrences']

const nothing: DueDecision = { run: null, missed: [], asked: null }
/** A claim without a run that is older was forgotten by whoever made it. */
const forgottenAfterMs = 10 * 60_000

/** Decides what is due and claims all of it: the run, the missed and the one to be asked about. */
export async function claimDue(
  claims: Claims,
  of: { key: ScheduleKey; schedule: Timing; activeSince: Instant; now: Instant; maxAgeDays: number },
): Promise<DueDecision> {
  const decide = (stored: OccurrenceClaims | null | undefined) =>
    dueOccurrences({ ...of, claims: stored?.claimed ?? [] })
  // Most of the time nothing is due; then nothing is written.
  if (isNothing(decide((await claims.read(of.key))?.value))) return nothing
  let decision = nothing
  await claims.update(of.key, (stored) => {
    // Decided again on what is stored now: somebody else may have been first.
    decision = decide(stored)
    const made = (occurrence: ScheduledOccurrence, state: Claim['state']): Claim => {
      const { day, at } = occurrence
      return { day, at, claimedAt: of.now, runId: null, state }
    }
    const claimed = [
      ...(stored?.claimed ?? []),
      ...decision.missed.map((occurrence) => made(occurrence, 'missed')),
      ...(decision.asked === null ? [] : [made(decision.asked, 'asked')]),
      ...(decision.run === null ? [] : [made(decision.run.occurrence, 'run')]),
    ]
    return { key: of.key, claimed: claimed.sort(byMoment).slice(-maxOccurrences) }
  })
  return decision
}

/** Claims to run that have none: those of which `isMine` holds, and those that are minutes old. */
export async function claimsWithoutRun(
  claims: Claims,
  key: ScheduleKey,
  now: Instant,
  isMine: (claim: Claim) => boolean,
): Promise<Claim[]> {
  const claimed = (await claims.read(key))?.value.claimed ?? []
  return claimed.filter(
    (claim) =>
      claim.state === 'run' &&
      claim.runId === null &&
      (isMine(claim) || msOf(now) - msOf(claim.claimedAt) > forgottenAfterMs),
  )
}

/** Writes the run into its claim. */
export async function recordRun(claims: Claims, key: ScheduleKey, day: Day, runId: RunId): Promise<void> {
  await editClaim(claims, key, day, (claim) => ({ ...claim, runId }))
}

/** The claim is not run by itself any more; a person is asked. */
export async function releaseToPerson(claims: Claims, key: ScheduleKey, day: Day): Promise<void> {
  await editClaim(claims, key, day, (claim) => ({ ...claim, state: 'asked' }))
}

async function editClaim(claims: Claims, key: ScheduleKey, day: Day, edit: (claim: Claim) => Claim): Promise<void> {
  await claims.update(key, (stored) => ({
    key,
    claimed: (stored?.claimed ?? []).map((claim) => (claim.day === day ? edit(claim) : claim)),
  }))
}

const isNothing = ({ run, missed, asked }: DueDecision) => run === null && missed.length === 0 && asked === null
const byMoment = (one: Claim, other: Claim) => msOf(one.at) - msOf(other.at)
