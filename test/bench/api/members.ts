/** What members of an MSP do with the pod and the console: a screen, a look at it, the next one. */
import { setTimeout as wait } from 'node:timers/promises'
import { openPod, Refused, type PodClient } from '../../simulator/demo/podClient'
import { createRandom, type Random } from '../../simulator/seed/random'
import type { Stage } from './stage'

/** One answer that a member waited for. */
export interface Answer {
  /** `POST companies/{id}/plan`. */
  route: string
  ms: number
  /** In words what was wrong with it; null = nothing. */
  error: string | null
}

export interface Use {
  stage: Stage
  /** The run of all companies that the console looks at. */
  runId: string
  /** Milliseconds that a member looks at a screen, on average. */
  lookMs: number
  untilMs: number
}

/** Every member at once until the time is over; each of three works in the console, the others in the pod. */
export async function useApi(use: Use): Promise<Answer[]> {
  const all = await Promise.all(use.stage.members.map((member, place) => useAs(member, place, use)))
  return all.flat()
}

async function useAs(member: string, place: number, { stage, runId, lookMs, untilMs }: Use): Promise<Answer[]> {
  const random = createRandom(place + 1)
  const answers: Answer[] = []
  const pod = await openPod(stage.url, stage.world, member, { site: stage.site })
  const ask = timing(pod, answers)
  const look = () => wait(random.between(Math.ceil(lookMs / 2), Math.ceil(lookMs * 1.5)))
  await look() // they did not all come at the same moment
  while (Date.now() < untilMs) {
    if (place % 3 === 0) await random.pick(consoleScreens)(ask, runId, random)
    else await podScreens(ask, random.pick(stage.companyIds), random, look)
    await look()
  }
  return answers
}

type Ask = (method: 'GET' | 'POST', path: string) => Promise<void>

function timing(pod: PodClient, answers: Answer[]): Ask {
  return async (method, path) => {
    const route = `${method} ${path
      .replace(/\?.*/, '')
      .replace(/\/\d+/, '/{id}')
      .replace(/runs\/[^/]+/, 'runs/{id}')}`
    const began = performance.now()
    let error: string | null = null
    try {
      await (method === 'GET' ? pod.get(`/api/${path}`) : pod.post(`/api/${path}`, {}))
    } catch (thrown) {
      if (!(thrown instanceof Refused) && !(thrown instanceof TypeError)) throw thrown
      error = thrown.message
    }
    answers.push({ route, ms: performance.now() - began, error })
  }
}

/** The company screen opens: its record, then its plan; now and then somebody looks further. */
async function podScreens(ask: Ask, company: number, random: Random, look: () => Promise<void>): Promise<void> {
  await ask('GET', `companies/${company}`)
  await ask('POST', `companies/${company}/plan`)
  const further = ['agreements', 'history', 'drift']
  if (!random.percent(50)) return
  await look()
  await ask('GET', `companies/${company}/${random.pick(further)}`)
}

const names = ['Company 1', 'Company 42', 'Dayton', 'nobody', 'Managed'] as const
const consoleScreens: readonly ((ask: Ask, runId: string, random: Random) => Promise<void>)[] = [
  (ask) => ask('GET', 'runs?offset=0&limit=50'),
  (ask, runId) => ask('GET', `runs/${runId}`),
  (ask, runId, random) =>
    ask(
      'GET',
      `runs/${runId}/lines?filter=${random.pick(['review', 'willChange', 'held', 'all'])}&q=&offset=${random.between(0, 20) * 100}&limit=100`,
    ),
  (ask, runId, random) =>
    ask('GET', `runs/${runId}/lines?filter=all&q=${encodeURIComponent(random.pick(names))}&offset=0&limit=100`),
  (ask, _, random) =>
    ask(
      'GET',
      `links?state=${random.pick(['all', 'linked', 'unlinked'])}&q=&offset=${random.between(0, 40) * 100}&limit=100`,
    ),
  (ask, _, random) => ask('GET', `links?state=all&q=${encodeURIComponent(random.pick(names))}&offset=0&limit=100`),
  (ask) => ask('GET', 'inbox'),
  (ask) => ask('GET', 'audit?offset=0&limit=50'),
  (ask) => ask('GET', 'preflight'),
  (ask) => ask('GET', 'defaults'),
  (ask) => ask('GET', 'settings'),
]
