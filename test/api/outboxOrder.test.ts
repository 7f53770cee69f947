/** Notices of bills do not stand in line behind the summaries of a whole customer base. */
import { expect, test } from 'vitest'
import { instant, instantFromMs, month, msOf } from '../../server/domain/calendar'
import { companyId } from '../../server/domain/ids'
import { outworn, type OutboxEntry } from '../../server/domain/outbox'
import { deliverDue } from '../../server/services/outboxWork'
import { wait } from './actions'
import { startHarness, type Harness } from './harness'
import { serverClock } from '../simulator/serverClock'

/** As the sandbox begins. */
const now = instant('2026-11-17T15:00:00Z')

const idOf = (place: number) => String(place).padStart(32, '0')
const anEntry = ({ tenantId }: Harness, place: number, over: Partial<OutboxEntry> = {}): OutboxEntry => ({
  id: idOf(place),
  tenantId,
  audience: 'global',
  channel: 'mail',
  ticket: null,
  to: 'kim@msp.example',
  message: { kind: 'failed', title: 'A bill failed', lines: [], runId: null, causes: [] },
  summary: null,
  createdAt: now,
  order: place,
  state: 'waiting',
  tries: 0,
  nextTryAt: now,
  endedAt: null,
  failure: null,
  ...over,
})
const aSummary = (harness: Harness, place: number, over: Partial<OutboxEntry> = {}) =>
  anEntry(harness, place, {
    audience: `company:${1_000 + place}`,
    to: `dana@${place}.example`,
    summary: { companyId: companyId(1_000 + place), month: month('2026-11') },
    ...over,
  })

/** Sixty summaries that were there first, and a notice. Answers what one round tries, in its order; a try takes `minutes`. */
async function tried(harness: Harness, isAsked: () => boolean = () => false, minutes = 0): Promise<string[]> {
  const { store, clock, tenantId } = harness
  for (let place = 0; place < 60; place += 1)
    await store.of(tenantId).outbox.write(idOf(place), aSummary(harness, place), null)
  await store.of(tenantId).outbox.write(idOf(60), anEntry(harness, 60), null)
  const ids: string[] = []
  const quiet = () => undefined
  await deliverDue(
    {
      store,
      clock: serverClock(clock, { waits: 'none' }),
      log: { info: quiet, warn: quiet, error: quiet },
      deliver: ({ id }) => {
        ids.push(id)
        wait(harness, minutes)
        return Promise.resolve({ kind: 'delivered' })
      },
      isBilling: () => false,
      isAsked,
      signal: new AbortController().signal,
    },
    tenantId,
  )
  return ids
}

test('a notice is tried before all summaries, and a round has an end', async () => {
  const ids = await tried(await startHarness())
  expect(ids[0]).toBe(idOf(60))
  expect(ids).toHaveLength(51)
})

test('what is reported meanwhile does not wait for the rest of the summaries', async () => {
  expect(await tried(await startHarness(), () => true)).toEqual([idOf(60)])
})

test('a mail server that takes minutes for each summary does not make the round long', async () => {
  expect(await tried(await startHarness(), () => false, 2)).toEqual([idOf(60), idOf(0)])
})

test('five hundred summaries that went out do not push out what notices became of', async () => {
  const harness = await startHarness()
  const ended = { state: 'delivered', nextTryAt: null, endedAt: now } as const
  const later = instantFromMs(msOf(now) + 60_000)
  const notice = anEntry(harness, 0, { ...ended, state: 'givenUp' })
  const summaries = Array.from({ length: 501 }, (_, place) =>
    aSummary(harness, place + 1, { ...ended, createdAt: later }),
  )
  expect(outworn([notice, ...summaries], later).map(({ id }) => id)).toEqual([idOf(1)])
})
