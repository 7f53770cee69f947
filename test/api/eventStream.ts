/** Server-sent events as they come over the wire, for tests: read one by one, and hung up on. */
import type { SessionView } from '../../server/domain/viewsSession'
import type { RunProgressView } from '../../server/domain/viewsProgress'
import { proofOf } from '../simulator/demo/podClient'
import { connectWiseUrl, type Harness } from './harness'

export interface Events {
  response: Response
  /** The next event with data; null when the stream has ended. */
  next(): Promise<RunProgressView | null>
  /** Everything until the end. */
  rest(): Promise<RunProgressView[]>
  hangUp(): Promise<void>
}

export async function listen(harness: Harness, path: string, member = 'mortiz'): Promise<Events> {
  const signedIn = await harness.request('/api/session', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(proofOf(harness.connectWise.world, connectWiseUrl, member)),
  })
  const { token } = (await signedIn.json()) as SessionView
  const response = await harness.request(path, { headers: { authorization: `Bearer ${token}` } })
  const reader = response.body?.getReader()
  if (reader === undefined) throw new Error('The answer has no body')
  const decoder = new TextDecoder()
  let text = ''
  const next = async (): Promise<RunProgressView | null> => {
    for (;;) {
      const end = text.indexOf('\n\n')
      if (end >= 0) {
        const block = text.slice(0, end)
        text = text.slice(end + 2)
        const data = /^data: (.*)$/m.exec(block)?.[1]
        if (data !== undefined) return JSON.parse(data) as RunProgressView
        continue
      }
      const { done, value } = await reader.read()
      if (done) return null
      text += decoder.decode(value, { stream: true })
    }
  }
  return {
    response,
    next,
    async rest() {
      const all: RunProgressView[] = []
      for (let event = await next(); event !== null; event = await next()) all.push(event)
      return all
    },
    hangUp: () => reader.cancel(),
  }
}
