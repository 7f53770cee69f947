/** The claims of checks before a send: each change is one step in the store, so that of two who try only one succeeds. */
import { addDays, msOf, type Day, type Instant } from '../domain/calendar'
import type { TenantId } from '../domain/ids'
import type { DueSend, PreflightClaim, PreflightRecord } from '../domain/preflight'
import { dueCheck, nextCheck } from '../domain/preflightDays'
import { nextOccurrences } from '../domain/schedule'
import { dayInZone } from '../domain/zone'
import type { Store, TenantStore } from '../storage/store'
import { readTenant } from './planRun'
import { activeSchedules, type ActiveSchedule } from './scheduler'

/** A claim this long after its send is of no use to anybody. */
const keptDays = 60

/**
 * Claims what is due of all schedules, and picks up what `isMine` says was claimed and never checked. The sends to check for,
 * none when nothing is due.
 */
export async function claimChecks(
  store: Store,
  tenant: TenantId,
  now: Instant,
  isMine: (claim: PreflightClaim) => boolean,
): Promise<DueSend[]> {
  const { preflightDays: days } = await readTenant(store, tenant)
  const own = store.of(tenant)
  const sends = await sendsAhead(store, tenant, now)
  const decide = (claims: readonly PreflightClaim[]) =>
    sends.map((send) => {
      const claimed = claims.find(({ scheduleKey }) => scheduleKey === send.active.key) ?? null
      return { send, claimed, due: dueCheck({ days, sendOn: send.sendOn, today: send.today, claimed }) }
    })
  const isNew = (claims: readonly PreflightClaim[]) => decide(claims).some(({ due }) => due !== null)
  let fresh: PreflightClaim[] = []
  // Most of the time nothing is due; then nothing is written.
  if (isNew(await readClaims(own)))
    await own.preflight.update('preflight', (stored) => {
      // Decided again on what is stored now: somebody else may have been first.
      const claims = stored?.claims ?? []
      fresh = decide(claims).flatMap(({ send, due }) =>
        due === null
          ? []
          : [{ scheduleKey: send.active.key, sendOn: send.sendOn, ...due, claimedAt: now, checkedAt: null }],
      )
      const keys = new Set(fresh.map(({ scheduleKey }) => scheduleKey))
      const others = claims.filter(({ scheduleKey }) => !keys.has(scheduleKey)).filter(isKept(now))
      return { ...(stored ?? emptyRecord(tenant)), claims: [...others, ...fresh] }
    })
  const open = decide(await readClaims(own)).flatMap(({ send, claimed }) =>
    claimed?.checkedAt === null && claimed.sendOn === send.sendOn ? [claimed] : [],
  )
  const mine = open.filter((claim) => fresh.some((each) => isSame(each, claim)) || isMine(claim))
  return mine.map(({ scheduleKey, sendOn, daysBefore }) => ({ scheduleKey, sendOn, daysBefore }))
}

/** The record with these sends checked. */
export const withChecked = (
  record: PreflightRecord,
  sends: readonly DueSend[],
  checkedAt: Instant,
): PreflightRecord => ({
  ...record,
  claims: record.claims.map((claim) => (sends.some((send) => isSame(send, claim)) ? { ...claim, checkedAt } : claim)),
})

export const emptyRecord = (tenantId: TenantId): PreflightRecord => ({ tenantId, claims: [], last: null })

/** The soonest check that the clock will make; one that is due already is made within minutes and not told. */
export async function nextOfClock(
  store: Store,
  tenant: TenantId,
  now: Instant,
): Promise<{ scheduleKey: ActiveSchedule['key']; on: Day; sendOn: Day } | null> {
  const { preflightDays: days } = await readTenant(store, tenant)
  if (days.length === 0) return null
  const next = (await sendsAhead(store, tenant, now)).flatMap(({ active, sendOn, after, today }) => {
    const soonest = [sendOn, after].flatMap((send) => {
      const on = nextCheck(days, send, today)
      return on === null ? [] : [{ scheduleKey: active.key, on, sendOn: send }]
    })
    return soonest.slice(0, 1)
  })
  return next.sort((one, other) => (one.on < other.on ? -1 : 1))[0] ?? null
}

/** The next two sends of every schedule that is in force. */
async function sendsAhead(
  store: Store,
  tenant: TenantId,
  now: Instant,
): Promise<{ active: ActiveSchedule; sendOn: Day; after: Day; today: Day }[]> {
  const sends: { active: ActiveSchedule; sendOn: Day; after: Day; today: Day }[] = []
  for await (const active of activeSchedules(store, tenant)) {
    const [next, following] = nextOccurrences(active.schedule, active.key, now, 2)
    if (next === undefined || following === undefined) continue
    sends.push({ active, sendOn: next.day, after: following.day, today: dayInZone(now, active.schedule.timeZone) })
  }
  return sends
}

const readClaims = async (own: TenantStore): Promise<PreflightClaim[]> =>
  (await own.preflight.read('preflight'))?.value.claims ?? []

const isSame = (one: DueSend, other: DueSend): boolean =>
  one.scheduleKey === other.scheduleKey && one.sendOn === other.sendOn && one.daysBefore === other.daysBefore

const isKept = (now: Instant) => (claim: PreflightClaim) =>
  msOf(now) < Date.parse(`${addDays(claim.sendOn, keptDays)}T00:00:00Z`)
