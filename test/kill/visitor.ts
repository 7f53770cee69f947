/** Somebody at the pod while its server dies and comes back: signs in again, and asks again what may be asked twice. */
import type { ConnectWiseWorld } from '../simulator/connectwise/world'
import { openPod, Refused, type PodClient } from '../simulator/demo/podClient'
import type { Lives } from './lives'

export interface Visitor {
  /** The answer of the first life that gives one. Only for what does no harm when it is asked twice. */
  ask<View>(question: (pod: PodClient) => Promise<View>): Promise<View>
  /** Asked once: null when the server died over it, or did not answer for another reason that passes. */
  askOnce<View>(question: (pod: PodClient) => Promise<View>): Promise<View | null>
}

/** Far more lives than a round has. */
const mostTries = 200

export function createVisitor(lives: Lives, server: { url: string; site: string; world: ConnectWiseWorld }): Visitor {
  const pods = new Map<number, Promise<PodClient>>()
  let lastFailure: unknown = null
  const signIn = (life: number): Promise<PodClient> => {
    const opened = pods.get(life) ?? openPod(server.url, server.world, 'mortiz', { site: server.site })
    pods.set(life, opened)
    return opened
  }
  const askOnce: Visitor['askOnce'] = async (question) => {
    const life = await lives.listening()
    try {
      return await question(await signIn(life))
    } catch (error) {
      if (!isPassing(error)) throw error
      pods.delete(life)
      lastFailure = error
      return null
    }
  }
  return {
    askOnce,
    async ask(question) {
      for (let tried = 0; tried < mostTries; tried += 1) {
        const view = await askOnce(question)
        if (view !== null) return view
      }
      throw new Error('No life of the server gave an answer', { cause: lastFailure })
    },
  }
}

/**
 * The connection or the answer broke off, the token is too old or one of a former life, or the server found no time to ask
 * ConnectWise: whoever sits at the pod would press the button again.
 */
function isPassing(error: unknown): boolean {
  if (error instanceof Refused) return [401, 502].includes(error.problem.status)
  return error instanceof TypeError || error instanceof SyntaxError
}
