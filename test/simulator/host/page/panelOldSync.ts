import { el, numberIn } from './dom.ts'
import type { PartTools } from './panelCompany.ts'
import { sandboxApi, type AdditionShown } from './sandboxApi.ts'

/** The vendor's older sync, which may write the same lines, once or every night. */
export function createOldSync({ companyId, button }: PartTools) {
  const element = el('div', { class: 'old-sync' })

  function show(additions: AdditionShown[], nightly: { additionId: number; quantity: number }[]): void {
    const which = el(
      'select',
      { 'aria-label': 'Addition that the older sync writes' },
      ...additions.map(({ id, product }) => el('option', { value: id }, product)),
    )
    const quantity = el('input', { inputmode: 'decimal', placeholder: 'seats', 'aria-label': 'What it writes' })
    const everyNight = el('input', { type: 'checkbox' })
    const write = () =>
      sandboxApi.oldSync({
        companyId: companyId(),
        additionId: Number(which.value),
        quantity: numberIn(quantity),
        nightly: everyNight.checked,
      })
    const own = nightly.flatMap((each) => {
      const product = additions.find(({ id }) => id === each.additionId)?.product
      return product === undefined ? [] : [`${product}: ${each.quantity}`]
    })
    element.replaceChildren(
      el('strong', {}, 'The older sync'),
      el('div', { class: 'row' }, which, quantity),
      el(
        'div',
        { class: 'row' },
        el('label', { class: 'choice' }, everyNight, 'every night'),
        button('Write', write, 'Let the older sync write'),
        nightly.length === 0 ? null : button('Stop', () => sandboxApi.stopOldSync(), 'Stop the older sync'),
      ),
      ...(own.length === 0 ? [] : [el('small', {}, `Every night ${own.join(', ')}.`)]),
    )
  }

  return {
    element,
    async read(additions: AdditionShown[]): Promise<void> {
      if (additions.length === 0) element.replaceChildren()
      else show(additions, (await sandboxApi.byItself()).nightly)
    },
    clear: () => element.replaceChildren(),
  }
}
