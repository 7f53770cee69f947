import { onScopeDispose, ref, toValue, watch, type MaybeRefOrGetter, type Ref } from 'vue'

/** How long something has been waited for: words appear only when it is not immediate. */
export type Slowness = 'immediate' | 'noticeable' | 'long'
const noticeableAfterMs = 400
const longAfterMs = 8_000

export function useSlowness(waiting: MaybeRefOrGetter<boolean>): Readonly<Ref<Slowness>> {
  const slowness = ref<Slowness>('immediate')
  let timers: ReturnType<typeof setTimeout>[] = []
  const clear = () => timers.forEach((timer) => clearTimeout(timer))
  watch(
    () => toValue(waiting),
    (isWaiting) => {
      clear()
      slowness.value = 'immediate'
      timers = isWaiting
        ? [
            setTimeout(() => (slowness.value = 'noticeable'), noticeableAfterMs),
            setTimeout(() => (slowness.value = 'long'), longAfterMs),
          ]
        : []
    },
    { immediate: true },
  )
  onScopeDispose(clear)
  return slowness
}
