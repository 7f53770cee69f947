/**
 * Runs from their start to their end: drafts of one company, runs of all, by a person or the clock, and going on after a stop.
 * Sending goes on in the background; `settled()` tells when nothing is under way.
 */
import { AppError } from '../domain/errors'
import { runId as asRunId, type CompanyId, type LineKey, type RunId, type TenantId } from '../domain/ids'
import { addCounts, countLines, noCounts } from '../domain/line'
import type { BillingRun, Occurrence, RunCompany, Trigger } from '../domain/run'
import type { Ids } from '../ports'
import type { TenantStore } from '../storage/store'
import { approveLines, approveWithinLimits } from './approve'
import { eachOf } from './each'
import { openLines } from './journal'
import { planDraft } from './planRun'
import { newRunOfAll, planAllParts } from './planAll'
import { sendPart, type SendDeps } from './sendPart'

export interface RunDeps extends SendDeps {
  ids: Ids
}

export interface Runs {
  /** Gathers, plans and stores one company's plan. See planDraft for what it throws. */
  draft(tenant: TenantId, company: CompanyId, by: string): Promise<{ run: BillingRun; part: RunCompany }>
  /** Approves lines of one company's plan and starts sending them. See approveLines for what it throws. */
  send(
    tenant: TenantId,
    run: RunId,
    company: CompanyId,
    lines: readonly { key: LineKey; reason?: string | undefined }[],
    by: string,
  ): Promise<RunCompany>
  /** Starts planning a run for all linked companies; answers with its head at once. Throws `sendInProgress` while another one is open. */
  planAll(tenant: TenantId, by: string): Promise<BillingRun>
  /** Approves all lines within the limits of a waiting run and starts sending. Throws `planNotOpen`, `planReplaced`. */
  sendAll(tenant: TenantId, run: RunId, by: string): Promise<BillingRun>
  /** What the clock starts. Asked twice for one occurrence it goes on with the same run. */
  startScheduled(of: {
    tenantId: TenantId
    trigger: Exclude<Trigger, 'manual'>
    occurrence: Occurrence
    scope: BillingRun['scope']
  }): Promise<RunId>
  /** Goes on with everything that was open when the server stopped, and throws away drafts older than a day. */
  resume(tenants: readonly TenantId[]): Promise<void>
  /** Fulfilled when nothing is under way. */
  settled(): Promise<void>
  /** Finishes the line in hand and stops. */
  stop(): Promise<void>
}

const draftKeptMs = 24 * 60 * 60 * 1000
/** Companies that are sent side by side; the rate limiter is the bound, not this number. */
const companiesAtOnce = 4
/** Lines that nobody heard about are asked about once a minute, for a day. */
const settlePauseMs = 60_000
const settleRounds = 24 * 60

export function createRuns(deps: RunDeps): Runs {
  const stopping = new AbortController()
  const underWay = new Set<Promise<unknown>>()
  const running = new Set<RunId>()

  const inBackground = (run: BillingRun, work: () => Promise<void>): void => {
    const task = work()
      .catch((error: unknown) =>
        deps.log.error('run stopped', {
          tenant: run.tenantId,
          run: run.id,
          error: error instanceof Error ? (error.stack ?? error.message) : String(error),
        }),
      )
      .finally(() => {
        underWay.delete(task)
        running.delete(run.id)
      })
    running.add(run.id)
    underWay.add(task)
  }
  const own = (tenant: TenantId): TenantStore => deps.store.of(tenant)
  const head = async (tenant: TenantId, id: RunId): Promise<BillingRun> => {
    const stored = await own(tenant).runs.read(id)
    if (stored === null) throw new AppError('notFound')
    return stored.value
  }
  const editHead = async (run: BillingRun, edit: (run: BillingRun) => BillingRun): Promise<BillingRun> =>
    (await own(run.tenantId).runs.update(run.id, (stored) => edit(stored ?? run))).value

  /**
   * Sends every approved open line of these companies, then closes the run. While a line is still unknown it is asked about
   * again, so long as the server runs and at most `settleRounds` times; after that at the next start.
   */
  const sendParts = async (run: BillingRun, companies: readonly CompanyId[]): Promise<void> => {
    await editHead(run, (stored) => ({ ...stored, status: 'sending', startedAt: stored.startedAt ?? deps.clock.now() }))
    for (let round = 0; round < settleRounds && !stopping.signal.aborted; round += 1) {
      if (round > 0) await deps.clock.sleep(settlePauseMs, stopping.signal)
      await eachOf(companies, companiesAtOnce, async (company) => {
        if (!stopping.signal.aborted) await sendPart(deps, run, company, stopping.signal)
      })
      if (await closeRun(run)) return
    }
  }

  /** Counts the run's lines and ends it when none is open; answers whether it ended. */
  const closeRun = async (run: BillingRun): Promise<boolean> => {
    const parts = await readParts(own(run.tenantId), run)
    const counts = parts.reduce((sum, part) => addCounts(sum, countLines(part.lines)), noCounts())
    const ended = !parts.some((part) => openLines(part).length > 0)
    await editHead(run, (stored) => ({
      ...stored,
      counts,
      ...(ended
        ? { status: 'finished' as const, finishedAt: stored.finishedAt ?? deps.clock.now() }
        : { status: 'sending' as const }),
    }))
    return ended
  }

  /** Plans what is not planned yet; then waits for a person, or sends what is within the limits. */
  const planAndMaybeSend = async (run: BillingRun): Promise<void> => {
    const planned = await planAllParts(deps, run, stopping.signal, {
      onProblem: (problem) =>
        editHead(run, (stored) => ({
          ...stored,
          problems: [...stored.problems.filter((other) => other.companyId !== problem.companyId), problem],
        })),
      // The clock sends each company as soon as it is planned: what it read is then seconds old.
      onPart: async (part, approval) => {
        if (run.trigger === 'manual' || approval !== 'withinLimits') return
        await own(run.tenantId).runCompanies.update({ runId: run.id, companyId: part.companyId }, (stored) =>
          approveWithinLimits(stored ?? part, 'schedule', deps.clock.now()),
        )
        await sendPart(deps, run, part.companyId, stopping.signal)
      },
    })
    if (stopping.signal.aborted) return
    if (run.trigger !== 'manual' && planned.approval === 'withinLimits') {
      if (!(await closeRun(run))) await sendParts(run, run.companyIds)
      return
    }
    const parts = await readParts(own(run.tenantId), run)
    const counts = parts.reduce((sum, part) => addCounts(sum, countLines(part.lines)), noCounts())
    await editHead(run, (stored) => ({ ...stored, status: 'waiting', counts }))
  }

  const continueRun = (run: BillingRun): void => {
    if (running.has(run.id) || stopping.signal.aborted) return
    inBackground(run, () => (run.status === 'planning' ? planAndMaybeSend(run) : sendParts(run, run.companyIds)))
  }

  return {
    draft: (tenant, company, by) => planDraft(deps, tenant, company, by),
    async send(tenant, id, company, lines, by) {
      const run = await head(tenant, id)
      if (!run.companyIds.includes(company)) throw new AppError('notFound')
      if (run.status === 'planning' || run.status === 'finished') throw new AppError('planNotOpen')
      const record = (await own(tenant).companies.read(company))?.value
      if (record?.link?.enabled !== true) throw new AppError('notLinked')
      const stored = await own(tenant).runCompanies.update({ runId: id, companyId: company }, (part) => {
        if (part === null) throw new AppError('notFound')
        return approveLines(part, lines, by, deps.clock.now())
      })
      const approved = await editHead(run, (current) => ({ ...current, approvedBy: by }))
      inBackground(approved, () => sendParts(approved, [company]))
      return stored.value
    },
    async planAll(tenant, by) {
      const run = await newRunOfAll(deps, tenant, {
        id: asRunId(deps.ids.uuid()),
        trigger: 'manual',
        by,
        occurrence: null,
        scope: { kind: 'all' },
      })
      await own(tenant).runs.write(run.id, run, null)
      continueRun(run)
      return run
    },
    async sendAll(tenant, id, by) {
      const run = await head(tenant, id)
      if (run.status !== 'waiting') throw new AppError('planNotOpen')
      if (Date.parse(deps.clock.now()) - Date.parse(run.createdAt) > draftKeptMs) throw new AppError('planReplaced')
      const sending = await editHead(run, (stored) => {
        if (stored.status !== 'waiting') throw new AppError('planNotOpen')
        return { ...stored, status: 'sending', approvedBy: by }
      })
      inBackground(sending, async () => {
        await approveAllParts(deps, sending, by)
        await sendParts(sending, sending.companyIds)
      })
      return sending
    },
    async startScheduled({ tenantId, trigger, occurrence, scope }) {
      const id = asRunId(`s-${occurrence.scheduleKey.replace(':', '-')}-${occurrence.day}`)
      const stored = await own(tenantId).runs.read(id)
      const run =
        stored?.value ?? (await newRunOfAll(deps, tenantId, { id, trigger, by: 'schedule', occurrence, scope }))
      if (stored === null) await own(tenantId).runs.write(id, run, null)
      if (run.status === 'planning' || run.status === 'sending') continueRun(run)
      return id
    },
    async resume(tenants) {
      for (const tenant of tenants)
        for (const id of await own(tenant).runs.keys()) {
          const run = (await own(tenant).runs.read(id))?.value
          if (run === undefined || run.status === 'finished') continue
          const approved = (await readParts(own(tenant), run)).some((part) => openLines(part).length > 0)
          if (run.status === 'planning' || run.status === 'sending' || approved) continueRun(run)
          else if (run.status === 'draft' && Date.parse(deps.clock.now()) - Date.parse(run.createdAt) > draftKeptMs)
            await discard(own(tenant), run)
        }
    },
    async settled() {
      while (underWay.size > 0) await Promise.all(underWay)
    },
    async stop() {
      stopping.abort()
      while (underWay.size > 0) await Promise.all(underWay)
    },
  }
}

async function approveAllParts(deps: RunDeps, run: BillingRun, by: string): Promise<void> {
  const store = deps.store.of(run.tenantId)
  for (const companyId of run.companyIds) {
    if ((await store.runCompanies.read({ runId: run.id, companyId })) === null) continue
    await store.runCompanies.update({ runId: run.id, companyId }, (part) => {
      if (part === null) throw new AppError('notFound')
      return approveWithinLimits(part, by, deps.clock.now())
    })
  }
}

/** The parts of a run that are planned, in the order of its companies. */
export async function readParts(store: TenantStore, run: BillingRun): Promise<RunCompany[]> {
  const parts = await Promise.all(
    run.companyIds.map((companyId) => store.runCompanies.read({ runId: run.id, companyId })),
  )
  return parts.filter((part) => part !== null).map((part) => part.value)
}

async function discard(store: TenantStore, run: BillingRun): Promise<void> {
  for (const companyId of run.companyIds) await store.runCompanies.remove({ runId: run.id, companyId })
  await store.runs.remove(run.id)
}
