/** The machine sleeps between the look and the write: what was seen, and what was approved, may be of another time. */
import { describe, expect, test } from 'vitest'
import type { Store } from '../../server/storage/store'
import { additionOf, linkAndAssign, outwait, planAndSend, replace, rowOf, wait, watchWrites } from './actions'
import { sendByClock } from './decisions'
import { connectWiseUrl, startHarness } from './harness'

/** Fairhaven's Worry-Free: 45 → 48. The machine falls asleep while an intent is written down: the first, or a later one. */
async function start(minutes: number, meanwhile: () => void = () => undefined, intentsBefore = 0) {
  let before = intentsBefore
  let sleeps = (): void => undefined
  const viewOfStore = (store: Store): Store => ({
    tenants: () => store.tenants(),
    close: () => store.close(),
    of(tenant) {
      const inner = store.of(tenant)
      return {
        ...inner,
        async appendLedger(company, entries) {
          await inner.appendLedger(company, entries)
          if (entries.some(({ kind }) => kind === 'intent') && before-- <= 0) sleeps()
        },
      }
    },
  })
  const harness = await startHarness({ viewOfStore })
  const pod = await harness.pod()
  await linkAndAssign(harness, pod, 101)
  sleeps = () => {
    sleeps = () => undefined
    wait(harness, minutes)
    meanwhile()
  }
  return { harness, pod, writes: watchWrites(harness), quantity: () => additionOf(harness, 1011, 'worryFree').quantity }
}

describe('a machine that sleeps after the intent', () => {
  test('for a minute looks again before it writes, once', async () => {
    const { harness, pod, writes, quantity } = await start(1)
    expect(rowOf(await planAndSend(harness, pod, 101), 'worryFree').state).toBe('sent')
    expect(writes).toHaveLength(1)
    expect(quantity()).toBe(48)
  })

  test('for a minute, while somebody edits the addition, leaves it alone', async () => {
    const edit = () => void started.harness.connectWise.edits.editAddition(id, { quantity: 47 }, 'jlee')
    const started = await start(1, edit)
    const { id } = additionOf(started.harness, 1011, 'worryFree')
    const done = await planAndSend(started.harness, started.pod, 101)
    expect(rowOf(done, 'worryFree').lineStatus).toBe('stale')
    expect(started.writes).toEqual([])
    expect(started.quantity()).toBe(47)
  })

  test('for a minute, and meets a ConnectWise that is not back yet, sends the line of the clock later', async () => {
    let refused = 0
    const started = await start(1, () => (refused = 8))
    const { harness, writes, quantity } = started
    const good = harness.hosts.get(connectWiseUrl)
    harness.hosts.set(connectWiseUrl, async (input, init) =>
      init?.method === 'GET' && refused-- > 0
        ? new Response('busy', { status: 503 })
        : (good?.(input, init) ?? new Response(null, { status: 500 })),
    )
    expect(await sendByClock(harness, '2026-11-18')).toMatchObject({ counts: { sent: 1, failed: 0 } })
    expect(refused).toBeLessThan(1)
    expect(writes).toHaveLength(1)
    expect(quantity()).toBe(48)
  })

  test.each(['inPlace', 'replace'] as const)('for months sends nothing of what was approved then: %s', async (way) => {
    const { harness, pod, writes, quantity } = await start(60 * 24 * 60)
    if (way === 'replace') await replace(pod, 101, 'worryFree')
    const planned = await pod.post<{ runId: string; rows: { key: string; sendable: string }[] }>(
      '/api/companies/101/plan',
      {},
    )
    const lines = planned.rows.filter(({ sendable }) => sendable === 'yes').map(({ key }) => ({ key }))
    await pod.post(`/api/runs/${planned.runId}/companies/101/send`, { lines })
    await harness.composed.runs.settled()
    const later = await harness.pod()
    const { rows } = await later.get<{ rows: { reason: unknown; lineStatus: string | null }[] }>(
      `/api/runs/${planned.runId}/companies/101`,
    )
    expect(rows).toContainEqual(expect.objectContaining({ lineStatus: 'stale' }))
    expect(JSON.stringify(rows)).toContain('planTooOld')
    expect(writes).toEqual([])
    expect(quantity()).toBe(45)
  })
})

describe('a machine that sleeps as it gives up a replacement', () => {
  test('leaves alone what somebody made of the new addition meanwhile', async () => {
    const all = () =>
      harness.connectWise.world.additions.filter(
        ({ agreementId, product }) => agreementId === 1011 && product.id === item,
      )
    // The first intent is of the new addition, the second of the old one's end, the third of taking the new one back.
    const started = await start(
      2,
      () => void harness.connectWise.edits.editAddition(newest(), { quantity: 50 }, 'jlee'),
      2,
    )
    const { harness, pod } = started
    const { id, product } = additionOf(harness, 1011, 'worryFree')
    const item = product.id
    const newest = () => all().find((addition) => addition.id !== id)?.id ?? NaN
    await replace(pod, 101, 'worryFree')
    const good = harness.hosts.get(connectWiseUrl)
    harness.hosts.set(connectWiseUrl, async (input, init) =>
      init?.method === 'PATCH' && typeof init.body === 'string' && init.body.includes('cancelledDate')
        ? Response.json({ code: 'InvalidObject', message: 'addition object is invalid', errors: [] }, { status: 400 })
        : (good?.(input, init) ?? new Response(null, { status: 500 })),
    )
    await planAndSend(harness, pod, 101)
    await outwait(harness)
    expect(all().map(({ quantity }) => quantity)).toEqual([45, 50])
  })
})
