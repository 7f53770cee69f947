/** Server-sent events read with fetch: as the server writes them, in whatever pieces they come. */
import { describe, expect, it } from 'vitest'
import { OfflineError } from '../../../client/api'
import { createListen } from '../../../client/httpEvents'
import { createTokenHolder } from '../../../client/httpApi'

function answering(pieces: readonly string[], init: ResponseInit = {}) {
  const asked: RequestInit[] = []
  const encoder = new TextEncoder()
  const fetch: typeof globalThis.fetch = (_input, request) => {
    asked.push(request ?? {})
    const body = new ReadableStream<Uint8Array>({
      start(controller) {
        for (const piece of pieces) controller.enqueue(encoder.encode(piece))
        controller.close()
      },
    })
    return Promise.resolve(new Response(body, { headers: { 'content-type': 'text/event-stream' }, ...init }))
  }
  const holder = { ...createTokenHolder(), token: 'a-token' }
  return { listen: createListen({ fetch, holder }), asked }
}
async function heard(pieces: readonly string[], init?: ResponseInit): Promise<unknown[]> {
  const all: unknown[] = []
  await answering(pieces, init).listen('runs/1/events', (data) => all.push(data), new AbortController().signal)
  return all
}

describe('listening', () => {
  it('takes each event once, whether it comes whole, in halves or with others', async () => {
    const one = 'event: progress\ndata: {"left":2}\n\n'
    const two = 'event: progress\ndata: {"left":1}\n\n'
    expect(await heard([one + two])).toEqual([{ left: 2 }, { left: 1 }])
    expect(await heard([one.slice(0, 20), one.slice(20) + two.slice(0, 3), two.slice(3)])).toEqual([
      { left: 2 },
      { left: 1 },
    ])
  })

  it('takes a comment as a sign of life, and half an event at the end as nothing', async () => {
    expect(await heard([': still here\n\n', 'data: {"le'])).toEqual([null])
  })

  it('shows who asks in a header, never in the address', async () => {
    const { listen, asked } = answering([])
    await listen('runs/1/events', () => undefined, new AbortController().signal)
    expect(new Headers(asked[0]?.headers).get('authorization')).toBe('Bearer a-token')
  })

  it('says that there is no stream when it is refused, is no stream, or cannot be understood', async () => {
    await expect(heard([], { status: 429 })).rejects.toThrow(OfflineError)
    await expect(heard(['<html>'], { headers: { 'content-type': 'text/html' } })).rejects.toThrow(OfflineError)
    await expect(heard(['data: {"le\n\n'])).rejects.toThrow(OfflineError)
    await expect(heard(['x'.repeat(200_000)])).rejects.toThrow(OfflineError)
  })

  it('ends without trouble when nobody listens any more', async () => {
    const stop = new AbortController()
    const fetch: typeof globalThis.fetch = (_input, request) =>
      new Promise((_resolve, reject) => {
        request?.signal?.addEventListener('abort', () => reject(new DOMException('gone', 'AbortError')))
      })
    const listening = createListen({ fetch, holder: createTokenHolder() })(
      'runs/1/events',
      () => undefined,
      stop.signal,
    )
    stop.abort()
    await expect(listening).resolves.toBeUndefined()
  })
})
