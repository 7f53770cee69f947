import { ref, shallowRef } from 'vue'
import type { NoticeChannel } from '../../../server/domain/notices'
import type { NoticeTestView } from '../../../server/domain/viewsNotices'
import { troubleOf, type Trouble } from '../../composables/problem'

/** The test buttons of notices: one at a time. `send`: sends one by what is saved. */
export function useNoticeTest(send: (channel: NoticeChannel) => Promise<NoticeTestView>) {
  const testing = ref<NoticeChannel | null>(null)
  /** What the last test gave; `trouble`: it could not be made. */
  const tested = shallowRef<(NoticeTestView & { trouble: Trouble | null }) | null>(null)

  async function test(channel: NoticeChannel) {
    if (testing.value !== null) return
    testing.value = channel
    tested.value = null
    try {
      tested.value = { ...(await send(channel)), trouble: null }
    } catch (error) {
      tested.value = { channel, failure: null, trouble: troubleOf(error) }
    } finally {
      testing.value = null
    }
  }
  return { testing, tested, test, forget: () => (tested.value = null) }
}
