/** Executive summaries through the routes and by the clock: off until a person says so, made once a month, attached and mailed. */
import { describe, expect, test } from 'vitest'
import { companyId } from '../../server/domain/ids'
import type { SummaryFilesView, SummaryPlanView, SummaryPreviewView } from '../../server/domain/viewsSummaries'
import { readPdf } from '../pdfText'
import { Refused } from '../simulator/demo/podClient'
import { servicePlans } from '../simulator/seed/servicePlans'
import { link, planAndSend, refusalOf, setSeats, wait } from './actions'
import { sendByClock } from './decisions'
import {
  atTime,
  documentsOf,
  partsOf,
  planSummaries,
  recordOf,
  startBoth,
  startSummarised,
  summarise,
  viewOf,
} from './summarised'

const pdfOf = (base64: string | null | undefined) => readPdf(Buffer.from(base64 ?? '', 'base64'))

describe('by themselves', () => {
  test('nothing is made or sent until a person switched it on for all and for the company', async () => {
    const { harness, mail } = await startSummarised()
    const pod = await harness.pod()
    expect(await pod.get<SummaryPlanView>('/api/summaries')).toMatchObject({ schedule: { on: false }, companies: 0 })
    expect(await viewOf(pod, 101)).toMatchObject({ settings: { on: false, attach: false, to: [] }, next: [] })
    await planSummaries(pod, { on: true, dayOfMonth: 20, time: '08:00', timeZone: 'UTC' })
    await atTime(harness, '2026-11-20T08:01:00Z')
    await planSummaries(await harness.pod(), { on: false })
    await summarise(await harness.pod(), 101, { on: true, attach: true, to: ['dana@fairhaven.example'] })
    await atTime(harness, '2026-12-20T08:01:00Z')
    expect(documentsOf(harness)).toEqual([])
    expect(mail.mails).toEqual([])
    expect(await recordOf(harness, '2026-11')).toBeNull()
  })
})

describe('on its day', () => {
  test('the page is put among the documents in ConnectWise and mailed, once', async () => {
    const noticed = await startBoth()
    const { harness, mail } = noticed
    await planAndSend(harness, await harness.pod(), 101)
    for (const time of ['08:00:30', '08:06:00', '09:00:00']) await atTime(harness, `2026-11-20T${time}Z`)

    const [document, ...others] = documentsOf(harness)
    expect(others).toEqual([])
    expect(document).toMatchObject({
      title: 'Trend Micro licences, November 2026',
      fileName: 'trend-micro-2026-11.pdf',
      publicFlag: true,
    })
    const file = await pdfOf(document?.content)
    expect(file.pages).toBe(1)
    expect(file.text).toContain('As of 20 November 2026')
    expect(file.text).not.toMatch(/[$€£]|USD/)

    expect(mail.mails).toHaveLength(1)
    expect(mail.mails[0]).toMatchObject({ to: ['dana@fairhaven.example'], from: 'billing@msp.example' })
    const parts = mail.mails[0] === undefined ? new Map<string, Buffer>() : partsOf(mail.mails[0])
    expect(parts.get('')?.toString()).toMatch(/^Message-ID: <[0-9a-f]{32}@msp\.example>$/m)
    expect(parts.get('text/html')?.toString()).toContain('Seats billed, by month')
    expect(parts.get('text/plain')?.toString()).toContain('As of 20 November 2026')
    expect(parts.get('application/pdf')?.toString('base64')).toBe(document?.content)
  })

  test('it says what the send billed, and the change since last month', async () => {
    const { harness } = await startBoth()
    await sendByClock(harness, '2026-11-18')
    await atTime(harness, '2026-11-20T08:01:00Z')
    setSeats(harness, 101, 'worryFree', 77)
    await atTime(harness, '2026-12-20T08:01:00Z')
    const [november, december] = [await recordOf(harness, '2026-11'), await recordOf(harness, '2026-12')]
    const before = november?.content?.rows.find(({ planName }) => planName === servicePlans.worryFree.name)
    expect(before?.provisioned).toMatchObject({ seats: before?.billed.kind === 'seats' ? before.billed.seats : null })
    const after = december?.content?.rows.find(({ plans }) => plans[0] === before?.plans[0])
    expect(after?.change).toEqual({
      kind: 'seats',
      seats: 77 - (before?.provisioned.kind === 'seats' ? before.provisioned.seats : 0),
    })
    // December was not sent yet: November's number is not taken for it.
    expect(december?.content?.months.at(-1)).toEqual({ month: '2026-12', seats: null })
    expect(december?.content?.months.at(-2)?.seats).toBe(november?.content?.months.at(-1)?.seats)
    expect(november?.content?.months.at(-1)?.seats).toBeGreaterThan(0)
  })

  test('that is the last day of a shorter month, or the own one of the company', async () => {
    const { harness } = await startBoth()
    await planSummaries(await harness.pod(), { dayOfMonth: 31 })
    await summarise(await harness.pod(), 102, { on: true, attach: true, dayOfMonth: 25 })
    await atTime(harness, '2026-11-25T08:01:00Z')
    expect([documentsOf(harness, 101).length, documentsOf(harness, 102).length]).toEqual([0, 1])
    await atTime(harness, '2026-11-30T08:01:00Z')
    expect([documentsOf(harness, 101).length, documentsOf(harness, 102).length]).toEqual([1, 1])
  })

  test('a day that is moved to later in the month makes no second one', async () => {
    const { harness, mail } = await startBoth()
    await atTime(harness, '2026-11-20T08:01:00Z')
    const pod = await harness.pod()
    expect((await planSummaries(pod, { dayOfMonth: 25 })).next[0]?.day).toBe('2026-11-25')
    expect((await viewOf(pod, 101)).next[0]?.day).toBe('2026-12-25')
    await atTime(harness, '2026-11-25T08:01:00Z')
    expect(documentsOf(harness)).toHaveLength(1)
    expect(mail.mails).toHaveLength(1)
  })

  test('it is in the language of the company', async () => {
    const { harness, mail } = await startBoth()
    await summarise(await harness.pod(), 101, { language: 'fr' })
    await atTime(harness, '2026-11-20T08:01:00Z')
    expect(documentsOf(harness)[0]?.title).toBe('Licences Trend Micro, novembre 2026')
    expect((await pdfOf(documentsOf(harness)[0]?.content)).text).toContain('Postes facturés, par mois')
    const [parts] = mail.mails.map(partsOf)
    expect(parts?.get('text/html')?.toString()).toContain('lang="fr"')
  })

  test('a company whose link is switched off has none', async () => {
    const { harness } = await startBoth()
    const pod = await harness.pod()
    const { version } = await pod.get<{ version: number }>('/api/companies/101')
    await link(harness, pod, 101)
    const { customerIds } = (await harness.store.of(harness.tenantId).companies.read(101 as never))?.value.link ?? {
      customerIds: [],
    }
    await pod.put('/api/companies/101/link', { version: version + 1, customerIds, enabled: false })
    await atTime(harness, '2026-11-20T08:01:00Z')
    expect(await recordOf(harness, '2026-11')).toBeNull()
  })
})

describe('a link that was off over its day', () => {
  test('and is on again has none for the day that passed, and the next one', async () => {
    const { harness } = await startBoth()
    const stored = async () => (await harness.store.of(harness.tenantId).companies.read(companyId(101)))?.value
    const switchLink = async (enabled: boolean) => {
      const record = await stored()
      await (
        await harness.pod()
      ).put('/api/companies/101/link', {
        version: record?.edition,
        customerIds: record?.link?.customerIds,
        enabled,
      })
    }
    await switchLink(false)
    await atTime(harness, '2026-11-20T08:01:00Z')
    harness.clock.set('2026-11-21T09:00:00Z')
    await switchLink(true)
    await atTime(harness, '2026-11-21T09:06:00Z')
    expect(await recordOf(harness, '2026-11')).toBeNull()
    // Saving it once more, or another edit, changes nothing about when it was switched on.
    harness.clock.set('2026-12-20T08:00:30Z')
    await switchLink(true)
    await atTime(harness, '2026-12-20T08:01:00Z')
    expect(documentsOf(harness)).toHaveLength(1)
  })
})

describe('what was made', () => {
  test('is listed with what became of it, and can be had again as it went out', async () => {
    const { harness } = await startBoth()
    await atTime(harness, '2026-11-20T08:01:00Z')
    const pod = await harness.pod()
    const { summaries } = await viewOf(pod, 101)
    expect(summaries).toMatchObject([
      {
        month: '2026-11',
        failure: null,
        document: { state: 'done' },
        mails: [{ to: 'dana@fairhaven.example', state: 'done' }],
      },
    ])
    setSeats(harness, 101, 'worryFree', 99)
    const files = await pod.get<SummaryFilesView>('/api/companies/101/summaries/2026-11')
    expect(files.pdf).toBe(documentsOf(harness)[0]?.content)
    expect((await refusalOf(pod.get('/api/companies/101/summaries/2026-10'))).code).toBe('notFound')
    expect((await refusalOf(pod.get('/api/companies/101/summaries/last-one'))).code).toBe('notFound')
  })

  test('can be had before its day by a person, and then not once more by the clock', async () => {
    const { harness, mail } = await startBoth()
    const pod = await harness.pod()
    expect(await viewOf(pod, 101)).toMatchObject({ makeable: '2026-11' })
    await pod.post('/api/companies/101/summaries', {})
    await harness.composed.notices.tick()
    expect((await refusalOf(pod.post('/api/companies/101/summaries', {}))).code).toBe('conflict')
    await atTime(harness, '2026-11-20T08:01:00Z')
    expect(documentsOf(harness)).toHaveLength(1)
    expect(mail.mails).toHaveLength(1)
  })
})

describe('a preview', () => {
  test('shows the page and the file as they would be now, and stores and sends nothing', async () => {
    const { harness, mail } = await startSummarised()
    const pod = await harness.pod()
    const preview = await pod.get<SummaryPreviewView>('/api/companies/101/summaries/preview?language=fr')
    if (!('files' in preview)) throw new Error('Nothing to show')
    expect(preview.files.html).toContain('Au 17 novembre 2026')
    expect((await pdfOf(preview.files.pdf)).pages).toBe(1)
    await harness.composed.notices.tick()
    expect([documentsOf(harness).length, mail.mails.length]).toEqual([0, 0])
    expect((await viewOf(pod, 101)).summaries).toEqual([])
  })

  test('says why there is nothing to show', async () => {
    const { harness } = await startSummarised()
    harness.faults.add({ system: 'trendmicro', kind: '500-before', method: null, path: '', times: null, delayMs: 0 })
    wait(harness, 10)
    const preview = await (await harness.pod()).get<SummaryPreviewView>('/api/companies/101/summaries/preview')
    expect(preview).toMatchObject({ failure: { system: 'trendmicro', kind: 'unavailable' } })
  })

  test('of a company that is not linked is refused', async () => {
    const { harness } = await startSummarised()
    const refusal = await refusalOf((await harness.pod()).get('/api/companies/108/summaries/preview'))
    expect(refusal.code).toBe('notLinked')
  })
})

describe('settings that are no good', () => {
  test('are refused at their fields, and nothing is saved', async () => {
    const { harness } = await startSummarised()
    const pod = await harness.pod()
    const to = ['dana@fairhaven.example', 'DANA@fairhaven.example', 'nobody', 'a@b.example\r\nBcc: x@y.example']
    const refusal = await refusalOf(summarise(pod, 101, { on: true, dayOfMonth: 32, to }))
    expect(refusal.issues.map(({ path, code }) => `${path} ${code}`)).toEqual([
      'dayOfMonth dayOfMonth',
      'to.1 twice',
      'to.2 mailAddress',
      'to.3 mailAddress',
    ])
    expect(await viewOf(pod, 101)).toMatchObject({ version: 0, settings: { on: false } })
    const plan = await refusalOf(planSummaries(pod, { on: true, dayOfMonth: 0, timeZone: 'Mars/Olympus' }))
    expect(plan.issues.map(({ path }) => path)).toEqual(['schedule.dayOfMonth', 'schedule.timeZone'])
  })

  test('mail is refused where no mail server is set', async () => {
    const { harness } = await startSummarised()
    await harness.store.of(harness.tenantId).noticeSettings.remove('global')
    const refusal = await refusalOf(summarise(await harness.pod(), 101, { on: true, to: ['dana@fairhaven.example'] }))
    expect(refusal.issues).toMatchObject([{ path: 'to', code: 'noMailServer' }])
  })

  test('of two who change at once the second is told', async () => {
    const { harness } = await startSummarised()
    const pod = await harness.pod()
    const { settings } = await viewOf(pod, 101)
    await pod.put('/api/companies/101/summaries', { version: 0, ...settings, attach: true })
    const second = pod.put('/api/companies/101/summaries', { version: 0, ...settings, on: true })
    await expect(second).rejects.toBeInstanceOf(Refused)
  })
})

test('who changed them is in the audit log', async () => {
  const { harness } = await startBoth()
  await planSummaries(await harness.pod(), { dayOfMonth: 21 })
  await summarise(await harness.pod(), 101, { to: ['lee@fairhaven.example'] })
  const { entries } = await (
    await harness.pod()
  ).get<{ entries: { by: string; companyId: number | null; changes: { path: string; to: string }[] }[] }>('/api/audit')
  const changes = entries.flatMap(({ by, companyId, changes: all }) =>
    all.map(({ path, to }) => [by, companyId, path, to]),
  )
  expect(changes).toContainEqual(['mortiz', 101, 'summaries.to', '["lee@fairhaven.example"]'])
  expect(changes).toContainEqual(['mortiz', null, 'summaries.schedule.dayOfMonth', '21'])
})
