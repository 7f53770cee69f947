import { defineStore } from 'pinia'
import { computed, ref, shallowRef } from 'vue'
import { previousMonths } from '../components/imports/months'
import { troubleOf, type Trouble } from '../composables/problem'
import { useImportsApi } from '../importsApi'
import type { Month } from '../../server/domain/calendar'
import { fileLimits, type FileMapping } from '../../server/domain/fileImport'
import type { ImportPreviewView, ImportsView } from '../../server/domain/viewsImport'

/** idle → reading → shown → storing → stored; what a file is refused for is in `trouble`, and nothing of it is kept. */
export type ImportState = 'idle' | 'reading' | 'shown' | 'storing' | 'stored'

/** Months that are imported, and one file on its way to become one. */
export const useImports = defineStore('imports', () => {
  const api = useImportsApi()
  const listState = ref<'loading' | 'ready' | 'failed'>('loading')
  const listTrouble = shallowRef<Trouble | null>(null)
  const list = shallowRef<ImportsView | null>(null)

  const state = ref<ImportState>('idle')
  const trouble = shallowRef<Trouble | null>(null)
  const file = shallowRef<File | null>(null)
  /** It was not even sent. */
  const isTooLarge = ref(false)
  const preview = shallowRef<ImportPreviewView | null>(null)
  /** The closed month until another is chosen: files come after a month has ended. */
  const month = ref<Month | null>(null)
  const stored = ref<Month | null>(null)
  let turn = 0

  const months = computed(() => (list.value === null ? [] : previousMonths(list.value.running)))
  /** The month that is there already and would be replaced. */
  const replaced = computed(() => list.value?.months.find((each) => each.month === month.value) ?? null)

  async function load(): Promise<void> {
    listState.value = 'loading'
    listTrouble.value = null
    try {
      take(await api.imports())
      listState.value = 'ready'
    } catch (error) {
      listTrouble.value = troubleOf(error)
      listState.value = 'failed'
    }
  }
  function take(view: ImportsView) {
    list.value = view
    month.value ??= months.value[1] ?? null
  }

  /** Another file, or the same one with other columns. */
  async function look(wanted: File, mapping: FileMapping | null = null): Promise<void> {
    const mine = ++turn
    state.value = 'reading'
    trouble.value = null
    stored.value = null
    if (file.value !== wanted) preview.value = null
    file.value = wanted
    isTooLarge.value = wanted.size > fileLimits.bytes
    if (isTooLarge.value) {
      state.value = 'idle'
      return
    }
    try {
      const seen = await api.previewImport(wanted, mapping)
      if (mine !== turn) return
      preview.value = seen
      state.value = 'shown'
    } catch (error) {
      if (mine !== turn) return
      trouble.value = troubleOf(error)
      state.value = preview.value === null ? 'idle' : 'shown'
    }
  }
  /** Resolves to whether the file is the month's usage now; nothing is stored otherwise. */
  async function accept(): Promise<boolean> {
    if (file.value === null || preview.value === null || month.value === null) return false
    const { fingerprint, mapping } = preview.value
    const chosen = month.value
    state.value = 'storing'
    trouble.value = null
    try {
      take(
        await api.acceptImport(file.value, {
          month: chosen,
          fingerprint,
          mapping,
          replaces: replaced.value?.version ?? null,
        }),
      )
    } catch (error) {
      trouble.value = troubleOf(error)
      state.value = 'shown'
      // Somebody imported the month meanwhile: what would be replaced is shown, and confirmed or not.
      if (trouble.value.kind === 'problem' && trouble.value.problem.status === 409) await load()
      return false
    }
    forget()
    stored.value = chosen
    state.value = 'stored'
    return true
  }
  /** The file on screen is left; what is stored stays. */
  function forget() {
    turn += 1
    state.value = 'idle'
    trouble.value = null
    file.value = null
    preview.value = null
    stored.value = null
    isTooLarge.value = false
  }
  return {
    listState,
    listTrouble,
    list,
    months,
    replaced,
    state,
    trouble,
    file,
    isTooLarge,
    preview,
    month,
    stored,
    load,
    look,
    accept,
    forget,
  }
})
