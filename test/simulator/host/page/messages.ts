import { byId, el } from './dom.ts'

export interface ScreenMessage {
  tone: 'good' | 'bad' | 'waiting'
  text: string
  /** Which pod says it; '' when it is the screen itself. */
  from?: string
}

/** The message area below the record's title: what a pod refused, and what became of a save. */
export function showMessages(messages: ScreenMessage[]): void {
  byId('messages').replaceChildren(
    ...messages.map(({ tone, text, from }) =>
      el('p', { class: tone }, from ? el('strong', {}, `${from}: `) : null, text),
    ),
  )
}

/** Says what the screen itself could not do. */
export function showFailure(error: unknown): void {
  showMessages([{ tone: 'bad', text: error instanceof Error ? error.message : String(error) }])
}

/** Asks before unsaved changes are lost. Resolves to true when the person wants to go on. */
export async function askToLeave(what: string): Promise<boolean> {
  const dialog = byId('leave')
  if (!(dialog instanceof HTMLDialogElement)) return true
  byId('leave-text').textContent = `${what} Your changes have not been saved.`
  dialog.returnValue = 'stay'
  dialog.showModal()
  await new Promise((resolve) => dialog.addEventListener('close', resolve, { once: true }))
  return dialog.returnValue === 'leave'
}
