/** A record as it is served: calculated fields in, references filled in, null for what is not set. */
export type Row = Readonly<Record<string, unknown>>

/** A stored record as a row that may be added to. */
export function rowOf(entity: object): Record<string, unknown> {
  return Object.fromEntries(Object.entries(entity))
}

export function isRow(value: unknown): value is Row {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** The value at `a` or `a/b`, names compared without regard to case. Null where nothing is set; arrays are not entered. */
export function readPath(row: Row, path: string): unknown {
  let value: unknown = row
  for (const segment of path.split('/')) value = isRow(value) ? property(value, segment) : null
  return value ?? null
}

/** Every value at a path that goes through child arrays. */
export function readAll(value: unknown, segments: readonly string[]): unknown[] {
  if (Array.isArray(value)) return value.flatMap((child) => readAll(child, segments))
  const [segment, ...rest] = segments
  if (segment === undefined) return [value ?? null]
  return isRow(value) ? readAll(property(value, segment), rest) : [null]
}

/** The row's own spelling of a field name, or null when it has no such field. */
export function fieldName(row: Row, name: string): string | null {
  if (Object.hasOwn(row, name)) return name
  return Object.keys(row).find((key) => key.toLowerCase() === name.toLowerCase()) ?? null
}

/** As JSON, without what is not set: ConnectWise leaves such fields out. */
export function toJson(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) => inner ?? undefined)
}

function property(row: Row, name: string): unknown {
  const key = fieldName(row, name)
  return key === null ? null : row[key]
}
