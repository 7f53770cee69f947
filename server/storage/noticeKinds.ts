/** Where the documents of notices lie. */
import type { Audience, NoticeBook, NoticeRecord } from '../domain/notices'
import type { OutboxEntry } from '../domain/outbox'
import type { TenantId } from '../domain/ids'
import { scheduleKeyIn, type Kind } from './kinds'
import { noticeBook, noticeRecord, outboxEntry } from './schemas/notices'

export const noticeSettingsKind: Kind<Audience, NoticeRecord> = {
  format: 'notice-settings/1',
  schema: noticeRecord,
  folder: 'notices',
  depth: 0,
  cached: 1000,
  ...scheduleKeyIn('notices'),
  belongs: (key, value) => value.audience === key,
}

export const noticeBookKind = (id: TenantId): Kind<'book', NoticeBook> => ({
  format: 'notice-book/1',
  schema: noticeBook,
  folder: '',
  depth: 0,
  cached: 1,
  path: () => 'notice-book.json',
  key: (path) => (path === 'notice-book.json' ? 'book' : null),
  belongs: (_key, value) => value.tenantId === id,
})

const outboxId = /^[0-9a-f]{32}$/

export const outboxKind = (id: TenantId): Kind<string, OutboxEntry> => ({
  format: 'outbox/1',
  schema: outboxEntry,
  folder: 'outbox',
  depth: 0,
  // All that waits and all that is kept: the outbox is looked through once a minute.
  cached: 2000,
  path(key) {
    if (!outboxId.test(key)) throw new RangeError('Not the id of a notice')
    return `outbox/${key}.json`
  },
  key: (path) => /^outbox\/([0-9a-f]{32})\.json$/.exec(path)?.[1] ?? null,
  belongs: (key, value) => value.id === key && value.tenantId === id,
})
