/**
 * Gathers what the vendor's own integration has in ConnectWise. Reads only, a few requests at a time, so that a send that goes on
 * meanwhile keeps its share of ConnectWise's limit. What cannot be read is told and does not stop the rest.
 */
import { instantFromMs, msOf, type Instant } from '../domain/calendar'
import { isProgram } from '../domain/drift'
import { UpstreamError } from '../domain/errors'
import type {
  CrossReference,
  ExistingSetup,
  ForeignWrite,
  ManagementRow,
  ManagementSolution,
  UnreadPart,
} from '../domain/existingSetup'
import { syncDays } from '../domain/holds'
import type { AgreementId, CompanyId } from '../domain/ids'
import type { Addition, Agreement, Company } from '../domain/psa'
import type { ExistingSetupReads } from '../integrations/connectwise/existingSetupPort'
import type { ConnectWise } from '../integrations/connectwise/port'
import { eachOf } from './each'

export interface ExistingSource {
  reads: ExistingSetupReads
  connectWise: Pick<ConnectWise, 'readAllAgreements' | 'readAdditions' | 'readAuditTrail'>
}
export interface ReadExisting {
  companies: readonly Company[]
  /** Those whose Management tab is looked at. */
  asked: readonly CompanyId[]
  /** Names of the agreement types behind *Default*: where a row names no agreement. */
  typeNames: readonly string[]
  /** Is this the name under which we write? What it wrote is no other program's. */
  isOurs: (name: string | null) => boolean
  now: Instant
  signal: AbortSignal
  onProgress(phase: 'companies' | 'agreements', looked: number, of: number): void
}

const atOnce = 2
/** So many failures in a row, and the rest is not asked: a role without the right, or a system that is down. */
const failuresInARow = 5
/** Integrations whose cross references are read, and additions of which the audit trail is asked. */
const mostIntegrations = 100
const mostTrails = 300

/** null when `signal` ended it. Throws UpstreamError when agreements cannot be read: nothing could be said without them. */
export async function readExisting(source: ExistingSource, of: ReadExisting): Promise<ExistingSetup | null> {
  const unread: UnreadPart[] = []
  const { reads, connectWise } = source
  const isOver = () => of.signal.aborted
  const solutions = (await tolerant(unread, 'solutions', () => reads.readManagementSolutions())) ?? []
  const integrations =
    (await tolerant(unread, 'integrations', () => reads.readManagedDevicesIntegrations()))?.slice(
      0,
      mostIntegrations,
    ) ?? []
  const crossReferences = await readCrossReferences(source, integrations, unread)
  const rows = await readRows(source, of, unread)
  if (isOver()) return null
  const withRow = new Set(rows.map(({ row }) => row.companyId))
  const agreements =
    withRow.size === 0 ? [] : (await connectWise.readAllAgreements()).filter(({ companyId }) => withRow.has(companyId))
  const additions = await readAdditions(source, of, billedBy(of.typeNames, agreements, rows, crossReferences), unread)
  const foreignWrites = await readForeignWrites(source, of, additions, unread)
  if (isOver()) return null
  return {
    readAt: of.now,
    solutions: allSolutions(solutions, rows),
    rows: rows.map(({ row }) => row),
    integrations,
    crossReferences,
    companies: of.companies,
    agreements,
    additions,
    foreignWrites,
    unread,
  }
}

type FoundRow = { row: ManagementRow; solution: ManagementSolution }

async function readCrossReferences(
  { reads }: ExistingSource,
  integrations: ExistingSetup['integrations'],
  unread: UnreadPart[],
): Promise<CrossReference[]> {
  const found: CrossReference[] = []
  for (const { id } of integrations)
    found.push(...((await tolerant(unread, 'crossReferences', () => reads.readCrossReferences(id))) ?? []))
  return found
}

async function readRows({ reads }: ExistingSource, of: ReadExisting, unread: UnreadPart[]): Promise<FoundRow[]> {
  const found: FoundRow[] = []
  await inTime('companies', of, unread, 'rows', of.asked, async (company) => {
    found.push(...(await reads.readManagementRows(company)))
  })
  return found.sort((one, other) => one.row.companyId - other.row.companyId || one.row.id - other.row.id)
}

async function readAdditions(
  { connectWise }: ExistingSource,
  of: ReadExisting,
  wanted: readonly AgreementId[],
  unread: UnreadPart[],
): Promise<ExistingSetup['additions']> {
  const found: ExistingSetup['additions'] = []
  await inTime('agreements', of, unread, 'additions', wanted, async (agreementId: AgreementId) => {
    found.push({ agreementId, list: await connectWise.readAdditions(agreementId) })
  })
  return found
}

/** Agreements that the older sync bills on: those that rows name, else those of the types that *Default* may mean. */
function billedBy(
  typeNames: readonly string[],
  agreements: readonly Agreement[],
  rows: readonly FoundRow[],
  crossReferences: readonly CrossReference[],
): AgreementId[] {
  const named = new Set(rows.flatMap(({ row }) => row.agreementId ?? []))
  const settled = new Set(agreements.filter(({ id }) => named.has(id)).map(({ companyId }) => companyId))
  const names = new Set(typeNames.map((name) => name.trim().toLowerCase()))
  const types = new Set(crossReferences.flatMap(({ agreementType }) => agreementType?.id ?? []))
  return agreements
    .filter(
      ({ id, companyId, type }) =>
        named.has(id) || (!settled.has(companyId) && (types.has(type.id) || names.has(type.name.trim().toLowerCase()))),
    )
    .map(({ id }) => id)
}

/** Additions that somebody who is not us changed lately, and whether that was a program. */
async function readForeignWrites(
  { connectWise }: ExistingSource,
  of: ReadExisting,
  additions: ExistingSetup['additions'],
  unread: UnreadPart[],
): Promise<ForeignWrite[]> {
  const touched = additions
    .flatMap(({ list }) => list)
    .filter((addition) => isRecent(addition, of.now) && !of.isOurs(addition.updatedBy))
  const found: ForeignWrite[] = []
  const note = ({ id, updatedBy, revision }: Addition): ForeignWrite => ({
    additionId: id,
    by: updatedBy,
    at: instantOrNull(revision),
    program: null,
  })
  await inTime('agreements', of, unread, 'trail', touched.slice(0, mostTrails), async (addition) => {
    try {
      const entries = await connectWise.readAuditTrail(addition.id)
      const write = entries.find(({ by, source }) => isProgram(source) && !of.isOurs(by))
      found.push(
        write === undefined
          ? { ...note(addition), program: false }
          : { additionId: addition.id, by: write.by, at: write.at, program: true },
      )
    } catch (error) {
      found.push(note(addition))
      throw error
    }
  })
  // Of those that were not asked about only the last writer's name is known.
  const asked = new Set(found.map(({ additionId }) => additionId))
  return [...found, ...touched.filter(({ id }) => !asked.has(id)).map(note)]
}

const isRecent = ({ revision }: Addition, now: Instant): boolean => {
  const at = instantOrNull(revision)
  return at !== null && msOf(now) - msOf(at) <= syncDays * 86_400_000
}

function instantOrNull(text: string | null): Instant | null {
  const ms = Date.parse(text ?? '')
  return Number.isNaN(ms) ? null : instantFromMs(ms)
}

/** Solutions of the table, and those that only rows name: the table may be hidden. */
function allSolutions(solutions: readonly ManagementSolution[], rows: readonly FoundRow[]): ManagementSolution[] {
  const known = new Map(solutions.map((solution) => [solution.id, solution]))
  for (const { solution } of rows) {
    const listed = known.get(solution.id)
    known.set(solution.id, { ...solution, ...listed, isTrend: solution.isTrend || listed?.isTrend === true })
  }
  return [...known.values()].sort((one, other) => one.name.localeCompare(other.name, 'en'))
}

async function tolerant<T>(unread: UnreadPart[], what: UnreadPart['what'], read: () => Promise<T>): Promise<T | null> {
  try {
    return await read()
  } catch (error) {
    noteUnread(unread, what, error, 1)
    return null
  }
}

/** Only an outside system's trouble is told; ours is thrown. */
function noteUnread(unread: UnreadPart[], what: UnreadPart['what'], error: unknown, count: number): void {
  if (!(error instanceof UpstreamError)) throw error
  const { kind } = error.failure
  // On cloud, a table that a site does not have and one that it hides look alike.
  const same = unread.find((part) => part.what === what && part.why === kind)
  if (same === undefined) unread.push({ what, why: kind, count })
  else same.count += count
}

/** Some side by side, with progress. After some failures in a row the rest counts as not read. */
async function inTime<Item>(
  phase: 'companies' | 'agreements',
  of: ReadExisting,
  unread: UnreadPart[],
  what: UnreadPart['what'],
  items: readonly Item[],
  read: (item: Item) => Promise<void>,
): Promise<void> {
  let looked = 0
  let failed = 0
  let last: unknown = null
  of.onProgress(phase, 0, items.length)
  await eachOf(items, atOnce, async (item) => {
    if (of.signal.aborted) return
    if (failed >= failuresInARow) {
      noteUnread(unread, what, last, 1)
      return
    }
    try {
      await read(item)
      failed = 0
    } catch (error) {
      noteUnread(unread, what, error, 1)
      failed += 1
      last = error
    }
    looked += 1
    of.onProgress(phase, looked, items.length)
  })
}
