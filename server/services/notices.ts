/** All of notices behind one name: their settings, the tests of their channels, and the work in the background. */
import type { TenantId } from '../domain/ids'
import type { Audience, NoticeChannel } from '../domain/notices'
import type { NoticeTestView } from '../domain/viewsNotices'
import type { Mailer } from '../integrations/smtp/port'
import type { Ids, Log } from '../ports'
import { createDelivery, type Deliver } from './noticeDelivery'
import { createNoticeSettings, type NoticeSettingsDeps, type NoticeSettingsService } from './noticeSettings'
import { testChannel } from './noticeTest'
import { createNoticeWriter } from './noticeWriter'
import { createNotify, type Notify } from './notify'
import { tryAgain } from './outboxWork'

export interface Notices extends NoticeSettingsService, Notify {
  /** Tries one channel at once. Throws AppError `notConfigured`. */
  test(tenant: TenantId, audience: Audience, channel: NoticeChannel): Promise<NoticeTestView>
  /** See outboxWork; it is tried in the background. */
  tryAgain(tenant: TenantId, id: string): Promise<void>
}

export function createNotices(
  deps: NoticeSettingsDeps & {
    ids: Ids
    log: Log
    mailer: Mailer
    summaries: Deliver
    isBilling: (tenant: TenantId) => boolean
  },
): Notices {
  const deliver = createDelivery(deps)
  const notify = createNotify({ ...deps, writer: createNoticeWriter(deps), deliver })
  return {
    ...createNoticeSettings(deps),
    ...notify,
    test: (tenant, audience, channel) => testChannel({ ...deps, deliver }, tenant, audience, channel),
    async tryAgain(tenant, id) {
      await tryAgain(deps, tenant, id)
      notify.hurry()
    },
  }
}
