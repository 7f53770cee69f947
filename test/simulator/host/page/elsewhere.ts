import { byId, el } from './dom.ts'
import type { CompanyListed } from './hostApi.ts'

/** The list of companies, to which Back leads. */
export function showElsewhere(companies: CompanyListed[], onOpen: (id: number) => void): void {
  const rows = companies.map((company) =>
    el(
      'tr',
      {},
      el('td', {}, el('button', { type: 'button', class: 'link', onclick: () => onOpen(company.id) }, company.name)),
      el('td', {}, company.identifier),
      el('td', { class: 'story' }, company.story),
    ),
  )
  const head = ['Company', 'Company ID', 'What to see here'].map((text) => el('th', { scope: 'col' }, text))
  byId('elsewhere').replaceChildren(
    el('table', { class: 'list' }, el('thead', {}, el('tr', {}, ...head)), el('tbody', {}, ...rows)),
  )
}
