import type { FaultVoice, ListCut } from '../faults'
import { CwRefusal, refusalText, serverTimeout } from './errors'
import { isRow } from './rows'

/**
 * How ConnectWise words the faults of the sandbox. A cut list keeps its Link header: nothing in the answer gives it away, only
 * the count does; a counted one is its own last page.
 */
export const connectWiseVoice: FaultVoice = {
  tooMany: (_, seconds) => tooManyRequests(seconds),
  failed: () => refusalResponse(serverTimeout()),
  wrongSignature: () => refusalResponse(new CwRefusal(401, 'ConnectWiseApi', 'UserNotAuthenticated')),
  cutList(body, cut, headers) {
    if (cut.counted && isRow(body) && typeof body['count'] === 'number') return { count: left(body['count'], cut) }
    if (!Array.isArray(body)) return null
    const rows: unknown[] = body
    if (cut.counted) endList(headers)
    return rows.slice(0, left(rows.length, cut))
  },
}

/** Forward-only paging ends with an empty Link, numbered paging with none. */
function endList(headers: Headers): void {
  const link = headers.get('Link') ?? ''
  headers.delete('Link')
  if (link.includes('pageId=')) headers.set('Link', '')
}

function left(rows: number, { to }: ListCut): number {
  return to === 'empty' ? 0 : Math.floor(rows / 2)
}

/** 429, whose body has `error` where all others have `code`. */
export function tooManyRequests(retryAfterSeconds: number): Response {
  const message = `Too many requests. Try again in ${retryAfterSeconds} seconds.`
  return new Response(JSON.stringify({ error: 'ConnectWiseAPI', message }), {
    status: 429,
    headers: { 'Content-Type': 'application/json; charset=utf-8', 'Retry-After': String(retryAfterSeconds) },
  })
}

/** A refusal as a response, in JSON or as the web server's HTML. */
export function refusalResponse(refusal: CwRefusal): Response {
  return new Response(refusal.html ?? refusalText(refusal), {
    status: refusal.status,
    headers: { 'Content-Type': refusal.html !== null ? 'text/html' : 'application/json; charset=utf-8' },
  })
}
