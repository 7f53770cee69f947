import { serve } from '@hono/node-server'

export interface Listening {
  port: number
  close(): Promise<void>
}

/** What of an app is needed to serve it; apps differ in their environment types. */
export interface Servable {
  fetch: Parameters<typeof serve>[0]['fetch']
}

/**
 * Serves an app on this machine only. Browsers reach it under `localhost` and `127.0.0.1`, which are two sites to them.
 * Throws an Error that names the port and the way out when the port is taken.
 */
export function listen(app: Servable, { name, port }: { name: string; port: number }): Promise<Listening> {
  return new Promise((resolve, reject) => {
    const server = serve({ fetch: app.fetch, port, hostname: '127.0.0.1' }, (address) => {
      resolve({
        port: address.port,
        close: () =>
          new Promise((closed, failed) => {
            server.close((error) => (error === undefined ? closed() : failed(error)))
            if ('closeAllConnections' in server) server.closeAllConnections()
          }),
      })
    })
    server.once('error', (error: NodeJS.ErrnoException) => {
      const isTaken = error.code === 'EADDRINUSE'
      reject(
        isTaken
          ? new Error(`Port ${port} (${name}) is taken. Start the sandbox elsewhere with --port N; it uses N to N+3.`)
          : error,
      )
    })
  })
}
