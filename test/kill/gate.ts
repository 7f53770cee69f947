/** Stands before ConnectWise's simulator, counts what the server asks of it, and kills the server at the request that was aimed at. */
import { setTimeout as pause } from 'node:timers/promises'
import type { Servable } from '../simulator/listen'
import type { ConnectWiseSimulator } from '../simulator/connectwise/app'

/** Where in a request the server dies. */
export type Moment =
  /** It had read the additions and has written down nothing yet. */
  | { at: 'read' }
  /** The write came to the door and no further: it never takes effect. */
  | { at: 'lost' }
  /** A change of quantity, or a creation, arrives after one later server has read the agreement's additions so often. */
  | { at: 'late'; write: 'PATCH' | 'POST'; readings: number }
  /** The write took effect, and nobody heard. */
  | { at: 'unheard' }
  /** The write was answered so many milliseconds ago: what became of it is being written down. */
  | { at: 'heard'; ms: number }

export interface Gate {
  fetch: Servable['fetch']
  /** Kills at the `nth` reading or write from now on, or the next one that the moment fits; fulfilled when the server is gone. */
  aim(moment: Moment, nth: number): Promise<void>
  /** Nothing is aimed at any more, what was struck is dead, and every late write has arrived. */
  rest(): Promise<void>
}

interface Aim {
  moment: Moment
  left: number
  hit: () => void
}
interface LateWrite {
  agreement: string
  readings: number
  /** Who read last, and how often. */
  life: number
  seen: number
  arrive: () => Promise<unknown>
}

const additionsPath = /\/finance\/agreements\/(\d+)\/additions(\/\d+)?$/i

/** `server`: the one that asks, and how many there were before it. */
export function createGate(
  { app }: Pick<ConnectWiseSimulator, 'app'>,
  server: { kill: () => Promise<void>; life: () => number },
): Gate {
  let aim: Aim | null = null
  const late: LateWrite[] = []
  const striking = new Set<Promise<void>>()

  async function pass(request: Request): Promise<Response> {
    const agreement = additionsPath.exec(new URL(request.url).pathname)?.[1]
    if (agreement === undefined) return app.fetch(request)
    // Read to its end first: a killed server's request has no body any more.
    const body = request.method === 'GET' ? null : await request.text()
    const whole = new Request(request.url, { method: request.method, headers: request.headers, body })
    const answer = async () => app.fetch(whole)
    const aimed = take(request.method)
    return body === null ? readAdditions(agreement, answer, aimed) : write(agreement, answer, aimed)
  }

  async function readAdditions(agreement: string, answer: () => Promise<Response>, aimed: Aimed | null) {
    const response = await answer()
    for (const one of late.filter((each) => each.agreement === agreement)) {
      one.seen = one.life === server.life() ? one.seen + 1 : 1
      one.life = server.life()
      if (one.seen < one.readings) continue
      late.splice(late.indexOf(one), 1)
      await one.arrive()
    }
    if (aimed !== null) await strike(aimed)
    return response
  }

  async function write(agreement: string, answer: () => Promise<Response>, aimed: Aimed | null): Promise<Response> {
    if (aimed === null) return answer()
    const { moment } = aimed
    switch (moment.at) {
      case 'lost':
        await strike(aimed)
        return unheard()
      case 'late':
        late.push({ agreement, readings: moment.readings, life: server.life(), seen: 0, arrive: answer })
        await strike(aimed)
        return unheard()
      case 'unheard':
        await answer()
        await strike(aimed)
        return unheard()
      case 'heard': {
        const response = await answer()
        void strike(aimed, moment.ms)
        return response
      }
      case 'read':
        throw new Error('A write is no reading')
      default:
        return moment satisfies never
    }
  }

  /** Is it this request's turn? Every reading, or every write, counts; the first of the kind that is wanted is hit. */
  function take(method: string): Aimed | null {
    if (aim === null || (aim.moment.at === 'read') !== (method === 'GET')) return null
    aim.left -= 1
    if (aim.left > 0 || (aim.moment.at === 'late' && aim.moment.write !== method)) return null
    const { moment, hit } = aim
    aim = null
    return { moment, hit }
  }

  function strike({ hit }: Aimed, afterMs = 0): Promise<void> {
    const struck = (afterMs === 0 ? Promise.resolve() : pause(afterMs))
      .then(server.kill)
      .then(hit)
      .finally(() => striking.delete(struck))
    striking.add(struck)
    return struck
  }

  return {
    fetch: pass,
    aim: (moment, nth) =>
      new Promise((resolve) => {
        aim = { moment, left: nth, hit: resolve }
      }),
    async rest() {
      aim = null
      await Promise.all(striking)
      await Promise.all(late.splice(0).map(({ arrive }) => arrive()))
    },
  }
}

type Aimed = Pick<Aim, 'moment' | 'hit'>

/** Nobody is there to hear it. */
const unheard = () => new Response(null, { status: 500 })
