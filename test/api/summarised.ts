/** A tenant with linked companies whose summaries are on, and ways to let time pass and to look at what came. */
import type { Month } from '../../server/domain/calendar'
import { companyId } from '../../server/domain/ids'
import type { SummaryRecord } from '../../server/domain/summaries'
import type {
  CompanySummariesRequest,
  CompanySummariesView,
  SummaryPlanRequest,
  SummaryPlanView,
} from '../../server/domain/viewsSummaries'
import type { PodClient } from '../simulator/demo/podClient'
import type { CwDocument } from '../simulator/connectwise/entities'
import type { Harness, HarnessOptions } from './harness'
import type { Mail } from './receivers'
import { smtpOf, startNoticed, tell, type Noticed } from './noticed'

/** Fairhaven (101), Alder & Finch (102) and Brightwater (104) are linked, and there is a mail server; no summary is on yet. */
export async function startSummarised(options: HarnessOptions = {}): Promise<Noticed> {
  const noticed = await startNoticed(options)
  await tell(await noticed.harness.pod(), { smtp: smtpOf(noticed) })
  return noticed
}

/** Changes what holds for all companies; what is not named stays. */
export async function planSummaries(
  pod: PodClient,
  change: Partial<SummaryPlanRequest['schedule']> & { language?: 'en' | 'fr' },
): Promise<SummaryPlanView> {
  const { version, schedule, language } = await pod.get<SummaryPlanView>('/api/summaries')
  const { on, dayOfMonth, time, timeZone } = schedule
  const { language: wanted, ...timing } = change
  return pod.put('/api/summaries', {
    version,
    schedule: { on, dayOfMonth, time, timeZone, ...timing },
    language: wanted ?? language,
  })
}

/** Changes a company's; what is not named stays. */
export async function summarise(
  pod: PodClient,
  company: number,
  change: Partial<Omit<CompanySummariesRequest, 'version'>>,
): Promise<CompanySummariesView> {
  const { version, settings } = await viewOf(pod, company)
  return pod.put(`/api/companies/${company}/summaries`, { version, ...settings, ...change })
}

export const viewOf = (pod: PodClient, company: number): Promise<CompanySummariesView> =>
  pod.get(`/api/companies/${company}/summaries`)

/** On the 20th at eight in the morning, UTC, for Fairhaven, by both ways. */
export async function startBoth(options: HarnessOptions = {}): Promise<Noticed> {
  const noticed = await startSummarised(options)
  const pod = await noticed.harness.pod()
  await planSummaries(pod, { on: true, dayOfMonth: 20, time: '08:00', timeZone: 'UTC' })
  await summarise(pod, 101, { on: true, attach: true, to: ['dana@fairhaven.example'] })
  return noticed
}

/** Lets the clock make what is due at that moment, and what is made go out. */
export async function atTime({ clock, composed }: Harness, iso: string): Promise<void> {
  clock.set(iso)
  await composed.summaries.watch.tick()
  await composed.notices.tick()
}

export const documentsOf = ({ connectWise }: Harness, company = 101): CwDocument[] =>
  connectWise.world.documents.filter(({ recordType, recordId }) => recordType === 'Company' && recordId === company)

export async function recordOf(harness: Harness, month: string, company = 101): Promise<SummaryRecord | null> {
  const key = { companyId: companyId(company), month: month as Month } // a month as the tests write it
  return (await harness.store.of(harness.tenantId).summaries.read(key))?.value ?? null
}

/** The parts of a mail, decoded, by their content type; headers under ''. */
export function partsOf({ text }: Mail): Map<string, Buffer> {
  const parts = new Map<string, Buffer>()
  const collect = (part: string) => {
    const [head = '', ...rest] = part.split('\r\n\r\n')
    const body = rest.join('\r\n\r\n')
    const headers = head.replaceAll(/\r\n[ \t]+/g, ' ')
    const [, type = ''] = /^content-type: ([^;\r\n]+)/im.exec(headers) ?? []
    const boundary = /boundary="([^"]+)"/i.exec(headers)?.[1]
    if (boundary !== undefined) {
      for (const each of body.split(`--${boundary}`).slice(1, -1)) collect(each.replace(/^\r\n/, ''))
      return
    }
    const encoding = /^content-transfer-encoding: (\S+)/im.exec(headers)?.[1]
    parts.set(type, encoding === 'base64' ? Buffer.from(body, 'base64') : quotedPrintable(body))
  }
  collect(text)
  parts.set('', Buffer.from(text.split('\r\n\r\n')[0] ?? ''))
  return parts
}

const quotedPrintable = (text: string): Buffer =>
  Buffer.from(
    text
      .replaceAll('=\r\n', '')
      .replaceAll(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(parseInt(hex, 16))),
    'latin1',
  )
