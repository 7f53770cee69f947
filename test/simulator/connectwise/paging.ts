/** One page of a list and its Link header (facts §5). */
import { badRequest } from './errors'
import { readPath, type Row } from './rows'

export interface PageQuery {
  /** Query parameters with lower-case names. */
  parameters: ReadonlyMap<string, string>
  forwardOnly: boolean
}

export interface PageStyle {
  /** Address that Link names: host and codebase of the site, not of the request. */
  listUrl: string
  linkForm: 'normal' | 'malformed'
  /** When a forward-only list says that it has ended: on its last page, or with an empty page after a full last one. */
  forwardOnlyEnd: 'lastPage' | 'emptyPage'
}

export interface Page {
  rows: Row[]
  /** The value of Link; '' is a header without content, null no header. */
  link: string | null
}

const defaultPageSize = 25
const mostRows = 1000

/** Cuts a page out of rows that are already filtered and in order. Throws 400 on unreadable numbers. */
export function cutPage(rows: readonly Row[], query: PageQuery, style: PageStyle): Page {
  const size = Math.min(whole(query, 'pagesize', defaultPageSize), mostRows)
  return query.forwardOnly ? forwardPage(rows, size, query, style) : numberedPage(rows, size, query, style)
}

function numberedPage(rows: readonly Row[], size: number, query: PageQuery, style: PageStyle): Page {
  const page = whole(query, 'page', 1)
  const last = Math.max(1, Math.ceil(rows.length / size))
  const targets: [string, number][] = []
  if (page > 1) targets.push(['first', 1], ['prev', page - 1])
  if (page < last) targets.push(['next', page + 1], ['last', last])
  const link = targets.map(([relation, target]) => linkTo(relation, 'page', target, size, query, style)).join(', ')
  return { rows: rows.slice((page - 1) * size, page * size), link: link === '' ? null : link }
}

/** By id upwards; `page` is ignored. */
function forwardPage(rows: readonly Row[], size: number, query: PageQuery, style: PageStyle): Page {
  if ((query.parameters.get('orderby') ?? '') !== '')
    throw badRequest('orderBy cannot be used with forward-only paging')
  const after = whole(query, 'pageid', 0, 0)
  const ahead = rows
    .map((row) => ({ row, id: Number(readPath(row, 'id')) }))
    .filter(({ id }) => id > after)
    .sort((a, b) => a.id - b.id)
  const taken = ahead.slice(0, size)
  const hasEnded = style.forwardOnlyEnd === 'lastPage' ? ahead.length <= size : ahead.length < size
  const last = taken.at(-1)
  const link = hasEnded || last === undefined ? '' : linkTo('next', 'pageId', last.id, size, query, style)
  return { rows: taken.map(({ row }) => row), link }
}

function linkTo(
  relation: string,
  pageParameter: 'page' | 'pageId',
  target: number,
  size: number,
  { parameters }: PageQuery,
  { listUrl, linkForm }: PageStyle,
): string {
  const search = new URLSearchParams()
  for (const [name, value] of parameters) {
    if (!['page', 'pageid', 'pagesize'].includes(name)) search.append(name, value)
  }
  search.append('pageSize', String(size))
  search.append(pageParameter, String(target))
  const joint = linkForm === 'malformed' ? '&' : '?'
  return `<${listUrl}${joint}${search.toString()}>; rel="${relation}"`
}

function whole({ parameters }: PageQuery, name: string, fallback: number, least = 1): number {
  const text = parameters.get(name)
  if (text === undefined || text === '') return fallback
  const value = Number(text)
  if (!Number.isSafeInteger(value) || value < least) throw badRequest(`${name} is no number of this kind: ${text}`)
  return value
}
