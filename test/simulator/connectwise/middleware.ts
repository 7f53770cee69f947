import type { MiddlewareHandler } from 'hono'
import { splitApiPath, type CwContext, type CwEnv, type CwRoutes } from './env'
import { CwRefusal } from './errors'
import type { CwJournal } from './journal'
import { tooManyRequests } from './voice'

/** Outermost: waits, writes the journal, and puts the headers on that every answer has. */
export function record(journal: CwJournal, { clock, options, world }: CwRoutes): MiddlewareHandler<CwEnv> {
  let count = 0
  return async (c, next) => {
    const { pathname, search } = new URL(c.req.url)
    const api = splitApiPath(pathname)
    const requestId = `request-${++count}`
    const at = new Date(clock.nowMs()).toISOString()
    const body = await readBody(c)
    let status: number | null = null
    try {
      if (options.latencyMs > 0) await new Promise((resolve) => setTimeout(resolve, options.latencyMs))
      await next()
      status = c.res.status
      c.res.headers.set('x-cw-request-id', requestId)
      c.res.headers.set('api-current-version', world.site.apiVersion)
      c.res.headers.set('x-server-name', 'SANDBOX-WEB1')
      c.res.headers.set('Date', new Date(clock.nowMs()).toUTCString())
    } finally {
      journal.add({
        at,
        method: c.req.method,
        path: api?.path ?? pathname,
        query: search.slice(1),
        codebase: api?.codebase ?? null,
        caller: c.get('caller')?.member.identifier ?? null,
        requestId,
        body,
        status,
      })
    }
  }
}

/** Web servers in front of the API do not take addresses of any length (facts §5). */
export const refuseLongAddresses: MiddlewareHandler<CwEnv> = async (c, next) => {
  if (c.req.url.length > 10_000)
    throw new CwRefusal(414, 'UriTooLong', 'The address is too long', {
      html: '<html><h2>414 URI Too Long</h2></html>',
    })
  return next()
}

/** 429 from the limit on, until the minute of the oldest counted request is over. */
export function limitRate({ clock, options }: CwRoutes): MiddlewareHandler<CwEnv> {
  let recentMs: number[] = []
  return async (_, next) => {
    const limit = options.requestsPerMinute
    if (limit === null) return next()
    const nowMs = clock.nowMs()
    recentMs = recentMs.filter((atMs) => atMs > nowMs - 60_000 && atMs <= nowMs)
    const [oldestMs] = recentMs
    if (recentMs.length >= limit && oldestMs !== undefined)
      return tooManyRequests(Math.max(1, Math.ceil((oldestMs + 60_000 - nowMs) / 1000)))
    recentMs.push(nowMs)
    return next()
  }
}

async function readBody(c: CwContext): Promise<unknown> {
  if (!/json/i.test(c.req.header('content-type') ?? '')) return null
  const text = await c.req.text()
  try {
    return JSON.parse(text) as unknown
  } catch {
    return text
  }
}
