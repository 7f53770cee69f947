/** Signed reads from Trend Micro's gateway, and its lists by pages (facts/trend-micro.md §3.2, §3.3). */
import { z } from 'zod'
import { instantFromMs, msOf } from '../../domain/calendar'
import { UpstreamError, type UpstreamFailure } from '../../domain/errors'
import type { Clock, Ids, Log } from '../../ports'
import type { HttpAnswer, HttpRequest } from '../httpClient/exchange'
import type { Reader } from '../httpClient/reader'
import { parseJson } from '../httpClient/voice'
import { addressOf } from './address'
import type { TrendMicroKeys, TrendMicroSettings } from './options'
import { signatureOf } from './signature'
import { errorWire, pagingWire } from './wire'

interface Ask<T> {
  /** Method and route, ids left out. */
  route: string
  /** Path after the origin, with its query, escaped where it must be. */
  path: string
  /** Sent with POST; without it the request is a GET. */
  body?: Record<string, string>
  schema: z.ZodType<T>
}

/** One page of a list. */
interface Page<Row> {
  paging: z.infer<typeof pagingWire>
  rows: Row[]
}

export interface Gateway {
  read<T>(ask: Ask<T>): Promise<T>
  /**
   * All rows of a list by pages, without doubles. Throws `incomplete` when fewer rows came than were announced, after one
   * more look. `pathOf`: address of a page, numbered from 1.
   */
  list<Row>(list: {
    route: string
    pathOf: (page: number) => string
    schema: z.ZodType<Page<Row>>
    idOf: (row: Row) => string
  }): Promise<Row[]>
  /** Rows announced by the first page of a list. */
  total(ask: { route: string; path: string }): Promise<number>
}

const timeRefused = 'AuthenticationFailurePosixTime'

export function createGateway(options: {
  keys: TrendMicroKeys
  allowedHosts: readonly string[]
  reader: Reader
  clock: Clock
  ids: Ids
  log: Log
  settings: TrendMicroSettings
}): Gateway {
  const { keys, reader, clock, ids, log, settings } = options
  const address = addressOf(keys.baseUrl, options.allowedHosts)
  /** Server's clock less ours, milliseconds; found when the server refused our time. */
  let offsetMs = 0

  function sign(origin: string, ask: Pick<Ask<unknown>, 'path' | 'body'>): HttpRequest {
    const url = new URL(ask.path, origin)
    const method = ask.body === undefined ? 'GET' : 'POST'
    const body = ask.body === undefined ? null : JSON.stringify(ask.body)
    const posixTime = Math.floor((msOf(clock.now()) + offsetMs) / 1000)
    const requestUri = url.pathname + url.search
    return {
      method,
      url: url.href,
      headers: {
        'x-access-token': keys.accessToken,
        'x-posix-time': String(posixTime),
        'x-signature': signatureOf(keys.secretKey, { posixTime, method, requestUri, body }),
        'x-traceid': ids.uuid(),
        'content-type': 'application/json; charset=utf-8', // asked for on GET too
        'user-agent': 'trend-micro-billing-pod',
      },
      ...(body !== null && { body }),
    }
  }

  /** Takes the server's time for ours, once a read, when it refused ours. */
  function mend(answer: HttpAnswer): boolean {
    if (answer.status !== 401 || subjectOf(answer.text) !== timeRefused) return false
    const serverMs = Date.parse(answer.headers.get('date') ?? '')
    if (Number.isNaN(serverMs)) return false
    offsetMs = serverMs - msOf(clock.now())
    log.warn('the clock differs from Trend Micro’s; requests are signed with theirs', {
      offsetSeconds: Math.round(offsetMs / 1000),
      serverTime: instantFromMs(serverMs),
    })
    return true
  }

  const failed = (route: string, kind: UpstreamFailure['kind'], text: string, attempts: number) =>
    new UpstreamError({
      system: 'trendmicro',
      kind,
      route,
      status: attempts === 0 ? null : 200,
      requestId: null,
      text,
      attempts,
      at: clock.now(),
    })

  async function read<T>({ route, path, body, schema }: Ask<T>): Promise<T> {
    if (address === null) {
      throw failed(route, 'unreachable', 'This address is neither Trend Micro’s nor one that the operator allowed.', 0)
    }
    const ask = { path, ...(body !== undefined && { body }) }
    return (await reader.read({ route, build: () => sign(address.origin, ask), schema, mend })).body
  }

  const list: Gateway['list'] = async ({ route, pathOf, schema, idOf }) => {
    for (let look = 1; ; look += 1) {
      const rows = new Map<string, z.infer<typeof schema>['rows'][number]>()
      let total: number | null
      for (let page = 1; ; page += 1) {
        if (page > settings.maxPages) throw failed(route, 'incomplete', `More than ${settings.maxPages} pages.`, 1)
        const { paging, rows: pageRows } = await read({ route, path: pathOf(page), schema })
        for (const row of pageRows) rows.set(idOf(row).toLowerCase(), row)
        total = paging?.total ?? null
        const limit = paging?.limit ?? settings.pageSize
        if (pageRows.length === 0 || (total === null ? pageRows.length < limit : page * limit >= total)) break
      }
      if (total === null || rows.size >= total) return [...rows.values()]
      if (look === 2) throw failed(route, 'incomplete', `${rows.size} rows came, ${total} were announced.`, look)
    }
  }

  return {
    read,
    list,
    async total({ route, path }) {
      const { paging } = await read({ route, path, schema: z.object({ paging: pagingWire }) })
      if (paging?.total == null) throw failed(route, 'malformed', 'The answer announces no total.', 1)
      return paging.total
    },
  }
}

function subjectOf(text: string): string | null {
  const json = parseJson(text)
  const parsed = json.ok ? errorWire.safeParse(json.value) : null
  return parsed?.success === true ? (parsed.data.error_subject ?? null) : null
}
export const isTimeRefused = (text: string): boolean => subjectOf(text) === timeRefused
