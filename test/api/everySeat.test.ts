/** Every seat that Trend Micro reports is in exactly one place of a run, also where a company could not be planned. */
import { describe, expect, test } from 'vitest'
import type { PlanView, RowState } from '../../server/domain/views'
import type { RunView } from '../../server/domain/viewsRun'
import { customerId, customerOf, linkAndAssign, plan, planAndSend, send, wait } from './actions'
import { planAll } from './decisions'
import { startHarness, type Harness } from './harness'

async function start() {
  const harness = await startHarness()
  const pod = await harness.pod()
  for (const company of [101, 102, 104] as const) await linkAndAssign(harness, pod, company)
  return { harness, pod }
}
/** Seats in Trend Micro's own world; `of`: customers by their names there, or all. */
function seatsThere({ trendMicro }: Harness, of: readonly string[] | null): number {
  const { customers, subscriptions } = trendMicro.world
  const ids = new Set(customers.flatMap(({ id, name }) => (of === null || of.includes(name) ? [id.toLowerCase()] : [])))
  return subscriptions
    .filter(({ customerId }) => ids.has(customerId.toLowerCase()))
    .reduce((sum, { licenses }) => sum + (licenses[0]?.units ?? 0), 0)
}
const placed = ({ billed, willChange, excluded, held, failed, unmapped }: RunView['account']) =>
  billed + willChange + excluded + held + failed + unmapped

describe('the seats of a run', () => {
  test('of one company are those that Trend Micro has of its customer, before and after the send', async () => {
    const { harness, pod } = await start()
    const there = seatsThere(harness, [customerOf[101]])
    const planned = await plan(pod, 101)
    const sent = await planAndSend(harness, pod, 101)
    for (const { account } of [planned, sent]) {
      expect(account).toMatchObject({ total: there, reported: there })
      expect(placed(account)).toBe(there)
    }
    expect(sent.account.willChange).toBe(0)
    expect(sent.account.billed).toBeGreaterThan(planned.account.billed)
  })

  test('of all companies are all that Trend Micro has: not linked ones are unmapped, others of no part of it excluded', async () => {
    const { harness, pod } = await start()
    const { version } = await pod.get<{ version: number }>('/api/companies/104')
    const customerIds = [customerId(harness, customerOf[104])]
    await pod.put('/api/companies/104/link', { version, customerIds, enabled: false })
    const { account, outside } = await planAll(harness, pod)
    const there = seatsThere(harness, null)
    expect(account).toMatchObject({ total: there, reported: there })
    expect(placed(account)).toBe(there)
    const elsewhere = seatsThere(harness, [customerOf[104]])
    const unlinked = there - seatsThere(harness, [customerOf[101], customerOf[102], customerOf[104]])
    expect(outside).toMatchObject({ elsewhere: { customers: 1, seats: elsewhere }, unlinked: { seats: unlinked } })
  })

  test('are in the groups in which the lines are counted', async () => {
    const { harness, pod } = await start()
    const { runId, groups, attention } = await planAll(harness, pod)
    const plans = await Promise.all(
      [101, 102, 104].map((id) => pod.get<PlanView>(`/api/runs/${runId}/companies/${id}`)),
    )
    const count = (state: RowState) => plans.flatMap(({ rows }) => rows).filter((row) => row.state === state).length
    const shown = { failed: count('failed'), held: count('held'), unmapped: count('unmapped') }
    expect(groups).toEqual({ ...shown, excluded: count('notBilled') })
    expect(shown.held).toBeGreaterThan(0)
    expect(shown.unmapped).toBeGreaterThan(0)
    const sum = (of: 'failed' | 'held') => attention.companies.reduce((all, company) => all + company[of], 0)
    expect({ failed: sum('failed'), held: sum('held') }).toEqual({ failed: shown.failed, held: shown.held })
    expect(attention.companies.map(({ companyName }) => companyName)).toContain('Fairhaven Dental Group')
  })

  test('of a company that could not be planned have failed, and are no longer so once it can be', async () => {
    const { harness, pod } = await start()
    const company = harness.connectWise.world.companies.find(({ id }) => id === 102)
    if (company === undefined) throw new Error('Alder & Finch is gone')
    company.deletedFlag = true
    const there = seatsThere(harness, [customerOf[102]])
    const all = seatsThere(harness, null)
    const without = await planAll(harness, pod)
    expect(without.outside?.unplanned).toEqual({ customers: 1, seats: there, unreadSubscriptions: 0 })
    expect(without.account).toMatchObject({ total: all, reported: all })
    company.deletedFlag = false
    wait(harness, 6)
    const planned = await planAll(harness, pod)
    expect(planned.outside?.unplanned.seats).toBe(0)
    expect(planned.account.failed).toBe(without.account.failed - there)
    expect(planned.account).toMatchObject({ total: all, reported: all })
  })
})

describe('a run of all of which one company was sent by itself', () => {
  test('says nothing of the others after a restart: nobody has let them go', async () => {
    const { harness, pod } = await start()
    const { runId } = await planAll(harness, pod)
    await send(pod, 102, await pod.get(`/api/runs/${runId}/companies/102`))
    await harness.composed.runs.settled()
    // As a server finds it that was stopped in the middle of that send.
    const own = harness.store.of(harness.tenantId)
    await own.runs.update(await runKey(harness, runId), (run) => {
      if (run === null) throw new Error('The run is gone')
      return { ...run, status: 'sending' }
    })
    await harness.composed.runs.resume([harness.tenantId])
    await harness.composed.runs.settled()
    for (const id of [101, 104]) {
      const history = await pod.get<{ entries: unknown[] }>(`/api/companies/${id}/history`)
      expect(history.entries).toEqual([])
    }
  })
})

async function runKey(harness: Harness, id: string) {
  const key = (await harness.store.of(harness.tenantId).runs.keys()).find((each) => each === id)
  if (key === undefined) throw new Error(`No run ${id}`)
  return key
}
