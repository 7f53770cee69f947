/** Of a row that was not made yet, in CSS pixels. */
export const usualHeight = 41
const rowsInChunk = 50

/** The rows of a long table in pieces, each a `ChunkBody`: thousands stay fluid when only those near what is seen are made. */
export const chunksOf = <Row>(rows: readonly Row[]): { start: number; rows: Row[] }[] =>
  Array.from({ length: Math.ceil(rows.length / rowsInChunk) }, (_, place) => ({
    start: place * rowsInChunk,
    rows: rows.slice(place * rowsInChunk, (place + 1) * rowsInChunk),
  }))
