/** The whole sandbox but the pod: ConnectWise's page and REST, Trend Micro's gateway, a mail server, one clock, one list of faults. */
import type { Hono } from 'hono'
import { registerHosted, type RegisterOptions } from '../../manifest/register'
import { createSandboxClock, type SandboxClock } from './clock'
import { createConnectWise, type ConnectWiseSimulator } from './connectwise/app'
import type { ConnectWiseWorld } from './connectwise/world'
import { createFaults, type Faults } from './faults'
import { createHostPage } from './host/hostPage'
import { listen, type Listening } from './listen'
import { createMailbox, type Mailbox } from './mail/mailbox'
import { startMailServer } from './mail/mailServer'
import { companyCases } from './seed/companyCases'
import { seedLargeWorld, seedWorld } from './seed/seedWorld'
import { createTrendMicro, type TrendMicroSimulator } from './trendmicro/trendMicro'

export interface SandboxOptions {
  /** The page; the pod is expected at the next port, then come ConnectWise's REST, Trend Micro and mail. Default 4600. */
  basePort?: number
  /** How many companies; default: the twelve that are described. */
  companies?: number
  /** The sandbox's first moment; default: now. */
  startIso?: string
  frozen?: boolean
  /** Wait before every answer of the two outside systems, milliseconds. */
  latencyMs?: number
}

export interface Sandbox {
  clock: SandboxClock
  faults: Faults
  connectWise: ConnectWiseSimulator
  trendMicro: TrendMicroSimulator
  host: Hono
  mailbox: Mailbox
  /** Takes mail in clear, from everybody. */
  mailServer: { host: string; port: number }
  urls: SandboxUrls
  stop(): Promise<void>
}

export interface SandboxUrls {
  /** The page to open. Another site than the pod, so that the frame is as foreign as in real life. */
  host: string
  pod: string
  connectWise: string
  trendMicro: string
}

/** Starts everything on this machine and registers the pod's rows. Throws an Error when a port is taken; then nothing runs on. */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const { basePort = 4600, latencyMs = 0 } = options
  const urls = {
    host: `http://localhost:${basePort}`,
    pod: `http://127.0.0.1:${basePort + 1}`,
    connectWise: `http://127.0.0.1:${basePort + 2}`,
    trendMicro: `http://127.0.0.1:${basePort + 3}`,
  }
  const clock = createSandboxClock({
    ...(options.startIso === undefined ? {} : { startIso: options.startIso }),
    frozen: options.frozen ?? false,
  })
  const faults = createFaults()
  const worlds =
    options.companies === undefined
      ? seedWorld(clock)
      : seedLargeWorld({ companies: options.companies, seed: 1, clock })
  const connectWise = createConnectWise({ world: worlds.connectWise, clock, faults, options: { latencyMs } })
  const trendMicro = createTrendMicro({ world: worlds.trendMicro, clock, faults, options: { latencyMs } })
  const stories = new Map(companyCases.map(({ companyId, shows }) => [companyId, shows]))
  const { customersOf } = worlds
  const mailbox = createMailbox(clock)
  const mailServer = { host: '127.0.0.1', port: basePort + 4 }
  const host = createHostPage({
    connectWise,
    trendMicro,
    clock,
    faults,
    customersOf,
    mailbox,
    mailServer,
    stories,
    site: `${urls.connectWise}/`,
  })
  await registerHosted(registration(connectWise, urls))

  const listening: Pick<Listening, 'close'>[] = []
  const stop = async () => {
    await Promise.all(listening.splice(0).map((one) => one.close()))
  }
  try {
    listening.push(await listen(host, { name: 'the page', port: basePort }))
    listening.push(await listen(connectWise.app, { name: 'ConnectWise', port: basePort + 2 }))
    listening.push(await listen(trendMicro.app, { name: 'Trend Micro', port: basePort + 3 }))
    listening.push(await startMailServer({ port: mailServer.port, take: (mail) => mailbox.take(mail) }))
  } catch (error) {
    await stop()
    throw error
  }
  return { clock, faults, connectWise, trendMicro, host, mailbox, mailServer, urls, stop }
}

/** Registering goes through REST and by the same code as at a customer's. */
export function registration(connectWise: ConnectWiseSimulator, urls: SandboxUrls): RegisterOptions {
  return {
    fetch: (request) => connectWise.fetch(request),
    baseUrl: `${urls.connectWise}/v4_6_release/apis/3.0`,
    podBase: urls.pod,
    headers: { Authorization: setupAuthorization(connectWise.world), clientId: '5a2db0c5-0000-4000-8000-000000000001' },
  }
}

/** Credentials of the API member that may edit Manage Hosted API. */
function setupAuthorization({ apiKeys, site }: ConnectWiseWorld): string {
  const key = apiKeys.find((one) => one.memberIdentifier === 'SetupApi')
  if (key === undefined) throw new Error('The seed has no API member for registering.')
  return `Basic ${Buffer.from(`${site.loginCompany}+${key.publicKey}:${key.privateKey}`).toString('base64')}`
}
