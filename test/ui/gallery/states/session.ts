import { HostTimeout } from '../../../../client/host/core'
import { aProblem } from '../../fixtures/api'
import { aSession } from '../../fixtures/fairhaven'
import { aHost } from '../../fixtures/mount'
import type { States } from '../states'

const refused = aSession({ rights: { view: false, bill: false, administer: false } })

export const states: States = {
  connecting: { host: { connect: (handlers) => aHost().connect({ ...handlers, state: () => undefined }) } },
  outside: { host: { outside: true } },
  gaveUp: {
    host: {
      connect: (handlers) => aHost().connect({ ...handlers, state: () => { handlers.state('gaveUp') } }), // prettier-ignore
    },
  },
  noMember: {
    host: {
      connect: (handlers) => ({
        ...aHost().connect(handlers),
        memberAuthentication: () => Promise.reject(new HostTimeout()),
      }),
    },
  },
  notKnown: { api: { openSession: () => Promise.reject(aProblem({ code: 'unauthenticated', status: 401 })) } },
  refused: { api: { openSession: () => Promise.resolve(refused) } },
  trouble: { api: { openSession: () => Promise.reject(aProblem()) } },
  noRecord: { host: { addressScreen: { screen: 'company', id: null, hostedAs: null } } },
  otherScreen: { host: { addressScreen: { screen: 'ticket', id: 12, hostedAs: null } } },
}
