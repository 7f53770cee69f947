/** The page around the frame. The only file of the client that touches `window.parent`. */
import { inject, type InjectionKey } from 'vue'
import { createHostCore, type HostCore, type HostHandlers } from './host/core'
import { isAllowedOrigin, parseAllowedOrigins } from './host/origins'
import { screenFromSearch, type HostScreen, type MemberAuthentication } from './host/protocol'

/** What the app knows of its host. */
export interface Host {
  /** Opened by itself, not inside ConnectWise. */
  outside: boolean
  /** The record in the page's address, before the host says anything. */
  addressScreen: HostScreen | null
  /** Connects and reports through the handlers until `stop`. */
  connect: (handlers: HostHandlers) => HostConnection
}
export interface HostConnection {
  /** Again after giving up. */
  retry: () => void
  memberAuthentication: () => Promise<MemberAuthentication>
  setDirty: (dirty: boolean) => void
  openScreen: HostCore['openScreen']
  refreshScreen: () => void
  stop: () => void
}

export const hostKey: InjectionKey<Host> = Symbol('host')
export function useHost(): Host {
  const host = inject(hostKey)
  if (!host) throw new Error('No host is provided')
  return host
}

/** Binds the core to a window. The server writes the allowed origins and the shell mode into the page's meta tags. */
export function createWindowHost(window: Window): Host {
  const meta = (name: string) => window.document.querySelector(`meta[name="${name}"]`)?.getAttribute('content') ?? ''
  const allowed = parseAllowedOrigins(meta('allowed-origins'))
  return {
    outside: window.parent === window,
    addressScreen: screenFromSearch(window.location.search),
    connect: (handlers) => {
      const core = createHostCore({
        handlers,
        shellMode: meta('shell-mode') === 'on',
        port: {
          post: (text, target) => {
            window.parent.postMessage(text, target)
          },
          listen: (onMessage) => {
            const listener = (event: MessageEvent<unknown>) => {
              onMessage({ data: event.data, origin: event.origin, fromParent: event.source === window.parent })
            }
            window.addEventListener('message', listener)
            return () => {
              window.removeEventListener('message', listener)
            }
          },
          isAllowedOrigin: (origin) => isAllowedOrigin(origin, allowed),
          setTimer: (run, ms) => {
            const timer = window.setTimeout(run, ms)
            return () => {
              window.clearTimeout(timer)
            }
          },
        },
      })
      core.start()
      return { ...core, retry: core.start }
    },
  }
}
