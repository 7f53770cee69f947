/**
 * What goes on in the background of runs: planning their companies, sending approved lines, closing them. All of it may be
 * done again after a stop or a failure of the store: what is done already is found and left alone.
 */
import { msOf } from '../domain/calendar'
import type { CompanyId, RunId, TenantId } from '../domain/ids'
import { withLines } from '../domain/account'
import { moveLine } from '../domain/line'
import { mayPass } from '../domain/errors'
import type { BillingRun, RunCompany } from '../domain/run'
import { standingOf } from '../domain/runControl'
import type { TenantStore } from '../storage/store'
import { approveWithinLimits, maxPlanAgeMs } from './approve'
import { eachOf } from './each'
import { isDecided, isUnderWay, openLines } from './journal'
import { readOutside } from './outside'
import { planAllParts } from './planAll'
import { approveAllParts, decidedCompanies, readParts, totalsOfParts, waitsForPerson } from './runParts'
import type { RunDeps } from './runs'
import { sendPart } from './sendPart'
import { standingNow } from './standing'
import { createUnderWay, nameOfRun, type RunName } from './underWay'

/** Companies that are sent side by side; the rate limiter is the bound, not this number. */
const companiesAtOnce = 4
/**
 * Lines that nobody heard about, and those of the clock that nobody could look at, are asked about after a minute, then ever
 * more seldom up to twice an hour, for a day.
 */
const settlePauseMs = (round: number) => Math.min(60_000 * 2 ** (round - 1), 30 * 60_000)
const settleRounds = 52
/** Companies that the clock could not read are tried again, for an hour. */
const rereadPauseMs = 10 * 60_000
const rereadRounds = 6
/** Work that our own failures interrupt, such as a full disk, is tried again; after that at the next start. */
const failurePauseMs = 60_000
const maxFailures = 60
/** As the scheduler: an occurrence older than a week is not sent without a person. */
const tooLateMs = 7 * 24 * 60 * 60_000

export interface RunWork {
  /**
   * Plans, or sends what is approved, until the run waits, rests or is finished. When that is under way already it looks once
   * more at the end, and at once where it only waits.
   */
  goOn(run: BillingRun): void
  /** What is under way for the run looks at how it stands now; where nothing is, nothing begins. */
  wake(run: RunName): void
  /** Sends the approved lines of one company of a run. `by`: who approved them. */
  sendCompany(run: BillingRun, company: CompanyId, by: string): void
  /** Ends a waiting run: what nobody let go is skipped. Nothing while a line that was let go is not at its end. */
  closeUnsent(run: BillingRun): Promise<void>
  inBackground(what: { tenant: TenantId; run?: RunId }, work: () => Promise<void>): void
  /** Runs `work` while the run is not being closed. */
  aloneWith<T>(run: BillingRun, work: () => Promise<T>): Promise<T>
  /** Is a run of all of this tenant being planned or sent? */
  isBusyWithAll(tenant: TenantId): boolean
  /** Is anything of this tenant being planned for a send, or sent? Not where lines are only asked about any more. */
  isBusy(tenant: TenantId): boolean
  settled(): Promise<void>
  stop(): Promise<void>
}

/** A company whose turn it is. `over`: told when it was gone through. */
interface Turn {
  companyId: CompanyId
  over?: () => void
}

export function createRunWork(deps: RunDeps): RunWork {
  const stopping = new AbortController()
  const stopped = () => stopping.signal.aborted
  const underWay = new Set<Promise<unknown>>()
  const workers = createUnderWay({ clock: deps.clock, stopped })
  const companySends = new Set<BillingRun>()
  /** Of runs that are worked on: companies that were gone through, with how many of their lines were decided then. */
  const handled = new Map<string, Map<CompanyId, number>>()
  const own = (tenant: TenantId): TenantStore => deps.store.of(tenant)
  const aloneWith: RunWork['aloneWith'] = (run, work) => deps.locks.run(`run:${run.tenantId}:${run.id}`, work)
  const editHead = async (run: BillingRun, edit: (run: BillingRun) => BillingRun): Promise<BillingRun> =>
    (await own(run.tenantId).runs.update(run.id, (stored) => edit(stored ?? run))).value

  const ended = ({ tenantId, id }: BillingRun): void => deps.ended?.(tenantId, id)

  const track = (task: Promise<unknown>): void => {
    const tracked = task.finally(() => underWay.delete(tracked))
    underWay.add(tracked)
  }

  const untilDone = async (what: { tenant: TenantId; run?: RunId }, work: () => Promise<void>): Promise<void> => {
    for (let failures = 1; failures <= maxFailures && !stopping.signal.aborted; failures += 1) {
      try {
        await work()
        return
      } catch (error) {
        const trace = error instanceof Error ? (error.stack ?? error.message) : String(error)
        deps.log.error('work on a run was interrupted', { ...what, failures, error: trace })
        await deps.clock.sleep(failurePauseMs, stopping.signal)
      }
    }
  }

  /** Waits, unless the server stops or somebody does something with the run. */
  const pause = (run: BillingRun, pauseMs: number) => workers.pause(run, pauseMs, stopping.signal)

  /**
   * Sends every approved open line of these companies, then closes the run. While a line is still unknown it is asked about
   * again, so long as the server runs and at most `settleRounds` times; after that at the next start. A line of the clock that
   * nobody could look at is tried as often, and has failed after that. A paused run rests; whoever goes on with it begins here.
   * `isWhole`: what is sent is all that is to be sent of the run.
   */
  const sendParts = async (
    run: BillingRun,
    turnsNow: () => Promise<readonly Turn[]>,
    { isWhole = true }: { isWhole?: boolean } = {},
  ): Promise<void> => {
    await editHead(run, (stored) =>
      standingOf(stored).kind === 'cancelled'
        ? stored
        : {
            ...stored,
            status: 'sending',
            approvedBy: stored.approvedBy ?? run.approvedBy,
            startedAt: stored.startedAt ?? deps.clock.now(),
          },
    )
    for (let round = 0; round < settleRounds && !stopping.signal.aborted; round += 1) {
      // What is left is only asked about: it keeps nobody from planning anew. Of one company sent by itself that says nothing
      // about the others.
      if (round > 0 && isWhole) workers.onlySettles(run)
      if (round > 0) companySends.delete(run)
      if (round > 0) await pause(run, settlePauseMs(round))
      // Begun anew at once, with what was decided meanwhile.
      if (workers.isAskedAgain(run)) return
      await eachOf(await turnsNow(), companiesAtOnce, async ({ companyId, over }) => {
        if (stopping.signal.aborted) return
        await sendPart(deps, run, companyId, stopping.signal, { mayAskAgain: round < settleRounds - 1 })
        over?.()
      })
      if (await closeRun(run)) return
    }
  }

  /** Counts the run's lines and ends it when none is open; answers whether there is nothing to do for now. */
  const closeRun = (run: BillingRun): Promise<boolean> =>
    aloneWith(run, async () => {
      const parts = await readParts(own(run.tenantId), run)
      const open = parts.flatMap(openLines)
      // What was decided meanwhile has yet to be gone through: left out, it is not open, and belongs into the ledger.
      const isOpen = open.length > 0 || workers.isAskedAgain(run)
      const head = await editHead(run, (stored) => {
        // Some of a run of all were sent by themselves: the others still wait for a person.
        const waits = waitsForPerson(stored, parts)
        return {
          ...stored,
          ...totalsOfParts(parts),
          status: isOpen ? 'sending' : waits ? 'waiting' : 'finished',
          finishedAt: isOpen || waits ? null : (stored.finishedAt ?? deps.clock.now()),
        }
      })
      ended(run)
      // What nobody heard about is asked about while the run is paused too.
      return open.length === 0 || (standingOf(head).kind === 'paused' && !open.some(isUnderWay))
    })

  /** Plans what is not planned yet; then waits for a person, or sends what is within the limits. */
  const planAndMaybeSend = async (run: BillingRun): Promise<void> => {
    const byClock = run.trigger !== 'manual'
    let approval = await planOnce(run)
    tellOutside(run)
    for (let round = 1; byClock && round <= rereadRounds && (await isGoing(run)); round += 1) {
      const { problems } = await editHead(run, (stored) => stored)
      if (!problems.some(({ failure }) => failure !== null && mayPass(failure))) break
      await pause(run, rereadPauseMs)
      if (!(await isGoing(run))) break
      approval = await planOnce(run)
      tellOutside(run)
    }
    const standing = await standingNow(own(run.tenantId), run)
    if (stopped() || standing.kind === 'paused') return
    if (standing.kind === 'cancelled') return sendParts(run, allOf(run))
    if (byClock && approval === 'withinLimits') {
      if (!(await closeRun(run))) await sendParts(run, allOf(run))
      return
    }
    const parts = await readParts(own(run.tenantId), run)
    // What the clock let go before a person was to be asked: left open, nobody would send it, and the run could never be closed.
    if (parts.some((part) => openLines(part).length > 0)) return sendParts(run, decidedOf(run))
    await editHead(run, (stored) => ({ ...stored, status: 'waiting', ...totalsOfParts(parts) }))
    ended(run)
  }

  const isGoing = async (run: BillingRun): Promise<boolean> =>
    !stopped() && (await standingNow(own(run.tenantId), run)).kind === 'going'

  /** Nobody waits for the seats of customers that are in no planned company of the run. */
  const tellOutside = (run: BillingRun): void => {
    if (run.scope.kind !== 'all' || stopped()) return
    const tell = async () => {
      const outside = await readOutside(deps, run)
      if (outside !== null) await editHead(run, (stored) => ({ ...stored, outside }))
    }
    // One after the other, so that the later one stays.
    const lock = `outside:${run.tenantId}:${run.id}`
    track(deps.locks.run(lock, () => untilDone({ tenant: run.tenantId, run: run.id }, tell)))
  }

  const planOnce = async (run: BillingRun) => {
    const { approval } = await planAllParts(deps, run, () => isGoing(run), {
      onProblem: (problem) =>
        editHead(run, (stored) => ({
          ...stored,
          problems: [...stored.problems.filter((other) => other.companyId !== problem.companyId), problem],
        })),
      onPart: async (part, settings, justPlanned) => {
        if ((await own(run.tenantId).runs.read(run.id))?.value.problems.some(isAbout(part)) === true)
          await editHead(run, (stored) => ({
            ...stored,
            problems: stored.problems.filter((each) => !isAbout(part)(each)),
          }))
        // The clock sends each company as soon as it is planned: what it read is then seconds old.
        if (run.trigger === 'manual' || settings !== 'withinLimits') return
        await own(run.tenantId).runCompanies.update({ runId: run.id, companyId: part.companyId }, (stored) =>
          approveWithinLimits(stored ?? part, 'schedule', deps.clock.now()),
        )
        await sendPart(deps, run, part.companyId, stopping.signal, { justPlanned, mayAskAgain: true })
      },
    })
    return approval
  }

  /** A run of the clock that was stopped before it sent anything, so long ago that nobody expects it any more. */
  const isTooLate = async (run: BillingRun): Promise<boolean> => {
    if (run.occurrence === null || msOf(deps.clock.now()) - msOf(run.occurrence.at) <= tooLateMs) return false
    const parts = await readParts(own(run.tenantId), run)
    return parts.every((part) => part.lines.every((line) => line.approval === null))
  }

  /** Ends the run unsent; its occurrence is shown as one that a person is asked about. */
  const askAPerson = async (run: BillingRun): Promise<void> => {
    const { occurrence } = run
    if (occurrence !== null && (await own(run.tenantId).occurrences.read(occurrence.scheduleKey)) !== null)
      await own(run.tenantId).occurrences.update(occurrence.scheduleKey, (claims) => {
        if (claims === null) throw new Error('The claims of a schedule vanished')
        const claimed = claims.claimed.map((claim) =>
          claim.day === occurrence.day ? { ...claim, state: 'asked' as const } : claim,
        )
        return { ...claims, claimed }
      })
    await editHead(run, (stored) => ({ ...stored, status: 'finished', finishedAt: deps.clock.now() }))
    ended(run)
    deps.log.warn('a run was too late to go on by itself', { tenant: run.tenantId, run: run.id })
  }

  const continueRun = async (given: BillingRun): Promise<void> => {
    const run = (await own(given.tenantId).runs.read(given.id))?.value ?? given
    const isCancelled = standingOf(run).kind === 'cancelled'
    if (run.status === 'planning') {
      if (!isCancelled && (await isTooLate(run))) return askAPerson(run)
      await planAndMaybeSend(run)
      return closeIfOld(run)
    }
    if (run.status === 'finished') return
    if (run.scope.kind === 'all' && run.approvedBy !== null && !isCancelled)
      await approveAllParts(deps, run, run.approvedBy)
    const turnsNow = run.approvedBy !== null || isCancelled ? allOf(run) : decidedOf(run)
    // A run that waits for a person has nothing to do before somebody decides. A cancelled one ends, though it has no company.
    if (run.status === 'waiting' && !isCancelled && (await turnsNow()).length === 0) return
    await sendParts(run, turnsNow)
    return closeIfOld(run)
  }

  /** A run that is too old for anybody to let more of it go does not wait for that. */
  const closeIfOld = async (run: BillingRun): Promise<void> => {
    if (!stopped() && msOf(deps.clock.now()) - msOf(run.createdAt) > maxPlanAgeMs) await closeUnsent(run)
  }

  const closeUnsent = (run: BillingRun): Promise<void> =>
    aloneWith(run, async () => {
      const parts = await readParts(own(run.tenantId), run)
      const status = (await own(run.tenantId).runs.read(run.id))?.value.status
      if (status !== 'waiting' || parts.some((part) => openLines(part).length > 0)) return
      // Nothing is sent by this: who was left out, and why, is written down if it was not yet.
      for (const part of parts.filter(isDecided)) await sendPart(deps, run, part.companyId, stopping.signal)
      for (const { companyId } of parts)
        await own(run.tenantId).runCompanies.update({ runId: run.id, companyId }, (part) => {
          if (part === null) throw new Error('The plan of a company vanished')
          return withLines(
            part,
            part.lines.map((line) => (line.status === 'pending' ? moveLine(line, 'skipped') : line)),
          )
        })
      const after = await readParts(own(run.tenantId), run)
      const totals = totalsOfParts(after)
      await editHead(run, (stored) => ({ ...stored, ...totals, status: 'finished', finishedAt: deps.clock.now() }))
      ended(run)
    })

  const allOf = (run: BillingRun) => () => Promise.resolve(run.companyIds.map((companyId) => ({ companyId })))

  /** Of a run that people decide about piece by piece: each company with what is decided of it, once. */
  const decidedOf = (run: BillingRun) => async (): Promise<Turn[]> => {
    const known = handled.get(nameOfRun(run)) ?? new Map<CompanyId, number>()
    handled.set(nameOfRun(run), known)
    const companies = await decidedCompanies(own(run.tenantId), run)
    return companies
      .filter(({ companyId, decided, isOpen }) => isOpen || known.get(companyId) !== decided)
      .map(({ companyId, decided }) => ({ companyId, over: () => void known.set(companyId, decided) }))
  }

  return {
    aloneWith,
    goOn(run) {
      if (stopped()) return
      const work = workers.begin(run, () => untilDone({ tenant: run.tenantId, run: run.id }, () => continueRun(run)))
      if (work !== null) track(work.finally(() => handled.delete(nameOfRun(run))))
    },
    wake: (run) => workers.wake(run),
    sendCompany(run, company, by) {
      // Of a run of all the head names only who let all of it go.
      const approved = run.scope.kind === 'all' ? run : { ...run, approvedBy: by }
      const only = () => Promise.resolve([{ companyId: company }])
      companySends.add(approved)
      const sent = untilDone({ tenant: run.tenantId, run: run.id }, () => sendParts(approved, only, { isWhole: false }))
      track(sent.finally(() => companySends.delete(approved)))
    },
    closeUnsent,
    inBackground: (what, work) => track(untilDone(what, work)),
    isBusyWithAll: (tenant) => workers.isBusyWithAll(tenant),
    isBusy: (tenant) => workers.isBusy(tenant) || [...companySends].some((run) => run.tenantId === tenant),
    async settled() {
      while (underWay.size > 0) await Promise.all(underWay)
    },
    async stop() {
      stopping.abort()
      while (underWay.size > 0) await Promise.all(underWay)
    },
  }
}

const isAbout = (part: RunCompany) => (problem: { companyId: CompanyId }) => problem.companyId === part.companyId
