/** A tenant with three linked companies whose notices go to a mail server, a webhook and a board; and ways to look at what came. */
import { afterEach } from 'vitest'
import type {
  CompanyNoticesRequest,
  CompanyNoticesView,
  NoticesRequest,
  NoticesView,
  OutboxView,
} from '../../server/domain/viewsNotices'
import { companyId } from '../../server/domain/ids'
import type { PodClient } from '../simulator/demo/podClient'
import { linkAndAssign } from './actions'
import { startHarness, type Harness, type HarnessOptions } from './harness'
import { startMailServer, startReceiver, type MailServer, type Receiver } from './receivers'

export interface Noticed {
  harness: Harness
  mail: MailServer
  hook: Receiver
}

const open: { close(): Promise<void> }[] = []
afterEach(async () => {
  for (const each of open.splice(0)) await each.close()
})

const allKinds = ['sent', 'held', 'failed', 'preflight'] as const
/** Has statuses New (21), In Progress (22) and Closed (23). */
const billingBoard = 2
/** The company of the tenant itself, for tickets that are about several. */
export const ownCompany = companyId(110)

/** Fairhaven (101), Alder & Finch (102) and Brightwater (104); nobody is told of anything yet. */
export async function startNoticed(options: HarnessOptions = {}): Promise<Noticed> {
  const mail = await startMailServer()
  const hook = await startReceiver()
  open.push(mail, hook)
  const harness = await startHarness({ webhookOrigins: [hook.origin], noticeTimeoutMs: 5_000, ...options })
  const pod = await harness.pod()
  for (const company of [101, 102, 104] as const) await linkAndAssign(harness, pod, company)
  return { harness, mail, hook }
}

/** Changes the tenant's settings; what is not named stays. */
export async function tell(pod: PodClient, request: Omit<NoticesRequest, 'version'>): Promise<NoticesView> {
  const { version } = await pod.get<NoticesView>('/api/notices')
  return pod.put('/api/notices', { version, ...request })
}

/** Gives a company settings of its own. */
export async function tellOf(
  pod: PodClient,
  company: number,
  request: Omit<CompanyNoticesRequest, 'version'>,
): Promise<CompanyNoticesView> {
  const { version } = await pod.get<CompanyNoticesView>(`/api/companies/${company}/notices`)
  return pod.put(`/api/companies/${company}/notices`, { version, ...request })
}

export const smtpOf = ({ mail }: Noticed) => ({
  host: '127.0.0.1',
  port: mail.port,
  security: 'none' as const,
  user: null,
  from: 'billing@msp.example',
})
export const byMail = (...to: string[]) => ({ on: true, kinds: [...allKinds], to })
export const byWebhook = ({ hook }: Noticed, path = '/hook/secret-path') => ({
  on: true,
  kinds: [...allKinds],
  shape: 'json' as const,
  url: `${hook.origin}${path}`,
})
export const byTicket = (boardId = billingBoard) => ({ on: true, kinds: [...allKinds], boardId, companyId: ownCompany })

/** Lets what was reported go out. */
export const deliver = ({ composed }: Harness): Promise<void> => composed.notices.tick()

export async function outboxOf(harness: Harness): Promise<OutboxView['entries']> {
  return (await (await harness.pod()).get<OutboxView>('/api/notices/outbox')).entries
}

/** Of the billing board: what the tickets say, oldest first. */
export function ticketsOf({ connectWise: { world } }: Harness) {
  return world.tickets.map(({ id, summary, company, board, closedFlag }) => ({
    summary,
    company: company.id,
    board: board?.id ?? null,
    closed: closedFlag,
    notes: world.ticketNotes.filter(({ ticketId }) => ticketId === id).map(({ text }) => text),
  }))
}
