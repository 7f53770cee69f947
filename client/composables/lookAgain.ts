import { useDocumentVisibility, useIntervalFn } from '@vueuse/core'
import { watchEffect } from 'vue'

const lookAgainAfterMs = 10_000

/** Looks again every ten seconds while `isAwaited`, as long as the part that uses this is there and somebody can see it. */
export function useLookAgain(isAwaited: () => boolean, look: () => Promise<void>): void {
  const visibility = useDocumentVisibility()
  const again = useIntervalFn(() => void look(), lookAgainAfterMs, { immediate: false })
  watchEffect(() => {
    if (isAwaited() && visibility.value === 'visible') again.resume()
    else again.pause()
  })
}
