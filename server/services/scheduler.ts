/**
 * Starts runs by the clock. An occurrence is claimed in the store before its run is made, so that two ticks, two servers or a
 * restart never run it twice; a claim whose run never came to be is picked up again.
 */
import { instantFromMs, msOf, type Instant } from '../domain/calendar'
import type { RunId, TenantId } from '../domain/ids'
import type { BillingRun, Occurrence, ScheduleKey, Trigger } from '../domain/run'
import { nextOccurrences } from '../domain/schedule'
import type { Schedule } from '../domain/settings'
import type { Clock, Log } from '../ports'
import type { Store } from '../storage/store'
import { createLooking } from './looking'
import { claimDue, claimsWithoutRun, recordRun, releaseToPerson, type Claim } from './claims'

/** What the clock asks for. `startRun` must go on with the same run when it is asked twice for one occurrence of a tenant. */
export interface ScheduledStart {
  tenantId: TenantId
  trigger: Exclude<Trigger, 'manual'>
  occurrence: Occurrence
  scope: BillingRun['scope']
}

export interface Scheduler {
  /** Looks at all schedules once. Never rejects; while a tick is under way, one more follows it for all who asked meanwhile. */
  tick(): Promise<void>
  /** Ticks now, then at each occurrence, at least once a minute and after each jump of the clock. */
  start(): void
  /** Starts nothing new; fulfilled when the tick under way is done. */
  stop(): Promise<void>
}

/** A schedule that is in force, with what it is for. */
export interface ActiveSchedule {
  key: ScheduleKey
  schedule: Schedule
  activeSince: Instant
  scope: BillingRun['scope']
}

const longestPauseMs = 60_000
/** Tries in one life of the server to make the run of one claim. */
const maxStarts = 3

export function createScheduler(deps: {
  clock: Clock
  log: Log
  store: Store
  startRun: (start: ScheduledStart) => Promise<RunId>
  /** An occurrence that passed more days ago waits for a person. */
  maxAgeDays?: number
}): Scheduler {
  const { clock, log, store } = deps
  const maxAgeDays = deps.maxAgeDays ?? 7
  const createdAt = clock.now()
  const { stopping, start, stop } = createLooking({ clock, pauseMs, look: () => tick() })
  /** Failed tries to make a run, by tenant, schedule and day. */
  const failures = new Map<string, number>()
  let running: Promise<void> | null = null
  let following: Promise<void> | null = null
  let nextAt: Instant | null = null

  function tick(): Promise<void> {
    if (following !== null) return following
    if (running !== null) {
      following = running.then(() => {
        following = null
        return begin()
      })
      return following
    }
    return begin()
  }
  function begin(): Promise<void> {
    running = lookAtAll().finally(() => {
      running = null
    })
    return running
  }

  async function lookAtAll(): Promise<void> {
    nextAt = null
    try {
      for (const tenant of await store.tenants()) {
        if (stopping.aborted) return
        await guarded({ tenant }, () => lookAtTenant(tenant))
      }
    } catch (error) {
      log.error('The schedules could not be read', { error: String(error) })
    }
  }

  async function lookAtTenant(tenant: TenantId): Promise<void> {
    for await (const active of activeSchedules(store, tenant)) {
      if (stopping.aborted) return
      await guarded({ tenant, schedule: active.key }, () => lookAtSchedule(tenant, active))
    }
  }

  async function lookAtSchedule(tenant: TenantId, active: ActiveSchedule): Promise<void> {
    const { occurrences } = store.of(tenant)
    const isMine = (claim: Claim) =>
      msOf(claim.claimedAt) < msOf(createdAt) || failures.has(`${tenant} ${active.key} ${claim.day}`)
    for (const claim of await claimsWithoutRun(occurrences, active.key, clock.now(), isMine)) {
      if (msOf(clock.now()) - msOf(claim.at) > maxAgeDays * 86_400_000) {
        await releaseToPerson(occurrences, active.key, claim.day)
        log.warn('A claimed send is too old to be made by itself', { tenant, schedule: active.key, day: claim.day })
      } else await startClaimed(tenant, active, claim, 'catch-up')
    }
    const decision = await claimDue(occurrences, { ...active, now: clock.now(), maxAgeDays })
    for (const { day } of decision.missed)
      log.warn('A send was missed while the server was down', { tenant, schedule: active.key, day })
    if (decision.asked !== null)
      log.warn('A send was missed too long ago to be made by itself', {
        tenant,
        schedule: active.key,
        day: decision.asked.day,
      })
    if (decision.run !== null) await startClaimed(tenant, active, decision.run.occurrence, decision.run.trigger)
    const next = nextOccurrences(active.schedule, active.key, clock.now(), 1)[0]?.at
    if (next !== undefined && (nextAt === null || next < nextAt)) nextAt = next
  }

  /** Makes the run of a claimed occurrence and writes it into the claim. A failure is told and tried again by later ticks. */
  async function startClaimed(
    tenant: TenantId,
    active: ActiveSchedule,
    { day, at }: Pick<Occurrence, 'day' | 'at'>,
    trigger: ScheduledStart['trigger'],
  ): Promise<void> {
    const name = `${tenant} ${active.key} ${day}`
    const failed = failures.get(name) ?? 0
    if (failed >= maxStarts) return
    try {
      const occurrence = { scheduleKey: active.key, day, at }
      const runId = await deps.startRun({ tenantId: tenant, trigger, occurrence, scope: active.scope })
      await recordRun(store.of(tenant).occurrences, active.key, day, runId)
      failures.delete(name)
      log.info('A scheduled send began', { tenant, schedule: active.key, day, trigger, runId })
    } catch (error) {
      failures.set(name, failed + 1)
      log.error('A scheduled send could not begin', { tenant, schedule: active.key, day, error: String(error) })
    }
  }

  /** One schedule that cannot be looked at must not keep the others from running. */
  async function guarded(fields: Record<string, unknown>, work: () => Promise<void>): Promise<void> {
    try {
      await work()
    } catch (error) {
      log.error('A schedule could not be looked at', { ...fields, error: String(error) })
    }
  }

  function pauseMs(): number {
    if (nextAt === null) return longestPauseMs
    return Math.min(longestPauseMs, Math.max(0, msOf(nextAt) - msOf(clock.now())))
  }

  return {
    tick,
    start,
    async stop() {
      await stop()
      await (following ?? running)
    },
  }
}

/** The tenant's schedule and those of its linked companies that have their own. */
export async function* activeSchedules(store: Store, tenantId: TenantId): AsyncGenerator<ActiveSchedule> {
  const own = store.of(tenantId)
  const tenant = (await own.tenant.read('tenant'))?.value
  if (tenant === undefined) return
  const { schedule } = tenant.settings
  if (schedule.on) yield { key: 'global', schedule, activeSince: schedule.changedAt, scope: { kind: 'all' } }
  for (const companyId of await own.companies.keys()) {
    const record = (await own.companies.read(companyId))?.value
    if (record?.link?.enabled !== true || record.customSchedule?.on !== true) continue
    const { changedAt } = record.customSchedule
    const { linkedAt } = record.link
    yield {
      key: `company:${companyId}`,
      schedule: record.customSchedule,
      // What was not linked yet could not be sent either.
      activeSince: instantFromMs(Math.max(msOf(changedAt), msOf(linkedAt))),
      scope: { kind: 'company', companyId },
    }
  }
}
