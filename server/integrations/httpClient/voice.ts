/** How a foreign system words its failures, and how they become ours. */
import type { FailureKind, UpstreamFailure } from '../../domain/errors'
import type { HttpAnswer, HttpRequest } from './exchange'
import type { Fault } from './faults'

/** What reader and writer must know of a system to name its failures. */
export interface Voice {
  system: UpstreamFailure['system']
  /** The system's own words in a parsed error body; null when there are none. */
  wordsOf(body: unknown): string | null
  /** The id under which the system's support finds the request. */
  requestIdOf(request: HttpRequest, answer: HttpAnswer | null): string | null
  /** A kind that the status alone does not tell. */
  kindOf?(answer: HttpAnswer, body: unknown): FailureKind | null
  /** Texts that must never appear in a failure, should the system echo them. */
  secrets: readonly string[]
}

export type FailureFacts = Pick<UpstreamFailure, 'route' | 'attempts' | 'at'>

/** Facts of an answer that is no success, or (`unreadable`) of a success that cannot be read. */
export function failureOfAnswer(
  voice: Voice,
  facts: FailureFacts,
  request: HttpRequest,
  answer: HttpAnswer,
  unreadable?: { kind: FailureKind; text: string },
): UpstreamFailure {
  const body = parseJson(answer.text)
  const words = unreadable?.text ?? (body.ok ? voice.wordsOf(body.value) : pageTitle(answer.text))
  return {
    system: voice.system,
    kind: unreadable?.kind ?? voice.kindOf?.(answer, body.ok ? body.value : null) ?? kindOfStatus(answer.status),
    ...facts,
    status: answer.status,
    requestId: voice.requestIdOf(request, answer)?.slice(0, 100) ?? null,
    text: words === null ? null : clean(words, voice.secrets),
  }
}

/** Facts of a request without an answer. */
export function failureOfFault(
  voice: Voice,
  facts: FailureFacts,
  request: HttpRequest | null,
  fault: { kind: FailureKind; text: string } | Fault,
): UpstreamFailure {
  return {
    system: voice.system,
    kind: fault.kind,
    ...facts,
    status: null,
    requestId: request === null ? null : voice.requestIdOf(request, null),
    text: fault.text,
  }
}

/** facts/connectwise-rest.md §6: decide by status, never by text. */
function kindOfStatus(status: number): FailureKind {
  if (status < 400) return 'malformed'
  if (status === 401) return 'unauthorised'
  if (status === 403) return 'forbidden'
  if (status === 404 || status === 410) return 'notFound'
  if (status === 408) return 'timeout'
  if (status === 429) return 'tooMany'
  return status < 500 ? 'refused' : 'unavailable'
}

export function parseJson(text: string): { ok: true; value: unknown } | { ok: false } {
  try {
    return { ok: true, value: JSON.parse(text) as unknown }
  } catch {
    return { ok: false }
  }
}

/** Of a page instead of JSON only the title is kept: the rest may echo the request. */
function pageTitle(text: string): string | null {
  const title = /<title[^>]{0,200}>([^<]{1,300})</i.exec(text)?.[1]
  return title === undefined ? null : `A page instead of data: ${title}`
}

/** One line of at most 500 characters without secrets and control characters. */
function clean(text: string, secrets: readonly string[]): string {
  let safe = text.slice(0, 5_000)
  for (const secret of secrets) if (secret.length >= 4) safe = safe.replaceAll(secret, '…')
  const line = safe
    .replace(/\p{Cc}+/gu, ' ')
    .replace(/\s+/g, ' ')
    .trim()
  return line.length <= 500 ? line : `${line.slice(0, 499)}…`
}
