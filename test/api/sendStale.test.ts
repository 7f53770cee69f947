/** What people do in ConnectWise, at Trend Micro and in other tabs between a plan and its send. */
import { describe, expect, test } from 'vitest'
import type { CompanyView } from '../../server/domain/viewsCompany'
import type { SettingsView } from '../../server/domain/viewsSettings'
import {
  additionOf,
  additionsOf,
  customerId,
  link,
  linkAndAssign,
  plan,
  planAndSend,
  refusalOf,
  rowOf,
  send,
  setSeats,
  settled,
  wait,
  watchWrites,
} from './actions'
import { startHarness, type Harness } from './harness'

async function start() {
  const harness = await startHarness()
  setSeats(harness, 101, 'cloudApp', 92)
  const pod = await harness.pod()
  await linkAndAssign(harness, pod, 101)
  return { harness, pod, planned: await plan(pod, 101), writes: watchWrites(harness) }
}

describe('what changed in ConnectWise between plan and send', () => {
  const cases: [string, (harness: Harness) => void, object, number | null][] = [
    [
      'a quantity changed by hand',
      ({ connectWise, ...harness }) =>
        connectWise.edits.editAddition(
          additionOf({ connectWise, ...harness }, 1012, 'cloudApp').id,
          { quantity: 95 },
          'jlee',
        ),
      { kind: 'changedMeanwhile', by: 'jlee', quantityNow: 95 },
      95,
    ],
    [
      'a price changed by hand',
      (harness) =>
        harness.connectWise.edits.editAddition(additionOf(harness, 1012, 'cloudApp').id, { unitPrice: 2 }, 'jlee'),
      { kind: 'changedMeanwhile', by: 'jlee' },
      90,
    ],
    [
      'an addition deleted',
      (harness) => harness.connectWise.edits.deleteAddition(additionOf(harness, 1012, 'cloudApp').id, 'jlee'),
      { kind: 'additionGone' },
      null,
    ],
    [
      'an addition cancelled',
      (harness) =>
        harness.connectWise.edits.editAddition(
          additionOf(harness, 1012, 'cloudApp').id,
          { cancelledDate: '2026-10-31T00:00:00Z' },
          'jlee',
        ),
      { kind: 'changedMeanwhile' },
      90,
    ],
    [
      'a second addition of the product',
      (harness) => {
        const { additions } = harness.connectWise.world
        additions.push({ ...structuredClone(additionOf(harness, 1012, 'cloudApp')), id: 99_999 })
      },
      { kind: 'additionAppeared' },
      90,
    ],
    [
      'an agreement that ended',
      (harness) =>
        harness.connectWise.edits.editAgreement(
          1012,
          { endDate: '2026-11-16T00:00:00Z', noEndingDateFlag: false },
          'jlee',
        ),
      { kind: 'agreementClosed', why: { kind: 'ended', on: '2026-11-16' } },
      90,
    ],
    [
      'an agreement that was cancelled',
      (harness) => harness.connectWise.edits.editAgreement(1012, { cancelledFlag: true }, 'jlee'),
      { kind: 'agreementClosed', why: { kind: 'cancelled' } },
      90,
    ],
  ]
  test.each(cases)('%s is not overwritten, and the other line is sent', async (_, change, cause, left) => {
    const { harness, pod, planned, writes } = await start()
    wait(harness, 1)
    change(harness)
    await send(pod, 101, planned)
    const done = await settled(harness, pod, 101, planned)
    expect(rowOf(done, 'cloudApp')).toMatchObject({ reason: { kind: 'cause', cause } })
    expect(rowOf(done, 'cloudApp').state).not.toBe('sent')
    expect(additionsOf(harness, 1012, 'cloudApp')[0]?.quantity ?? null).toBe(left)
    expect(rowOf(done, 'worryFree').state).toBe('sent')
    expect(writes).toHaveLength(1)
  })

  test('a quantity that somebody typed in rightly is left alone and counts as sent', async () => {
    const { harness, pod, planned, writes } = await start()
    harness.connectWise.edits.editAddition(additionOf(harness, 1012, 'cloudApp').id, { quantity: 92 }, 'jlee')
    await send(pod, 101, planned)
    expect(rowOf(await settled(harness, pod, 101, planned), 'cloudApp')).toMatchObject({
      state: 'sent',
      reason: { kind: 'alreadyRight' },
    })
    expect(writes).toHaveLength(1)
  })
})

describe('what changed in the pod between plan and send', () => {
  test('customers that went to another company are not billed by the old plan', async () => {
    const { harness, pod, planned, writes } = await start()
    const { version } = await pod.get<CompanyView>('/api/companies/102')
    await pod.put('/api/companies/102/link', {
      version,
      customerIds: [customerId(harness, 'Fairhaven Dental')],
      enabled: true,
      move: true,
    })
    expect(await refusalOf(send(pod, 101, planned))).toMatchObject({ status: 409 })
    await link(harness, pod, 101).catch(() => undefined)
    expect(await refusalOf(send(pod, 101, planned))).toMatchObject({ status: 409 })
    expect(writes).toEqual([])
  })

  test('products that were put elsewhere are not billed by the old plan', async () => {
    const { pod, planned, writes } = await start()
    const { version } = await pod.get<CompanyView>('/api/companies/101')
    const row = rowOf(planned, 'worryFree')
    await pod.put('/api/companies/101/assignments', {
      version,
      assignments: [{ plan: row.sources[0]?.plan, agreement: null, catalogItemId: null, rule: null }],
    })
    expect(await refusalOf(send(pod, 101, planned))).toMatchObject({ status: 409, code: 'planReplaced' })
    expect(writes).toEqual([])
  })

  test('a link that was switched off stops the send', async () => {
    const { harness, pod, planned, writes } = await start()
    const { version } = await pod.get<CompanyView>('/api/companies/101')
    const customerIds = [customerId(harness, 'Fairhaven Dental')]
    await pod.put('/api/companies/101/link', { version, customerIds, enabled: false })
    expect(await refusalOf(send(pod, 101, planned))).toMatchObject({ status: 409, code: 'notLinked' })
    expect(writes).toEqual([])
  })

  test('a new schedule does not replace the plan', async () => {
    const { harness, pod, planned, writes } = await start()
    const { version } = await pod.get<CompanyView>('/api/companies/101')
    const custom = { on: true, dayOfMonth: 20, time: '02:00', timeZone: 'UTC' }
    await pod.put('/api/companies/101/schedule', { version, use: 'custom', custom })
    await send(pod, 101, planned)
    await harness.composed.runs.settled()
    expect(writes).toHaveLength(2)
  })

  test('a plan older than a day is made again before it is sent', async () => {
    const { harness, planned, writes } = await start()
    wait(harness, 24 * 60 + 1)
    expect(await refusalOf(send(await harness.pod(), 101, planned))).toMatchObject({ code: 'planReplaced' })
    expect(writes).toEqual([])
  })

  test('drafts that nobody sent are gone after a day, those that were sent stay', async () => {
    const { harness, pod, planned } = await start()
    const sent = await planAndSend(harness, pod, 101)
    wait(harness, 25 * 60)
    const later = await harness.pod()
    await plan(later, 101)
    await harness.composed.runs.settled()
    expect(await later.tryGet(`/api/runs/${planned.runId}/companies/101`)).toBeNull()
    expect(await later.tryGet(`/api/runs/${sent.runId}/companies/101`)).not.toBeNull()
  })
})

describe('when Trend Micro says less than before', () => {
  const kinds = ['500-before', 'reset-before', 'html', 'malformed-json', 'empty-list', 'partial-page'] as const
  test.each(kinds)('%s lowers nothing', async (kind) => {
    const { harness, pod, writes } = await start()
    await planAndSend(harness, pod, 101)
    wait(harness, 6)
    harness.faults.add({ system: 'trendmicro', kind, method: null, path: '', times: null, delayMs: 1000 })
    const planned = await plan(pod, 101).catch(() => null)
    if (planned !== null && planned.rows.some((row) => row.sendable === 'yes')) await send(pod, 101, planned)
    await harness.composed.runs.settled()
    expect(writes).toHaveLength(2)
    expect(additionOf(harness, 1012, 'cloudApp').quantity).toBe(92)
  })

  test('a customer that vanished is no zero, not even for the clock', async () => {
    const { harness, pod, writes } = await start()
    await planAndSend(harness, pod, 101)
    const { world } = harness.trendMicro
    const gone = customerId(harness, 'Fairhaven Dental')
    world.customers = world.customers.filter(({ id }) => id.toLowerCase() !== gone)
    world.subscriptions = world.subscriptions.filter((each) => each.customerId.toLowerCase() !== gone)
    const { version } = await pod.get<SettingsView>('/api/settings')
    const schedule = { on: true, dayOfMonth: 17, time: '16:00', timeZone: 'UTC' }
    await pod.put('/api/settings', { version, schedule })
    wait(harness, 61)
    await harness.composed.scheduler.tick()
    await harness.composed.runs.settled()
    expect(writes).toHaveLength(2)
    expect(additionOf(harness, 1011, 'worryFree').quantity).toBe(48)
  })
})
