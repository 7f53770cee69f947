/** Tables for spreadsheets. Pure. */

/**
 * RFC 4180 with CRLF, in UTF-8 with a byte order mark so that spreadsheets read it as such. A text that a spreadsheet would take
 * for a formula begins with an apostrophe; numbers are plain, with a point. Where the comma is the decimal sign, spreadsheets
 * begin a new cell at every semicolon, quoted or not: what follows one is looked at in the same way. East Asian ones take the
 * wide signs as formulas too.
 */
export function csvOf(rows: readonly (readonly (string | number | null)[])[]): string {
  return `\uFEFF${rows.map((row) => `${row.map(cell).join(',')}\r\n`).join('')}`
}

function cell(value: string | number | null): string {
  if (value === null) return ''
  if (typeof value === 'number') return String(value)
  const safe = value.replaceAll(/(^|[;\t\r\n])(?=[\s"']*[=+\-@＝＋－＠])|^(?=[\t\r])/g, "$1'")
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}
