import { useEventListener } from '@vueuse/core'
import { nextTick, ref, watch, type Ref } from 'vue'
import { placeList, type Placement } from './placement'

/**
 * A list in the top layer beside its field: opened and placed by measure, again on scroll and resize. The list is in the
 * page only while `isOpen`.
 */
export function useListPopover(
  anchor: Readonly<Ref<HTMLElement | null>>,
  list: Readonly<Ref<HTMLElement | null>>,
  { minWidth = 0 }: { minWidth?: number } = {},
) {
  const isOpen = ref(false)
  const style = ref<Record<string, string>>({})

  function place() {
    if (!isOpen.value || anchor.value === null || list.value === null) return
    const frame = { width: document.documentElement.clientWidth, height: window.innerHeight }
    const alignEnd = getComputedStyle(anchor.value).direction === 'rtl'
    const size = { minWidth, height: list.value.scrollHeight, alignEnd }
    style.value = styleOf(placeList(anchor.value.getBoundingClientRect(), frame, size))
  }
  watch(isOpen, async (open) => {
    if (!open) return
    await nextTick()
    // Absent where the platform has no popovers: the list then stands in its place, fixed.
    const element: Partial<Pick<HTMLElement, 'showPopover'>> | null = list.value
    element?.showPopover?.call(list.value)
    place()
  })
  useEventListener(window, 'scroll', place, { capture: true, passive: true })
  useEventListener(window, 'resize', place)

  return { isOpen, style, place }
}

function styleOf({ left, width, maxHeight, top, bottom }: Placement): Record<string, string> {
  const px = (value: number | null) => (value === null ? 'auto' : `${value}px`)
  return { left: px(left), width: px(width), maxHeight: px(maxHeight), top: px(top), bottom: px(bottom) }
}
