/** Tells by its first bytes what a file is; names and declared types prove nothing. */
import { AppError } from '../../domain/errors'
import { fileLimits, textOf, type FileTable } from '../../domain/fileImport'
import { readCsv } from './csv'
import type { ReadTable } from './port'
import { readWorkbook } from './workbook'

export const readTable: ReadTable = async (bytes) => {
  if (bytes.length > fileLimits.bytes) throw new AppError('tooLarge')
  if (bytes.length === 0) throw refusedType('empty')
  if (begins(bytes, [0x50, 0x4b, 0x03, 0x04])) return bounded(await readWorkbook(bytes))
  // The container of old workbooks and of those with a password.
  if (begins(bytes, [0xd0, 0xcf, 0x11, 0xe0])) throw refusedType('oldExcel')
  if (begins(bytes, [0x25, 0x50, 0x44, 0x46])) throw refusedType('pdf')
  const text = decode(bytes)
  if (/^\s*<(!doctype|html|\?xml|table)/i.test(text.slice(0, 1_000))) throw refusedType('markup')
  if (/[\0-\x08\x0e-\x1f]/.test(text)) throw refusedType('binary') // eslint-disable-line no-control-regex -- these are what text has none of
  return bounded({ format: 'csv', rows: readCsv(text) })
}

const refusedType = (found: string) => new AppError('importType', { params: { found } })
const begins = (bytes: Uint8Array, signature: readonly number[]) => signature.every((byte, at) => bytes[at] === byte)

/** Spreadsheets of western desks save CSV in Windows' own encoding when not told otherwise; the preview shows what came of it. */
function decode(bytes: Uint8Array): string {
  if (begins(bytes, [0xff, 0xfe])) return new TextDecoder('utf-16le').decode(bytes)
  if (begins(bytes, [0xfe, 0xff])) return new TextDecoder('utf-16be').decode(bytes)
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch (error) {
    if (!(error instanceof TypeError)) throw error
    return new TextDecoder('windows-1252').decode(bytes)
  }
}

function bounded(table: FileTable): FileTable {
  const last = table.rows.findLastIndex((cells) => cells.some((cell) => textOf(cell) !== ''))
  const rows = table.rows.slice(0, last + 1)
  if (rows.length > fileLimits.rows + 1)
    throw new AppError('importTooMany', { params: { what: 'rows', most: fileLimits.rows } })
  if (rows.some((cells) => cells.length > fileLimits.columns))
    throw new AppError('importTooMany', { params: { what: 'columns', most: fileLimits.columns } })
  return { ...table, rows }
}
