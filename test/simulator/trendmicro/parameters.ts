import type { Context } from 'hono'
import { invalidParameter } from './refusal'

export interface Paging {
  page: number
  limit: number
}

/** `page` from 1 and `limit` 1–100 of a request. Throws TrendRefusal for anything else. */
export function readPaging(c: Context, defaultLimit = 25): Paging {
  return { page: readCount(c, 'page', 1, 1_000_000), limit: readCount(c, 'limit', defaultLimit, 100) }
}

/** One page of the rows, with the `paging` that goes beside it. */
export function cutPage<Row>(rows: readonly Row[], { page, limit }: Paging) {
  return { paging: { total: rows.length, limit, page }, rows: rows.slice((page - 1) * limit, page * limit) }
}

export interface Range {
  fromMs: number
  toMs: number
}

/** The pair `{name}_start`, `{name}_end`; both are needed. Throws TrendRefusal. */
export function readRange(c: Context, name: string): Range {
  const fromMs = readMoment(c, `${name}_start`)
  const toMs = readMoment(c, `${name}_end`)
  if (fromMs > toMs) throw invalidParameter(`${name}_end`, 'ends before it starts')
  return { fromMs, toMs }
}

/** Exactly one of several pairs, as its name and range. Throws TrendRefusal when none or more than one is given. */
export function readOneRange<Name extends string>(c: Context, names: readonly Name[]): { name: Name; range: Range } {
  const given = names.filter((name) => hasQuery(c, `${name}_start`) || hasQuery(c, `${name}_end`))
  const [name] = given
  if (name === undefined) throw invalidParameter(`${names[0] ?? ''}_start`, `one pair of ${names.join(', ')} is needed`)
  if (given.length > 1) throw invalidParameter(`${given[1] ?? ''}_start`, `only one pair of ${names.join(', ')}`)
  return { name, range: readRange(c, name) }
}

export function isWithin(iso: string, { fromMs, toMs }: Range): boolean {
  const ms = Date.parse(iso)
  return ms >= fromMs && ms <= toMs
}

/** The ids of `cids=a,b`. Throws TrendRefusal unless there are 1 to `most`. */
export function readIds(c: Context, most: number): string[] {
  const ids = (c.req.query('cids') ?? '').split(',').filter((id) => id !== '')
  if (ids.length < 1 || ids.length > most) throw invalidParameter('cids', `1 to ${most} ids`)
  return ids
}

export function sameId(one: string, other: string): boolean {
  return one === other || one.toLowerCase() === other.toLowerCase()
}

/** The row with this id. An exact spelling is looked for first: worlds of thousands of customers stay quick. */
export function findById<Row extends { id: string }>(rows: readonly Row[], id: string): Row | undefined {
  return rows.find((row) => row.id === id) ?? rows.find((row) => sameId(row.id, id))
}

function readMoment(c: Context, name: string): number {
  const text = c.req.query(name)
  if (text === undefined || text === '') throw invalidParameter(name, 'is needed')
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/.test(text)) throw invalidParameter(name, 'write YYYY-MM-DDThh:mm:ssZ')
  const ms = Date.parse(text)
  if (Number.isNaN(ms)) throw invalidParameter(name, 'no such day')
  return ms
}

function readCount(c: Context, name: string, fallback: number, most: number): number {
  const text = c.req.query(name)
  if (text === undefined) return fallback
  const count = /^\d{1,7}$/.test(text) ? Number(text) : 0
  if (count < 1 || count > most) throw invalidParameter(name, `1 to ${most}`)
  return count
}

function hasQuery(c: Context, name: string): boolean {
  return c.req.query(name) !== undefined
}
