import type { Context, Hono } from 'hono'
import type { SandboxClock } from '../clock'
import type { CwMember, CwSecurityRole } from './entities'
import type { ConnectWiseOptions } from './options'
import type { ConnectWiseWorld } from './world'

/** Whose rights a request has. */
export interface Caller {
  member: CwMember
  role: CwSecurityRole | null
}

/** `incoming` is there when the app is served by Node, absent in process. */
export interface CwEnv {
  Bindings: { incoming?: { socket: { destroy(): void } } }
  Variables: { caller: Caller | undefined; requestId: string }
}
export type CwApp = Hono<CwEnv>
export type CwContext = Context<CwEnv>

/** One write that is about to happen. */
export interface CwWrite {
  method: string
  /** Within the API, without codebase, in lower case. */
  path: string
  body: unknown
}

/** Hooks that tests may set at any time. */
export interface CwHooks {
  /** Called after credentials and rights were checked and before anything is changed; the place to make a drift happen. */
  beforeWrite: ((write: CwWrite) => void | Promise<void>) | null
}

/** What the routes work with. World and options are read on every request: both may change at any time. */
export interface CwRoutes {
  world: ConnectWiseWorld
  clock: SandboxClock
  options: ConnectWiseOptions
  hooks: CwHooks
}

/** Every API route is registered below this; the codebase in front of it is taken off before routing. */
export const apiRoot = '/api'

/** The codebase and the path behind `apis/3.0`, or null for an address outside the API. */
export function splitApiPath(path: string): { codebase: string; path: string } | null {
  const match = /^\/([^/]+\/)apis\/3\.0(\/.*)?$/i.exec(path)
  return match === null ? null : { codebase: match[1] ?? '', path: match[2] ?? '/' }
}
