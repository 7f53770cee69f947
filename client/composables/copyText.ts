/**
 * Copies text. The clipboard API is refused in a frame of another origin (facts/hosted-api.md §7), the old command is not.
 * False when neither worked; the text then has to be shown for copying by hand.
 */
export async function copyText(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text)
    return true
  } catch {
    return copyByCommand(text)
  }
}

function copyByCommand(text: string): boolean {
  const area = document.createElement('textarea')
  const focused = document.activeElement
  area.value = text
  area.style.position = 'fixed'
  area.style.opacity = '0'
  // Inside the open dialog, because a modal dialog makes the rest inert.
  const place = document.querySelector('dialog[open]') ?? document.body
  place.append(area)
  area.select()
  // Deprecated, and the only way in an embedded frame.
  // eslint-disable-next-line @typescript-eslint/no-deprecated
  const isDone = document.execCommand('copy')
  area.remove()
  if (focused instanceof HTMLElement) focused.focus()
  return isDone
}
