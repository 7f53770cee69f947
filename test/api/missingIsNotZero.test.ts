/** Missing is not zero: whatever Trend Micro or ConnectWise leave out of an answer, the clock lowers nothing and makes nothing twice. */
import { describe, expect, test } from 'vitest'
import type { FetchLike } from '../../server/integrations/httpClient/exchange'
import { additionOf, linkAndAssign, setSeats, watchWrites, type LinkedCompany } from './actions'
import { sendByClock, settle } from './decisions'
import { connectWiseUrl, startHarness, trendMicroUrl, type Harness } from './harness'

const companies = [101, 104] as const satisfies readonly LinkedCompany[]

/** All products as the month before sent them. */
async function start() {
  const harness = await startHarness()
  setSeats(harness, 101, 'cloudApp', 90)
  const pod = await harness.pod()
  await settle(pod, { createWhenMissing: true, limits: { holdInvoiced: false } })
  for (const company of companies) await linkAndAssign(harness, pod, company, company === 104 ? 1041 : undefined)
  await sendByClock(harness, '2026-11-17')
  expect(quantities(harness)).toEqual([48, 52, 90, 33, 33])
  return { harness, writes: watchWrites(harness) }
}

/** What Trend Micro reports from now on: every product has `more` seats than at the first send. */
function grow(harness: Harness, more: number): void {
  setSeats(harness, 101, 'worryFree', 48 + more)
  setSeats(harness, 101, 'email', 52 + more)
  setSeats(harness, 101, 'cloudApp', 90 + more)
  setSeats(harness, 104, 'web', 33 + more)
  setSeats(harness, 104, 'email', 33 + more)
}

const quantities = (harness: Harness) => [
  additionOf(harness, 1011, 'worryFree').quantity,
  additionOf(harness, 1011, 'email').quantity,
  additionOf(harness, 1012, 'cloudApp').quantity,
  additionOf(harness, 1041, 'web').quantity,
  additionOf(harness, 1041, 'email').quantity,
]
type Spoil = (answer: Response) => Promise<Response>
const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
const half = (rows: readonly unknown[]) => rows.slice(0, Math.floor(rows.length / 2))

/** The JSON of an answer with every list in it cut; `total`: the announced number of rows follows what is left. */
function cutLists(cut: (rows: readonly unknown[]) => readonly unknown[], total: boolean): Spoil {
  return async (answer) => {
    const body: unknown = await answer.json()
    const left: number[] = []
    const cutOne = (value: unknown): unknown => {
      if (!Array.isArray(value)) return value
      const rows = cut(value)
      left.push(rows.length)
      return rows
    }
    const spoilt = isRecord(body)
      ? Object.fromEntries(Object.entries(body).map(([name, value]) => [name, cutOne(value)]))
      : cutOne(body)
    if (total && isRecord(spoilt) && isRecord(spoilt['paging']))
      spoilt['paging'] = { ...spoilt['paging'], total: left[0] ?? 0 }
    return new Response(JSON.stringify(spoilt), { status: answer.status, headers: answer.headers })
  }
}
const html =
  (status: number): Spoil =>
  () =>
    Promise.resolve(new Response('<!doctype html><h1>Sorry</h1>', { status, headers: { 'content-type': 'text/html' } }))

const spoils = {
  'an empty list that says so': cutLists(() => [], true),
  'an empty list': cutLists(() => [], false),
  'half of the rows, said to be all': cutLists(half, true),
  'a short page': cutLists(half, false),
  'an error page with 200': html(200),
  'an error page with 502': html(502),
} satisfies Record<string, Spoil>

/** ConnectWise announces its rows at another address, which is not spoilt here. */
const ofConnectWise = ['an empty list', 'a short page', 'an error page with 200', 'an error page with 502'] as const

/** Every answer whose path fits comes spoilt, until the undo is called. */
function spoil(harness: Harness, origin: string, path: RegExp, how: Spoil): () => void {
  const good = harness.hosts.get(origin)
  if (good === undefined) throw new Error(`Nobody answers at ${origin}`)
  const spoilt: FetchLike = async (input, init) => {
    const answer = await good(input, init)
    return path.test(new URL(input).pathname) && answer.ok ? how(answer) : answer
  }
  harness.hosts.set(origin, spoilt)
  return () => void harness.hosts.set(origin, good)
}

/** Each kind of answer is spoilt on a day of its own; on the day after the last all is well again. */
async function expectUnharmed(origin: string, paths: readonly RegExp[], how: Spoil): Promise<void> {
  const { harness, writes } = await start()
  for (const [index, path] of paths.entries()) {
    const before = quantities(harness)
    grow(harness, index + 1)
    const mend = spoil(harness, origin, path, how)
    await sendByClock(harness, `2026-11-${18 + index}`)
    mend()
    quantities(harness).forEach((now, at) => expect(now, `${at} at ${path}`).toBeGreaterThanOrEqual(before[at] ?? 0))
  }
  await sendByClock(harness, '2026-11-28')
  const more = paths.length
  expect(quantities(harness)).toEqual([48, 52, 90, 33, 33].map((seats) => seats + more))
  expect(writes.filter(({ method }) => method === 'POST')).toEqual([])
}

describe('the clock lowers nothing, and puts all right when it is well again, after', () => {
  test.each(Object.entries(spoils))(
    '%s from Trend Micro',
    async (_, how) => {
      await expectUnharmed(
        trendMicroUrl,
        [
          /^\/LMPI\/v3\/customers$/,
          /^\/LMPI\/v2\.5\/customers\/subscriptions$/,
          /^\/LMPI\/v3\/customers\/[^/]+\/subscriptions\/[^/]+$/,
          /\/me\/serviceplans$/,
          /\/reports\/summary$/,
        ],
        how,
      )
    },
    20_000,
  )

  test.each(ofConnectWise)(
    '%s from ConnectWise',
    async (name) => {
      await expectUnharmed(
        connectWiseUrl,
        [/\/additions$/, /\/finance\/agreements$/, /\/company\/companies$/, /\/procurement\/catalog$/],
        spoils[name],
      )
    },
    20_000,
  )
})
