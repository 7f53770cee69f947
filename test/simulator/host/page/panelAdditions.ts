import { el, numberIn, select } from './dom.ts'
import type { CompanyPart, PartTools } from './panelCompany.ts'
import { createOldSync } from './panelOldSync.ts'
import { sandboxApi, type AdditionShown, type AgreementShown } from './sandboxApi.ts'

/** What ConnectWise bills for the company on screen, and every way to change it by hand, as a person would. */
export function createAdditionsPart(tools: PartTools): CompanyPart {
  const { member, button, act } = tools
  const list = el('div', { id: 'additions' })
  const oldSync = createOldSync(tools)
  const opened = new Set<number>()

  function rows(addition: AdditionShown, agreements: AgreementShown[]): HTMLElement[] {
    const { id, product } = addition
    const quantity = el('input', {
      value: addition.quantity,
      inputmode: 'decimal',
      'aria-label': `Quantity of ${product}`,
      'data-addition': id,
    })
    const edit = () => sandboxApi.editAddition({ additionId: id, quantity: numberIn(quantity), member: member() })
    const from = addition.startsOn === null ? '' : `from ${addition.startsOn}`
    const until = addition.cancelledOn === null ? '' : ` to ${addition.cancelledOn}, then cancelled`
    const main = el(
      'tr',
      { class: 'line' },
      el(
        'td',
        {},
        product,
        el('small', {}, `${addition.agreement} · by ${addition.updatedBy}`),
        addition.cancelledOn === null ? null : el('small', { class: 'ends' }, from + until),
      ),
      el('td', {}, quantity),
      el('td', {}, button('Edit', edit, `Edit the quantity of ${product}`)),
    )
    return [main, el('tr', {}, el('td', { colspan: 3 }, more(addition, agreements)))]
  }

  function more(addition: AdditionShown, agreements: AgreementShown[]): HTMLElement {
    const { id, product } = addition
    const price = el('input', { value: addition.unitPrice, inputmode: 'decimal', 'aria-label': `Price of ${product}` })
    const lastDay = el('input', {
      type: 'date',
      value: addition.cancelledOn ?? '',
      'aria-label': `Last day of ${product}`,
    })
    const elsewhere = agreements.filter((agreement) => agreement.id !== addition.agreementId)
    const move = select(
      `Move ${product} to`,
      [{ value: '', text: 'Move to…' }, ...elsewhere.map(({ id: to, name }) => ({ value: String(to), text: name }))],
      '',
      (to) => to !== '' && act(() => sandboxApi.moveAddition(id, Number(to), member())),
    )
    const edit = (changes: { unitPrice?: number; cancelledOn?: string | null }) =>
      sandboxApi.editAddition({ additionId: id, ...changes, member: member() })
    const box = el(
      'details',
      { class: 'fold-in', open: opened.has(id) },
      el('summary', {}, `Price ${addition.unitPrice}, cancel, twin, move, delete`),
      el(
        'div',
        { class: 'row' },
        el('label', { class: 'field' }, 'Price', price),
        button('Set', () => edit({ unitPrice: numberIn(price) }), `Set the price of ${product}`),
      ),
      el(
        'div',
        { class: 'row' },
        el('label', { class: 'field' }, 'Last day', lastDay),
        button('Cancel', () => edit({ cancelledOn: lastDay.value }), `Cancel ${product} on that day`),
        addition.cancelledOn === null
          ? null
          : button('Take back', () => edit({ cancelledOn: null }), `Take back the end of ${product}`),
      ),
      el(
        'div',
        { class: 'row' },
        button('Twin', () => sandboxApi.twinAddition(id, member()), `Add a twin of ${product}`),
        button('Delete', () => sandboxApi.deleteAddition(id, member()), `Delete ${product}`),
        elsewhere.length === 0 ? null : move,
      ),
    )
    box.addEventListener('toggle', () => (box.open ? opened.add(id) : opened.delete(id)))
    return box
  }

  return {
    title: 'Additions',
    isOpen: true,
    content: [list, oldSync.element],
    async read(companyId) {
      const [additions, agreements] = await Promise.all([
        sandboxApi.additions(companyId),
        sandboxApi.agreements(companyId),
      ])
      const head = ['Addition', 'Quantity', ''].map((text) => el('th', { scope: 'col' }, text))
      const body = additions.flatMap((addition) => rows(addition, agreements))
      list.replaceChildren(
        additions.length === 0
          ? 'No additions.'
          : el('table', {}, el('thead', {}, el('tr', {}, ...head)), el('tbody', {}, ...body)),
      )
      await oldSync.read(additions)
    },
    clear() {
      list.replaceChildren('No saved company is open.')
      oldSync.clear()
    },
  }
}
