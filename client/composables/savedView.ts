import { ref, shallowRef, type ShallowRef } from 'vue'
import { troubleOf, type Trouble } from './problem'

/**
 * What is saved, as the server has it: how it is read, and what became of a save. What is typed beside it is the business of who uses
 * it: `taken` puts it back to what is saved.
 */
export function useSavedView<View>(read: () => Promise<View>, taken: (view: View) => void) {
  const view: ShallowRef<View | null> = shallowRef(null)
  const state = ref<'loading' | 'ready' | 'failed'>('loading')
  const saving = ref<'idle' | 'saving' | 'failed'>('idle')
  /** Why it could not be loaded or saved. */
  const trouble = shallowRef<Trouble | null>(null)

  function take(next: View) {
    view.value = next
    saving.value = 'idle'
    trouble.value = null
    taken(next)
  }
  async function load() {
    state.value = 'loading'
    try {
      take(await read())
      state.value = 'ready'
    } catch (error) {
      trouble.value = troubleOf(error)
      state.value = 'failed'
    }
  }
  /** False when it was refused: `trouble` says why, and nothing was saved. */
  async function saveBy(send: () => Promise<View>): Promise<boolean> {
    saving.value = 'saving'
    trouble.value = null
    try {
      take(await send())
      return true
    } catch (error) {
      trouble.value = troubleOf(error)
      saving.value = 'failed'
      return false
    }
  }
  const discard = () => {
    if (view.value !== null) take(view.value)
  }
  return { view, state, saving, trouble, take, load, saveBy, discard }
}
