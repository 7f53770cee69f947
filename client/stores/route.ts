import { useEventListener } from '@vueuse/core'
import { defineStore } from 'pinia'
import { computed, ref } from 'vue'

/**
 * Where the console is, from the fragment of its address: `#/linking?state=linked&q=harrow`. The browser's own history and
 * links do the rest.
 */
export const useRoute = defineStore('route', () => {
  const hash = ref(window.location.hash)
  /** Pages gone to since the console was opened: the first one takes no focus. */
  const moves = ref(0)
  const page = computed(() => /^#\/([\w-]*)/.exec(hash.value)?.[1] ?? '')
  const query = computed(() => new URLSearchParams(hash.value.split('?')[1] ?? ''))

  /** Says whether a page may be left; somebody may have typed something there. */
  let mayLeave: () => boolean = () => true
  /** Somebody wanted to leave and was kept. */
  const wasKept = ref(false)

  function read() {
    if (window.location.hash === hash.value) return
    const before = { page: page.value, hash: hash.value }
    hash.value = window.location.hash
    wasKept.value = false
    if (page.value === before.page) return
    if (mayLeave()) moves.value += 1
    else {
      history.pushState(null, '', before.hash)
      hash.value = before.hash
      wasKept.value = true
    }
  }
  useEventListener(window, 'hashchange', read)

  /** Changes what the page shows of itself. `replace` for what is typed: Back should not go letter by letter. */
  function setQuery(changes: Record<string, string | null>, how: 'push' | 'replace') {
    const next = new URLSearchParams(query.value)
    for (const [name, value] of Object.entries(changes)) {
      if (value === null) next.delete(name)
      else next.set(name, value)
    }
    const text = next.toString()
    const address = `#/${page.value}${text === '' ? '' : `?${text}`}`
    if (how === 'push') history.pushState(null, '', address)
    else history.replaceState(null, '', address)
    read()
  }
  /** Another page in the place of this one: for addresses that lead nowhere. */
  function replacePage(id: string) {
    history.replaceState(null, '', `#/${id}`)
    hash.value = window.location.hash
  }
  function guard(may: () => boolean) {
    mayLeave = may
  }
  return { page, query, moves, wasKept, setQuery, replacePage, guard }
})
