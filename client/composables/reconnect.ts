import { onScopeDispose, ref, watch, type Ref } from 'vue'
import { useCompany } from '../stores/company'

const tryAgainAfterSeconds = 20

/** Counts down and reads again while there is no connection. Null while there is one. */
export function useReconnect(): Readonly<Ref<number | null>> {
  const store = useCompany()
  const seconds = ref<number | null>(null)
  let timer: ReturnType<typeof setInterval> | undefined

  function tryNow() {
    seconds.value = tryAgainAfterSeconds
    void store.reload()
  }
  watch(
    () => store.offlineSince !== null,
    (isOffline) => {
      clearInterval(timer)
      seconds.value = isOffline ? tryAgainAfterSeconds : null
      if (isOffline)
        timer = setInterval(() => {
          const left = (seconds.value ?? 0) - 1
          if (left > 0) seconds.value = left
          else tryNow()
        }, 1_000)
    },
    { immediate: true },
  )
  const backOnline = () => {
    if (store.offlineSince !== null) tryNow()
  }
  window.addEventListener('online', backOnline)
  onScopeDispose(() => {
    clearInterval(timer)
    window.removeEventListener('online', backOnline)
  })
  return seconds
}
