import { defineStore } from 'pinia'
import { computed, onScopeDispose, shallowReactive, toValue, type MaybeRefOrGetter } from 'vue'

interface Edit {
  dirty: MaybeRefOrGetter<boolean>
  discard: () => void
}

/** All edits that would be lost: marks the host's screen as dirty and answers its Save (App.vue). */
export const useUnsavedStore = defineStore('unsaved', () => {
  const edits = shallowReactive(new Set<Edit>())
  const any = computed(() => [...edits].some((edit) => toValue(edit.dirty)))
  const discardAll = () => edits.forEach((edit) => toValue(edit.dirty) && edit.discard())
  return { edits, any, discardAll }
})

/**
 * Says that a form has edits that would be lost while `dirty` is true. `discard` puts the form back to what is saved.
 * Ends with the component.
 */
export function useUnsaved(dirty: MaybeRefOrGetter<boolean>, discard: () => void): void {
  const { edits } = useUnsavedStore()
  const edit: Edit = { dirty, discard }
  edits.add(edit)
  onScopeDispose(() => edits.delete(edit))
}
