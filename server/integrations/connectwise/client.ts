/** Addresses, headers, paging and counting of ConnectWise's REST interface (facts/connectwise-rest.md §2–§6). */
import type { z } from 'zod'
import { UpstreamError } from '../../domain/errors'
import type { Clock } from '../../ports'
import type { HttpRequest } from '../httpClient/exchange'
import type { Reader } from '../httpClient/reader'
import type { Writer, Written } from '../httpClient/writer'
import type { ConnectWiseLimits } from './options'
import { nextPageId } from './paging'
import type { SiteBase, SiteFinder } from './site'
import { countWire } from './wire'

interface Query {
  /** Never free text: names contain quotes and brackets whose escaping is undocumented (facts/connectwise-rest.md §5). */
  conditions?: string
  fields?: string
  type?: string
  id?: number
  recordType?: string
  recordId?: number
  page?: number
  pageSize?: number
}
/** `{…}` in the route is filled from `ids` in order. */
export interface Target {
  route: string
  ids?: readonly number[]
}

/** Who asks: other headers and another host than those of the API member's keys. */
export interface Caller {
  headers: Record<string, string>
  host: 'bare' | 'api'
  reader: Reader
}

/**
 * Whether a list is compared with its `/count`. A page that was cut shows in its Link; a list that came back empty shows
 * nothing, so it is counted before it is believed. `always` is for decisions that a missing row would make wrong.
 */
export type Counted = 'never' | 'whenEmpty' | 'always'

export interface Client {
  /** One record or a short list. Throws UpstreamError; `notFound` after companyinfo was looked at again. */
  get<T>(target: Target, query: Query, schema: z.ZodType<T>, caller?: Caller): Promise<{ body: T; headers: Headers }>
  /**
   * All rows, by forward-only pages, without doubles. A page that fails fails the list; so do more pages than allowed, and
   * fewer rows than `/count` says, when `counted` (after one more look, for rows may come and go meanwhile).
   */
  list<Row extends { id: number }>(
    target: Target,
    query: Query,
    schema: z.ZodType<Row>,
    options?: { counted?: Counted },
  ): Promise<Row[]>
  write(method: 'POST' | 'PATCH', target: Target, body: unknown): Promise<Written>
  /** POSTs a form, once. */
  upload(target: Target, form: FormData): Promise<Written>
  find(): Promise<SiteBase>
}

export function createClient(options: {
  site: SiteFinder
  reader: Reader
  writer: Writer
  clock: Clock
  clientId: string
  authorization: string
  limits: ConnectWiseLimits
}): Client {
  const { site, reader, writer, clock, clientId, limits } = options
  const common = {
    accept: `application/vnd.connectwise.com+json; version=${limits.apiVersion}`,
    clientid: clientId,
    'user-agent': 'trend-micro-billing-pod',
  }
  const own: Caller = { headers: { authorization: options.authorization }, host: 'api', reader }

  function addressOf(base: SiteBase, host: 'bare' | 'api', target: Target, query: URLSearchParams): string {
    const ids = [...(target.ids ?? [])]
    const path = target.route.replace(/\{\w+\}/g, () => String(ids.shift() ?? ''))
    const origin = host === 'bare' ? base.bareOrigin : base.apiOrigin
    const search = query.toString()
    return `${origin}/${base.codebase}apis/3.0${path}${search === '' ? '' : `?${search}`}`
  }

  async function read<T>(
    target: Target,
    query: URLSearchParams,
    schema: z.ZodType<T>,
    caller: Caller,
    extra: Record<string, string> = {},
  ): Promise<{ body: T; headers: Headers }> {
    const ask = (base: SiteBase) =>
      caller.reader.read({
        route: `GET ${target.route}`,
        build: () => ({
          method: 'GET',
          url: addressOf(base, caller.host, target, query),
          headers: { ...common, ...caller.headers, ...extra },
        }),
        schema,
      })
    const base = await site.find()
    try {
      return await ask(base)
    } catch (error) {
      // An upgrade of the tenant moves the codebase: look once, and ask again only if it did.
      if (!(error instanceof UpstreamError) || error.failure.kind !== 'notFound') throw error
      if (!(await site.hasMoved(base))) throw error
      return ask(await site.find())
    }
  }

  async function pages<Row extends { id: number }>(target: Target, query: Query, schema: z.ZodType<Row>) {
    const rows = new Map<number, Row>()
    let pageId = 0
    for (let page = 1; page <= limits.maxPages; page += 1) {
      const search = searchOf(query, {
        pageSize: String(limits.pageSize),
        ...(pageId > 0 && { pageId: String(pageId) }),
      })
      const { body, headers } = await read(target, search, schema.array(), own, { 'pagination-type': 'forward-only' })
      for (const row of body) rows.set(row.id, row)
      const next = nextPageId({ link: headers.get('link'), ids: body.map((row) => row.id), pageSize: limits.pageSize })
      if (next === null) return [...rows.values()]
      if (next <= pageId) throw incomplete(target, 'The pages do not come to an end.')
      pageId = next
    }
    throw incomplete(target, `More than ${limits.maxPages} pages.`)
  }

  async function countOf(target: Target, query: Query): Promise<number | null> {
    // All that narrows the list, and nothing of how it is shown.
    const { conditions, recordType, recordId } = query
    const search = searchOf(
      {
        ...(conditions !== undefined && { conditions }),
        ...(recordType !== undefined && { recordType }),
        ...(recordId !== undefined && { recordId }),
      },
      {},
    )
    try {
      return (await read({ ...target, route: `${target.route}/count` }, search, countWire, own)).body.count
    } catch (error) {
      // A site without this count cannot be checked; its list is taken as it came.
      if (error instanceof UpstreamError && (error.failure.kind === 'notFound' || error.failure.kind === 'refused'))
        return null
      throw error
    }
  }

  async function post(
    method: 'POST' | 'PATCH',
    target: Target,
    body: string | FormData,
    type: Record<string, string>,
  ): Promise<Written> {
    const route = `${method} ${target.route}`
    let base: SiteBase
    try {
      base = await site.find()
    } catch (error) {
      if (!(error instanceof UpstreamError)) throw error
      return { kind: 'refused', failure: { ...error.failure, route } } // Nothing was sent.
    }
    const request: HttpRequest = {
      method,
      url: addressOf(base, 'api', target, new URLSearchParams()),
      headers: { ...common, ...own.headers, ...type },
      body,
    }
    return writer.write(route, request)
  }

  const incomplete = (target: Target, text: string) =>
    new UpstreamError({
      system: 'connectwise',
      kind: 'incomplete',
      route: `GET ${target.route}`,
      status: 200,
      requestId: null,
      text,
      attempts: 1,
      at: clock.now(),
    })

  return {
    get: (target, query, schema, caller = own) => read(target, searchOf(query, {}), schema, caller),
    async list(target, query, schema, { counted = 'never' } = {}) {
      for (let look = 1; ; look += 1) {
        const [rows, together] = await Promise.all([
          pages(target, query, schema),
          counted === 'always' ? countOf(target, query) : null,
        ])
        const count = counted === 'whenEmpty' && rows.length === 0 ? await countOf(target, query) : together
        if (count === null || rows.length >= count) return rows
        if (look === 2) throw incomplete(target, `${rows.length} rows came, ${count} were announced.`)
      }
    },
    write: (method, target, body) => post(method, target, JSON.stringify(body), { 'content-type': 'application/json' }),
    upload: (target, form) => post('POST', target, form, {}),
    find: () => site.find(),
  }
}

function searchOf(query: Query, paging: Record<string, string>): URLSearchParams {
  const search = new URLSearchParams()
  for (const [name, value] of Object.entries({ ...query, ...paging })) search.set(name, String(value))
  return search
}
