import { createSandboxClock } from '../clock'
import { createConnectWise } from '../connectwise/app'
import type { ConnectWiseOptions } from '../connectwise/options'
import { createFaults } from '../faults'
import { now } from './records'
import { sampleWorld } from './world'

export const keyHeaders = {
  Authorization: `Basic ${btoa('acme+sandboxPublic:sandboxPrivate')}`,
  clientId: '9a3b6f5e-0000-4000-8000-000000000001',
  Accept: 'application/vnd.connectwise.com+json; version=2026.4',
}

export interface Answer {
  status: number
  headers: Headers
  body: unknown
}

/** The simulator over a fresh sample world, frozen at `now`, with a caller that has the API keys. */
export function startSample(
  options: Partial<ConnectWiseOptions> = {},
  base = 'http://127.0.0.1:4602/v4_6_release/apis/3.0',
) {
  const clock = createSandboxClock({ startIso: now, frozen: true })
  const faults = createFaults()
  const world = sampleWorld()
  const simulator = createConnectWise({ world, clock, faults, options })

  async function call(
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<Answer> {
    const address = path.startsWith('http') ? path : base + path
    const response = await simulator.fetch(address, {
      method,
      headers: { ...keyHeaders, ...(body === undefined ? {} : { 'Content-Type': 'application/json' }), ...headers },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    const text = await response.text()
    return { status: response.status, headers: response.headers, body: parsed(text) }
  }
  /** GET of a list with query parameters, its rows as plain records. */
  async function rows(path: string, query: Record<string, string> = {}, headers: Record<string, string> = {}) {
    const { status, body } = await call('GET', `${path}?${new URLSearchParams(query).toString()}`, undefined, headers)
    if (status !== 200 || !Array.isArray(body)) throw new Error(`${status}: ${JSON.stringify(body)}`)
    return body as Record<string, unknown>[] // every list of the simulator holds records
  }
  const patch = (path: string, ...operations: object[]) => call('PATCH', path, operations)
  return { ...simulator, clock, faults, call, rows, patch }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}
