/** The lines of a run as a table for a spreadsheet. Pure. */
import type { RunLineRow } from '../domain/viewsRuns'

const columns: readonly [name: string, of: (line: RunLineRow) => string | number | null][] = [
  ['company id', ({ company }) => company.id],
  ['company', ({ company }) => company.name],
  ['product', ({ row }) => row.sources.map(({ productName }) => productName).join(' + ')],
  ['plan', ({ row }) => row.sources.map(({ planName }) => planName).join(' + ')],
  ['agreement type', ({ row }) => row.agreement?.typeName ?? null],
  ['agreement', ({ row }) => row.agreement?.name ?? null],
  ['catalog item', ({ row }) => row.catalogItem?.identifier ?? null],
  ['addition id', ({ row }) => row.additionId],
  ['quantity before', ({ row }) => row.quantityBefore],
  ['quantity', ({ row }) => row.quantity],
  ['unit price', ({ row }) => row.money?.unitPrice ?? null],
  ['difference', ({ row }) => row.money?.difference ?? null],
  ['difference a month', ({ row }) => row.money?.monthly ?? null],
  ['currency', ({ row }) => row.money?.currency ?? null],
  ['next invoice', ({ row }) => row.nextInvoiceOn],
  ['state', ({ row }) => row.state],
  ['reason', ({ row }) => reasonOf(row.reason)],
  ['sent at', ({ row }) => row.sentAt],
  ['line', ({ row }) => row.key],
]

/**
 * RFC 4180 with CRLF, in UTF-8 with a byte order mark so that spreadsheets read it as such. A text that a spreadsheet would take
 * for a formula begins with an apostrophe; numbers are plain, with a point. Where the comma is the decimal sign, spreadsheets
 * begin a new cell at every semicolon, quoted or not: what follows one is looked at in the same way. East Asian ones take the
 * wide signs as formulas too.
 */
export function csvOf(lines: readonly RunLineRow[]): string {
  const rows = [columns.map(([name]) => name), ...lines.map((line) => columns.map(([, of]) => of(line)))]
  return `\uFEFF${rows.map((row) => `${row.map(cell).join(',')}\r\n`).join('')}`
}

function cell(value: string | number | null): string {
  if (value === null) return ''
  if (typeof value === 'number') return String(value)
  const safe = value.replaceAll(/(^|[;\t\r\n])(?=[\s"']*[=+\-@＝＋－＠])|^(?=[\t\r])/g, "$1'")
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}

/** The words of the code, for who sorts and filters; screens say it in sentences. */
function reasonOf(reason: RunLineRow['row']['reason']): string | null {
  if (reason === null) return null
  switch (reason.kind) {
    case 'holds':
      return reason.holds.map(({ kind }) => kind).join(' ')
    case 'cause':
      return reason.cause.kind
    case 'blocked':
      return reason.reason.kind
    case 'unplaced':
      return reason.why.kind
    default:
      return reason.kind
  }
}
