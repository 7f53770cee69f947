/** Usage files as people bring them. */
import { zipSync } from 'fflate'
import { writeXlsx } from 'hucre/xlsx'

export const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text)

type Value = string | number | null
/** A workbook; `formulas` are cells with what a spreadsheet once computed for them. */
export function workbook(
  rows: Value[][],
  formulas: readonly { row: number; column: number; formula: string; result: number }[] = [],
): Promise<Uint8Array> {
  const cells = new Map(
    formulas.map(({ row, column, formula, result }) => [
      `${row},${column}`,
      { value: result, type: 'formula' as const, formula, formulaResult: result },
    ]),
  )
  return writeXlsx({ sheets: [{ name: 'Usage', rows, cells }] })
}

/** Small as a file and huge once unpacked, which its own directory denies. */
export function bomb(): Uint8Array {
  const archive = zipSync({ 'xl/worksheets/sheet1.xml': new Uint8Array(64 * 1024 * 1024) }, { level: 1 })
  const view = new DataView(archive.buffer, archive.byteOffset, archive.byteLength)
  const directory = view.getUint32(archive.length - 6, true)
  view.setUint32(22, 1_000, true)
  view.setUint32(directory + 24, 1_000, true)
  return archive
}
