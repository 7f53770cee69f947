/** Which runs are being worked on: one worker a run, woken from its pauses and sent round again by what people do meanwhile. */
import type { TenantId } from '../domain/ids'
import type { BillingRun } from '../domain/run'
import type { Clock } from '../ports'

export interface UnderWay {
  /**
   * Works on the run until there is nothing to do; null when somebody does already: they wake up and look once more at the end.
   * `work` must not throw.
   */
  begin(run: BillingRun, work: () => Promise<void>): Promise<void> | null
  /** Whoever pauses for the run stops pausing. */
  wake(run: RunName): void
  /** Is another round asked for, so that the present one may stop waiting? */
  isAskedAgain(run: RunName): boolean
  /** Fulfilled after so many milliseconds, or when the run is woken or `signal` is aborted. */
  pause(run: RunName, pauseMs: number, signal: AbortSignal): Promise<void>
  /** From now on only what nobody heard about is asked for: the run keeps nobody from planning anew. */
  onlySettles(run: RunName): void
  /** Is a run of all of this tenant being planned or sent? */
  isBusyWithAll(tenant: TenantId): boolean
  /** Is any run of this tenant being planned or sent? */
  isBusy(tenant: TenantId): boolean
}

/** Runs of the clock are named after their day: many tenants have one of the same name. */
export type RunName = Pick<BillingRun, 'tenantId' | 'id'>
export const nameOfRun = ({ tenantId, id }: RunName): string => `${tenantId} ${id}`

interface Worker {
  run: BillingRun
  again: boolean
  onlySettles: boolean
  nudge: AbortController
}

export function createUnderWay({ clock, stopped }: { clock: Clock; stopped: () => boolean }): UnderWay {
  const workers = new Map<string, Worker>()

  const goRound = async (worker: Worker, work: () => Promise<void>): Promise<void> => {
    const isWanted = () => worker.again && !stopped()
    try {
      do {
        worker.again = false
        worker.onlySettles = false
        await work()
      } while (isWanted())
    } finally {
      // In the same turn as the last look at `again`: whoever asks later begins anew.
      workers.delete(nameOfRun(worker.run))
    }
  }

  const busy = (tenant: TenantId): Worker[] =>
    [...workers.values()].filter(({ run, onlySettles }) => run.tenantId === tenant && !onlySettles)

  return {
    begin(run, work) {
      const known = workers.get(nameOfRun(run))
      if (known !== undefined) {
        known.again = true
        known.nudge.abort()
        return null
      }
      const worker: Worker = { run, again: false, onlySettles: false, nudge: new AbortController() }
      workers.set(nameOfRun(run), worker)
      return goRound(worker, work)
    },
    wake: (run) => workers.get(nameOfRun(run))?.nudge.abort(),
    isAskedAgain: (run) => workers.get(nameOfRun(run))?.again === true,
    async pause(run, pauseMs, signal) {
      const worker = workers.get(nameOfRun(run))
      if (worker === undefined) return clock.sleep(pauseMs, signal)
      const { nudge } = worker
      await clock.sleep(pauseMs, AbortSignal.any([signal, nudge.signal]))
      if (nudge.signal.aborted) worker.nudge = new AbortController()
    },
    onlySettles(run) {
      const worker = workers.get(nameOfRun(run))
      if (worker !== undefined) worker.onlySettles = true
    },
    isBusyWithAll: (tenant) => busy(tenant).some(({ run }) => run.scope.kind === 'all'),
    isBusy: (tenant) => busy(tenant).length > 0,
  }
}
