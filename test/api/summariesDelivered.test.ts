/** Nothing goes to a customer twice and nothing is lost: over faults of ConnectWise and of the mail server, and over servers that die. */
import { describe, expect, test } from 'vitest'
import type { OutboxView } from '../../server/domain/viewsNotices'
import { customerId, customerOf, plan, send, wait, watchWrites } from './actions'
import { createDyingStore } from './dyingStore'
import { connectWiseUrl, type Harness } from './harness'
import { byMail, outboxOf, smtpOf, tell } from './noticed'
import { createFullDisk } from './fullDisk'
import { atTime, documentsOf, planSummaries, recordOf, startBoth, summarise, viewOf } from './summarised'

const due = '2026-11-20T08:01:00Z'
const deliver = ({ composed }: Harness) => composed.notices.tick()
const documentEntry = async (harness: Harness): Promise<OutboxView['entries'][number] | undefined> =>
  (await outboxOf(harness)).find(({ channel }) => channel === 'document')

/** The next uploads fail in this way. */
function uploadsFail(
  harness: Harness,
  kind: '429' | '500-before' | '500-after' | 'reset-after' | 'reset-before',
  times = 1,
) {
  harness.faults.add({
    system: 'connectwise',
    kind,
    method: 'POST',
    path: '/system/documents',
    times,
    delayMs: 1_000,
  })
}

describe('an upload', () => {
  test.each(['500-after', 'reset-after'] as const)(
    'that took effect unheard (%s) is found and not made again',
    async (kind) => {
      const { harness } = await startBoth()
      uploadsFail(harness, kind)
      await atTime(harness, due)
      expect(documentsOf(harness)).toHaveLength(1)
      expect(await documentEntry(harness)).toMatchObject({ state: 'waiting', tries: 1 })
      wait(harness, 2)
      await deliver(harness)
      expect(await documentEntry(harness)).toMatchObject({ state: 'delivered' })
      expect(documentsOf(harness)).toHaveLength(1)
    },
  )

  test.each(['500-before', 'reset-before'] as const)(
    'that nobody heard of and that had no effect (%s) is made again only when it can no longer arrive',
    async (kind) => {
      const { harness } = await startBoth()
      uploadsFail(harness, kind)
      await atTime(harness, due)
      const writes = watchWrites(harness)
      for (const minutes of [2, 6]) {
        wait(harness, minutes)
        await deliver(harness)
        expect(writes).toEqual([])
      }
      wait(harness, 16)
      await deliver(harness)
      expect(documentsOf(harness)).toHaveLength(1)
      expect(await documentEntry(harness)).toMatchObject({ state: 'delivered' })
    },
  )

  test('that arrives minutes after it was given up for lost is the only one', async () => {
    const { harness } = await startBoth()
    const good = harness.hosts.get(connectWiseUrl)
    const late: (() => Promise<unknown>)[] = []
    harness.hosts.set(connectWiseUrl, async (input, init) => {
      if (init?.method === 'POST' && input.endsWith('/system/documents')) {
        late.push(async () => good?.(input, init))
        throw new TypeError('fetch failed')
      }
      return (await good?.(input, init)) ?? new Response(null, { status: 500 })
    })
    await atTime(harness, due)
    wait(harness, 7)
    await deliver(harness)
    for (const arrive of late) await arrive()
    for (const minutes of [16, 61, 241]) {
      wait(harness, minutes)
      await deliver(harness)
    }
    expect(documentsOf(harness)).toHaveLength(1)
    expect(late).toHaveLength(1)
  })

  test('that ConnectWise refuses as one too many (429) is made again soon', async () => {
    const { harness } = await startBoth()
    uploadsFail(harness, '429')
    await atTime(harness, due)
    expect(documentsOf(harness)).toEqual([])
    wait(harness, 2)
    await deliver(harness)
    expect(documentsOf(harness)).toHaveLength(1)
  })

  test('is not made while the list of documents cannot be read, or is short', async () => {
    const { harness } = await startBoth()
    harness.faults.add({
      system: 'connectwise',
      kind: 'empty-list',
      method: 'GET',
      path: '/system/documents',
      times: 4,
      delayMs: 0,
    })
    harness.connectWise.world.documents.push({
      ...aDocument,
      title: 'Trend Micro licences, November 2026',
    })
    await atTime(harness, due)
    expect(await documentEntry(harness)).toMatchObject({ state: 'waiting', failure: { kind: 'incomplete' } })
    harness.faults.clear()
    wait(harness, 2)
    await deliver(harness)
    expect(await documentEntry(harness)).toMatchObject({ state: 'delivered' })
    expect(documentsOf(harness)).toHaveLength(1)
  })

  test('that ConnectWise refuses is told with its own words', async () => {
    const { harness } = await startBoth()
    const good = harness.hosts.get(connectWiseUrl)
    harness.hosts.set(connectWiseUrl, async (input, init) => {
      if (init?.method === 'POST' && input.endsWith('/system/documents'))
        return Response.json({ code: 'InvalidObject', message: 'No documents here', errors: null }, { status: 400 })
      return (await good?.(input, init)) ?? new Response(null, { status: 500 })
    })
    await atTime(harness, due)
    const [summary] = (await viewOf(await harness.pod(), 101)).summaries
    expect(summary?.document).toMatchObject({
      state: 'waiting',
      failure: { kind: 'refused', status: 400 },
    })
    expect(summary?.document?.failure?.text).toContain('No documents here')
  })
})

const aDocument = {
  id: 901,
  recordType: 'Company',
  recordId: 101,
  title: '',
  fileName: null,
  linkFlag: false,
  url: null,
  publicFlag: true,
  size: 3,
  guid: '00000000-0000-4000-8000-000000000901',
  content: null,
  contentType: null,
  _info: {
    lastUpdated: '2026-11-01T00:00:00Z',
    updatedBy: 'kim',
    dateEntered: '2026-11-01T00:00:00Z',
    enteredBy: 'kim',
  },
}

describe('a mail', () => {
  test('that one address does not take holds up no other, and keeps its Message-ID', async () => {
    const { harness, mail } = await startBoth()
    await summarise(await harness.pod(), 101, { to: ['gone@fairhaven.example', 'lee@fairhaven.example'] })
    mail.refused.add('gone@fairhaven.example')
    await atTime(harness, due)
    expect(mail.mails.map(({ to }) => to)).toEqual([['lee@fairhaven.example']])
    const [summary] = (await viewOf(await harness.pod(), 101)).summaries
    expect(summary?.mails).toMatchObject([
      { to: 'gone@fairhaven.example', state: 'waiting', failure: { kind: 'refused', status: 550 } },
      { to: 'lee@fairhaven.example', state: 'done' },
    ])
    mail.refused.clear()
    wait(harness, 2)
    await deliver(harness)
    expect(mail.mails).toHaveLength(2)
    const ids = mail.mails.map(({ text }) => /^Message-ID: (.+)$/m.exec(text)?.[1])
    expect(new Set(ids).size).toBe(2)
  })

  test('to somebody who was taken off meanwhile is not sent', async () => {
    const noticed = await startBoth()
    const { harness, mail } = noticed
    await tell(await harness.pod(), { smtp: { ...smtpOf(noticed), port: 1 } })
    await atTime(harness, due)
    await tell(await harness.pod(), { smtp: smtpOf(noticed) })
    await summarise(await harness.pod(), 101, { to: [] })
    wait(harness, 2)
    await deliver(harness)
    expect(mail.mails).toEqual([])
  })

  test('does not wait for notices to the same address, nor they for it', async () => {
    const noticed = await startBoth()
    const { harness, mail } = noticed
    await tell(await harness.pod(), { smtp: smtpOf(noticed), mail: byMail('dana@fairhaven.example') })
    mail.refused.add('dana@fairhaven.example')
    await atTime(harness, due)
    mail.refused.clear()
    await plan(await harness.pod(), 101)
    const entries = (await outboxOf(harness)).filter(({ channel }) => channel === 'mail')
    expect(entries).toMatchObject([{ kind: 'summary', state: 'waiting', tries: 1 }])
  })
})

describe('a disk that is full', () => {
  test('lets no mail go out of which nothing could be written down', async () => {
    const disk = createFullDisk()
    const { harness, mail } = await startBoth({ viewOfStore: disk.view })
    harness.clock.set(due)
    await harness.composed.summaries.watch.tick()
    disk.refuse('all')
    for (let minute = 0; minute < 3; minute += 1) {
      await deliver(harness)
      wait(harness, 1)
    }
    expect(mail.mails).toEqual([])
    disk.refuse('nothing')
    await deliver(harness)
    expect(mail.mails).toHaveLength(1)
  })

  test('that takes no results either lets one go out, and says that nobody knows', async () => {
    const disk = createFullDisk()
    const { harness, mail } = await startBoth({ viewOfStore: disk.view })
    harness.clock.set(due)
    await harness.composed.summaries.watch.tick()
    disk.refuse('results')
    for (let minute = 0; minute < 5; minute += 1) {
      await deliver(harness)
      wait(harness, 1)
    }
    expect(mail.mails).toHaveLength(1)
    disk.refuse('nothing')
    for (const minutes of [1, 60]) {
      await deliver(harness)
      wait(harness, minutes)
    }
    expect(mail.mails).toHaveLength(1)
    const [summary] = (await viewOf(await harness.pod(), 101)).summaries
    expect(summary?.mails).toMatchObject([{ state: 'unheard', failure: { kind: 'unheard' } }])
  })
})

describe('a company that is linked to another customer', () => {
  /** The summary of November is made while the mail server is away and nothing can be uploaded. */
  async function startWaiting() {
    const noticed = await startBoth()
    const { harness } = noticed
    await tell(await harness.pod(), { smtp: { ...smtpOf(noticed), port: 1 } })
    uploadsFail(harness, '429')
    await atTime(harness, due)
    expect(documentsOf(harness)).toEqual([])
    await tell(await harness.pod(), { smtp: smtpOf(noticed) })
    return noticed
  }
  async function relink(harness: Harness, customerIds: string[], enabled = true) {
    const pod = await harness.pod()
    const { version } = await pod.get<{ version: number }>('/api/companies/101')
    await pod.put('/api/companies/101/link', { version, customerIds, enabled })
  }
  const fairhaven = (harness: Harness) => customerId(harness, customerOf[101])

  test.each([
    ['another customer', (harness: Harness) => relink(harness, [customerId(harness, customerOf[103])])],
    ['nobody', (harness: Harness) => relink(harness, [])],
    ['its customer, but switched off', (harness: Harness) => relink(harness, [fairhaven(harness)], false)],
  ])('is told nothing of the one before, and that is shown: %s', async (_, change) => {
    const { harness, mail } = await startWaiting()
    await change(harness)
    wait(harness, 11)
    await deliver(harness)
    expect([documentsOf(harness), mail.mails]).toEqual([[], []])
    const [summary] = (await viewOf(await harness.pod(), 101)).summaries
    expect(summary?.document?.failure).toMatchObject({ kind: 'linkChanged' })
    expect(summary?.mails[0]?.failure).toMatchObject({ kind: 'linkChanged' })
  })

  test('gets it when the link is as it was again', async () => {
    const { harness, mail } = await startWaiting()
    await relink(harness, [customerId(harness, customerOf[103])])
    await relink(harness, [fairhaven(harness)])
    wait(harness, 11)
    await deliver(harness)
    expect([documentsOf(harness).length, mail.mails.length]).toEqual([1, 1])
  })

  test('is not compared with what the one before had', async () => {
    const { harness } = await startBoth()
    await atTime(harness, due)
    expect((await recordOf(harness, '2026-11'))?.customerIds).toEqual([fairhaven(harness)])
    await relink(harness, [customerId(harness, customerOf[103])])
    await atTime(harness, '2026-12-20T08:01:00Z')
    const content = (await recordOf(harness, '2026-12'))?.content
    expect(content?.gone).toEqual([])
    expect(content?.rows.map(({ change }) => change.kind)).not.toContain('new')
  })
})

describe('what cannot be read', () => {
  test('makes no summary; it is tried again, then given up in the open, and a person can have it made', async () => {
    const { harness } = await startBoth()
    harness.faults.add({ system: 'trendmicro', kind: '500-before', method: null, path: '', times: null, delayMs: 0 })
    await atTime(harness, due)
    expect(await recordOf(harness, '2026-11')).toMatchObject({
      content: null,
      tries: 1,
      failure: { system: 'trendmicro', kind: 'unavailable' },
    })
    for (const minutes of [5, 11, 61, 241, 721, 1441, 1441]) {
      wait(harness, minutes)
      await harness.composed.summaries.watch.tick()
    }
    expect(await recordOf(harness, '2026-11')).toMatchObject({ content: null, tries: 6, nextTryAt: null })
    expect(documentsOf(harness)).toEqual([])
    harness.faults.clear()
    const pod = await harness.pod()
    expect((await viewOf(pod, 101)).makeable).toBe('2026-11')
    await pod.post('/api/companies/101/summaries', {})
    await deliver(harness)
    expect(documentsOf(harness)).toHaveLength(1)
  })
})

describe('one that a person has made before its day', () => {
  const early = '2026-11-18T09:00:00Z'
  const look = (harness: Harness) => harness.composed.summaries.watch.tick()

  test('and that fails at first is made later, and can be made by the person at once', async () => {
    const { harness } = await startBoth()
    const trendMicroFails = () =>
      harness.faults.add({ system: 'trendmicro', kind: '500-before', method: null, path: '', times: null, delayMs: 0 })
    harness.clock.set(early)
    trendMicroFails()
    const pod = await harness.pod()
    await pod.post('/api/companies/101/summaries', {})
    expect(await recordOf(harness, '2026-11')).toMatchObject({ content: null, tries: 1 })
    expect((await viewOf(pod, 101)).makeable).toBe('2026-11')
    harness.faults.clear()
    wait(harness, 16)
    await look(harness)
    await deliver(harness)
    expect(documentsOf(harness)).toHaveLength(1)
    expect((await viewOf(await harness.pod(), 101)).makeable).toBeNull()
  })

  test('and that fails at the end of the month is made in the next one', async () => {
    const { harness } = await startBoth()
    await planSummaries(await harness.pod(), { dayOfMonth: 31 })
    harness.clock.set('2026-11-30T06:50:00Z')
    harness.faults.add({ system: 'trendmicro', kind: '500-before', method: null, path: '', times: null, delayMs: 0 })
    await (await harness.pod()).post('/api/companies/101/summaries', {})
    await planSummaries(await harness.pod(), { dayOfMonth: 30, time: '06:00' })
    harness.faults.clear()
    await atTime(harness, '2026-12-01T00:10:00Z')
    expect(await recordOf(harness, '2026-11')).toMatchObject({ tries: 1, failure: null })
    expect(documentsOf(harness)).toHaveLength(1)
  })

  test.each([0, 1, 2, 3, 4, 5, 6])('goes on after a stop at its write %i', async (nth) => {
    const dying = createDyingStore()
    const { harness } = await startBoth({ viewOfStore: dying.view })
    harness.clock.set(early)
    const pod = await harness.pod()
    if (nth > 0) dying.dieAt(nth, 'kept')
    await pod.post('/api/companies/101/summaries', {}).catch((error: unknown) => {
      if (nth === 0) throw error
    })
    dying.disarm()
    await harness.restart()
    // A person's try that came to nothing leaves no record; one that began is taken up when nobody else can be at it.
    wait(harness, 11)
    await look(harness)
    await deliver(harness)
    const record = await recordOf(harness, '2026-11')
    expect(documentsOf(harness)).toHaveLength(record === null ? 0 : 1)
  })
})

test('none is made while a bill is planned or sent', async () => {
  const { harness } = await startBoth()
  const pod = await harness.pod()
  const planned = await plan(pod, 101)
  const good = harness.hosts.get(connectWiseUrl)
  let letGo = () => {}
  const held = new Promise<void>((resolve) => (letGo = resolve))
  harness.hosts.set(connectWiseUrl, async (input, init) => {
    if (init?.method === 'PATCH') await held
    return (await good?.(input, init)) ?? new Response(null, { status: 500 })
  })
  await send(pod, 101, planned)
  await atTime(harness, due)
  expect(await recordOf(harness, '2026-11')).toBeNull()
  letGo()
  await harness.composed.runs.settled()
  await atTime(harness, '2026-11-20T08:06:00Z')
  expect(documentsOf(harness)).toHaveLength(1)
})

test('nothing of one that is made goes out while a bill is planned or sent, and that counts as no try', async () => {
  const { harness, mail } = await startBoth()
  harness.clock.set(due)
  await harness.composed.summaries.watch.tick()
  const pod = await harness.pod()
  const planned = await plan(pod, 101)
  const good = harness.hosts.get(connectWiseUrl)
  let letGo = () => {}
  const held = new Promise<void>((resolve) => (letGo = resolve))
  harness.hosts.set(connectWiseUrl, async (input, init) => {
    if (init?.method === 'PATCH') await held
    return (await good?.(input, init)) ?? new Response(null, { status: 500 })
  })
  await send(pod, 101, planned)
  await deliver(harness)
  expect([documentsOf(harness), mail.mails]).toEqual([[], []])
  letGo()
  await harness.composed.runs.settled()
  await deliver(harness)
  expect(await documentEntry(harness)).toMatchObject({ state: 'delivered', tries: 1 })
  expect([documentsOf(harness).length, mail.mails.length]).toEqual([1, 1])
})

test('documents are put there one after the other', async () => {
  const { harness } = await startBoth()
  for (const company of [102, 104]) await summarise(await harness.pod(), company, { on: true, attach: true })
  const good = harness.hosts.get(connectWiseUrl)
  const steps: string[] = []
  harness.hosts.set(connectWiseUrl, async (input, init) => {
    if (input.includes('/system/documents')) {
      const step = init?.method === 'POST' ? 'uploaded' : 'looked'
      if (steps.at(-1) !== step) steps.push(step)
    }
    return (await good?.(input, init)) ?? new Response(null, { status: 500 })
  })
  await atTime(harness, due)
  expect([101, 102, 104].map((company) => documentsOf(harness, company).length)).toEqual([1, 1, 1])
  expect(steps).toEqual(['looked', 'uploaded', 'looked', 'uploaded', 'looked', 'uploaded'])
})

describe('a server that dies at any write', () => {
  test.each(['lost', 'kept'] as const)(
    'and is started again attaches once, and mails once or says that nobody knows (%s)',
    async (last) => {
      for (let nth = 1; nth < 14; nth += 1) {
        const dying = createDyingStore()
        const { harness, mail } = await startBoth({ viewOfStore: dying.view })
        dying.dieAt(nth, last)
        harness.clock.set(due)
        await harness.composed.summaries.watch.tick()
        await harness.composed.notices.tick()
        const died = dying.disarm()
        await harness.restart()
        // What was in the middle of being made is taken up when nobody else can be at it any more; an upload when it cannot arrive.
        for (const minutes of [1, 12, 12, 61]) {
          wait(harness, minutes)
          await harness.composed.summaries.watch.tick()
          await harness.composed.notices.tick()
        }
        expect([nth, documentsOf(harness).length]).toEqual([nth, 1])
        const state = (await viewOf(await harness.pod(), 101)).summaries[0]?.mails[0]?.state
        expect(['1 done', '1 unheard', '0 unheard'], `after write ${nth}`).toContain(`${mail.mails.length} ${state}`)
        if (!died) return
      }
      throw new Error('It writes more often than this test looks')
    },
    60_000,
  )
})
