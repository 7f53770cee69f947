/**
 * Runs from their start to their end: drafts of one company, runs of all, by a person or the clock, and going on after a stop.
 * Sending goes on in the background (runWork); `settled()` tells when nothing is under way.
 */
import { msOf } from '../domain/calendar'
import { AppError, UpstreamError } from '../domain/errors'
import { runId as asRunId, type CompanyId, type LineKey, type RunId, type TenantId } from '../domain/ids'
import type { BillingRun, Occurrence, RunCompany, Trigger } from '../domain/run'
import type { Ids } from '../ports'
import type { TenantStore } from '../storage/store'
import type { UndoAllView, UndoView } from '../domain/viewsUndo'
import type { CompanyDecision, RunDecisionsView } from '../domain/viewsDecisions'
import { press, standingOf, type RunAction } from '../domain/runControl'
import { approveLines, checkReason, maxPlanAgeMs, type Decision } from './approve'
import { billsTheSame } from './basis'
import { checkTakesDecisions, decideCompanies } from './decideRun'
import { createDrafts, type DraftOwner } from './drafts'
import { eachOf } from './each'
import { isDecided, openLines } from './journal'
import { planDraft, readTenant } from './planRun'
import { newRunOfAll } from './planAll'
import { readParts } from './runParts'
import { createRunWork } from './runWork'
import type { SendDeps } from './sendPart'
import { storeUndo, undoView } from './undo'

export interface RunDeps extends SendDeps {
  ids: Ids
  /** Told when a run is at its end, waits for a person, or waits to hear; must answer at once and not throw. */
  ended?: (tenant: TenantId, run: RunId) => void
}

export interface Runs {
  /**
   * Gathers, plans and stores one company's plan; of older ones of the same member only some are kept. See planDraft for what
   * it throws.
   */
  draft(tenant: TenantId, company: CompanyId, owner: DraftOwner): Promise<{ run: BillingRun; part: RunCompany }>
  /**
   * Approves lines of one company's plan and starts sending them. See approveLines for what it throws; `planReplaced` also
   * when link, assignments or settings that make the bill were changed since the plan.
   */
  send(tenant: TenantId, run: RunId, company: CompanyId, decision: Decision, by: string): Promise<RunCompany>
  /**
   * Takes back the named lines of one company in a run (null: all that can be) and starts sending. See storeUndo for what it
   * throws, and `invalid` with an issue at `reason`.
   */
  undo(
    tenant: TenantId,
    run: RunId,
    company: CompanyId,
    keys: readonly LineKey[] | null,
    reason: string,
    by: string,
  ): Promise<BillingRun>
  /** Takes back all of a run that can be, company by company; what cannot is told. Throws `invalid` with an issue at `reason`. */
  undoAll(tenant: TenantId, run: RunId, reason: string, by: string): Promise<UndoAllView>
  /** What taking back would do now, line by line. */
  undoView(tenant: TenantId, run: RunId, company: CompanyId): Promise<UndoView>
  /** Starts planning a run for all linked companies; answers with its head at once. Throws `sendInProgress` while another one is under way. */
  planAll(tenant: TenantId, by: string): Promise<BillingRun>
  /** Approves all lines within the limits of a waiting run and starts sending. Throws `planNotOpen`, `planReplaced`. */
  sendAll(tenant: TenantId, run: RunId, by: string): Promise<BillingRun>
  /**
   * Pauses a run of all between two lines, goes on with it, or cancels what it has not sent. Lines under way are finished. See
   * press for what it throws; `notFound`.
   */
  control(tenant: TenantId, run: RunId, action: RunAction, by: string): Promise<BillingRun>
  /**
   * Approves and leaves out lines of many companies of a run of all, each by the plan that was seen, and starts sending; lines
   * that are not named wait on. Throws `planNotOpen`, `notFound`; what is refused of single companies is told.
   */
  decide(tenant: TenantId, run: RunId, companies: readonly CompanyDecision[], by: string): Promise<RunDecisionsView>
  /** What the clock starts. Asked twice for one occurrence it goes on with the same run. */
  startScheduled(of: {
    tenantId: TenantId
    trigger: Exclude<Trigger, 'manual'>
    occurrence: Occurrence
    scope: BillingRun['scope']
  }): Promise<RunId>
  /** Goes on with everything that was open when the server stopped, and throws away drafts older than a day. */
  resume(tenants: readonly TenantId[]): Promise<void>
  /** Is anything of this tenant being planned for a send, or sent? */
  isBusy(tenant: TenantId): boolean
  /** Fulfilled when nothing is under way. */
  settled(): Promise<void>
  /** Finishes the line in hand and stops. */
  stop(): Promise<void>
}

/** Companies whose writes are taken back side by side; the rate limiter is the bound. */
const companiesAtOnce = 4
/** Drafts that nobody sent are thrown away after a day; looked for at most so often. */
const sweepEveryMs = 60 * 60_000

export function createRuns(deps: RunDeps): Runs {
  const work = createRunWork(deps)
  const sweptAtMs = new Map<TenantId, number>()
  const drafts = createDrafts()
  const own = (tenant: TenantId): TenantStore => deps.store.of(tenant)
  const nowMs = () => msOf(deps.clock.now())
  const head = async (tenant: TenantId, id: RunId): Promise<BillingRun> => {
    const stored = await own(tenant).runs.read(id)
    if (stored === null) throw new AppError('notFound')
    return stored.value
  }
  const ofCompany = async (tenant: TenantId, id: RunId, company: CompanyId): Promise<BillingRun> => {
    const run = await head(tenant, id)
    if (!run.companyIds.includes(company)) throw new AppError('notFound')
    return run
  }
  const isOld = (run: BillingRun) => nowMs() - msOf(run.createdAt) > maxPlanAgeMs

  /** The plan of this company that was made last, when it is another one than this draft. */
  const newerDraft = async (tenant: TenantId, company: CompanyId, run: BillingRun): Promise<RunCompany | null> => {
    const latest = drafts.latest(tenant, company)
    if (run.status !== 'draft' || latest === null || latest === run.id) return null
    return (await own(tenant).runCompanies.read({ runId: latest, companyId: company }))?.value ?? null
  }

  const sweepDrafts = async (tenant: TenantId): Promise<void> => {
    for (const id of await own(tenant).runs.keys()) {
      const run = (await own(tenant).runs.read(id))?.value
      if (run?.status === 'draft' && isOld(run)) await discardUnlessApproved(own(tenant), run)
      // A run of all that nobody let go in time can no longer be sent: it is at its end.
      if (run?.status === 'waiting' && isOld(run)) await work.closeUnsent(run)
    }
  }

  /** Alone with approving it: what a person lets go at this moment stays. */
  const discard = async (tenant: TenantId, id: RunId): Promise<void> => {
    const run = (await own(tenant).runs.read(id))?.value
    if (run?.status === 'draft') await work.aloneWith(run, () => discardUnlessApproved(own(tenant), run))
  }

  const takeBack = async (
    run: BillingRun,
    company: CompanyId,
    { keys, reason, by }: { keys: readonly LineKey[] | null; reason: string; by: string },
  ): ReturnType<typeof storeUndo> => {
    const issues = checkReason(reason, 'reason')
    if (issues.length > 0) throw new AppError('invalid', { issues })
    // One after the other, so that of two clicks the second finds what the first did.
    const stored = await deps.locks.run(`undo:${run.tenantId}:${company}`, () =>
      storeUndo(deps, run, company, { keys, reason: reason.trim(), by }),
    )
    work.goOn(stored.undo)
    return stored
  }

  return {
    async draft(tenant, company, owner) {
      if (nowMs() - (sweptAtMs.get(tenant) ?? -Infinity) >= sweepEveryMs) {
        sweptAtMs.set(tenant, nowMs())
        work.inBackground({ tenant }, () => sweepDrafts(tenant))
      }
      const drafted = await planDraft(deps, tenant, company, owner.by)
      for (const id of drafts.add(tenant, company, drafted.run.id, owner))
        work.inBackground({ tenant, run: id }, () => discard(tenant, id))
      return drafted
    },
    async send(tenant, id, company, decision, by) {
      const run = await ofCompany(tenant, id, company)
      if (run.status === 'planning' || run.status === 'finished') throw notOpen(run)
      if (standingOf(run).kind === 'cancelled') throw isCancelled()
      // Alone with the closing of the run, so that it is never closed over lines that were just approved.
      const stored = await work.aloneWith(run, async () => {
        const record = (await own(tenant).companies.read(company))?.value
        if (record?.link?.enabled !== true) throw new AppError('notLinked')
        const { settings } = await readTenant(deps.store, tenant)
        const newer = await newerDraft(tenant, company, run)
        return own(tenant).runCompanies.update({ runId: id, companyId: company }, (part) => {
          if (part === null) throw new AppError('notFound')
          if (!billsTheSame(part.inputs, { record, settings })) throw new AppError('planReplaced')
          if (newer !== null && !agrees(part, newer, decision.lines)) throw new AppError('planReplaced')
          return approveLines(part, decision, by, deps.clock.now())
        })
      })
      work.sendCompany(run, company, by)
      return stored.value
    },
    undo: async (tenant, id, company, keys, reason, by) =>
      (await takeBack(await ofCompany(tenant, id, company), company, { keys, reason, by })).undo,
    async undoAll(tenant, id, reason, by) {
      const issues = checkReason(reason, 'reason')
      if (issues.length > 0) throw new AppError('invalid', { issues })
      const run = await head(tenant, id)
      const told: UndoAllView = { runs: [], refused: [] }
      await eachOf(run.companyIds, companiesAtOnce, async (companyId) => {
        try {
          const { undo, refused } = await takeBack(run, companyId, { keys: null, reason, by })
          told.runs.push({ companyId, runId: undo.id })
          told.refused.push(...refused.map(({ code, params }) => ({ companyId, code, params })))
        } catch (error) {
          if (error instanceof UpstreamError) told.refused.push({ companyId, code: 'upstream', params: {} })
          else if (error instanceof AppError) told.refused.push({ companyId, code: error.code, params: error.params })
          else throw error
        }
      })
      return told
    },
    undoView: async (tenant, id, company) => undoView(deps, await ofCompany(tenant, id, company), company),
    planAll: (tenant, by) =>
      deps.locks.run(`planAll:${tenant}`, async () => {
        if (work.isBusyWithAll(tenant)) throw new AppError('sendInProgress')
        const run = await newRunOfAll(deps, tenant, {
          id: asRunId(deps.ids.uuid()),
          trigger: 'manual',
          by,
          occurrence: null,
          scope: { kind: 'all' },
        })
        await own(tenant).runs.write(run.id, run, null)
        work.goOn(run)
        return run
      }),
    async sendAll(tenant, id, by) {
      const run = await head(tenant, id)
      if (run.status !== 'waiting' || run.scope.kind !== 'all') throw notOpen(run)
      if (isOld(run)) throw new AppError('planReplaced')
      // Who let it go stands in the head before the first company is sent: after a stop the rest is still let go.
      const sending = await own(tenant).runs.update(id, (stored) => {
        if (stored?.status !== 'waiting') throw notOpen(stored ?? run)
        if (standingOf(stored).kind === 'cancelled') throw isCancelled()
        return { ...stored, status: 'sending', approvedBy: by }
      })
      work.goOn(sending.value)
      return sending.value
    },
    async decide(tenant, id, companies, by) {
      const run = await head(tenant, id)
      checkTakesDecisions(run)
      // Alone with the closing of the run, so that it is never closed over lines that were just approved.
      return work.aloneWith(run, async () => {
        if (!run.byLine) await own(tenant).runs.update(id, (stored) => ({ ...(stored ?? run), byLine: true }))
        try {
          return await decideCompanies(deps, run, companies, by)
        } finally {
          // Before the run may be closed; and also when our own store failed on the way: what was stored is let go.
          work.goOn(run)
        }
      })
    },
    async control(tenant, id, action, by) {
      const run = await head(tenant, id)
      const pressed = await own(tenant).runs.update(id, (stored) => press(stored ?? run, action, by, deps.clock.now()))
      if (action === 'pause') work.wake(pressed.value)
      else work.goOn(pressed.value)
      return pressed.value
    },
    async startScheduled({ tenantId, trigger, occurrence, scope }) {
      const id = asRunId(`s-${occurrence.scheduleKey.replace(':', '-')}-${occurrence.day}`)
      const stored = await own(tenantId).runs.read(id)
      const run =
        stored?.value ?? (await newRunOfAll(deps, tenantId, { id, trigger, by: 'schedule', occurrence, scope }))
      if (stored === null) await own(tenantId).runs.write(id, run, null)
      if (run.status === 'planning' || run.status === 'sending') work.goOn(run)
      return id
    },
    async resume(tenants) {
      for (const tenant of tenants) {
        for (const id of await own(tenant).runs.keys()) {
          const run = (await own(tenant).runs.read(id))?.value
          if (run === undefined || run.status === 'finished') continue
          const parts = await readParts(own(tenant), run)
          const approved = parts.some(
            (part) => openLines(part).length > 0 || (run.status === 'draft' && isDecided(part)),
          )
          const isOver = standingOf(run).kind === 'cancelled'
          if (run.status === 'planning' || run.status === 'sending' || approved || isOver) work.goOn(run)
          // What was left out of a run that still waits belongs into the ledger; the other companies are not let go by it.
          else if (run.status === 'waiting' && !isOld(run))
            for (const part of parts.filter(isDecided)) work.sendCompany(run, part.companyId, run.createdBy)
        }
        await sweepDrafts(tenant)
      }
    },
    isBusy: (tenant) => work.isBusy(tenant),
    settled: () => work.settled(),
    stop: () => work.stop(),
  }
}

/** Refused with how the run stands now. */
const isCancelled = () => new AppError('planNotOpen', { params: { status: 'cancelled' } })
const notOpen = ({ status }: BillingRun) => new AppError('planNotOpen', { params: { status } })

async function discardUnlessApproved(store: TenantStore, run: BillingRun): Promise<void> {
  if ((await readParts(store, run)).some(isDecided)) return
  for (const companyId of run.companyIds) await store.runCompanies.remove({ runId: run.id, companyId })
  await store.runs.remove(run.id)
}

/** Does the newer plan say the same of every line that is to be sent? Two tabs with the same numbers do not shut each other out. */
function agrees(plan: RunCompany, newer: RunCompany, wanted: readonly { key: LineKey }[]): boolean {
  const changeIn = (part: RunCompany, key: LineKey) =>
    JSON.stringify(part.lines.find((line) => line.key === key)?.change)
  return wanted.every(({ key }) => changeIn(plan, key) === changeIn(newer, key))
}
