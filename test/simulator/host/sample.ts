/** The page over the seeded worlds, asked in process. */
import type { Hono } from 'hono'
import { createSandboxClock } from '../clock'
import { createConnectWise } from '../connectwise/app'
import { createFaults } from '../faults'
import { createMailbox, type MailboxLimits } from '../mail/mailbox'
import { seedWorld } from '../seed/seedWorld'
import { createTrendMicro } from '../trendmicro/trendMicro'
import { createHostPage } from './hostPage'

export function aHost(options: { mailbox?: MailboxLimits } = {}) {
  const clock = createSandboxClock({ startIso: '2025-11-24T12:00:00Z', frozen: true })
  const faults = createFaults()
  const worlds = seedWorld(clock)
  const connectWise = createConnectWise({ world: worlds.connectWise, clock, faults })
  const trendMicro = createTrendMicro({ world: worlds.trendMicro, clock, faults })
  const { customersOf } = worlds
  const mailbox = createMailbox(clock, options.mailbox)
  const app = createHostPage({ connectWise, trendMicro, clock, faults, customersOf, mailbox, mailServer: null })
  return { app, clock, faults, world: worlds.connectWise, connectWise, trendMicro, mailbox }
}

export async function send(app: Hono, path: string, method: string, body?: unknown): Promise<Response> {
  return app.request(path, { method, ...(body === undefined ? {} : { body: JSON.stringify(body) }) })
}

export async function json(app: Hono, path: string, method = 'GET', body?: unknown): Promise<unknown> {
  return (await send(app, path, method, body)).json()
}
