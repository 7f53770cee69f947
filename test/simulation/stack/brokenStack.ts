/** Servers that are wrong in one way each, made by wrapping the right pieces: the simulation of the whole stack must notice them. */
import { z } from 'zod'
import { withoutIntent } from '../brokenSenders'
import { tryJson } from './requests'
import type { StackPieces } from './server'

/** Keeps "is being sent" in memory only: the store under the whole server loses it. */
export const storeWithoutIntent: StackPieces = { ...(withoutIntent.store && { store: withoutIntent.store }) }

/** Sends a write once more when nobody heard the answer, as HTTP clients do that are told to. */
export const retryingWriter: StackPieces = {
  fetch: (right) => async (input, init) => {
    if (init?.method === undefined || init.method === 'GET') return right(input, init)
    try {
      const first = await right(input, init)
      return first.status < 500 ? first : await right(input, init)
    } catch {
      return right(input, init)
    }
  },
}

const list = z.looseObject({ subscriptions: z.array(z.unknown()) })

/** Reads every short list as a whole one: nobody compares it with what was announced. */
export const believesShortLists: StackPieces = {
  fetch: (right) => async (input, init) => {
    const answer = await right(input, init)
    if (!answer.ok || !input.includes('/customers/subscriptions')) return answer
    const text = await answer.text()
    const body = list.safeParse(tryJson(text))
    if (!body.success) return new Response(text, answer)
    const paging = { total: body.data.subscriptions.length, page: 1, limit: 100 }
    return Response.json({ ...body.data, paging })
  },
}
