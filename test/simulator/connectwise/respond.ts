import type { CwContext, CwRoutes } from './env'
import { projectFields } from './fields'
import { isRow, toJson, type Row } from './rows'

/** Answers with JSON in the media type and version that the caller asked for. */
export function answer(c: CwContext, { world }: Pick<CwRoutes, 'world'>, body: unknown, status = 200): Response {
  return new Response(toJson(body), {
    status,
    headers: { 'Content-Type': mediaType(c, world.site.apiVersion) },
  })
}

/** Answers with a record or a list of records, cut down to `fields`. */
export function answerRecords(c: CwContext, routes: CwRoutes, body: Row | readonly Row[], status = 200): Response {
  const fields = queryParameters(c).get('fields') ?? null
  const project = (row: Row) => projectFields(withLaterFields(row, routes), fields)
  return answer(c, routes, isRow(body) ? project(body) : body.map(project), status)
}

/** The query with lower-case names: ConnectWise reads names without regard to case. */
export function queryParameters(c: CwContext): Map<string, string> {
  const { searchParams } = new URL(c.req.url)
  return new Map([...searchParams].map(([name, value]) => [name.toLowerCase(), value]))
}

/** `application/vnd.connectwise.com+json; version=…` with the version of `Accept`, else with the newest. */
function mediaType(c: CwContext, newestVersion: string): string {
  const asked = /application\/vnd\.connectwise\.com\+json\s*;\s*version=([\d.]+)/i.exec(c.req.header('accept') ?? '')
  return `application/vnd.connectwise.com+json; version=${asked?.[1] ?? newestVersion}`
}

function withLaterFields(row: Row, { options }: CwRoutes): Row {
  if (!options.unknownFields) return row
  return { ...row, laterFlag: true, laterReference: { id: 1, name: 'of a later release' }, laterList: ['x'] }
}
