/** What lists, totals and progress need to know of one company's part of a run; a small share of the part itself. Pure. */
import { addAccounts, countGroups, noGroups, noSeats } from '../domain/account'
import type { CompanyId } from '../domain/ids'
import { addCounts, countLines, noCounts } from '../domain/line'
import type { BillingRun, LineCounts, LineStatus, RunCompany, RunLine, SeatAccount } from '../domain/run'
import { takesDecisions } from '../domain/runControl'
import type { MoneyTotal } from '../domain/views'
import type { RunLineRow } from '../domain/viewsRuns'
import { openLines } from './journal'
import { planTag } from './planTag'
import { addMoney, presentPart, sendableOf, stateOfPending, totalsOf } from './present'

export interface PartDigest {
  companyId: CompanyId
  companyName: string
  /** As they are while the run stands like `runAs`; `restated` gives them for another standing. */
  rows: readonly { line: RunLineRow; isLetGo: boolean }[]
  runAs: string
  counts: LineCounts
  groups: ReturnType<typeof countGroups>
  totals: MoneyTotal[]
  account: SeatAccount
  /** Lines that were let go and are not at their end. */
  open: number
  letGo: LetGo
}

/** Lines that somebody, or the clock, let go: all of them, and what became of them. */
export interface LetGo {
  lines: number
  sent: number
  failed: number
  unknown: number
  /** Not sent after all: out of date, or the run was cancelled. */
  notSent: number
}

export function digestOf(run: BillingRun, part: RunCompany): PartDigest {
  const letGo = new Set(part.lines.filter(({ approval }) => approval !== null).map(({ key }) => key))
  const plan = planTag(part)
  const company = { id: part.companyId, name: part.companyName, plan }
  return {
    companyId: part.companyId,
    companyName: part.companyName,
    rows: presentPart(run, part).rows.map((row) => ({
      line: { company, row },
      isLetGo: row.key !== null && letGo.has(row.key),
    })),
    runAs: runAs(run),
    counts: countLines(part.lines),
    groups: countGroups(part),
    totals: totalsOf(part.lines),
    account: part.account,
    open: openLines(part).length,
    letGo: part.lines.filter(({ approval }) => approval !== null).reduce(addLine, noneLetGo()),
  }
}

/** The same part while its run stands otherwise: what a row shows of that follows from its line's own status. */
export function restated(part: PartDigest, run: BillingRun, as: string = runAs(run)): PartDigest {
  if (part.runAs === as) return part
  const rows = part.rows.map(({ line, isLetGo }) => {
    const { company, row } = line
    const { lineStatus } = row
    if (lineStatus !== 'pending' && lineStatus !== 'held') return { line, isLetGo }
    const state = lineStatus === 'pending' ? stateOfPending(run, isLetGo) : row.state
    const sendable = sendableOf(run, { status: lineStatus, isLetGo })
    return { line: { company, row: { ...row, state, sendable } }, isLetGo }
  })
  return { ...part, rows, runAs: runAs(run) }
}
/** All of a run that its rows depend on. */
export const runAs = (run: BillingRun): string => `${run.status} ${takesDecisions(run)}`

export interface RunTotals {
  counts: LineCounts
  groups: PartDigest['groups']
  totals: MoneyTotal[]
  account: SeatAccount
  letGo: LetGo
  /** Companies that are planned, and those of them with nothing under way. */
  planned: number
  idle: number
}

export function addParts(parts: readonly PartDigest[]): RunTotals {
  return {
    counts: parts.reduce((sum, part) => addCounts(sum, part.counts), noCounts()),
    groups: parts.map(({ groups }) => groups).reduce(addGroups, noGroups()),
    totals: addTotals(parts.flatMap(({ totals }) => totals)),
    account: parts.map(({ account }) => account).reduce(addAccounts, noSeats()),
    letGo: parts.map(({ letGo }) => letGo).reduce(addLetGo, noneLetGo()),
    planned: parts.length,
    idle: parts.filter(({ open }) => open === 0).length,
  }
}

const noneLetGo = (): LetGo => ({ lines: 0, sent: 0, failed: 0, unknown: 0, notSent: 0 })
const endOf: Partial<Record<LineStatus, Exclude<keyof LetGo, 'lines'>>> = {
  sent: 'sent',
  failed: 'failed',
  unknown: 'unknown',
  stale: 'notSent',
  skipped: 'notSent',
}
function addLine(sum: LetGo, { status }: RunLine): LetGo {
  const end = endOf[status]
  return { ...sum, lines: sum.lines + 1, ...(end !== undefined && { [end]: sum[end] + 1 }) }
}
const addLetGo = (one: LetGo, other: LetGo): LetGo => ({
  lines: one.lines + other.lines,
  sent: one.sent + other.sent,
  failed: one.failed + other.failed,
  unknown: one.unknown + other.unknown,
  notSent: one.notSent + other.notSent,
})
const addGroups = (one: PartDigest['groups'], other: PartDigest['groups']): PartDigest['groups'] => ({
  failed: one.failed + other.failed,
  held: one.held + other.held,
  unmapped: one.unmapped + other.unmapped,
  excluded: one.excluded + other.excluded,
})

function addTotals(totals: readonly MoneyTotal[]): MoneyTotal[] {
  const sums = new Map<string | null, MoneyTotal>()
  for (const { currency, difference, lines, notMonthly } of totals) {
    const sum = sums.get(currency) ?? { currency, difference: 0, lines: 0, notMonthly: 0 }
    sums.set(currency, {
      currency,
      difference: addMoney(sum.difference, difference),
      lines: sum.lines + lines,
      notMonthly: sum.notMonthly + notMonthly,
    })
  }
  return [...sums.values()]
}
