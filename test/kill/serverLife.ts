/** One life of a real server process: from its start to the signal that ends it. */
import { spawn, type ChildProcess } from 'node:child_process'
import { pathToFileURL } from 'node:url'
import { program } from './build'
import type { FastTime } from './fastTime'

export interface ServerOptions {
  dataDir: string
  port: number
  connectWiseUrl: string
  trendMicroUrl: string
  trendKeys: { accessToken: string; secretKey: string }
  /** The time that a server which is started now lives in. */
  time: () => FastTime
}

export interface ServerLife {
  /** True when it listens, false when it ended before. */
  started: Promise<boolean>
  ended: Promise<{ code: number | null; signal: NodeJS.Signals | null }>
  /** Everything that it wrote. */
  said(): string
  /** What it wrote that no server should have to: log lines of level error, and everything on the error output. */
  complaints(): string[]
  /** Sends the signal; fulfilled when the process is gone. */
  end(signal: 'SIGKILL' | 'SIGTERM'): Promise<void>
}

/** None outlives the test that started it, even one that breaks off. */
const alive = new Set<ChildProcess>()
process.once('exit', () => {
  for (const child of alive) child.kill('SIGKILL')
})

export function startServer(options: ServerOptions): ServerLife {
  const child = spawn(process.execPath, ['--import', pathToFileURL(program.time).href, program.main], {
    // Away from a developer's .env, and with nothing of the tests' own environment.
    cwd: options.dataDir,
    env: environmentOf(options),
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  alive.add(child)
  const said = { out: '', err: '' }
  let listens: (yes: boolean) => void
  const started = new Promise<boolean>((resolve) => (listens = resolve))
  const ended = new Promise<{ code: number | null; signal: NodeJS.Signals | null }>((resolve, reject) => {
    child.once('error', reject)
    // Not `exit`: then what it said last could still be on its way.
    child.once('close', (code, signal) => {
      alive.delete(child)
      listens(false)
      resolve({ code, signal })
    })
  })
  child.stderr.setEncoding('utf8').on('data', (text: string) => (said.err += text))
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    said.out += text
    if (said.out.includes('"msg":"listening"')) listens(true)
  })
  return {
    started,
    ended,
    said: () => said.out + said.err,
    complaints: () => [...linesOf(said.err), ...linesOf(said.out).filter(isError)],
    async end(signal) {
      child.kill(signal)
      await ended
    },
  }
}

function environmentOf(options: ServerOptions): Record<string, string> {
  const { zeroMs, startMs } = options.time()
  return {
    DATA_DIR: options.dataDir,
    PORT: String(options.port),
    CONNECTWISE_SITE: options.connectWiseUrl,
    CONNECTWISE_ON_PREMISES_HOSTS: options.connectWiseUrl,
    CONNECTWISE_COMPANY: 'acme',
    CONNECTWISE_CLIENT_ID: '5b0f9a52-6a4e-4a55-9a44-6d9f0e7a2c11',
    CONNECTWISE_PUBLIC_KEY: 'sandboxPublic',
    CONNECTWISE_PRIVATE_KEY: 'sandboxPrivate',
    TREND_LMPI_URL: options.trendMicroUrl,
    TREND_LMPI_TOKEN: options.trendKeys.accessToken,
    TREND_LMPI_SECRET: options.trendKeys.secretKey,
    REQUESTS_PER_MINUTE: '10000',
    IN_FLIGHT: '8',
    KILL_TEST_TIME: `${zeroMs},${startMs}`,
  }
}

const linesOf = (text: string): string[] => text.split('\n').filter((line) => line !== '')
const isError = (line: string): boolean => line.includes('"level":"error"')
