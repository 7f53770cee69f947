/** Writes CSV as a spreadsheet does: quotes only where they are needed. */
export const stringify = (rows: readonly (readonly string[])[], delimiter: string, lineEnd: string): string =>
  rows
    .map((cells) =>
      cells.map((text) => (/[",;\t\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text)).join(delimiter),
    )
    .join(lineEnd)
