import { computed, ref, shallowRef, watch } from 'vue'
import { useApi } from '../api'
import { useCompany } from '../stores/company'
import type { CustomerId } from '../../server/domain/ids'
import type { LinkRequest, SuggestionsView, SuggestionView, VerifyView } from '../../server/domain/viewsLink'
import { troubleOf, type Trouble } from './problem'

const searchAfterMs = 300

/** Finding, verifying and linking a customer. Nothing is stored before `link`, and linking sends nothing. */
export function useLinking() {
  const api = useApi()
  const store = useCompany()
  const query = ref('')
  const list = shallowRef<SuggestionsView | null>(null)
  const listState = ref<'loading' | 'ready' | 'failed'>('loading')
  const chosen = shallowRef<SuggestionView | null>(null)
  const verified = shallowRef<VerifyView | null>(null)
  const state = ref<'idle' | 'verifying' | 'verified' | 'verifyFailed' | 'linking' | 'linkFailed'>('idle')
  const trouble = shallowRef<Trouble | null>(null)
  const listTrouble = shallowRef<Trouble | null>(null)
  /** The person said that the customer is to be taken from the company that has it. */
  const move = ref(false)
  let turn = 0
  let timer: ReturnType<typeof setTimeout> | undefined

  async function load(): Promise<void> {
    if (store.id === null) return
    const mine = ++turn
    listState.value = 'loading'
    try {
      const next = await api.suggestions(store.id, query.value.trim())
      if (mine !== turn) return
      list.value = next
      listState.value = 'ready'
    } catch (error) {
      if (mine !== turn) return
      listTrouble.value = troubleOf(error)
      listState.value = 'failed'
    }
  }
  watch(query, () => {
    clearTimeout(timer)
    timer = setTimeout(() => void load(), searchAfterMs)
  })

  /** `takeAway`: a customer that another company has is chosen only so that it is moved. */
  function choose(suggestion: SuggestionView, takeAway = false) {
    if (suggestion.takenBy && !takeAway) return
    chosen.value = suggestion
    move.value = takeAway
    verified.value = null
    trouble.value = null
    state.value = 'idle'
  }

  async function verify(): Promise<void> {
    const customer = chosen.value?.customer
    if (!customer || store.id === null) return
    state.value = 'verifying'
    try {
      const answer = await api.verify(store.id, customer.id)
      if (chosen.value?.customer.id !== customer.id) return
      verified.value = answer
      state.value = 'verified'
    } catch (error) {
      if (chosen.value?.customer.id !== customer.id) return
      trouble.value = troubleOf(error)
      state.value = 'verifyFailed'
    }
  }

  /** Resolves to true when linked. */
  async function link(): Promise<boolean> {
    const customer = verified.value?.customer
    if (!customer) return false
    return put({ customerIds: [customer.id], enabled: true, ...(move.value ? { move: true } : {}) })
  }
  async function put(request: Omit<LinkRequest, 'version'>): Promise<boolean> {
    if (store.id === null || store.company === null) return false
    state.value = 'linking'
    trouble.value = null
    try {
      const view = await api.link(store.id, { version: store.company.version, ...request })
      state.value = 'idle'
      void store.take(view)
      return true
    } catch (error) {
      trouble.value = troubleOf(error)
      state.value = 'linkFailed'
      return false
    }
  }
  async function setNone(none: boolean): Promise<boolean> {
    if (store.id === null || store.company === null) return false
    trouble.value = null
    try {
      void store.take(await api.setNoTrendMicro(store.id, { version: store.company.version, none }))
      return true
    } catch (error) {
      trouble.value = troubleOf(error)
      state.value = 'linkFailed'
      return false
    }
  }

  return {
    query,
    list,
    listState,
    listTrouble,
    chosen,
    verified,
    state,
    trouble,
    move,
    isBusy: computed(() => state.value === 'verifying' || state.value === 'linking'),
    load,
    choose,
    verify,
    link,
    setNone,
    setEnabled: (customerIds: CustomerId[], enabled: boolean) => put({ customerIds, enabled }),
    unlink: () => put({ customerIds: [], enabled: false }),
  }
}
