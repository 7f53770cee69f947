import { defineStore } from 'pinia'
import { computed, ref, shallowRef } from 'vue'
import { useApi } from '../api'
import { troubleOf, type Trouble } from '../composables/problem'
import { instantFromMs, type Instant } from '../../server/domain/calendar'
import type { CompanyId } from '../../server/domain/ids'
import type { PlanView } from '../../server/domain/views'
import type { CompanyView } from '../../server/domain/viewsCompany'

/** `failed` keeps `trouble`. Without a link there is no plan to load, and the state stays `none`. */
export type LoadState = 'none' | 'loading' | 'ready' | 'failed'

/** The company on screen and its stored plan (the preview). Loads and keeps; everything that changes it hands its answer to `take`. */
export const useCompany = defineStore('company', () => {
  const api = useApi()
  const id = ref<CompanyId | null>(null)
  const company = shallowRef<CompanyView | null>(null)
  const companyState = ref<LoadState>('none')
  const plan = shallowRef<PlanView | null>(null)
  const planState = ref<LoadState>('none')
  const trouble = shallowRef<Trouble | null>(null)
  /** Set while there is no connection; the last numbers stay on screen. */
  const offlineSince = ref<Instant | null>(null)
  /** Answers of an earlier record or reload are dropped. */
  let turn = 0

  const isLinked = computed(() => company.value?.link != null)

  /** Another record: nothing of the last one stays. */
  function open(next: CompanyId) {
    id.value = next
    company.value = null
    plan.value = null
    companyState.value = 'loading'
    planState.value = 'none'
    offlineSince.value = null
    return reload()
  }

  /** The same record again; what is on screen stays until the new answer is there. */
  async function reload(): Promise<void> {
    const companyId = id.value
    if (companyId === null) return
    const mine = ++turn
    if (company.value === null) companyState.value = 'loading'
    try {
      const view = await api.company(companyId)
      if (mine !== turn) return
      company.value = view
      companyState.value = 'ready'
      offlineSince.value = null
    } catch (error) {
      if (mine === turn) fail(error, 'company')
      return
    }
    await replan(mine)
  }

  /**
   * Reads both systems again and shows the new plan. Nothing is changed in ConnectWise. The company first: by it is known
   * whether a run is still being sent, which the record of before a send, or of during one, would tell wrongly.
   */
  function readAgain(): Promise<void> {
    if (plan.value !== null) planState.value = 'loading'
    return reload()
  }

  /** The plan of the company as it was just read: that of the run which is being sent, else a new one. */
  async function replan(mine = ++turn): Promise<void> {
    const companyId = id.value
    const view = company.value
    if (companyId === null || view === null) return
    if (view.link === null) {
      plan.value = null
      planState.value = 'none'
      return
    }
    planState.value = 'loading'
    try {
      const next = view.sendingRunId ? await api.runCompany(view.sendingRunId, companyId) : await api.plan(companyId)
      if (mine !== turn) return
      plan.value = next
      planState.value = 'ready'
      offlineSince.value = null
    } catch (error) {
      if (mine === turn) fail(error, 'plan')
    }
  }

  /** The plan of the last send, as it was sent, while fresh numbers cannot be had. */
  async function showLastSend(): Promise<void> {
    const last = company.value?.lastSend
    if (!last || id.value === null) return
    const mine = ++turn
    planState.value = 'loading'
    try {
      const then = await api.runCompany(last.runId, id.value)
      if (mine !== turn) return
      plan.value = then
      planState.value = 'ready'
    } catch (error) {
      if (mine === turn) fail(error, 'plan')
    }
  }

  function fail(error: unknown, what: 'company' | 'plan') {
    trouble.value = troubleOf(error)
    if (trouble.value.kind === 'offline') offlineSince.value ??= instantFromMs(Date.now())
    // Without a connection the last numbers are still the last numbers.
    const hasNumbers = plan.value !== null && trouble.value.kind === 'offline'
    if (what === 'company') companyState.value = company.value !== null && hasNumbers ? 'ready' : 'failed'
    if (what === 'plan' || planState.value === 'loading') planState.value = hasNumbers ? 'ready' : 'failed'
  }

  /** After a change of link, agreements or schedule: shows the answer and plans again, because the numbers may differ. */
  function take(view: CompanyView): Promise<void> {
    company.value = view
    return replan()
  }
  /** A newer state of a plan while it is being sent; dropped when another company is on screen by now. */
  function takePlan(companyId: CompanyId, next: PlanView) {
    if (companyId === id.value) plan.value = next
  }

  return {
    id,
    company,
    companyState,
    plan,
    planState,
    trouble,
    offlineSince,
    isLinked,
    open,
    reload,
    readAgain,
    take,
    takePlan,
    showLastSend,
  }
})
