import { randomUUID } from 'node:crypto'
import type { SandboxClock } from '../clock'
import { computeSignature } from './signature'
import type { TrendMicroSimulator } from './trendMicro'

export interface SignedCall {
  method?: string
  /** Sent (and signed) byte for byte; an object is serialised once. */
  body?: string | object
  /** Replaces or (null) leaves out headers after signing. */
  headers?: Record<string, string | null>
  /** Signed instead of the real one. */
  signedUri?: string
  posixTime?: string
}

/** Asks the simulator in process with a good signature, unless the call spoils it. For tests and for the sandbox's page. */
export function signedCaller({ app, world }: TrendMicroSimulator, clock: SandboxClock) {
  return async (uri: string, call: SignedCall = {}): Promise<Response> => {
    const method = call.method ?? (call.body === undefined ? 'GET' : 'POST')
    const body = typeof call.body === 'object' ? JSON.stringify(call.body) : call.body
    const posixTime = call.posixTime ?? String(Math.floor(clock.nowMs() / 1000))
    const signature = computeSignature(world.secretKey, {
      posixTime,
      method,
      requestUri: call.signedUri ?? uri,
      body: new TextEncoder().encode(body ?? ''),
    })
    const headers = new Headers({
      'x-access-token': world.accessToken,
      'x-posix-time': posixTime,
      'x-signature': signature,
      'x-traceid': randomUUID(),
      'content-type': 'application/json; charset=utf-8',
    })
    for (const [name, value] of Object.entries(call.headers ?? {})) {
      if (value === null) headers.delete(name)
      else headers.set(name, value)
    }
    return app.request(uri, { method, headers, ...(body === undefined ? {} : { body }) })
  }
}
