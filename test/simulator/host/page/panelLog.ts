import { el } from './dom.ts'
import type { LogEntry, ProtocolLog } from './protocolLog.ts'
import { section } from './section.ts'

const arrows: Record<LogEntry['direction'], string> = { in: 'pod → host', out: 'host → pod', drop: 'met with silence' }
const shownEntries = 100

/** The messages of both directions, newest first. */
export function createLogSection(log: ProtocolLog): HTMLElement {
  const list = el('ol', { class: 'log', id: 'log', reversed: true })
  const show = () => list.replaceChildren(...log.entries.slice(-shownEntries).reverse().map(item))
  log.onChange(show)
  const clear = el('button', { type: 'button', onclick: () => log.clear() }, 'Clear')
  return section('Messages', true, clear, list)
}

function item({ atMs, frame, direction, message, note }: LogEntry): HTMLElement {
  const head = `${(atMs / 1000).toFixed(2)} s · ${frame} · ${arrows[direction]}${note === '' ? '' : `: ${note}`}`
  const text = typeof message === 'string' ? message : JSON.stringify(message)
  return el('li', { class: direction }, el('span', {}, head), el('code', {}, text))
}
