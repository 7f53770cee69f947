/** Deciding about the lines of a run of all across companies: exactly the plan that was seen, piece by piece, or not at all. */
import { describe, expect, test } from 'vitest'
import type { PlanView } from '../../server/domain/views'
import type { CompanyView } from '../../server/domain/viewsCompany'
import type { RunView } from '../../server/domain/viewsRun'
import type { CompanyDecision, RunDecisionsView, RunSelectionView } from '../../server/domain/viewsDecisions'
import type { RunLinesView } from '../../server/domain/viewsRuns'
import type { Store } from '../../server/storage/store'
import { Refused, type PodClient } from '../simulator/demo/podClient'
import { additionOf, linkAndAssign, plan, refusalOf, rowOf, send, setSeats, wait, watchWrites } from './actions'
import { decide as chooseFor, historyOf, planAll } from './decisions'
import { createDyingStore } from './dyingStore'
import { connectWiseUrl, startHarness, type Harness, type HarnessOptions } from './harness'

/** Fairhaven 45 → 48 and 52 → 54, with 90 → 40 held; Alder & Finch 14 → 16; Brightwater 28 → 33. */
async function start(options: HarnessOptions = {}) {
  const harness = await startHarness(options)
  setSeats(harness, 101, 'email', 54)
  const pod = await harness.pod()
  for (const company of [101, 102, 104] as const) await linkAndAssign(harness, pod, company)
  const run = await planAll(harness, pod)
  return { harness, pod, run, writes: watchWrites(harness) }
}
const select = (pod: PodClient, run: RunView, query: string) =>
  pod.get<RunSelectionView>(`/api/runs/${run.runId}/selection?${query}`)
const decide = (pod: PodClient, run: RunView, companies: readonly CompanyDecision[]) =>
  pod.post<RunDecisionsView>(`/api/runs/${run.runId}/decisions`, { companies })
/** Everything that was selected, let go. */
const letGo = ({ companies }: RunSelectionView, reason?: string): CompanyDecision[] =>
  companies.map(({ companyId, plan: seen, lines }) => ({
    companyId,
    plan: seen,
    lines: lines.map(({ key }) => ({ key, ...(reason !== undefined && { reason }) })),
    skips: [],
  }))
const look = (pod: PodClient, { runId }: RunView) => pod.get<RunView>(`/api/runs/${runId}`)
const quantities = (harness: Harness) => [
  additionOf(harness, 1011, 'worryFree').quantity,
  additionOf(harness, 1011, 'email').quantity,
  additionOf(harness, 1012, 'cloudApp').quantity,
  additionOf(harness, 1021, 'worryFree').quantity,
  additionOf(harness, 1041, 'web').quantity,
]
const only = (decisions: CompanyDecision[], company: number) =>
  decisions.filter(({ companyId }) => companyId === company)

/** Does something once, while the first write waits for its answer. */
function duringFirstWrite(harness: Harness, work: () => Promise<unknown>): void {
  const host = harness.hosts.get(connectWiseUrl)
  let isFirst = true
  harness.hosts.set(connectWiseUrl, async (input, init) => {
    if (isFirst && init?.method === 'PATCH') {
      isFirst = false
      await work()
    }
    return host?.(input, init) ?? new Response(null, { status: 500 })
  })
}

/** The store, while what is planned for one company cannot be changed. */
function refusing(store: Store, failing: { company: number }): Store {
  return {
    ...store,
    of(tenant) {
      const own = store.of(tenant)
      return {
        ...own,
        runCompanies: {
          ...own.runCompanies,
          update: (key, change) =>
            key.companyId === failing.company
              ? Promise.reject(new Error('No space left'))
              : own.runCompanies.update(key, change),
        },
      }
    },
  }
}

describe('a selection', () => {
  test('has every line of the filter that may be let go, with what it comes to', async () => {
    const { pod, run } = await start()
    const selected = await select(pod, run, 'filter=willChange')
    expect(selected.more).toBe(0)
    expect(selected.companies.map(({ companyId, lines }) => [companyId, lines.length]).sort()).toEqual([
      [101, 2],
      [102, 1],
      [104, 1],
    ])
    const { rows } = await pod.get<RunLinesView>(`/api/runs/${run.runId}/lines?filter=willChange`)
    const shown = rows.map(({ row }) => ({ key: row.key, held: false, money: row.money }))
    expect(new Set(selected.companies.flatMap(({ lines }) => lines))).toEqual(new Set(shown))
    const held = await select(pod, run, 'filter=held')
    expect(held.companies).toMatchObject([{ companyId: 101, lines: [{ held: true }] }])
    expect((await select(pod, run, 'filter=willChange&q=alder')).companies).toHaveLength(1)
    expect((await select(pod, run, 'filter=unchanged')).companies).toEqual([])
  })
})

describe('deciding', () => {
  test('about some lines sends these; the others wait on, and can be let go later, held ones with a reason', async () => {
    const { harness, pod, run, writes } = await start()
    const alder = letGo(await select(pod, run, 'filter=willChange&q=alder'))
    expect(await decide(pod, run, alder)).toEqual({ approved: 1, leftOut: 0, refused: [] })
    await harness.composed.runs.settled()
    expect(quantities(harness)).toEqual([45, 52, 90, 16, 28])
    expect(await look(pod, run)).toMatchObject({ status: 'waiting', counts: { sent: 1, pending: 3, held: 1 } })

    await decide(pod, run, letGo(await select(pod, run, 'filter=willChange')))
    await harness.composed.runs.settled()
    expect(quantities(harness)).toEqual([48, 54, 90, 16, 33])
    // The held line still waits for its reason.
    expect(await look(pod, run)).toMatchObject({ status: 'waiting', counts: { sent: 4, held: 1 } })

    const held = await select(pod, run, 'filter=held')
    expect((await decide(pod, run, letGo(held))).refused).toMatchObject([{ companyId: 101, code: 'invalid' }])
    expect(await decide(pod, run, letGo(held, 'Checked by phone'))).toMatchObject({ approved: 1, refused: [] })
    await harness.composed.runs.settled()
    expect(quantities(harness)).toEqual([48, 54, 40, 16, 33])
    expect(await look(pod, run)).toMatchObject({ status: 'finished', counts: { sent: 5, held: 0 } })
    expect(writes).toHaveLength(5)
  })

  test('line by line within a company sends one and leaves its neighbour waiting', async () => {
    const { harness, pod, run } = await start()
    const [fairhaven] = only(letGo(await select(pod, run, 'filter=willChange')), 101)
    if (fairhaven === undefined) throw new Error('Fairhaven has lines to send')
    await decide(pod, run, [{ ...fairhaven, lines: fairhaven.lines.slice(0, 1) }])
    await harness.composed.runs.settled()
    expect(await look(pod, run)).toMatchObject({ status: 'waiting', counts: { sent: 1, pending: 3, skipped: 0 } })
  })

  test('to leave a line out keeps who and why, and sends nothing of it', async () => {
    const { harness, pod, run, writes } = await start()
    const [alder] = (await select(pod, run, 'filter=willChange&q=alder')).companies
    if (alder === undefined) throw new Error('Alder & Finch has a line to send')
    const skips = alder.lines.map(({ key }) => ({ key, reason: ' Contract under review ' }))
    const decision = { companyId: alder.companyId, plan: alder.plan, lines: [], skips }
    expect(await decide(pod, run, [decision])).toEqual({ approved: 0, leftOut: 1, refused: [] })
    await harness.composed.runs.settled()
    expect(writes).toEqual([])
    expect((await historyOf(pod, 102)).filter(({ result }) => result === 'skipped')).toMatchObject([
      { by: 'mortiz', releaseReason: 'Contract under review' },
    ])
    const part = await pod.get<PlanView>(`/api/runs/${run.runId}/companies/102`)
    expect(rowOf(part, 'worryFree')).toMatchObject({ state: 'skipped', reason: { kind: 'skipped' } })
    expect(await look(pod, run)).toMatchObject({ status: 'waiting', counts: { pending: 3, skipped: 1 } })
  })

  test('while others are being sent is heard too: a second decision joins the same run', async () => {
    const { harness, pod, run, writes } = await start()
    const decisions = letGo(await select(pod, run, 'filter=willChange'))
    const [first, second] = await Promise.all([
      decide(pod, run, only(decisions, 102)),
      decide(pod, run, [...only(decisions, 101), ...only(decisions, 104)]),
    ])
    expect([first.approved, second.approved]).toEqual([1, 3])
    await harness.composed.runs.settled()
    expect(quantities(harness)).toEqual([48, 54, 90, 16, 33])
    expect(writes).toHaveLength(4)
  })
})

describe('a decision', () => {
  test('to leave out the last line is written down too, though the run ends while it is made', async () => {
    const { harness, pod, run } = await start()
    const seen = (await select(pod, run, 'filter=willChange')).companies
    const [alder] = seen.filter(({ companyId }) => companyId === 102)
    if (alder === undefined) throw new Error('Alder & Finch has a line to send')
    const skips = alder.lines.map(({ key }) => ({ key, reason: 'Contract under review' }))
    const leaveOut = { companyId: alder.companyId, plan: alder.plan, lines: [], skips }
    duringFirstWrite(harness, () => decide(pod, run, [leaveOut]))
    const held = letGo(await select(pod, run, 'filter=held'), 'Fewer seats, as agreed').flatMap(({ lines }) => lines)
    const others = letGo(await select(pod, run, 'filter=willChange')).filter(({ companyId }) => companyId !== 102)
    await decide(
      pod,
      run,
      others.map((each) => (each.companyId === 101 ? { ...each, lines: [...each.lines, ...held] } : each)),
    )
    await harness.composed.runs.settled()
    expect(await look(pod, run)).toMatchObject({ status: 'finished', counts: { sent: 4, skipped: 1, pending: 0 } })
    expect((await historyOf(pod, 102)).filter(({ result }) => result === 'skipped')).toMatchObject([
      { by: 'mortiz', releaseReason: 'Contract under review' },
    ])
  })

  test('about one company by itself does not make room for another run while the others are being sent', async () => {
    const { harness, pod, run } = await start()
    const part = await pod.get<PlanView>(`/api/runs/${run.runId}/companies/102`)
    const others = letGo(await select(pod, run, 'filter=willChange')).filter(({ companyId }) => companyId !== 102)
    const answers = new Set<unknown>()
    duringFirstWrite(harness, async () => {
      await send(pod, 102, part, [{ row: rowOf(part, 'worryFree') }])
      for (let looks = 0; looks < 100 && additionOf(harness, 1021, 'worryFree').quantity !== 16; looks += 1)
        await look(pod, run)
      for (let tries = 0; tries < 10; tries += 1)
        answers.add(
          await pod.post('/api/runs', {}).then(
            () => 'begun',
            (error: unknown) => (error instanceof Refused ? error.problem.code : error),
          ),
        )
    })
    await decide(pod, run, others)
    await harness.composed.runs.settled()
    expect([...answers]).toEqual(['sendInProgress'])
    expect(quantities(harness)).toEqual([48, 54, 90, 16, 33])
  })

  test('that could not be stored whole is carried out as far as it was stored', async () => {
    const failing = { company: 0 }
    const { harness, pod, run } = await start({ viewOfStore: (store) => refusing(store, failing) })
    const decisions = letGo(await select(pod, run, 'filter=willChange'))
    failing.company = 104
    expect(await refusalOf(decide(pod, run, decisions))).toMatchObject({ status: 500 })
    failing.company = 0
    await harness.composed.runs.settled()
    expect(quantities(harness)).toEqual([48, 54, 90, 16, 28])
    expect(await look(pod, run)).toMatchObject({ status: 'waiting', counts: { sent: 3, pending: 1 } })
  })
})

describe('is refused for one company, and the others go', () => {
  test('whose lines were decided by somebody else since they were seen', async () => {
    const { harness, pod, run, writes } = await start()
    const decisions = letGo(await select(pod, run, 'filter=willChange'))
    await decide(pod, run, only(decisions, 102))
    await harness.composed.runs.settled()
    const again = await decide(pod, run, decisions)
    expect(again).toMatchObject({ approved: 3, refused: [{ companyId: 102, code: 'planReplaced' }] })
    expect(again.refused[0]?.companyName).toContain('Alder')
    await harness.composed.runs.settled()
    expect(writes).toHaveLength(4)
  })

  test('whose products are billed otherwise since the plan', async () => {
    const { harness, pod, run } = await start()
    const decisions = letGo(await select(pod, run, 'filter=willChange'))
    await chooseFor(pod, 102, { worryFree: { strategy: 'replace' } })
    expect(await decide(pod, run, decisions)).toMatchObject({
      approved: 3,
      refused: [{ companyId: 102, code: 'planReplaced' }],
    })
    await harness.composed.runs.settled()
    expect(quantities(harness)).toEqual([48, 54, 90, 14, 33])
  })

  test('whose link was changed since the plan', async () => {
    const { harness, pod, run } = await start()
    const decisions = letGo(await select(pod, run, 'filter=willChange'))
    const { version } = await pod.get<CompanyView>('/api/companies/102')
    await pod.put('/api/companies/102/link', { version, customerIds: [], enabled: false })
    expect(await decide(pod, run, decisions)).toMatchObject({
      approved: 3,
      refused: [{ companyId: 102, code: 'notLinked' }],
    })
    await harness.composed.runs.settled()
    expect(quantities(harness)).toEqual([48, 54, 90, 14, 33])
  })

  test('whose plan is named by another tag than the one that was shown', async () => {
    const { pod, run, writes } = await start()
    const decisions = letGo(await select(pod, run, 'filter=willChange&q=alder'))
    const forged = decisions.map((decision) => ({ ...decision, plan: 'another-plan' }))
    expect((await decide(pod, run, forged)).refused).toMatchObject([{ companyId: 102, code: 'planReplaced' }])
    expect(writes).toEqual([])
  })

  test('that is not in the run, or a line that is not in its plan', async () => {
    const { pod, run, writes } = await start()
    const [alder] = letGo(await select(pod, run, 'filter=willChange&q=alder'))
    const [brightwater] = letGo(await select(pod, run, 'filter=willChange&q=brightwater'))
    if (alder === undefined || brightwater === undefined) throw new Error('Both have lines to send')
    const stranger = { ...alder, companyId: 103 as CompanyDecision['companyId'] }
    const mixed = { ...alder, lines: brightwater.lines }
    expect((await decide(pod, run, [stranger])).refused).toMatchObject([{ companyId: 103, code: 'notLinked' }])
    expect((await decide(pod, run, [mixed])).refused).toMatchObject([{ companyId: 102, code: 'lineNotSendable' }])
    expect(writes).toEqual([])
  })
})

describe('is refused as a whole', () => {
  test('a plan of yesterday: it is made anew, never sent by old figures', async () => {
    const { harness, pod, run, writes } = await start()
    const decisions = letGo(await select(pod, run, 'filter=willChange'))
    wait(harness, 24 * 60 + 1)
    const { approved, refused } = await decide(await harness.pod(), run, decisions)
    expect(approved).toBe(0)
    expect(new Set(refused.map(({ code }) => code))).toEqual(new Set(['planReplaced']))
    await harness.composed.runs.settled()
    expect(writes).toEqual([])
  })

  test('a run that was cancelled, is over, or is of one company', async () => {
    const { harness, pod, run } = await start()
    const decisions = letGo(await select(pod, run, 'filter=willChange'))
    await pod.post(`/api/runs/${run.runId}/control`, { action: 'cancel' })
    await harness.composed.runs.settled()
    expect(await refusalOf(decide(pod, run, decisions))).toMatchObject({ status: 409, code: 'planNotOpen' })
    const draft = await plan(pod, 102)
    expect(await refusalOf(pod.post(`/api/runs/${draft.runId}/decisions`, { companies: decisions }))).toMatchObject({
      code: 'planNotOpen',
    })
  })

  test('more than 200 companies, and nobody who does not administer', async () => {
    const { harness, pod, run } = await start()
    const [one] = letGo(await select(pod, run, 'filter=willChange'))
    if (one === undefined) throw new Error('There are lines to send')
    const many = Array.from({ length: 201 }, () => one)
    expect(await refusalOf(decide(pod, run, many))).toMatchObject({ code: 'invalid' })
    expect(await refusalOf(decide(await harness.pod('jlee'), run, [one]))).toMatchObject({ code: 'forbidden' })
  })
})

test('sending one company by itself still leaves its other lines out of the run, as in its own view', async () => {
  const { harness, pod, run } = await start()
  const part = await pod.get<PlanView>(`/api/runs/${run.runId}/companies/101`)
  await send(pod, 101, part, [{ row: rowOf(part, 'email') }])
  await harness.composed.runs.settled()
  expect(await look(pod, run)).toMatchObject({ counts: { sent: 1, skipped: 1 } })
})

test('what was decided is sent once, wherever the server stopped after it', async () => {
  for (const last of ['lost', 'kept'] as const)
    for (let nth = 1; nth <= 24; nth += 1) {
      const dying = createDyingStore()
      const { harness, pod, run, writes } = await start({ viewOfStore: dying.view })
      const decisions = only(letGo(await select(pod, run, 'filter=willChange')), 101)
      dying.dieAt(nth, last)
      const heard = await decide(pod, run, decisions).then(
        () => true,
        () => false,
      )
      await harness.composed.runs.settled()
      const died = dying.disarm()
      wait(harness, 1)
      const server = await harness.restart()
      await server.runs.resume([harness.tenantId])
      await server.runs.settled()
      const sent = quantities(harness).slice(0, 2)
      if (heard) expect(sent, `stopped at write ${nth}, ${last}`).toEqual([48, 54])
      expect(writes.length).toBeLessThanOrEqual(2)
      expect(await look(await harness.pod(), run)).toMatchObject({ status: 'waiting' })
      if (!died) break
    }
}, 60_000)
