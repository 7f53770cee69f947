import { flushPromises } from '@vue/test-utils'
import { createApp, effectScope, ref } from 'vue'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Api } from '../../client/api'
import { OfflineError } from '../../client/api'
import { useUnsaved } from '../../client/composables/unsaved'
import type { HostHandlers } from '../../client/host/core'
import { HostTimeout } from '../../client/host/core'
import type { Host, HostConnection } from '../../client/host'
import { useSession } from '../../client/stores/session'
import type { SessionView } from '../../server/domain/viewsSession'
import { aProblem } from './fixtures/api'
import { aSession, now } from './fixtures/fairhaven'
import { aHost, surroundings } from './fixtures/mount'

beforeEach(() => vi.useFakeTimers({ now }))
afterEach(() => vi.useRealTimers())

/** The session store with a host that a test can speak for. */
function aSessionStore({
  api = {},
  host = {},
  connection = {},
}: { api?: Partial<Api>; host?: Partial<Host>; connection?: Partial<HostConnection> } = {}) {
  let handlers: HostHandlers | undefined
  const setDirty = vi.fn()
  const base = aHost()
  const around = surroundings({
    api,
    host: {
      ...host,
      connect: (given) => {
        handlers = given
        return { ...base.connect({ ...given, state: () => undefined }), setDirty, ...connection }
      },
    },
  })
  const app = createApp({ render: () => null })
  app.use(around)
  const store = app.runWithContext(() => useSession(around.pinia))
  store.start()
  const hear = () => {
    if (!handlers) throw new Error('not connected')
    return handlers
  }
  return { app, store, hear, setDirty }
}

describe('signing in', () => {
  it('begins when the host is there, with what the host says of the member and nothing else', async () => {
    const openSession = vi.fn<Api['openSession']>(() => Promise.resolve(aSession()))
    const { store, hear } = aSessionStore({ api: { openSession } })
    expect(store.state).toBe('connecting')
    hear().state('open')
    await flushPromises()
    expect(store.state).toBe('ready')
    expect(Object.keys(openSession.mock.calls[0]?.[0] ?? {}).sort()).toEqual([
      'companyid',
      'memberContext',
      'memberHash',
      'memberid',
      'site',
    ])
  })

  it('does nothing outside ConnectWise', () => {
    const { store } = aSessionStore({ host: { outside: true } })
    expect(store.state).toBe('outside')
  })

  it('asks the host once more when the hash has expired, then believes the refusal', async () => {
    const openSession = vi
      .fn<Api['openSession']>()
      .mockRejectedValueOnce(aProblem({ code: 'unauthenticated', status: 401 }))
      .mockResolvedValue(aSession())
    const { store, hear } = aSessionStore({ api: { openSession } })
    hear().state('open')
    await flushPromises()
    expect(store.state).toBe('ready')

    const always = vi.fn<Api['openSession']>().mockRejectedValue(aProblem({ code: 'unauthenticated', status: 401 }))
    const second = aSessionStore({ api: { openSession: always } })
    second.hear().state('open')
    await flushPromises()
    expect(second.store.state).toBe('refused')
    expect(always).toHaveBeenCalledTimes(2)
  })

  it.each<[string, Error]>([
    ['refused', aProblem({ code: 'forbidden', status: 403 })],
    ['trouble', aProblem({ code: 'upstream', status: 502 })],
    ['trouble', aProblem({ code: 'tooManyAttempts', status: 429 })],
    ['trouble', new OfflineError()],
  ])('ends in "%s" on %s', async (state, error) => {
    const { store, hear } = aSessionStore({ api: { openSession: () => Promise.reject(error) } })
    hear().state('open')
    await flushPromises()
    expect(store.state).toBe(state)
  })

  it('is refused to a member without the right to view', async () => {
    const rights = { view: false, bill: false, administer: false }
    const { store, hear } = aSessionStore({ api: { openSession: () => Promise.resolve(aSession({ rights })) } })
    hear().state('open')
    await flushPromises()
    expect(store.state).toBe('refused')
  })

  it('says so when the host names nobody, and tries again when asked', async () => {
    const memberAuthentication = vi
      .fn<HostConnection['memberAuthentication']>()
      .mockRejectedValueOnce(new HostTimeout())
    memberAuthentication.mockResolvedValue(
      await aHost()
        .connect({ state: () => undefined, screen: () => undefined, renewed: () => undefined, beforeSave: () => null })
        .memberAuthentication(),
    )
    const { store, hear } = aSessionStore({ connection: { memberAuthentication } })
    hear().state('open')
    await flushPromises()
    expect(store.state).toBe('noMember')
    store.retry()
    await flushPromises()
    expect(store.state).toBe('ready')
  })

  it('tries again when the host loads the record anew, as by its Refresh button', async () => {
    const openSession = vi
      .fn<Api['openSession']>()
      .mockRejectedValueOnce(aProblem({ code: 'upstream', status: 502 }))
      .mockResolvedValue(aSession())
    const { store, hear } = aSessionStore({ api: { openSession } })
    hear().state('open')
    await flushPromises()
    expect(store.state).toBe('trouble')
    hear().screen({ screen: 'company', id: 101, hostedAs: null })
    await flushPromises()
    expect(store.state).toBe('ready')
    hear().screen({ screen: 'company', id: 101, hostedAs: null })
    await flushPromises()
    expect(openSession).toHaveBeenCalledTimes(2)
  })

  it('connects again after the host was given up', () => {
    const retry = vi.fn()
    const { store, hear } = aSessionStore({ connection: { retry } })
    hear().state('gaveUp')
    expect(store.state).toBe('gaveUp')
    store.retry()
    expect(store.state).toBe('connecting')
    expect(retry).toHaveBeenCalledOnce()
  })
})

describe('staying signed in', () => {
  it('renews a minute before the token ends', async () => {
    const openSession = vi.fn<Api['openSession']>(() => Promise.resolve(aSession()))
    const { hear } = aSessionStore({ api: { openSession } })
    hear().state('open')
    await flushPromises()
    await vi.advanceTimersByTimeAsync(28 * 60_000)
    expect(openSession).toHaveBeenCalledTimes(1)
    await vi.advanceTimersByTimeAsync(2 * 60_000)
    expect(openSession.mock.calls.length).toBeGreaterThan(1)
  })

  it('renews early where no host could sign in again, and soon after a try that did not get through', async () => {
    const { store } = aSessionStore({ host: { outside: true } })
    const ticket = vi.fn<() => Promise<SessionView>>(() => Promise.resolve(aSession()))
    store.start(ticket)
    await flushPromises()
    expect(store.state).toBe('ready')
    ticket.mockRejectedValueOnce(new OfflineError())
    await vi.advanceTimersByTimeAsync(15 * 60_000)
    expect(ticket).toHaveBeenCalledTimes(2)
    await vi.advanceTimersByTimeAsync(60_000)
    expect(ticket).toHaveBeenCalledTimes(3)
    expect(store.state).toBe('ready')
    ticket.mockRejectedValue(aProblem({ code: 'unauthenticated', status: 401 }))
    await vi.advanceTimersByTimeAsync(30 * 60_000)
    expect(store.state).toBe('expired')
  })

  it('keeps what is on screen when the sign-in ends, and says so', async () => {
    const openSession = vi.fn<Api['openSession']>().mockResolvedValueOnce(aSession())
    openSession.mockRejectedValue(aProblem({ code: 'forbidden', status: 403 }))
    const { store, hear } = aSessionStore({ api: { openSession } })
    hear().state('open')
    await flushPromises()
    hear().renewed()
    await flushPromises()
    expect(store.state).toBe('expired')
  })

  it('stays ready when renewing fails for a moment only', async () => {
    const openSession = vi.fn<Api['openSession']>().mockResolvedValueOnce(aSession())
    openSession.mockRejectedValue(new OfflineError())
    const { store, hear } = aSessionStore({ api: { openSession } })
    hear().state('open')
    await flushPromises()
    hear().renewed()
    await flushPromises()
    expect(store.state).toBe('ready')
  })
})

describe('the record', () => {
  it('begins with the one of the address; the latest onLoad wins', () => {
    const { store, hear } = aSessionStore()
    expect(store.screen?.id).toBe(250)
    hear().screen({ screen: 'company', id: 311, hostedAs: 'pod' })
    expect(store.screen?.id).toBe(311)
  })
})

describe('edits that are not saved', () => {
  it('mark the screen as dirty, veto its Save in one sentence, and end with a save or discard', async () => {
    const { app, hear, setDirty } = aSessionStore()
    const dirty = ref(false)
    const scope = effectScope()
    app.runWithContext(() => {
      scope.run(() => {
        useUnsaved(dirty, () => {
          dirty.value = false
        })
      })
    })
    expect(hear().beforeSave()).toBeNull()
    dirty.value = true
    await flushPromises()
    expect(setDirty).toHaveBeenLastCalledWith(true)
    expect(hear().beforeSave()).toHaveLength(1)
    dirty.value = false
    await flushPromises()
    expect(setDirty).toHaveBeenLastCalledWith(false)
    expect(hear().beforeSave()).toBeNull()
    scope.stop()
  })

  it('end with the form that had them', async () => {
    const { app, hear, setDirty } = aSessionStore()
    const scope = effectScope()
    app.runWithContext(() => {
      scope.run(() => {
        useUnsaved(true, () => undefined)
      })
    })
    await flushPromises()
    expect(hear().beforeSave()).toHaveLength(1)
    scope.stop()
    await flushPromises()
    expect(setDirty).toHaveBeenLastCalledWith(false)
    expect(hear().beforeSave()).toBeNull()
  })
})
