import type { Address } from './address.ts'
import type { CompanyScreen } from './companyScreen.ts'
import { el } from './dom.ts'
import { hostApi, type AdditionShown, type HostStart } from './hostApi.ts'
import { attempt, errorLine, section } from './section.ts'

/** What ConnectWise bills for the company on screen, and a way to change it by hand, as a person would. */
export function createAdditionsSection(address: Address, screen: CompanyScreen): HTMLElement {
  const story = el('p', { id: 'story', class: 'story' })
  const list = el('div', { id: 'additions' })
  const problem = errorLine()

  const show = () => attempt(problem, read)

  async function read(): Promise<void> {
    const companyId = Number(address.company)
    if (!Number.isInteger(companyId) || companyId <= 0) {
      list.replaceChildren('No saved company is open.')
      return
    }
    const additions = await hostApi.additions(companyId)
    if (additions.length === 0) {
      list.replaceChildren('No additions.')
      return
    }
    const rows = additions.map(row)
    const head = ['Addition', 'Quantity', ''].map((text) => el('th', { scope: 'col' }, text))
    list.replaceChildren(el('table', {}, el('thead', {}, el('tr', {}, ...head)), el('tbody', {}, ...rows)))
  }

  function row(addition: AdditionShown): HTMLElement {
    const quantity = el('input', {
      value: addition.quantity,
      inputmode: 'decimal',
      'aria-label': `Quantity of ${addition.product}`,
      'data-addition': addition.id,
    })
    const edit = async () => {
      const member = address.member ?? ''
      await hostApi.editAddition({ additionId: addition.id, quantity: Number(quantity.value), member })
      await read()
    }
    const ended = addition.cancelledOn === null ? null : el('small', {}, `cancelled ${addition.cancelledOn}`)
    const by = el('small', {}, `${addition.agreement} · by ${addition.updatedBy}`)
    return el(
      'tr',
      {},
      el('td', {}, addition.product, by, ended),
      el('td', {}, quantity),
      el('td', {}, el('button', { type: 'button', onclick: () => attempt(problem, edit) }, 'Edit')),
    )
  }

  screen.onShown(({ companies }: HostStart) => {
    story.textContent = companies.find((company) => String(company.id) === address.company)?.story ?? ''
    show()
  })
  const again = el('button', { type: 'button', onclick: show }, 'Read again')
  return section('What this company shows', true, story, list, again, problem)
}
