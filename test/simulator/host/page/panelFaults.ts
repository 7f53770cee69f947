import { faultKinds, faultSystems } from './faultNames.ts'
import { el, select } from './dom.ts'
import { hostApi, type FaultShown } from './hostApi.ts'
import { attempt, errorLine, section } from './section.ts'

/** What goes wrong on purpose, and on which way. */
export function createFaultsSection(): { element: HTMLElement; refresh: () => void } {
  const rows = el('ul', { class: 'faults', id: 'faults' })
  const problem = errorLine()
  const options = (names: readonly string[]) => names.map((name) => ({ value: name, text: name }))
  const rule = { system: 'connectwise', kind: '429' }
  const system = select('System', options(faultSystems), rule.system, (value) => (rule.system = value))
  const kind = select('What goes wrong', options(faultKinds), rule.kind, (value) => (rule.kind = value))
  const path = el('input', { 'aria-label': 'Part of the path', placeholder: 'part of the path, e.g. additions' })
  const method = select(
    'Method',
    options(['every method', 'GET', 'POST', 'PATCH', 'PUT', 'DELETE']),
    'every method',
    () => undefined,
  )
  const times = el('input', {
    'aria-label': 'Times (empty: until removed)',
    placeholder: 'times',
    inputmode: 'numeric',
  })
  const delay = el('input', { 'aria-label': 'Delay in ms', placeholder: 'delay ms', inputmode: 'numeric' })

  const refresh = () => attempt(problem, async () => show(await hostApi.faults()))

  function show(faults: FaultShown[]): void {
    const items = faults.map((fault) =>
      el(
        'li',
        {},
        el('span', {}, describe(fault)),
        el(
          'button',
          { type: 'button', onclick: () => attempt(problem, async () => show(await hostApi.removeFault(fault.id))) },
          'Remove',
        ),
      ),
    )
    rows.replaceChildren(...(items.length > 0 ? items : [el('li', { class: 'none' }, 'Nothing is switched on.')]))
  }

  async function add(): Promise<void> {
    await hostApi.addFault({
      ...rule,
      path: path.value.trim(),
      method: method.value === 'every method' ? null : method.value,
      times: times.value.trim() === '' ? null : Number(times.value),
      delayMs: delay.value.trim() === '' ? 0 : Number(delay.value),
    })
    show(await hostApi.faults())
  }

  refresh()
  const element = section(
    'Faults',
    false,
    rows,
    el('div', { class: 'row' }, system, kind),
    el('div', { class: 'row' }, path),
    el('div', { class: 'row numbers' }, method, times, delay),
    el(
      'div',
      { class: 'row' },
      el('button', { type: 'button', onclick: () => attempt(problem, add) }, 'Add'),
      el(
        'button',
        { type: 'button', onclick: () => attempt(problem, async () => show(await hostApi.removeFault(null))) },
        'Clear all',
      ),
    ),
    problem,
  )
  return { element, refresh }
}

function describe({ system, kind, method, path, times, delayMs }: FaultShown): string {
  const where = `${method ?? 'every'} ${path === '' ? 'route' : path}`
  const often = times === null ? 'until removed' : `${times}×`
  return `${system}: ${kind} on ${where}, ${often}${delayMs > 0 ? `, ${delayMs} ms` : ''}`
}
