/** Import of usage files: look at one, accept one, and what was accepted. Only an accepted file is stored, whole or not at all. */
import { month as parseMonth, monthOf, type Month } from '../domain/calendar'
import { AppError } from '../domain/errors'
import { fileLimits, type FileMapping, type FileTable } from '../domain/fileImport'
import { guessMapping, headerOf, layoutOf, withoutCustomers, type FileHeader } from '../domain/fileImportColumns'
import { readRows, type FileRows } from '../domain/fileImportRows'
import type { TenantId } from '../domain/ids'
import { differenceOf, missingFields, totalsOf } from '../domain/importTotals'
import { monthProblem, type Digest, type UsageImport } from '../domain/usageImport'
import type { ImportPreviewView, ImportsView } from '../domain/viewsImport'
import { dayInZone } from '../domain/zone'
import type { ReadTable } from '../integrations/files/port'
import type { Clock } from '../ports'
import type { Store, Versioned } from '../storage/store'
import { readTenant } from './planRun'

export interface ImportService {
  /** Reads the file and tells what it is; stores nothing. Throws as ReadTable, and `importNoTable`, `importNoCustomers`. */
  preview(tenant: TenantId, file: Uint8Array, mapping: FileMapping | null): Promise<ImportPreviewView>
  /**
   * Stores the file as the usage of the month. Throws as `preview`, and `invalid` (month, mapping), `importChanged` (not the file
   * that was previewed), `importProblems` (with the first of them), `importReplaces` (the month is there: params.version is to be
   * said in `replaces`), `conflict`.
   */
  accept(tenant: TenantId, file: Uint8Array, of: ImportRequest, by: string): Promise<void>
  view(tenant: TenantId): Promise<ImportsView>
}

export interface ImportRequest {
  month: string
  fingerprint: string
  fileName: string
  mapping: FileMapping
  /** Version of the stored month that this file takes the place of; null: there is none. */
  replaces: number | null
}

const sampleRows = 20
/** Months that are listed, and among which the mapping of a layout is looked for. */
const listedMonths = 36

export interface ImportDeps {
  store: Store
  clock: Clock
  readTable: ReadTable
  digest: Digest
  /** Drops what is kept of a tenant's Trend Micro, so that the next reading knows the new month. */
  forget: (tenant: TenantId) => void
}

export function createImports({ store, clock, readTable, digest, forget }: ImportDeps): ImportService {
  const fingerprintOf = (file: Uint8Array) => digest(Buffer.from(file).toString('base64'))

  async function months(tenant: TenantId): Promise<Versioned<UsageImport>[]> {
    const { imports } = store.of(tenant)
    const keys = (await imports.keys()).sort().reverse().slice(0, listedMonths)
    const found = await Promise.all(keys.map((key) => imports.read(key)))
    return found.filter((each) => each !== null)
  }

  async function runningMonth(tenant: TenantId): Promise<Month> {
    const { timeZone } = (await tenantOf(tenant)).settings.schedule
    return monthOf(dayInZone(clock.now(), timeZone))
  }
  const tenantOf = (tenant: TenantId) => readTenant(store, tenant)

  return {
    async preview(tenant, file, chosen) {
      const { table, header } = await tableOf(readTable, file)
      const known = await months(tenant)
      const kept = known.find(({ value }) => layoutOf(value.columns) === layoutOf(header.names))?.value.mapping
      const mapping = chosen ?? kept ?? guessMapping(header.names)
      const missing = missingFields(mapping)
      checkMapping(mapping, header)
      const read = missing.length === 0 ? readRows(table, header, mapping) : nothingRead
      const newest = known[0]?.value
      return {
        fingerprint: fingerprintOf(file),
        format: table.format,
        columns: header.names,
        headerRow: header.at + 1,
        mapping,
        mappingFrom: chosen !== null ? 'chosen' : kept !== undefined ? 'kept' : 'guessed',
        missing,
        sample: read.rows.slice(0, sampleRows),
        problems: read.problems,
        moreProblems: read.moreProblems,
        totals: totalsOf(read.rows),
        against: newest === undefined || missing.length > 0 ? null : differenceOf(newest, read.rows),
      }
    },
    async accept(tenant, file, request, by) {
      const month = checkMonth(request.month, await runningMonth(tenant))
      if (fingerprintOf(file) !== request.fingerprint) throw new AppError('importChanged')
      const { table, header } = await tableOf(readTable, file)
      checkMapping(request.mapping, header)
      const [missing] = missingFields(request.mapping)
      if (missing !== undefined) throw refused(`mapping.${missing}`, 'required')
      const { rows } = usable(readRows(table, header, request.mapping))
      const { imports } = store.of(tenant)
      const there = await imports.read(month)
      if (there !== null && request.replaces === null)
        throw new AppError('importReplaces', {
          params: { month, version: there.version, by: there.value.by, at: there.value.at },
        })
      const { fileName, mapping } = request
      const { format } = table
      const columns = header.names
      await imports.write(
        month,
        { tenantId: tenant, month, at: clock.now(), by, fileName, format, columns, mapping, rows },
        request.replaces,
      )
      forget(tenant)
    },
    async view(tenant) {
      const { trendMicro } = (await tenantOf(tenant)).connections
      return {
        running: await runningMonth(tenant),
        inUse: trendMicro.lmpi === null && trendMicro.smpi === null,
        months: (await months(tenant)).map(({ value, version }) => ({
          month: value.month,
          at: value.at,
          by: value.by,
          fileName: value.fileName,
          format: value.format,
          ...totalsOf(value.rows),
          version,
        })),
      }
    },
  }
}

async function tableOf(readTable: ReadTable, file: Uint8Array): Promise<{ table: FileTable; header: FileHeader }> {
  const table = await readTable(file)
  const header = headerOf(table)
  if (header === null) throw new AppError('importNoTable')
  const why = withoutCustomers(header.names)
  if (why !== null) throw new AppError('importNoCustomers', { params: { why, row: header.at + 1 } })
  return { table, header }
}

function checkMonth(text: string, now: Month): Month {
  let month
  try {
    month = parseMonth(text)
  } catch (error) {
    if (!(error instanceof RangeError)) throw error
    throw refused('month', 'invalid')
  }
  const problem = monthProblem(month, now)
  if (problem !== null) throw refused('month', problem)
  return month
}

/** A column that is not there, and one column for two numbers, are mistakes of whoever chose. */
function checkMapping(mapping: FileMapping, header: FileHeader): void {
  const beyond = Object.entries(mapping).find(([, at]) => at !== null && at >= header.names.length)
  if (beyond !== undefined) throw refused(`mapping.${beyond[0]}`, 'invalid')
  const { provisioned, used, customer } = mapping
  if (used !== null && used === provisioned) throw refused('mapping.used', 'sameColumn')
  if (customer !== null && (customer === provisioned || customer === mapping.product || customer === mapping.plan))
    throw refused('mapping.customer', 'sameColumn')
}

function usable(read: FileRows): FileRows {
  const { problems, moreProblems, rows } = read
  if (problems.length > 0)
    throw new AppError('importProblems', {
      params: { problems: problems.length + moreProblems },
      issues: problems.map(({ row, field, problem, other }) => ({
        path: `rows.${row}.${field}`,
        code: problem,
        params: { row, ...(other !== null && { other }) },
      })),
    })
  if (rows.length === 0) throw new AppError('importNoTable')
  if (rows.length > fileLimits.rows)
    throw new AppError('importTooMany', { params: { what: 'rows', most: fileLimits.rows } })
  return read
}

const refused = (path: string, code: string) => new AppError('invalid', { issues: [{ path, code }] })
const nothingRead: FileRows = { rows: [], problems: [], moreProblems: 0, withoutSeats: 0 }
