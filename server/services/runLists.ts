/** All runs, and all lines of one, as the console shows and exports them. Reads only. */
import type { CompanyId, RunId, TenantId } from '../domain/ids'
import { standingOf } from '../domain/runControl'
import type { RowState } from '../domain/views'
import type { RunSelectionView, SelectedCompany } from '../domain/viewsDecisions'
import type { RunLineFilter, RunLineRow, RunLinesView, RunsView } from '../domain/viewsRuns'
import type { Store } from '../storage/store'
import { moneyTotals } from './present'
import { amountOf } from './sortedRows'
import type { RunDigest } from './watchedRuns'

/** `offset`, `limit`: of the runs that are more than a draft, newest first. */
export async function runsView(
  store: Store,
  tenant: TenantId,
  { offset, limit }: { offset: number; limit: number },
): Promise<RunsView> {
  const own = store.of(tenant)
  const runs = await Promise.all((await own.runs.keys()).map((id: RunId) => own.runs.read(id)))
  const told = runs
    .flatMap((run) => (run === null || run.value.status === 'draft' ? [] : [run.value]))
    .sort((one, other) => other.createdAt.localeCompare(one.createdAt) || other.id.localeCompare(one.id))
  return {
    found: told.length,
    runs: told.slice(offset, offset + limit).map((run) => ({
      runId: run.id,
      trigger: run.trigger,
      scope: run.scope,
      status: run.status,
      standing: standingOf(run),
      createdAt: run.createdAt,
      createdBy: run.createdBy,
      occurrence: run.occurrence,
      companies: run.companyIds.length,
      counts: run.counts,
      problems: run.problems.length,
      which: run.which,
    })),
  }
}

export interface LineQuery {
  filter: RunLineFilter
  /** In names of company, product, agreement or catalog item. */
  text: string
  offset: number
  limit: number
}

export function runLinesView(digest: RunDigest, query: LineQuery): RunLinesView {
  const all = digest.rows()
  const { found, ...sums } = lookedUp(all, query)
  return {
    rows: found.slice(query.offset, query.offset + query.limit),
    found: found.length,
    counts: countsOf(all),
    ...sums,
  }
}

/** Filters and searches that are kept of one state of a run: who turns the page asks for the same. */
const mostKept = 20
const kept = new WeakMap<readonly RunLineRow[], Map<string, Found>>()
type Found = Pick<RunLinesView, 'rises' | 'drops'> & { found: RunLineRow[] }

function lookedUp(all: readonly RunLineRow[], { filter, text }: LineQuery): Found {
  const known = kept.get(all) ?? new Map<string, Found>()
  kept.set(all, known)
  const name = `${filter} ${text}`
  const before = known.get(name)
  if (before !== undefined) return before
  const found = linesFound(all, { filter, text })
  const view = { found, ...risesAndDrops(found.filter(({ row }) => isCounted[row.state])) }
  if (known.size >= mostKept) known.clear()
  known.set(name, view)
  return view
}

const counted = new WeakMap<readonly RunLineRow[], RunLinesView['counts']>()
function countsOf(all: readonly RunLineRow[]): RunLinesView['counts'] {
  const before = counted.get(all)
  if (before !== undefined) return before
  const counts: RunLinesView['counts'] = {
    review: 0,
    willChange: 0,
    held: 0,
    failed: 0,
    unmapped: 0,
    notBilled: 0,
    unchanged: 0,
    sent: 0,
    all: 0,
  }
  for (const { row } of all) for (const filter of filtersOf[row.state]) counts[filter] += 1
  counted.set(all, counts)
  return counts
}

/** Most lines that are let go with one click. */
const mostSelected = 10_000

/** Every line of the filter and the search that a person may let go now, by company. */
export function runSelection(digest: RunDigest, query: Pick<LineQuery, 'filter' | 'text'>): RunSelectionView {
  const all = linesFound(digest.rows(), query).filter(({ row }) => row.sendable !== 'no')
  const some = all.slice(0, mostSelected)
  const companies = new Map<CompanyId, SelectedCompany>()
  for (const { company, row } of some) {
    const selected = companies.get(company.id) ?? { companyId: company.id, plan: company.plan, lines: [] }
    companies.set(company.id, selected)
    if (row.key !== null) selected.lines.push({ key: row.key, held: row.sendable === 'withReason', money: row.money })
  }
  return { companies: [...companies.values()], more: all.length - some.length }
}

function linesFound(all: readonly RunLineRow[], { filter, text }: Pick<LineQuery, 'filter' | 'text'>): RunLineRow[] {
  const wanted = text.trim().toLocaleLowerCase()
  return all.filter(
    (line) => filtersOf[line.row.state].includes(filter) && (wanted === '' || wordsOf(line).includes(wanted)),
  )
}

const risesAndDrops = (lines: readonly RunLineRow[]) => ({
  rises: moneyTotals(lines.filter((line) => amountOf(line) > 0).map(({ row }) => row.money)),
  drops: moneyTotals(lines.filter((line) => amountOf(line) < 0).map(({ row }) => row.money)),
})

const review: readonly RunLineFilter[] = ['review', 'all']
const filtersOf: Record<RowState, readonly RunLineFilter[]> = {
  failed: ['failed', ...review],
  held: ['held', ...review],
  unknown: ['held', ...review],
  sending: ['willChange', ...review],
  waiting: ['willChange', ...review],
  willChange: ['willChange', ...review],
  unmapped: ['unmapped', ...review],
  sent: ['sent', 'all'],
  unchanged: ['unchanged', 'all'],
  notBilled: ['notBilled', 'all'],
  skipped: ['notBilled', 'all'],
}
/** Only what will be sent, or was, is in a sum of money. */
const isCounted: Record<RowState, boolean> = {
  willChange: true,
  waiting: true,
  sending: true,
  sent: true,
  failed: false,
  held: false,
  unknown: false,
  unmapped: false,
  unchanged: false,
  notBilled: false,
  skipped: false,
}

function wordsOf(line: RunLineRow): string {
  const known = words.get(line)
  if (known !== undefined) return known
  const { company, row } = line
  const text = [
    company.name,
    ...row.sources.flatMap(({ productName, planName }) => [productName, planName]),
    row.agreement?.name ?? '',
    row.agreement?.typeName ?? '',
    row.catalogItem?.identifier ?? '',
  ]
    .join('\n')
    .toLocaleLowerCase()
  words.set(line, text)
  return text
}
const words = new WeakMap<RunLineRow, string>()
