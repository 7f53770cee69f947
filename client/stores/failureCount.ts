import { useDocumentVisibility, useTimeoutFn } from '@vueuse/core'
import { defineStore } from 'pinia'
import { ref, watch } from 'vue'
import { useConsoleApi } from '../consoleApi'
import type { InboxView } from '../../server/domain/viewsInbox'

/** What fails does so by the clock or after a send: minutes matter, seconds do not. */
const askAgainAfterMs = 60_000
/** While the server reads past runs. */
const askSoonAfterMs = 5_000

/** How many causes the failures have, for the navigation. */
export const useFailureCount = defineStore('failureCount', () => {
  const api = useConsoleApi()
  /** null: nobody knows, which is not none. */
  const causes = ref<number | null>(null)
  const visibility = useDocumentVisibility()
  const later = useTimeoutFn(
    () => void ask(),
    () => (causes.value === null ? askSoonAfterMs : askAgainAfterMs),
    {
      immediate: false,
    },
  )
  let users = 0
  const isShown = () => users > 0

  async function ask(): Promise<void> {
    later.stop()
    // Nobody looks; who comes back has it asked at once.
    if (!isShown() || visibility.value === 'hidden') return
    try {
      causes.value = (await api.inboxCount()).causes
    } catch {
      // Whatever keeps us from it is told by the page; here it is a number that nobody knows.
      causes.value = null
    }
    if (isShown()) later.start()
  }
  watch(visibility, () => void ask())

  return {
    causes,
    /** The page of failures has it newer. */
    tell({ causes: found, reading }: Pick<InboxView, 'causes' | 'reading'>) {
      causes.value = reading === null ? found.length : null
    },
    start() {
      users += 1
      void ask()
    },
    stop() {
      users -= 1
      if (!isShown()) later.stop()
    },
  }
})
