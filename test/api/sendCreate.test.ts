/** Lines that have no addition yet: made once, found again by their marker. */
import { describe, expect, test } from 'vitest'
import type { PlanView } from '../../server/domain/views'
import type { SettingsView } from '../../server/domain/viewsSettings'
import {
  additionsOf,
  linkAndAssign,
  outwait,
  plan,
  planAndSend,
  rowOf,
  send,
  settled,
  wait,
  watchWrites,
  type LinkedCompany,
} from './actions'
import { connectWiseUrl, startHarness } from './harness'
import { undoView } from './undone'

async function start(company: LinkedCompany, elsewhere: number) {
  const harness = await startHarness()
  const pod = await harness.pod()
  const { version } = await pod.get<SettingsView>('/api/settings')
  await pod.put('/api/settings', { version, createWhenMissing: true })
  await linkAndAssign(harness, pod, company, elsewhere)
  return { harness, pod, writes: watchWrites(harness) }
}

describe('creating an addition', () => {
  test('makes one with our marker, and the next plan finds it right', async () => {
    const { harness, pod } = await start(104, 1041)
    const done = await planAndSend(harness, pod, 104)
    expect(rowOf(done, 'email')).toMatchObject({ state: 'sent', change: 'create', quantity: 33 })
    const [made, ...more] = additionsOf(harness, 1041, 'email')
    expect(more).toEqual([])
    expect(made).toMatchObject({ quantity: 33, billCustomer: 'Billable' })
    expect(made?.serialNumber).toMatch(/^TMICRO:[0-9a-f]{32}$/)
    expect((await plan(pod, 104)).rows.some((row) => row.sendable === 'yes')).toBe(false)
  })

  test.each(['500-after', 'reset-after', 'malformed-json'] as const)(
    'after %s there is exactly one, found by its marker',
    async (kind) => {
      const { harness, pod, writes } = await start(104, 1041)
      harness.faults.add({ system: 'connectwise', kind, method: 'POST', path: 'additions', times: 1, delayMs: 0 })
      const done = await planAndSend(harness, pod, 104)
      expect(rowOf(done, 'email').state).toBe('sent')
      expect(additionsOf(harness, 1041, 'email')).toHaveLength(1)
      await planAndSend(harness, pod, 104)
      expect(additionsOf(harness, 1041, 'email')).toHaveLength(1)
      expect(writes.filter(({ method }) => method === 'POST')).toHaveLength(1)
    },
  )

  test.each(['500-before', 'reset-before', 'html'] as const)(
    'after %s nothing is made anew until it could no longer arrive; then a repeat makes exactly one',
    async (kind) => {
      const { harness, pod, writes } = await start(104, 1041)
      harness.faults.add({ system: 'connectwise', kind, method: 'POST', path: 'additions', times: 1, delayMs: 0 })
      const done = await planAndSend(harness, pod, 104)
      expect(rowOf(done, 'email')).toMatchObject({ lineStatus: 'unknown' })
      const meanwhile = await planAndSend(harness, pod, 104)
      expect(rowOf(meanwhile, 'email')).toMatchObject({ reason: { kind: 'cause', cause: { kind: 'openElsewhere' } } })
      expect(additionsOf(harness, 1041, 'email')).toEqual([])
      await outwait(harness)
      const given = await pod.get<PlanView>(`/api/runs/${done.runId}/companies/104`)
      expect(rowOf(given, 'email')).toMatchObject({ lineStatus: 'failed', reason: { cause: { kind: 'noAnswer' } } })
      await planAndSend(harness, pod, 104)
      await planAndSend(harness, pod, 104)
      expect(additionsOf(harness, 1041, 'email')).toHaveLength(1)
      expect(writes.filter(({ method }) => method === 'POST')).toHaveLength(1)
    },
  )

  test('one that got a last day from somebody before it was read back is theirs too, and is not taken back', async () => {
    const { harness, pod, writes } = await start(104, 1041)
    const good = harness.hosts.get(connectWiseUrl)
    harness.hosts.set(connectWiseUrl, async (input, init) => {
      const answer = (await good?.(input, init)) ?? new Response(null, { status: 500 })
      if (init?.method !== 'POST' || !input.includes('/additions')) return answer
      const [made] = additionsOf(harness, 1041, 'email')
      harness.connectWise.edits.editAddition(made?.id ?? 0, { cancelledDate: '2026-12-15T00:00:00Z' }, 'jlee')
      return new Response('', { status: 503 })
    })
    const done = await planAndSend(harness, pod, 104)
    expect(rowOf(done, 'email').state).toBe('sent')
    writes.length = 0
    const { lines } = await undoView(pod, done, 104)
    const { key } = rowOf(done, 'email')
    expect(lines.find((line) => line.key === key)).toMatchObject({ quantityBack: null, refusal: { kind: 'edited' } })
    expect(writes).toEqual([])
  })

  test('one that nobody heard about on the last day of a month is not made again on the first of the next', async () => {
    const { harness } = await start(104, 1041)
    harness.clock.set('2026-11-30T23:58:00.000Z')
    harness.faults.add({
      system: 'connectwise',
      kind: '500-before',
      method: 'POST',
      path: 'additions',
      times: 1,
      delayMs: 0,
    })
    await planAndSend(harness, await harness.pod(), 104)
    wait(harness, 4)
    const december = await planAndSend(harness, await harness.pod(), 104)
    expect(rowOf(december, 'email')).toMatchObject({ reason: { kind: 'cause', cause: { kind: 'openElsewhere' } } })
    expect(additionsOf(harness, 1041, 'email')).toEqual([])
  })

  test('an unheard creation that cannot be read back stays unknown until ConnectWise answers', async () => {
    const { harness, pod, writes } = await start(104, 1041)
    harness.faults.add({
      system: 'connectwise',
      kind: 'reset-after',
      method: 'POST',
      path: 'additions',
      times: 1,
      delayMs: 0,
    })
    harness.connectWise.hooks.beforeWrite = (write) => {
      writes.push(write)
      if (write.method !== 'POST') return
      harness.faults.add({
        system: 'connectwise',
        kind: '500-before',
        method: 'GET',
        path: '1041/additions',
        times: 60,
        delayMs: 0,
      })
    }
    const done = await planAndSend(harness, pod, 104)
    expect(rowOf(done, 'email').state).toBe('sent')
    expect(additionsOf(harness, 1041, 'email')).toHaveLength(1)
    expect(writes.filter(({ method }) => method === 'POST')).toHaveLength(1)
  })

  test('beside an addition that begins next month it makes none: both would bill', async () => {
    const { harness, pod } = await start(108, 1081)
    const before = additionsOf(harness, 1081, 'cloudApp').length
    const planned = await plan(pod, 108)
    await send(
      pod,
      108,
      planned,
      planned.rows.filter((row) => row.sendable !== 'no').map((row) => ({ row, reason: 'Everything, please' })),
    )
    await settled(harness, pod, 108, planned)
    expect(additionsOf(harness, 1081, 'cloudApp')).toHaveLength(before)
  })

  test('somebody else added the product since the plan: stale, not a second one', async () => {
    const { harness, pod } = await start(104, 1041)
    const planned = await plan(pod, 104)
    const [web] = additionsOf(harness, 1041, 'web')
    if (web === undefined) throw new Error('Web Security has no addition')
    const product = { id: rowOf(planned, 'email').catalogItem?.id ?? 0 }
    harness.connectWise.world.additions.push({ ...structuredClone(web), id: 99_998, product, quantity: 30 })
    await send(pod, 104, planned)
    expect(rowOf(await settled(harness, pod, 104, planned), 'email')).toMatchObject({
      lineStatus: 'stale',
      reason: { kind: 'cause', cause: { kind: 'additionAppeared' } },
    })
    expect(additionsOf(harness, 1041, 'email')).toHaveLength(1)
  })
})
