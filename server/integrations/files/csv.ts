/** CSV with comma, semicolon or tab; the text may begin with a byte order mark, or with the line `sep=;` that spreadsheets write. */
import { CsvError, parse } from 'csv-parse/sync'
import { AppError } from '../../domain/errors'
import { fileLimits, type FileCell } from '../../domain/fileImport'
import { guessMapping, headerOf } from '../../domain/fileImportColumns'

const delimiters = [',', ';', '\t'] as const

export function readCsv(given: string): FileCell[][] {
  const text = given.replace(/^\uFEFF/, '')
  const announced = /^sep=([,;\t])(\r\n|\n|\r)/i.exec(text)
  const delimiter = announced?.[1] ?? likeliest(text)
  const rows = cellsOf(announced === null ? text : text.slice(announced[0].length), delimiter)
  // The line counts as one of the file, so that a problem's row is the one that an editor shows.
  return announced === null ? rows : [[], ...rows]
}

/** The one that finds most columns that we know in the first lines; then the one with most columns. */
function likeliest(text: string): string {
  const top = firstLines(text)
  const scored = delimiters.map((delimiter) => {
    let rows: FileCell[][]
    try {
      rows = cellsOf(top, delimiter, true)
    } catch (error) {
      if (!(error instanceof AppError)) throw error
      return { delimiter, known: -1, columns: 0 } // with this one it cannot be read
    }
    const names = headerOf({ format: 'csv', rows })?.names ?? []
    const known = Object.values(guessMapping(names)).filter((at) => at !== null).length
    return { delimiter, known, columns: Math.max(0, ...rows.map((cells) => cells.length)) }
  })
  return scored.reduce((best, each) =>
    each.known > best.known || (each.known === best.known && each.columns > best.columns) ? each : best,
  ).delimiter
}

const firstLines = (text: string): string =>
  text
    .slice(0, 20_000)
    .split(/(?<=\n|\r(?!\n))/)
    .slice(0, 20)
    .join('')

function cellsOf(text: string, delimiter: string, cutShort = false): FileCell[][] {
  try {
    const records: string[][] = parse(text, {
      delimiter,
      relax_column_count: true,
      // A quotation that the cut leaves open is no fault of the file.
      relax_quotes: cutShort,
      record_delimiter: ['\r\n', '\n', '\r'],
      max_record_size: 200_000,
      to: fileLimits.rows + 50,
    })
    return records.map((record) => record.map(cellOf))
  } catch (error) {
    if (!(error instanceof CsvError)) throw error
    const row = Number(error['records'] ?? 0) + 1
    throw new AppError('importUnreadable', { params: { row }, detail: error.code, cause: error })
  }
}

const cellOf = (text: string): FileCell => (text.trim() === '' ? { kind: 'empty' } : { kind: 'text', text })
