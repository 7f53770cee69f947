/** The progress of runs for those who watch: a first picture, then one after each change, not more often than screens need. */
import { msOf } from '../domain/calendar'
import { AppError } from '../domain/errors'
import type { RunId, TenantId } from '../domain/ids'
import { paceOf, withSample, type Sample } from '../domain/progress'
import { standingOf } from '../domain/runControl'
import type { RunProgressView } from '../domain/viewsProgress'
import type { Clock } from '../ports'
import { companiesOf } from './runViews'
import type { RunDigest, WatchedRuns } from './watchedRuns'

export interface RunProgress {
  /**
   * Pictures of the run until nothing is under way, `signal` is aborted, the server stops or ten minutes are over; null: nothing
   * has changed for a while, and who listens should hear that the line is alive. Throws AppError `notFound`, and
   * `tooManyAttempts` before the first.
   */
  watch(tenant: TenantId, run: RunId, signal: AbortSignal): AsyncGenerator<RunProgressView | null>
  /** Ends every watch. */
  stop(): void
}

/** Whoever listens in vain uses the route of the run instead. */
const maxListenersOfTenant = 60
const maxListeners = 300
const retryAfterSeconds = 30
/** The least time between two pictures, in milliseconds. */
const betweenMs = 500
const heartbeatMs = 15_000
/** Then who listens begins anew, with the token and the rights that they have by then. */
const longestMs = 10 * 60_000

export function createRunProgress(deps: { clock: Clock; watchedRuns: WatchedRuns }): RunProgress {
  const { clock, watchedRuns } = deps
  const stopping = new AbortController()
  const listeners = new Map<TenantId, number>()
  /** Of the runs that somebody watches; all who do see one pace. */
  const paces = new Map<string, { phase: string; samples: Sample[]; watchers: number }>()

  const come = (tenant: TenantId, name: string) => {
    const ofTenant = listeners.get(tenant) ?? 0
    const all = [...listeners.values()].reduce((sum, count) => sum + count, 0)
    if (ofTenant >= maxListenersOfTenant || all >= maxListeners)
      throw new AppError('tooManyAttempts', { params: { retryAfterSeconds } })
    listeners.set(tenant, ofTenant + 1)
    const pace = paces.get(name) ?? { phase: '', samples: [], watchers: 0 }
    pace.watchers += 1
    paces.set(name, pace)
    return pace
  }
  const leave = (tenant: TenantId, name: string) => {
    const left = (listeners.get(tenant) ?? 1) - 1
    if (left > 0) listeners.set(tenant, left)
    else listeners.delete(tenant)
    const pace = paces.get(name)
    if (pace === undefined) return
    pace.watchers -= 1
    if (pace.watchers === 0) paces.delete(name)
  }

  async function* watch(tenant: TenantId, run: RunId, signal: AbortSignal): AsyncGenerator<RunProgressView | null> {
    const name = `${tenant} ${run}`
    const until = msOf(clock.now()) + longestMs
    const isOver = () => signal.aborted || stopping.signal.aborted || msOf(clock.now()) >= until
    const pace = come(tenant, name)
    let changed = new AbortController()
    const forget = watchedRuns.onChange(tenant, run, () => changed.abort())
    try {
      let heardAtMs = msOf(clock.now())
      for (let isFirst = true; !isOver(); isFirst = false) {
        if (isFirst || changed.signal.aborted) {
          // Before the look, so that a change during it is not slept over.
          changed = new AbortController()
          const digest = await watchedRuns.digestOf(tenant, run)
          if (digest === null) throw new AppError('notFound')
          const picture = pictureOf(digest, clock, pace)
          yield picture
          heardAtMs = msOf(clock.now())
          if (!picture.isUnderWay) return
          await clock.sleep(betweenMs, AbortSignal.any([signal, stopping.signal]))
        } else if (msOf(clock.now()) - heardAtMs >= heartbeatMs) {
          yield null
          heardAtMs = msOf(clock.now())
        } else {
          await clock.sleep(heartbeatMs, AbortSignal.any([signal, stopping.signal, changed.signal]))
        }
      }
    } finally {
      forget()
      leave(tenant, name)
    }
  }

  return { watch, stop: () => stopping.abort() }
}

function pictureOf(digest: RunDigest, clock: Clock, pace: { phase: string; samples: Sample[] }): RunProgressView {
  const { run } = digest
  const at = clock.now()
  const sums = digest.totals()
  const standing = standingOf(run)
  const companies = companiesOf(run, sums)
  const { lines: letGo, ...ended } = sums.letGo
  const done = ended.sent + ended.failed + ended.unknown + ended.notSent
  const isGathering = run.status === 'planning'
  // A pause, and the step from gathering to sending, begin a pace anew.
  const phase = `${run.status} ${standing.kind}`
  const samples = withSample(pace.phase === phase ? pace.samples : [], {
    at,
    done: isGathering ? companies.planned : done,
  })
  Object.assign(pace, { phase, samples })
  const left = isGathering ? companies.total - companies.planned : letGo - done
  const isGoing = standing.kind === 'going' && (isGathering || run.status === 'sending')
  return {
    runId: run.id,
    at,
    status: run.status,
    standing,
    isUnderWay: isGathering || run.status === 'sending' || (run.status === 'waiting' && standing.kind === 'cancelled'),
    companies: { total: companies.total, gathered: companies.planned, problems: run.problems.length },
    lines: { letGo, ...ended, left: letGo - done, held: sums.counts.held },
    ...(isGoing ? paceOf(samples, left) : { perMinute: null, secondsLeft: null }),
  }
}
