/**
 * Takes back what a send wrote, by writing what was there before: a new run with new entries in the ledger; nothing is erased.
 * Only while the period is not invoiced and nobody has touched the line since.
 */
import { accountSeats } from '../domain/account'
import { AppError } from '../domain/errors'
import { runId as asRunId, type CompanyId, type LineKey, type RunId } from '../domain/ids'
import { countLines } from '../domain/line'
import { quantityBeforeOf } from '../domain/money'
import { seenOf } from '../domain/seen'
import type { Addition } from '../domain/psa'
import type { BillingRun, RunCompany, RunLine } from '../domain/run'
import type { CompanyRecord } from '../domain/settings'
import type { UndoRefusal, UndoView } from '../domain/viewsUndo'
import type { RunDeps } from './runs'
import { undoRefusalOf } from './undoRefusal'

/** One line that was sent, with the line that would take it back, or why it cannot be. */
interface Candidate {
  line: RunLine
  quantityNow: number | null
  back: { kind: 'line'; line: RunLine } | { kind: 'refused'; refusal: UndoRefusal }
}

/** What taking back would do now. Reads only. Throws AppError `notFound`; UpstreamError when ConnectWise cannot be read. */
export async function undoView(deps: RunDeps, run: BillingRun, company: CompanyId): Promise<UndoView> {
  const { part, record } = await readPart(deps, run, company)
  const candidates = await candidatesOf(deps, run, part, record)
  return {
    lines: candidates.map(({ line, quantityNow, back }) => ({
      key: line.key,
      productNames: [...new Set(line.sources.map(({ productName }) => productName))],
      quantityNow,
      quantityBack: back.kind === 'line' ? back.line.change.quantity : null,
      refusal: back.kind === 'refused' ? back.refusal : null,
    })),
  }
}

/**
 * Stores a run that takes back the named lines of one company (null: all that can be), approved and ready to be sent, and
 * answers with it and with what was written and stays (none of named lines). Throws AppError `undoRefused` (params of the first
 * line that cannot be taken back: reason, key, and who, which number, day or run), `lineNotSendable` for a key that is not
 * there; UpstreamError.
 */
export async function storeUndo(
  deps: RunDeps,
  run: BillingRun,
  company: CompanyId,
  of: { keys: readonly LineKey[] | null; reason: string; by: string },
): Promise<{ undo: BillingRun; refused: AppError[] }> {
  const { part, record } = await readPart(deps, run, company)
  for (const key of of.keys ?? [])
    if (!part.lines.some((line) => line.key === key)) throw new AppError('lineNotSendable', { params: { key } })
  const candidates = await candidatesOf(deps, run, part, record)
  const unsent = of.keys?.find((key) => !candidates.some(({ line }) => line.key === key))
  if (unsent !== undefined) throw refusedWith(unsent, { kind: 'notSent' })
  const wanted = candidates.filter(({ line }) => of.keys === null || of.keys.includes(line.key))
  const lines = wanted.flatMap(({ back }) => (back.kind === 'line' ? [back.line] : []))
  const refused = wanted.flatMap(({ line, back }) => (back.kind === 'refused' ? [{ line, why: back.refusal }] : []))
  const first = refused.find(({ why }) => why.kind !== 'notSent') ?? refused[0]
  if (first !== undefined && (of.keys !== null || lines.length === 0)) throw refusedWith(first.line.key, first.why)
  if (lines.length === 0) throw new AppError('undoRefused', { params: { reason: 'notSent', key: '' } })
  const now = deps.clock.now()
  const undo = newUndo(deps, run, company, of.by)
  const approved = lines.map((line) => ({ ...line, approval: { by: of.by, at: now, reason: of.reason } }))
  const account = accountSeats(approved, [], 0)
  const undoPart: RunCompany = {
    ...part,
    runId: undo.id,
    plannedAt: now,
    inputs: { ...part.inputs, record },
    lines: approved,
    unplaced: [],
    account: { ...account, reported: account.total },
  }
  const own = deps.store.of(run.tenantId)
  // The mark on the line first: without it a second click would make a second run. One that names a run which never came to
  // be is no obstacle: there is no line of that run.
  await own.runCompanies.update({ runId: run.id, companyId: company }, (stored) => {
    if (stored === null) throw new AppError('notFound')
    const marked = new Set(lines.map(({ key }) => key))
    return {
      ...stored,
      lines: stored.lines.map((line) => (marked.has(line.key) ? { ...line, undoneBy: undo.id } : line)),
    }
  })
  await own.runCompanies.write({ runId: undo.id, companyId: company }, undoPart, null)
  await own.runs.write(undo.id, { ...undo, counts: countLines(approved), account: undoPart.account }, null)
  const written = refused.filter(({ why }) => why.kind !== 'notSent')
  return { undo, refused: written.map(({ line, why }) => refusedWith(line.key, why)) }
}

/** Names what there is to name: who and which number, the day of the invoice, the other run. */
function refusedWith(key: LineKey, { kind, ...named }: UndoRefusal): AppError {
  const known = Object.entries<string | number | null>(named).filter(
    (entry): entry is [string, string | number] => entry[1] !== null,
  )
  return new AppError('undoRefused', { params: { ...Object.fromEntries(known), reason: kind, key } })
}

async function readPart(
  { store }: RunDeps,
  run: BillingRun,
  companyId: CompanyId,
): Promise<{ part: RunCompany; record: CompanyRecord }> {
  const own = store.of(run.tenantId)
  const part = (await own.runCompanies.read({ runId: run.id, companyId }))?.value
  const record = (await own.companies.read(companyId))?.value
  if (part === undefined || record === undefined) throw new AppError('notFound')
  return { part, record }
}

async function candidatesOf(
  deps: RunDeps,
  run: BillingRun,
  part: RunCompany,
  record: CompanyRecord,
): Promise<Candidate[]> {
  const sent = part.lines.filter((line) => line.status === 'sent')
  if (sent.length === 0) return []
  const { connectWise } = await deps.connect(run.tenantId)
  const [agreements, lists] = await Promise.all([
    connectWise.readAgreements(part.companyId),
    Promise.all(
      [...new Set(sent.map((line) => line.agreementId))].map(
        async (id) => [id, await connectWise.readAdditions(id)] as const,
      ),
    ),
  ])
  const additions = new Map(lists)
  return Promise.all(
    sent.map(async (line): Promise<Candidate> => {
      const list = additions.get(line.agreementId) ?? []
      const addition = list.find(({ id }) => id === line.outcome?.additionId)
      const refusal = await undoRefusalOf(deps, { run, line, record, agreements, list, part })
      const quantity = quantityBeforeOf(line.change)
      const back: Candidate['back'] =
        refusal !== null || addition === undefined || quantity === null
          ? { kind: 'refused', refusal: refusal ?? { kind: 'notSent' } }
          : { kind: 'line', line: undoLine(run.id, line, { addition, list }, quantity) }
      return { line, quantityNow: addition?.quantity ?? null, back }
    }),
  )
}

/** The line that writes back what was there. The look before the write compares with the addition as it was just seen. */
function undoLine(
  undoes: RunId,
  line: RunLine,
  { addition, list }: { addition: Addition; list: readonly Addition[] },
  quantity: number,
): RunLine {
  const change = { kind: 'update', additionId: addition.id, quantityBefore: addition.quantity, quantity } as const
  const { money } = line
  return {
    ...line,
    change,
    startsOn: null,
    seen: { ...seenOf(addition, list, line.period), replaced: replacedBy(line, list) },
    money:
      money === null
        ? null
        : { ...money, difference: 0 - money.difference, monthly: money.monthly === null ? null : 0 - money.monthly },
    holds: [],
    notes: [],
    status: 'pending',
    approval: null,
    skip: null,
    undoes,
    undoneBy: null,
    attempts: 0,
    outcome: null,
  }
}

function replacedBy({ change }: RunLine, list: readonly Addition[]): NonNullable<RunLine['seen']>['replaced'] {
  const old = change.kind === 'replace' ? list.find(({ id }) => id === change.additionId) : undefined
  return old === undefined ? null : { id: old.id, revision: old.revision }
}

function newUndo({ ids, clock }: RunDeps, run: BillingRun, companyId: CompanyId, by: string): BillingRun {
  return {
    ...run,
    id: asRunId(ids.uuid()),
    trigger: 'undo',
    scope: { kind: 'company', companyId },
    occurrence: null,
    status: 'sending',
    createdAt: clock.now(),
    createdBy: by,
    approvedBy: by,
    startedAt: null,
    finishedAt: null,
    companyIds: [companyId],
    problems: [],
    outside: null,
    controls: [],
    byLine: false,
  }
}
