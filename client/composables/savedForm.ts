import { computed, nextTick, onMounted, useTemplateRef, type MaybeRefOrGetter, type Ref } from 'vue'
import { useAnnounce } from './announce'
import type { Trouble } from './problem'
import { useUnsaved } from './unsaved'

/** What is saved and what is typed, as the composable of a form hands it out. */
export interface SavedEdit {
  state: Readonly<Ref<'loading' | 'ready' | 'failed'>>
  saving: Readonly<Ref<'idle' | 'saving' | 'failed'>>
  /** Why it could not be loaded or saved. */
  trouble: Readonly<Ref<Trouble | null>>
  load: () => Promise<void>
  /** False when something was refused. */
  save: () => Promise<boolean>
  discard: () => void
}

/**
 * A form with a save of its own, whose element has the ref `form`: loads what is saved, counts as unsaved while it is `changed`, and
 * on its submit says `saved` or goes to the first field that was refused.
 */
export function useSavedForm(edit: SavedEdit, changed: MaybeRefOrGetter<boolean>, saved: () => string) {
  const announce = useAnnounce()
  const form = useTemplateRef<HTMLElement>('form')
  onMounted(edit.load)
  useUnsaved(changed, edit.discard)

  /** Somebody else saved meanwhile. */
  const isConflict = computed(
    () => edit.trouble.value?.kind === 'problem' && edit.trouble.value.problem.code === 'conflict',
  )

  async function submit() {
    if (await edit.save()) {
      announce.say(saved())
      return
    }
    await nextTick()
    form.value?.querySelector<HTMLElement>('[aria-invalid=true]')?.focus()
  }
  return { isConflict, submit }
}
