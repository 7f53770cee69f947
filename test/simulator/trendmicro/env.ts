import type { Context, Hono } from 'hono'
import type { SandboxClock } from '../clock'
import type { TrendMicroOptions } from './options'
import type { TrendHistory } from './history'
import type { TrendMicroWorld } from './world'

/** `incoming` is there when the app is served by Node, absent in process. */
export interface TrendEnv {
  Bindings: { incoming?: { url?: string } }
}
export type TrendApp = Hono<TrendEnv>

/** What the routes work with. World and options are read on every request: both may change at any time. */
export interface TrendRoutes {
  world: TrendMicroWorld
  clock: SandboxClock
  options: TrendMicroOptions
  history: TrendHistory
}

/** Path and query exactly as they came over the wire (in process: as the Request object spells them). */
export function requestUri(c: Context<TrendEnv>): string {
  // Asked in process, Hono hands over no environment at all.
  const { incoming } = (c.env as TrendEnv['Bindings'] | undefined) ?? {}
  if (incoming?.url !== undefined) return incoming.url
  const { url } = c.req.raw
  return url.slice(url.indexOf('/', url.indexOf('://') + 3))
}
