import { serve } from '@hono/node-server'
import type { TrendMicroSimulator } from './trendMicro'

const trendMicroPort = 4603

/** Serves the simulator over HTTP on this machine only. Port 0 takes any free one. */
export function serveTrendMicro(
  simulator: TrendMicroSimulator,
  { port = trendMicroPort }: { port?: number } = {},
): Promise<{ url: string; close(): Promise<void> }> {
  return new Promise((resolve, reject) => {
    const server = serve({ fetch: simulator.app.fetch, port, hostname: '127.0.0.1' }, (address) => {
      resolve({
        url: `http://127.0.0.1:${address.port}`,
        close: () =>
          new Promise((closed, failed) => {
            server.close((error) => (error === undefined ? closed() : failed(error)))
          }),
      })
    })
    server.once('error', reject)
  })
}
