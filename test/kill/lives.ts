/** A server that is killed and started again on the same folder, as often as it is wanted. */
import { startServer, type ServerOptions } from './serverLife'

export interface Lives {
  /** Kills so far. */
  readonly kills: number
  /** Starts after the first. */
  readonly restarts: number
  /** What servers complained about. */
  readonly complaints: string[]
  /** The number of the life that listens, as soon as one does. Rejected when a server ended that nobody killed. */
  listening(): Promise<number>
  /** Kills the server, whatever it is doing, and starts it again; fulfilled when the old one is gone. */
  kill(): Promise<void>
  /** Stops the server as a service manager does. Rejected when it does not end by itself with 0. */
  stop(): Promise<void>
  /** Whatever state it is in: it must not outlive the test. */
  discard(): Promise<void>
}

/** So many lives may end before one of them listens; kills at the start are drawn far more seldom. */
const mostStarts = 100

export function createLives(options: ServerOptions): Lives {
  let life = startServer(options)
  let kills = 0
  let restarts = 0
  let replacing: Promise<void> | null = null
  const complaints: string[] = []

  async function replace(): Promise<void> {
    await life.end('SIGKILL')
    complaints.push(...life.complaints())
    const { code } = await life.ended
    if (code !== null) complaints.push(`ended by itself with ${code}`)
    life = startServer(options)
    restarts += 1
  }
  /** Two kills at once are one. */
  function kill(): Promise<void> {
    if (replacing !== null) return replacing
    kills += 1
    replacing = replace().finally(() => (replacing = null))
    return replacing
  }

  return {
    get kills() {
      return kills
    },
    get restarts() {
      return restarts
    },
    complaints,
    async listening() {
      for (let start = 0; start < mostStarts; start += 1) {
        const [asked, number] = [life, restarts]
        const started = await asked.started
        if (replacing === null && asked === life) {
          if (started) return number
          throw new Error(`The server ended by itself:\n${asked.said()}`)
        }
        await replacing
      }
      throw new Error('The server never came to listen')
    },
    kill,
    async stop() {
      await life.end('SIGTERM')
      complaints.push(...life.complaints())
      const { code, signal } = await life.ended
      if (code !== 0) throw new Error(`Asked to stop, the server ended with ${code ?? signal ?? ''}:\n${life.said()}`)
    },
    async discard() {
      await replacing
      await life.end('SIGKILL')
    },
  }
}
