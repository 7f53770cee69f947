import type { ConsoleApi } from '../consoleApi'
import type { SessionView } from '../../server/domain/viewsSession'

/**
 * Signs in with a code, and from then on by what it gave: called once to sign in and again to go on. A code that never
 * arrived at the server is tried again; one that did is good once.
 */
export function createConsoleTicket(api: Pick<ConsoleApi, 'openSession' | 'renewSession'>, code: string) {
  let isUsed = false
  return async (): Promise<SessionView> => {
    if (isUsed) return api.renewSession()
    const session = await api.openSession({ code })
    isUsed = true
    return session
  }
}
