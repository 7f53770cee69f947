/** Hands a table to the browser, as a file that spreadsheets open. */
export function saveTable(csv: string, name: string): void {
  // The mark tells a spreadsheet that it is UTF-8; reading the answer took it off.
  const address = URL.createObjectURL(new Blob(['\uFEFF', csv], { type: 'text/csv;charset=utf-8' }))
  const link = document.createElement('a')
  link.href = address
  link.download = name
  link.click()
  URL.revokeObjectURL(address)
}
