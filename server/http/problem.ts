/** Every refusal leaves as problem JSON (RFC 9457) with a code; the screen makes the words. */
import type { Context, ErrorHandler } from 'hono'
import { HTTPException } from 'hono/http-exception'
import { AppError, errorStatus, UpstreamError, type ErrorCode } from '../domain/errors'
import type { ProblemView } from '../domain/views'
import type { Log } from '../ports'
import type { ApiEnv } from './env'

/** Turns whatever a handler threw into an answer. What nobody expected is logged whole and told as `internal`, nothing more. */
export function problemHandler(log: Log): ErrorHandler<ApiEnv> {
  return (error, c) => {
    const problem = describe(error)
    if (problem.code === 'internal')
      log.error('unexpected failure', {
        requestId: c.var.requestId,
        error: error instanceof Error ? (error.stack ?? error.message) : String(error),
      })
    return answer(c, problem)
  }
}

/** The answer to a route that does not exist. */
export const noSuchRoute = (c: Context<ApiEnv>): Response => answer(c, { code: 'notFound' })

type Description = Partial<Pick<ProblemView, 'params' | 'issues' | 'failure' | 'detail' | 'retryAfterSeconds'>> & {
  code: ErrorCode
}

function describe(error: Error): Description {
  if (error instanceof AppError)
    return {
      code: error.code,
      detail: error.message,
      params: error.params,
      issues: error.issues,
      retryAfterSeconds: Number(error.params['retryAfterSeconds'] ?? 0) || null,
    }
  if (error instanceof UpstreamError) return { code: 'upstream', detail: error.message, failure: error.failure }
  // Hono's own refusals: an unreadable body, a body that is too large.
  if (error instanceof HTTPException)
    return {
      code: error.status === 413 ? 'tooLarge' : error.status === 404 ? 'notFound' : 'invalid',
      detail: error.message,
    }
  return { code: 'internal' }
}

function answer(c: Context<ApiEnv>, of: Description): Response {
  const status = errorStatus[of.code]
  const body: ProblemView = {
    type: 'about:blank',
    title: of.code,
    status,
    code: of.code,
    detail: of.detail ?? of.code,
    requestId: c.var.requestId,
    params: of.params ?? {},
    issues: of.issues ?? [],
    failure: of.failure ?? null,
    retryAfterSeconds: of.retryAfterSeconds ?? null,
  }
  const headers: Record<string, string> = { 'content-type': 'application/problem+json' }
  if (body.retryAfterSeconds !== null) headers['retry-after'] = String(body.retryAfterSeconds)
  return c.body(JSON.stringify(body), status, headers)
}
