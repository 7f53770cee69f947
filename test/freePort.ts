/** Ports for servers that a test starts in a process of their own. */
import { createServer } from 'node:net'

let nextPort = 12_000 + (process.pid % 800) * 10

/**
 * A port for all lives of a server. Below those that the system gives to outgoing connections: in the moment between two lives
 * such a one would take it.
 */
export async function freePort(): Promise<number> {
  for (let tried = 0; tried < 100; tried += 1) {
    const port = nextPort++
    if (await isFree(port)) return port
  }
  throw new Error('No free port')
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer()
    probe.once('error', () => resolve(false))
    probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(true)))
  })
}
