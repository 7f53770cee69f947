import { el } from './dom.ts'
import { errorLine, reported, section } from './section.ts'

interface Feed<Row> {
  title: string
  /** What stands there when there is nothing. */
  none: string
  content?: Node[]
  /** Newest first. */
  read: () => Promise<Row[]>
  item: (row: Row) => HTMLElement
}

const readEveryMs = 5_000

/** A part of the panel for what arrives while somebody looks. Drawn anew only when something has changed. */
export function createFeed<Row>({ title, none, content = [], read, item }: Feed<Row>): HTMLElement {
  const list = el('ul', { class: 'feed' })
  const count = el('span', { class: 'count' })
  const problem = errorLine()
  let drawn = ''

  async function show(): Promise<void> {
    const rows = await read()
    problem.textContent = ''
    const state = JSON.stringify(rows)
    if (state === drawn) return
    drawn = state
    count.textContent = rows.length === 0 ? '' : String(rows.length)
    list.replaceChildren(...(rows.length === 0 ? [el('li', { class: 'none' }, none)] : rows.map(item)))
  }

  const refresh = () => void reported(problem, show)
  refresh()
  window.setInterval(refresh, readEveryMs)
  const heading = el('span', {}, el('span', {}, title), count)
  return section(heading, false, ...content, list, problem)
}

/** A file to be opened in a tab of its own or saved; `name` tells files apart for those who cannot see. */
export function fileLinks(file: { name: string; href: string; bytes: number }): HTMLElement {
  const { name, href, bytes } = file
  return el(
    'span',
    { class: 'row' },
    el('a', { href, target: '_blank', rel: 'noopener', 'aria-label': `Open ${name}` }, 'Open'),
    el('a', { href, download: name, 'aria-label': `Save ${name}` }, 'Save'),
    el('small', {}, `${Math.ceil(bytes / 1000)} kB`),
  )
}
