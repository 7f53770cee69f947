import { defineStore } from 'pinia'
import { ref, shallowRef } from 'vue'
import { useApi } from '../api'
import { troubleOf, type Trouble } from '../composables/problem'
import type { CompanyId, LineKey, RunId } from '../../server/domain/ids'
import type { PlanView } from '../../server/domain/views'
import type { UndoView } from '../../server/domain/viewsUndo'
import { useCompany } from './company'
import { useSending } from './sending'

/**
 * reading → ready → starting → watching → finished; `failed`: what would happen cannot be told; `lost`: it goes on, and we
 * stopped watching. A refusal leads back to `ready`, with its trouble and with the lines read anew.
 */
export type UndoState = 'reading' | 'failed' | 'ready' | 'starting' | 'watching' | 'finished' | 'lost'

const pollEveryMs = 1_000
/** Half a minute of asking before saying that it is not known. */
const maxFindOuts = 30

/** Takes back what a past run wrote for the company on screen. */
export const useUndo = defineStore('undo', () => {
  const api = useApi()
  const company = useCompany()
  const sending = useSending()
  const state = ref<UndoState>('reading')
  const view = shallowRef<UndoView | null>(null)
  /** The run that takes back, as it is now. */
  const result = shallowRef<PlanView | null>(null)
  const trouble = shallowRef<Trouble | null>(null)
  let turn = 0

  /** Reads what would happen. Nothing is written. */
  async function open(runId: RunId): Promise<void> {
    trouble.value = null
    result.value = null
    await read(runId)
  }
  async function read(runId: RunId): Promise<void> {
    const mine = ++turn
    if (company.id === null) return
    state.value = 'reading'
    view.value = null
    try {
      const next = await api.undoView(runId, company.id)
      if (mine !== turn) return
      view.value = next
      state.value = 'ready'
    } catch (error) {
      if (mine !== turn) return
      // Why it was refused stays, where that is what is to be told.
      trouble.value ??= troubleOf(error)
      state.value = 'failed'
    }
  }

  /** Takes back exactly these lines, watches until it is over, and has the company read again. */
  async function takeBack(runId: RunId, keys: LineKey[], reason: string): Promise<void> {
    const companyId = company.id
    if (companyId === null || state.value !== 'ready' || sending.isBusy) return
    const mine = ++turn
    state.value = 'starting'
    trouble.value = null
    try {
      await follow(companyId, await api.undo(runId, companyId, { keys, reason }))
    } catch (error) {
      if (mine !== turn) return
      trouble.value = troubleOf(error)
      if (trouble.value.kind === 'offline') await findOut(companyId, runId, keys)
      else await read(runId)
    }
  }
  /** Whether the request arrived, only the lines can say. */
  async function findOut(companyId: CompanyId, runId: RunId, keys: readonly LineKey[]): Promise<void> {
    for (let tries = 0; tries < maxFindOuts && company.id === companyId; tries += 1) {
      await pause(pollEveryMs)
      const seen = await api.undoView(runId, companyId).catch(() => null)
      if (seen === null) continue
      view.value = seen
      const refusal = seen.lines.find(({ key }) => keys.includes(key))?.refusal
      if (refusal?.kind === 'undoneAlready')
        return follow(companyId, await api.runCompany(refusal.runId, companyId).catch(() => null))
      state.value = 'ready'
      return
    }
    state.value = 'lost'
  }
  /** As a send is watched; `null`: it has begun, and nothing more is known of it. */
  async function follow(companyId: CompanyId, plan: PlanView | null): Promise<void> {
    trouble.value = null
    if (company.id !== companyId) return
    if (plan === null) {
      state.value = 'lost'
      return
    }
    state.value = 'watching'
    company.takePlan(companyId, plan)
    await sending.watch(plan, companyId)
    // Another company is on screen by now.
    if (company.id !== companyId) return
    result.value = company.plan
    state.value = sending.state === 'finished' ? 'finished' : 'lost'
    sending.reset()
    await company.reload()
  }

  return { state, view, result, trouble, open, takeBack }
})

const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms))
