/**
 * Server-sent events over fetch: the platform's EventSource can send no token, and ours must not stand in an address. Only what
 * our own server writes is understood: `event`, `data`, comments.
 */
import { inject, type InjectionKey } from 'vue'
import { OfflineError } from './api'
import type { TokenHolder } from './httpApi'
import { tokenHolderKey } from './stores/session'

/**
 * Reads the events of a route until it ends them or `signal` is aborted; `took` gets what stands in each, and comments as null.
 * Throws OfflineError when there is no stream to be had: refused, cut off, or not from our server.
 */
export type Listen = (path: string, took: (data: unknown) => void, signal: AbortSignal) => Promise<void>
export const listenKey: InjectionKey<Listen> = Symbol('listen')

export function useListen(): Listen {
  const given = inject(listenKey, null)
  const holder = inject(tokenHolderKey)
  if (given !== null) return given
  if (holder === undefined) throw new Error('No token holder is provided')
  return createListen({ fetch: (...request) => fetch(...request), holder })
}

/** One event is a few hundred characters; whoever sends more without an end is not our server. */
const maxBufferLength = 100_000

export function createListen({ fetch, holder }: { fetch: typeof globalThis.fetch; holder: TokenHolder }): Listen {
  return async (path, took, signal) => {
    try {
      const response = await fetch(`./api/${path}`, {
        cache: 'no-store',
        credentials: 'omit',
        signal,
        headers: {
          accept: 'text/event-stream',
          ...(holder.token !== null && { authorization: `Bearer ${holder.token}` }),
        },
      })
      if (!response.ok || response.body === null || !isEventStream(response)) throw new OfflineError(response.status)
      await readEvents(response.body, took)
    } catch (error) {
      if (!signal.aborted) throw error instanceof OfflineError ? error : new OfflineError(error)
    }
  }
}

const isEventStream = ({ headers }: Response): boolean =>
  headers.get('content-type')?.startsWith('text/event-stream') === true

async function readEvents(body: ReadableStream<Uint8Array>, took: (data: unknown) => void): Promise<void> {
  const reader = body.getReader()
  const decoder = new TextDecoder()
  let text = ''
  try {
    for (;;) {
      const { done, value } = await reader.read()
      if (done) return
      text += decoder.decode(value, { stream: true })
      for (let end = text.indexOf('\n\n'); end >= 0; end = text.indexOf('\n\n')) {
        took(dataOf(text.slice(0, end)))
        text = text.slice(end + 2)
      }
      if (text.length > maxBufferLength) throw new OfflineError('an event without an end')
    }
  } finally {
    await reader.cancel().catch(() => undefined) // it is closed already, or the line is cut
  }
}

/** What stands in an event; null for a comment, which only says that the line is alive. */
function dataOf(block: string): unknown {
  const data = block
    .split('\n')
    .filter((line) => line.startsWith('data:'))
    .map((line) => line.slice(5).trimStart())
  return data.length === 0 ? null : (JSON.parse(data.join('\n')) as unknown)
}
