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
    server.once('error', (error: Error) => reject(listenError(error, { name, port })))
  })
}

/** What to tell when a port could not be listened on: which one is taken and the way out, else the error itself. */
export function listenError(error: Error, { name, port }: { name: string; port: number }): Error {
  const isTaken = 'code' in error && error.code === 'EADDRINUSE'
  return isTaken
    ? new Error(`Port ${port} (${name}) is taken. Start the sandbox elsewhere with --port N; it uses N to N+4.`)
    : error
}
