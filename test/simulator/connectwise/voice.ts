import type { FaultVoice } from '../faults'
import { CwRefusal, refusalText, serverTimeout } from './errors'

/** How ConnectWise words the faults of the sandbox. A cut list keeps its Link header: nothing in the answer gives it away. */
export const connectWiseVoice: FaultVoice = {
  tooMany: (_, seconds) => tooManyRequests(seconds),
  failed: () => refusalResponse(serverTimeout()),
  wrongSignature: () => refusalResponse(new CwRefusal(401, 'ConnectWiseApi', 'UserNotAuthenticated')),
  cutList(body, to) {
    if (!Array.isArray(body)) return null
    const rows: unknown[] = body
    return to === 'empty' ? [] : rows.slice(0, Math.floor(rows.length / 2))
  },
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
