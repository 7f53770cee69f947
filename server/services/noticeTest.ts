/** The test buttons: one notice by one channel, tried at once and not kept. What is stored is tried, not what is typed. */
import { AppError } from '../domain/errors'
import type { TenantId } from '../domain/ids'
import { testMessage } from '../domain/noticeTexts/compose'
import type { Audience, NoticeChannel } from '../domain/notices'
import type { Delivery, OutboxEntry } from '../domain/outbox'
import type { NoticeTestView } from '../domain/viewsNotices'
import type { Clock, Ids } from '../ports'
import type { Store } from '../storage/store'
import type { Deliver } from './noticeDelivery'

export interface NoticeTestDeps {
  store: Store
  clock: Clock
  ids: Ids
  deliver: Deliver
}

/** Mail goes to every address; a ticket is opened and closed again. The first failure is told. Throws AppError `notConfigured`. */
export async function testChannel(
  { store, clock, ids, deliver }: NoticeTestDeps,
  tenantId: TenantId,
  audience: Audience,
  channel: NoticeChannel,
): Promise<NoticeTestView> {
  const record = (await store.of(tenantId).noticeSettings.read(audience))?.value
  if (record === undefined || record.use === 'global') throw new AppError('notConfigured')
  const now = clock.now()
  const entry = (more: Pick<OutboxEntry, 'ticket' | 'to'>): OutboxEntry => ({
    ...more,
    id: ids.uuid().replaceAll('-', ''),
    tenantId,
    audience,
    channel,
    message: testMessage(record.settings.language),
    summary: null,
    createdAt: now,
    order: 0,
    state: 'waiting',
    tries: 0,
    nextTryAt: now,
    endedAt: null,
    failure: null,
  })
  const causeKey = `test:${ids.uuid()}`
  const entries =
    channel === 'ticket'
      ? (['tell', 'close'] as const).map((action) => entry({ ticket: { causeKey, action }, to: null }))
      : channel === 'mail'
        ? record.settings.mail.to.map((to) => entry({ ticket: null, to }))
        : [entry({ ticket: null, to: null })]
  if (entries.length === 0) throw new AppError('notConfigured')
  for (const each of entries) {
    const delivery: Delivery = await deliver(each)
    if (delivery.kind === 'failed') return { channel, failure: delivery.failure }
  }
  return { channel, failure: null }
}
