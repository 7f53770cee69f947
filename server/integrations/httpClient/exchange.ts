/** One request and its whole answer, within a time and a size. Knows nothing of retries, limits or foreign systems. */
import { createFetch } from 'ofetch'
import { type Fault, faultOf } from './faults'

/** What a request goes through: `globalThis.fetch`, or a simulator's `request`. */
export type FetchLike = (input: string, init?: RequestInit) => Response | Promise<Response>

export interface HttpRequest {
  method: 'GET' | 'POST' | 'PATCH'
  url: string
  headers: Record<string, string>
  /** Sent as these very bytes in UTF-8; a form as multipart, whose content type it brings itself. */
  body?: string | FormData
}
export interface HttpAnswer {
  status: number
  headers: Headers
  text: string
}
/** An answer of any status, or the reason why there is none. */
type Exchanged = { kind: 'answer'; answer: HttpAnswer } | { kind: 'fault'; fault: Fault }
export type Exchange = (request: HttpRequest, timeoutMs: number) => Promise<Exchanged>

/** A signal that is aborted after `ms` milliseconds, unless it is cancelled before. */
export type Deadline = (ms: number) => { signal: AbortSignal; cancel: () => void }

export const realDeadline: Deadline = (ms) => {
  const controller = new AbortController()
  const timer = setTimeout(() => controller.abort(new DOMException('No answer in time', 'TimeoutError')), ms)
  timer.unref()
  return { signal: controller.signal, cancel: () => clearTimeout(timer) }
}

/**
 * Makes the function that all requests go through. It never throws: what goes wrong is a fault. Redirects are not
 * followed, so that credentials never reach a host that an answer names.
 */
export function createExchange(options: { fetch: FetchLike; maxBodyBytes: number; deadline?: Deadline }): Exchange {
  const { maxBodyBytes, deadline = realDeadline } = options
  // ofetch types its fetch as the platform's; ours asks for less.
  const ofetch = createFetch({
    fetch: async (input, init) => options.fetch(input instanceof Request ? input.url : input.toString(), init),
  })
  return async (request, timeoutMs) => {
    const { signal, cancel } = deadline(timeoutMs)
    try {
      const response = await orAborted(
        ofetch.raw<unknown, 'stream'>(request.url, {
          method: request.method,
          headers: request.headers,
          ...(request.body === undefined ? {} : { body: request.body }),
          signal,
          redirect: 'manual',
          retry: 0, // ofetch would repeat PATCH and POST too, and with the aborted signal
          responseType: 'stream',
          ignoreResponseError: true,
        }),
        signal,
      )
      if (response.type === 'opaqueredirect' || (response.status >= 300 && response.status < 400)) {
        return fault({ kind: 'malformed', neverSent: false, text: 'The answer is a redirect, which is not followed.' })
      }
      const text = await readText(response._data ?? null, maxBodyBytes, signal)
      if (text === null) {
        return fault({ kind: 'malformed', neverSent: false, text: `The answer is larger than ${maxBodyBytes} bytes.` })
      }
      return { kind: 'answer', answer: { status: response.status, headers: response.headers, text } }
    } catch (error) {
      // The error of ofetch carries the request with its headers; only its class goes on.
      return fault(faultOf(error, signal.aborted))
    } finally {
      cancel()
    }
  }
}

const fault = (value: Fault): Exchanged => ({ kind: 'fault', fault: value })

/** Rejects as soon as the signal is aborted, whether or not the work heeds the signal. */
function orAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const abort = () => reject(new DOMException('No answer in time', 'TimeoutError'))
    if (signal.aborted) abort()
    signal.addEventListener('abort', abort, { once: true })
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort))
  })
}

/** The body as text; null when it is larger than `maxBytes`, of which no more than that is kept in memory. */
async function readText(body: ReadableStream<Uint8Array> | null, maxBytes: number, signal: AbortSignal) {
  if (body === null) return ''
  const reader = body.getReader()
  const decoder = new TextDecoder()
  let text = ''
  let bytes = 0
  try {
    for (;;) {
      const { done, value } = await orAborted(reader.read(), signal)
      if (done) return text + decoder.decode()
      bytes += value.byteLength
      if (bytes > maxBytes) return null
      text += decoder.decode(value, { stream: true })
    }
  } finally {
    // Without effect on a body that was read to its end; otherwise it frees the connection.
    reader.cancel().catch(() => undefined)
  }
}
