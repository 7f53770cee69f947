/** On which days before a send it is checked. Pure. */
import { addDays, type Day } from './calendar'
import type { FieldIssue } from './errors'
import type { PreflightClaim } from './preflight'

/** Days before the send, and what a tenant starts with. */
export const defaultPreflightDays: readonly number[] = [5, 1]
const least = 1
/** Less than the shortest month: the check of one send never falls before the send before it. */
const most = 20
const mostDays = 4

/** Issues at `preflightDays` (at most 4; none = no checks by the clock) and at each day that is no whole number of 1–20, or is there twice. */
export function checkPreflightDays(days: readonly number[]): FieldIssue[] {
  if (days.length > mostDays) return [{ path: 'preflightDays', code: 'tooMany', params: { max: mostDays } }]
  return days.flatMap((count, place): FieldIssue[] => {
    const path = `preflightDays.${place}`
    if (!Number.isInteger(count)) return [{ path, code: 'wholeNumber', params: { min: least, max: most } }]
    if (count < least || count > most) return [{ path, code: 'outOfRange', params: { min: least, max: most } }]
    return days.indexOf(count) < place ? [{ path, code: 'twice' }] : []
  })
}

/**
 * The check of a send that is due on `today`, or was and was not made; null when there is none, or it was claimed. Of several
 * that passed, as while the server was down, only the latest counts: it finds what the others would have.
 */
export function dueCheck(of: {
  days: readonly number[]
  sendOn: Day
  today: Day
  /** The schedule's newest claim. */
  claimed: Pick<PreflightClaim, 'sendOn' | 'day'> | null
}): Pick<PreflightClaim, 'day' | 'daysBefore'> | null {
  const { days, sendOn, today, claimed } = of
  // The fewest days before are the latest day.
  const daysBefore = [...days].sort((one, other) => one - other).find((count) => addDays(sendOn, -count) <= today)
  if (daysBefore === undefined) return null
  const day = addDays(sendOn, -daysBefore)
  return claimed?.sendOn === sendOn && claimed.day >= day ? null : { day, daysBefore }
}

/** The next day after `today` on which the send is checked; null when all of its checks have passed. */
export function nextCheck(days: readonly number[], sendOn: Day, today: Day): Day | null {
  return (
    days
      .map((count) => addDays(sendOn, -count))
      .filter((day) => day > today)
      .sort()[0] ?? null
  )
}
