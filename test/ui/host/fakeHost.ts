/** The page around the frame, seen through the core's port. What it says is text, as on the wire. */
import { vi } from 'vitest'
import { createHostCore, type ArrivedMessage, type HostHandlers, type HostState } from '../../../client/host/core'
import { isAllowedOrigin } from '../../../client/host/origins'
import type { HostScreen } from '../../../client/host/protocol'

export const cwOrigin = 'https://na.myconnectwise.net'
export const authentication = {
  site: 'https://na.myconnectwise.net/',
  companyid: 'harborit',
  memberid: 'mortiz',
  memberHash: '2f0c6e0e-0000-4000-8000-000000000000',
  memberContext: 'web',
}
interface Posted {
  message: Record<string, unknown>
  target: string
}

export function aFakeHost({
  shellMode = false,
  handlers = {},
}: { shellMode?: boolean; handlers?: Partial<HostHandlers> } = {}) {
  const posted: Posted[] = []
  const states: HostState[] = []
  const screens: HostScreen[] = []
  const renewed = vi.fn()
  let listener: (message: ArrivedMessage) => void = () => undefined

  const core = createHostCore({
    shellMode,
    handlers: {
      state: (state) => states.push(state),
      screen: (screen) => screens.push(screen),
      renewed,
      beforeSave: () => null,
      ...handlers,
    },
    port: {
      post: (text, target) => {
        posted.push({ message: JSON.parse(text) as Record<string, unknown>, target })
      },
      listen: (onMessage) => {
        listener = onMessage
        return () => {
          listener = () => undefined
        }
      },
      isAllowedOrigin: (origin) => isAllowedOrigin(origin, ['https://*.myconnectwise.net']),
      setTimer: (run, ms) => {
        const timer = setTimeout(run, ms)
        return () => {
          clearTimeout(timer)
        }
      },
    },
  })
  const sayRaw = (data: unknown, from: Partial<ArrivedMessage> = {}) => {
    listener({ data, origin: cwOrigin, fromParent: true, ...from })
  }
  const say = (message: object, from: Partial<ArrivedMessage> = {}) => {
    sayRaw(JSON.stringify(message), from)
  }
  return {
    core,
    posted,
    states,
    screens,
    renewed,
    say,
    sayRaw,
    giveFrame: (id = 'frame-1') => {
      say({ MessageFrameID: id })
    },
    load: (id: number | string = 250, eventId: string | undefined = 'e-1') => {
      say({
        event: 'onLoad',
        ...(eventId ? { _id: eventId } : {}),
        data: { screenObject: { screen: 'company', id, hostedAs: 'pod' } },
      })
    },
    answerMember: (data: object = authentication) => {
      say({ response: 'getmemberauthentication', _id: '7', data })
    },
    /** What was posted, without the ready messages. */
    said: () => posted.map(({ message }) => message).filter((message) => !('message' in message)),
    readies: () => posted.filter(({ message }) => message['message'] === 'ready'),
  }
}
