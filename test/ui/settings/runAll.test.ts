import { enableAutoUnmount } from '@vue/test-utils'
import { createPinia } from 'pinia'
import { createApp } from 'vue'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { apiKey, OfflineError, type Api } from '../../../client/api'
import SendAllDialog from '../../../client/components/settings/SendAllDialog.vue'
import { useRunAll } from '../../../client/stores/runAll'
import { anApi, aProblem } from '../fixtures/api'
import { aRun, finishedRun, sendingRun } from '../fixtures/settings'
import { showPart } from '../fixtures/showPart'

enableAutoUnmount(afterEach)

beforeEach(() => vi.useFakeTimers())
afterEach(() => vi.useRealTimers())

function aStore(api: Partial<Api>) {
  const pinia = createPinia()
  createApp({}).use(pinia).provide(apiKey, anApi(api))
  return useRunAll(pinia)
}

describe('sending for all companies', () => {
  it('plans first and sends nothing before it is asked to', async () => {
    const sendAll = vi.fn<Api['sendAll']>(() => Promise.resolve(finishedRun))
    const store = aStore({
      planAll: () => Promise.resolve(aRun({ status: 'planning' })),
      run: () => Promise.resolve(aRun()),
      sendAll,
    })
    await store.start()
    expect(store.state).toBe('planning')
    await store.send()
    await vi.advanceTimersByTimeAsync(2_000)
    expect(store.state).toBe('review')
    expect(sendAll).not.toHaveBeenCalled()
    await store.send()
    expect(sendAll).toHaveBeenCalledTimes(1)
    expect(store.state).toBe('done')
  })
  it('goes on watching while there is no connection, and says when it gives up', async () => {
    let online = true
    const store = aStore({
      planAll: () => Promise.resolve(sendingRun),
      run: () => (online ? Promise.resolve(finishedRun) : Promise.reject(new OfflineError())),
    })
    online = false
    await store.start()
    await vi.advanceTimersByTimeAsync(5_000)
    expect(store.state).toBe('sending')
    expect(store.lines).toEqual({ total: 58, done: 41 })
    await vi.advanceTimersByTimeAsync(60_000)
    expect(store.state).toBe('lost')
    online = true
    await store.lookAgain()
    expect(store.state).toBe('done')
  })
  it('takes the seats outside up when they are read, and stays at the review', async () => {
    const account = { ...aRun().account, total: 2_200, reported: 2_200, unmapped: 60 }
    const none = { customers: 0, seats: 0, unreadSubscriptions: 0 }
    const outside = { unlinked: { ...none, customers: 4, seats: 60 }, elsewhere: none, unplanned: none }
    const run = vi
      .fn<Api['run']>()
      .mockRejectedValueOnce(new OfflineError())
      .mockResolvedValueOnce(aRun())
      .mockResolvedValue(aRun({ outside, account }))
    const store = aStore({ planAll: () => Promise.resolve(aRun()), run })
    await store.start()
    expect(store.run?.account.total).toBe(2_140)
    await vi.advanceTimersByTimeAsync(60_000)
    expect(store.state).toBe('review')
    expect(store.run).toMatchObject({ outside, account })
    expect(run).toHaveBeenCalledTimes(3)
  })
  it('stays at the review when the send is refused', async () => {
    const store = aStore({
      planAll: () => Promise.resolve(aRun()),
      sendAll: () => Promise.reject(aProblem({ code: 'planReplaced', status: 409 })),
    })
    await store.start()
    await store.send()
    expect(store.state).toBe('review')
    expect(store.trouble).toMatchObject({ problem: { code: 'planReplaced' } })
  })
  it('stops watching when it is closed', async () => {
    const run = vi.fn<Api['run']>(() => Promise.resolve(sendingRun))
    const store = aStore({ planAll: () => Promise.resolve(sendingRun), run })
    await store.start()
    store.stop()
    await vi.advanceTimersByTimeAsync(10_000)
    expect(run).not.toHaveBeenCalled()
    expect(store.state).toBe('idle')
  })
})

describe('the dialog that sends for all companies', () => {
  it('stays open until the server has answered to the send, so that a refusal is seen', async () => {
    let refuse: (error: Error) => void = () => {}
    const { wrapper, press, text } = await showPart(
      SendAllDialog,
      {
        planAll: () => Promise.resolve(aRun()),
        sendAll: () => new Promise((_, reject) => (refuse = reject)),
      },
      '.sheet-f .btn-primary',
      { areas: ['settings', 'explain'] },
    )
    const closed = () => wrapper.getComponent(SendAllDialog).emitted('close')
    await press('Send 58 lines')
    await wrapper.get('dialog').trigger('cancel')
    await wrapper.get('.sheet-h button').trigger('click')
    expect(closed()).toBeUndefined()
    expect(text()).not.toContain('You can close this')
    expect(wrapper.get('.sheet-f button').attributes('disabled')).toBeDefined()
    refuse(aProblem({ code: 'planReplaced', status: 409 }))
    await vi.waitFor(() => wrapper.get('[role=alert]'))
    await wrapper.get('dialog').trigger('cancel')
    expect(closed()).toHaveLength(1)
  })
})
