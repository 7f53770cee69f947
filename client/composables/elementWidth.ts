import { onMounted, onScopeDispose, ref, type Ref } from 'vue'

/** The width of an element in CSS pixels without its padding, followed as it changes; 0 until it is mounted. */
export function useElementWidth(element: Readonly<Ref<HTMLElement | null>>): Readonly<Ref<number>> {
  const width = ref(0)
  const observer = new ResizeObserver((entries) => {
    width.value = entries.at(-1)?.contentRect.width ?? width.value
  })
  onMounted(() => {
    if (element.value === null) return
    // The observer speaks only after the first picture; what that shows depends on the width already.
    width.value = element.value.offsetWidth
    observer.observe(element.value)
  })
  onScopeDispose(() => observer.disconnect())
  return width
}
