/** The progress of a run as server-sent events: who may listen, what is told, and when it ends. */
import { describe, expect, test } from 'vitest'
import type { RunView } from '../../server/domain/viewsRun'
import type { PodClient } from '../simulator/demo/podClient'
import { linkAndAssign, plan, refusalOf, setSeats, wait } from './actions'
import { planAll } from './decisions'
import { listen } from './eventStream'
import { connectWiseUrl, startHarness, trendMicroUrl, type Harness } from './harness'

/** Three companies with a line each to send. */
async function start() {
  const harness = await startHarness()
  const pod = await harness.pod()
  for (const company of [101, 102, 104] as const) await linkAndAssign(harness, pod, company)
  return { harness, pod }
}
/** Holds back what this system is asked until it is let through. */
function gate(harness: Harness, url: string, isHeld: (init: RequestInit | undefined) => boolean): () => void {
  let open = () => {}
  const opened = new Promise<void>((resolve) => (open = resolve))
  const host = harness.hosts.get(url)
  harness.hosts.set(url, async (input, init) => {
    if (isHeld(init)) await opened
    return host?.(input, init) ?? new Response(null, { status: 500 })
  })
  return () => open()
}
const events = (harness: Harness, run: { runId: string }, member?: string) =>
  listen(harness, `/api/runs/${run.runId}/events`, member)
const press = (pod: PodClient, run: { runId: string }, action: string) =>
  pod.post<RunView>(`/api/runs/${run.runId}/control`, { action })

describe('whoever listens', () => {
  test('hears of every company while they are gathered, and the stream ends when the plan waits', async () => {
    const { harness, pod } = await start()
    wait(harness, 6)
    const answer = gate(harness, trendMicroUrl, () => true)
    const run = await pod.post<RunView>('/api/runs', {})
    const stream = await events(harness, run)
    expect(stream.response.headers.get('content-type')).toBe('text/event-stream')
    expect(stream.response.headers.get('cache-control')).toBe('no-store')
    expect(await stream.next()).toMatchObject({
      status: 'planning',
      isUnderWay: true,
      companies: { total: 3, gathered: 0 },
      perMinute: null,
    })
    answer()
    const rest = await stream.rest()
    expect(rest.at(-1)).toMatchObject({ status: 'waiting', isUnderWay: false, companies: { gathered: 3, problems: 0 } })
  })

  test('hears of every line while they are sent, to the end', async () => {
    const { harness, pod } = await start()
    const run = await planAll(harness, pod)
    const answer = gate(harness, connectWiseUrl, (init) => init?.method === 'PATCH')
    await pod.post(`/api/runs/${run.runId}/send`, {})
    const stream = await events(harness, run)
    expect(await stream.next()).toMatchObject({ status: 'sending', isUnderWay: true, lines: { sent: 0 } })
    answer()
    const rest = await stream.rest()
    expect(rest.at(-1)).toMatchObject({
      status: 'finished',
      isUnderWay: false,
      lines: { letGo: 3, sent: 3, failed: 0, left: 0, held: 1 },
      secondsLeft: null,
    })
  })

  test('hears that somebody paused the run, and stays on the line until it goes on', async () => {
    const { harness, pod } = await start()
    setSeats(harness, 101, 'email', 54)
    wait(harness, 6)
    const run = await planAll(harness, pod)
    const answer = gate(harness, connectWiseUrl, (init) => init?.method === 'PATCH')
    await pod.post(`/api/runs/${run.runId}/send`, {})
    const stream = await events(harness, run)
    await stream.next()
    await press(pod, run, 'pause')
    expect(await stream.next()).toMatchObject({ standing: { kind: 'paused', by: 'mortiz' }, isUnderWay: true })
    answer()
    await harness.composed.runs.settled()
    await press(pod, run, 'resume')
    expect((await stream.rest()).at(-1)).toMatchObject({ status: 'finished', lines: { sent: 4 } })
  })

  test('to a run at which nothing is under way hears once how it stands', async () => {
    const { harness, pod } = await start()
    const run = await planAll(harness, pod)
    const stream = await events(harness, run)
    expect(await stream.rest()).toMatchObject([{ status: 'waiting', isUnderWay: false, lines: { letGo: 0 } }])
  })

  test('is one of a bounded number; who hangs up makes room', async () => {
    const { harness, pod } = await start()
    wait(harness, 6)
    const answer = gate(harness, trendMicroUrl, () => true)
    const run = await pod.post<RunView>('/api/runs', {})
    const streams = await Promise.all(Array.from({ length: 60 }, () => events(harness, run)))
    expect((await events(harness, run)).response.status).toBe(429)
    await Promise.all(streams.slice(0, 30).map((stream) => stream.hangUp()))
    const late = await events(harness, run)
    expect(late.response.status).toBe(200)
    answer()
    expect((await late.rest()).at(-1)).toMatchObject({ status: 'waiting' })
    await harness.composed.runs.settled()
  })

  test('is told by the end of the stream when the server stops', async () => {
    const { harness, pod } = await start()
    wait(harness, 6)
    const answer = gate(harness, trendMicroUrl, () => true)
    const run = await pod.post<RunView>('/api/runs', {})
    const stream = await events(harness, run)
    await stream.next()
    const stopped = harness.composed.stop()
    expect(await stream.rest()).toEqual([])
    answer()
    await stopped
  })
})

describe('who may listen', () => {
  test('is who may see the run itself', async () => {
    const { harness, pod } = await start()
    const own = await plan(pod, 102)
    for (const run of [await planAll(harness, pod), own])
      expect((await events(harness, run, 'tlook')).response.status).toBe(403)
    expect(await (await events(harness, own)).rest()).toMatchObject([{ status: 'draft', isUnderWay: false }])
  })

  test('to a run that is not there is told so', async () => {
    const { pod } = await start()
    expect(await refusalOf(pod.get('/api/runs/no-such-run/events'))).toMatchObject({ status: 404, code: 'notFound' })
  })
})
