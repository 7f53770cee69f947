/** Somebody at a pod: signs in, asks over the HTTP API, and signs in again when it has to be. */
import { openPod, Refused, type PodClient } from '../../simulator/demo/podClient'
import { nth } from '../change'
import type { Play } from './play'
import { billers, connectWiseUrl } from './sites'

/** Tries to sign in before somebody gives up. */
const signIns = 3

export type Person = <View>(ask: (pod: PodClient) => Promise<View>) => Promise<View>

/** The token may be too old, or the server another one. */
export function personOf(play: Play, tab: number): Person {
  const { life } = play
  const member = nth(billers, tab) ?? billers[0]
  const key = `${life.number} ${member}`
  const signIn = async (): Promise<PodClient> => {
    for (let left = signIns; ; left -= 1)
      try {
        const { world } = play.sites.connectWise
        const pod = await openPod('', world, member, { site: connectWiseUrl, fetch: asker(play) })
        play.pods.set(key, pod)
        return pod
      } catch (error) {
        if (!(error instanceof Refused) || left === 1) throw error
      }
  }
  return async (ask) => {
    const pod = play.pods.get(key) ?? (await signIn())
    try {
      return await ask(pod)
    } catch (error) {
      if (!(error instanceof Refused) || error.problem.status !== 401) throw error
      return ask(await signIn())
    }
  }
}

/** Begins work and lets it go; what is refused is said, anything else is a defect. */
export function begin(play: Play, work: () => Promise<unknown>): void {
  const { life, records, words } = play
  work().catch((error: unknown) => {
    if (life.ended) return
    if (error instanceof Refused) words.push(`    refused: ${error.message}`)
    else records.violate('no defect', error instanceof Error ? (error.stack ?? error.message) : String(error))
  })
}

/** A browser's fetch to the server of now: each request is somebody's turn, and the answer of a dead server never comes. */
function asker(play: Play): typeof fetch {
  const { life, turns, open } = play
  return async (input, init) => {
    const { app } = await play.server
    await turns.take(life)
    open.set(life.number, (open.get(life.number) ?? 0) + 1)
    const answer = await app.request(input instanceof Request ? input.url : input.toString(), init)
    open.set(life.number, (open.get(life.number) ?? 0) - 1)
    return answer
  }
}
