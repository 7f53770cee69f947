import { el } from './dom.ts'

/** One part of the panel that folds on its own. */
export function section(title: string | Node, isOpen: boolean, ...children: Node[]): HTMLElement {
  return el('details', { open: isOpen }, el('summary', {}, title), el('div', { class: 'part' }, ...children))
}

/** Runs what a button asked for and says below it what went wrong. */
export function attempt(place: HTMLElement, action: () => Promise<void>): void {
  place.textContent = ''
  void reported(place, action)
}

/** Over when the action is over; what went wrong stands in `place` then. Never rejects. */
export async function reported(place: HTMLElement, action: () => Promise<unknown>): Promise<void> {
  try {
    await action()
  } catch (error) {
    place.textContent = error instanceof Error ? error.message : String(error)
  }
}

export function errorLine(): HTMLElement {
  return el('p', { class: 'error', role: 'alert' })
}
