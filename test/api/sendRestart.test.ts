/** The server is stopped at every single write to its store, and started again. */
import { describe, expect, test } from 'vitest'
import type { HistoryEntryView } from '../../server/domain/viewsHistory'
import type { SettingsView } from '../../server/domain/viewsSettings'
import type { PodClient } from '../simulator/demo/podClient'
import {
  additionOf,
  additionsOf,
  linkAndAssign,
  outwait,
  plan,
  planAndSend,
  send,
  setSeats,
  wait,
  watchWrites,
} from './actions'
import { createDyingStore } from './dyingStore'
import { startHarness, type Harness } from './harness'

/** More writes than any of these sends makes. */
const mostWrites = 80

/** Fairhaven with two lines to send, on two agreements, and Brightwater with one to change and one to create. */
async function start() {
  const dying = createDyingStore()
  const harness = await startHarness({ viewOfStore: dying.view })
  setSeats(harness, 101, 'cloudApp', 92)
  const pod = await harness.pod()
  const settings = await pod.get<SettingsView>('/api/settings')
  await pod.put('/api/settings', { version: settings.version, createWhenMissing: true })
  await linkAndAssign(harness, pod, 101)
  await linkAndAssign(harness, pod, 104, 1041)
  return { harness, pod, dying, writes: watchWrites(harness) }
}

async function startAgain(harness: Harness): Promise<PodClient> {
  wait(harness, 1)
  const server = await harness.restart()
  await server.runs.resume([harness.tenantId])
  await server.scheduler.tick()
  await server.runs.settled()
  return harness.pod()
}

const quantities = (harness: Harness) => [
  additionOf(harness, 1011, 'worryFree').quantity,
  additionOf(harness, 1012, 'cloudApp').quantity,
  additionOf(harness, 1041, 'web').quantity,
  ...additionsOf(harness, 1041, 'email').map(({ quantity }) => quantity),
]
const untouched = [45, 90, 28]
const allSent = [48, 92, 33, 33]

/** What the history says was sent, each thing once, is what ConnectWise did. */
async function expectHistoryToTell(pod: PodClient, writes: readonly unknown[]): Promise<void> {
  const entries = await Promise.all(
    [101, 104].map((company) => pod.get<{ entries: HistoryEntryView[] }>(`/api/companies/${company}/history`)),
  )
  const sent = entries.flatMap((answer) => answer.entries).filter(({ result }) => result === 'sent')
  expect(sent).toHaveLength(writes.length)
}

describe.each(['lost', 'kept'] as const)('when the last write of the server is %s', (last) => {
  test('a send of one company goes on after the restart, once', async () => {
    for (let nth = 1; nth <= mostWrites; nth += 1) {
      const { harness, pod, dying, writes } = await start()
      const planned = await plan(pod, 101)
      dying.dieAt(nth, last)
      const answered = await send(pod, 101, planned).then(
        () => true,
        () => false,
      )
      await harness.composed.runs.settled()
      const died = dying.disarm()
      const again = await startAgain(harness)
      const approved = answered || writes.length > 0
      if (approved) expect(quantities(harness)).toEqual([48, 92, 28])
      // Nobody heard that it was approved: a person looks and repeats.
      await planAndSend(harness, again, 101)
      expect(quantities(harness)).toEqual([48, 92, 28])
      expect(writes).toHaveLength(2)
      await expectHistoryToTell(again, writes)
      if (!died) return
    }
    throw new Error('The send never came to its end')
  }, 60_000)

  test('a run by the clock goes on after the restart, once', async () => {
    for (let nth = 1; nth <= mostWrites; nth += 1) {
      const { harness, pod, dying, writes } = await start()
      const { version } = await pod.get<SettingsView>('/api/settings')
      const schedule = { on: true, dayOfMonth: 17, time: '15:30', timeZone: 'UTC' }
      await pod.put('/api/settings', { version, schedule })
      dying.dieAt(nth, last)
      wait(harness, 31)
      await harness.composed.scheduler.tick()
      await harness.composed.runs.settled()
      const died = dying.disarm()
      const again = await startAgain(harness)
      // A creation that nobody heard about is not repeated by itself: it could still arrive.
      expect([allSent, allSent.slice(0, 3)]).toContainEqual(quantities(harness))
      await outwait(harness)
      await planAndSend(harness, again, 101)
      await planAndSend(harness, again, 104)
      expect(quantities(harness)).toEqual(allSent)
      expect(writes).toHaveLength(4)
      await expectHistoryToTell(again, writes)
      if (!died) return
    }
    throw new Error('The run never came to its end')
  }, 60_000)

  test('a run of all that a person let go is sent after the restart', async () => {
    for (let nth = 1; nth <= mostWrites; nth += 1) {
      const { harness, pod, dying, writes } = await start()
      const { runId } = await pod.post<{ runId: string }>('/api/runs', {})
      await harness.composed.runs.settled()
      expect(quantities(harness)).toEqual(untouched)
      dying.dieAt(nth, last)
      const answered = await pod.post(`/api/runs/${runId}/send`, {}).then(
        () => true,
        () => false,
      )
      await harness.composed.runs.settled()
      const died = dying.disarm()
      const again = await startAgain(harness)
      if (answered || writes.length > 0) expect([allSent, allSent.slice(0, 3)]).toContainEqual(quantities(harness))
      await outwait(harness)
      await planAndSend(harness, again, 101)
      await planAndSend(harness, again, 104)
      expect(quantities(harness)).toEqual(allSent)
      expect(writes).toHaveLength(4)
      if (!died) return
    }
    throw new Error('The run never came to its end')
  }, 60_000)
})
