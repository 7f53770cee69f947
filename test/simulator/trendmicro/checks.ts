import type { MiddlewareHandler } from 'hono'
import type { SandboxClock } from '../clock'
import { TrendRefusal } from './refusal'
import { isSignedWith } from './signature'
import { requestUri, type TrendEnv } from './env'
import type { TrendMicroWorld } from './world'

/** How far the caller's clock may be off. */
const clockToleranceSeconds = 15 * 60
const guid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

/** Checks the five headers that every call needs, the signature last. Throws TrendRefusal. */
export function requireSignature(world: TrendMicroWorld, clock: SandboxClock): MiddlewareHandler<TrendEnv> {
  return async (c, next) => {
    const token = required(c.req.header('x-access-token'), 'AccessToken')
    const posixTime = required(c.req.header('x-posix-time'), 'PosixTime')
    const signature = required(c.req.header('x-signature'), 'Signature')
    const traceId = required(c.req.header('x-traceid'), 'TraceID')
    checkContentType(c.req.header('content-type'))
    if (!guid.test(traceId)) throw new TrendRefusal(400, 'InvalidParametersTraceID', 'x-traceid should be a GUID.')
    if (!guid.test(token)) {
      throw new TrendRefusal(401, 'InvalidHeaderAccessToken', 'The access token is not well formed.')
    }
    if (token.toLowerCase() !== world.accessToken.toLowerCase()) {
      throw new TrendRefusal(401, 'AuthenticationFailureAccessToken', 'The access token is not known.')
    }
    checkTime(posixTime, clock)
    const request = {
      posixTime,
      method: c.req.method,
      requestUri: requestUri(c),
      body: new Uint8Array(await c.req.arrayBuffer()),
    }
    if (signature.length > 90 || !isSignedWith(world.secretKey, request, signature)) {
      throw new TrendRefusal(401, 'AuthenticationFailureSignature', 'The x-signature could not be verified.')
    }
    await next()
  }
}

function required(value: string | undefined, word: string): string {
  if (value === undefined || value === '') throw new TrendRefusal(400, `MissingHeader${word}`, `${word} is missing.`)
  return value
}

function checkContentType(value: string | undefined): void {
  if (value?.toLowerCase().replaceAll(' ', '') !== 'application/json;charset=utf-8') {
    throw new TrendRefusal(
      415,
      'InvalidHeaderContentType',
      'The content type has to be application/json; charset=utf-8.',
    )
  }
}

function checkTime(posixTime: string, clock: SandboxClock): void {
  const offSeconds = Math.abs(Number(posixTime) - clock.nowMs() / 1000)
  if (!/^\d{1,10}$/.test(posixTime) || offSeconds > clockToleranceSeconds) {
    throw new TrendRefusal(401, 'AuthenticationFailurePosixTime', 'x-posix-time is too far from the time here.')
  }
}
