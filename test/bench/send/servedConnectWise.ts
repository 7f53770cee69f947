/** The site's ConnectWise over HTTP, with its latency and its limit, and every call that reached it. */
import { createConnectWise } from '../../simulator/connectwise/app'
import { splitApiPath } from '../../simulator/connectwise/env'
import { createFaults } from '../../simulator/faults'
import { listen } from '../../simulator/listen'
import type { Site } from './site'

/** facts/connectwise-rest.md §6: beyond this a site is likely to answer 429. */
export const requestsPerMinute = 1_000

export interface Call {
  /** `GET /finance/agreements/{id}/additions`. */
  route: string
  status: number
  /** When it came, as performance.now(). */
  atMs: number
}

export interface ServedConnectWise {
  url: string
  calls: readonly Call[]
  /** Forgets the calls so far. */
  clear(): void
  /** Additions that do not hold what they should, or are more or fewer than before, in words. */
  mismatches(): string[]
  stop(): Promise<void>
}

export async function serveConnectWise(site: Site, latencyMs: number): Promise<ServedConnectWise> {
  const { clock, connectWise: world, wanted } = site
  const { app } = createConnectWise({ world, clock, faults: createFaults(), options: { latencyMs, requestsPerMinute } })
  const calls: Call[] = []
  const counting = {
    async fetch(request: Request, bindings: Parameters<typeof app.fetch>[1]) {
      const atMs = performance.now()
      const response = await app.fetch(request, bindings)
      calls.push({ route: routeOf(request), status: response.status, atMs })
      return response
    },
  }
  const listening = await listen(counting, { name: 'ConnectWise', port: 0 })
  return {
    url: `http://127.0.0.1:${listening.port}`,
    calls,
    clear: () => void calls.splice(0),
    mismatches() {
      const held = new Map(world.additions.map(({ id, quantity }) => [id, quantity]))
      return [...new Set([...wanted.keys(), ...held.keys()])].flatMap((id) =>
        held.get(id) === wanted.get(id)
          ? []
          : [`addition ${id} holds ${String(held.get(id))} instead of ${String(wanted.get(id))}`],
      )
    },
    stop: () => listening.close(),
  }
}

function routeOf({ method, url }: Request): string {
  const { pathname } = new URL(url)
  const path = splitApiPath(pathname)?.path ?? pathname.replace(/^(\/login\/companyinfo\/).*/, '$1{company}')
  return `${method} ${path.replaceAll(/\/\d+/g, '/{id}')}`
}
