/** The first visible sheet of an XLSX workbook. Nothing in it is computed. */
import { readXlsx } from 'hucre/xlsx'
import { AppError } from '../../domain/errors'
import { fileLimits, type FileCell, type FileTable } from '../../domain/fileImport'
import { unpacked } from './unpack'

/** One column and some rows more than allowed, so that too many are noticed and a far corner costs nothing. */
const range = `A1:CW${fileLimits.rows + 50}`

export async function readWorkbook(bytes: Uint8Array): Promise<FileTable> {
  const archive = unpacked(bytes)
  let chosen: number | null = null
  let book
  try {
    book = await readXlsx(archive, {
      range,
      sheets: (sheet, index) => {
        if (sheet.hidden !== true && sheet.veryHidden !== true) chosen ??= index
        return index === chosen
      },
    })
  } catch (error) {
    // The reader's own errors are many and none of them tells a person more than this.
    throw new AppError('importUnreadable', { cause: error })
  }
  const [sheet] = book.sheets
  if (sheet === undefined) throw new AppError('importUnreadable')
  return {
    format: 'xlsx',
    rows: sheet.rows.map((cells, row) =>
      cells.map((value, column) => {
        const formula = sheet.cells?.get(`${row},${column}`)
        return formula?.type === 'formula' || formula?.formula !== undefined
          ? { kind: 'formula', text: `=${formula.formula ?? ''}` }
          : cellOf(value)
      }),
    ),
  }
}

function cellOf(value: unknown): FileCell {
  if (typeof value === 'number') return { kind: 'number', value }
  if (value === null || value === undefined) return { kind: 'empty' }
  const text = value instanceof Date ? value.toISOString() : typeof value === 'string' ? value : JSON.stringify(value)
  return text.trim() === '' ? { kind: 'empty' } : { kind: 'text', text }
}
