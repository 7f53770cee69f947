import { el } from './dom.ts'
import { hostApi, type ClockShown } from './hostApi.ts'
import { attempt, errorLine, section } from './section.ts'

/** The sandbox's time, which all simulators and the pod's server share. */
export function createClockSection(): HTMLElement {
  const shown = el('p', { class: 'clock', id: 'clock' }, '…')
  const input = el('input', { type: 'datetime-local', 'aria-label': 'Set the clock to', step: '60' })
  const problem = errorLine()
  const move = (to: object) => attempt(problem, async () => show(await hostApi.moveClock(to)))
  const button = (text: string, to: () => object) => el('button', { type: 'button', onclick: () => move(to()) }, text)

  function show({ nowIso, timeZone }: ClockShown): void {
    const words = new Intl.DateTimeFormat('en-GB', { dateStyle: 'full', timeStyle: 'short', timeZone })
    shown.textContent = `${words.format(new Date(nowIso))} (${timeZone})`
  }

  async function read(): Promise<void> {
    show(await hostApi.clock())
  }

  attempt(problem, read)
  window.setInterval(() => attempt(problem, read), 15_000) // tests and the demo move the clock as well
  return section(
    'Clock',
    true,
    shown,
    el(
      'div',
      { class: 'row' },
      button('+1 hour', () => ({ advanceHours: 1 })),
      button('+1 day', () => ({ advanceHours: 24 })),
      button('To the next 30th, 02:05', () => ({ next: { day: 30, time: '02:05' } })),
    ),
    el(
      'div',
      { class: 'row' },
      input,
      button('Set', () => ({ local: input.value })),
    ),
    problem,
  )
}
