import { el } from './dom.ts'
import type { CompanyPart, PartTools } from './panelCompany.ts'
import { sandboxApi, type AgreementShown } from './sandboxApi.ts'

/** The company's agreements: invoiced, renewed, ended. */
export function createAgreementsPart({ member, button, act }: PartTools): CompanyPart {
  const list = el('div', { id: 'agreements', class: 'cards' })
  const on = el('input', { type: 'date', 'aria-label': 'Day for Renew and End' })
  const auto = el('input', { type: 'checkbox' })
  auto.addEventListener('change', () => act(() => sandboxApi.setAutoInvoice(auto.checked)))
  const chosenDay = () => (on.value === '' ? null : on.value)

  function card(agreement: AgreementShown): HTMLElement {
    const { id, name, parent, nextInvoiceOn, lastInvoiceOn } = agreement
    return el(
      'div',
      { class: 'card' },
      el('strong', {}, name),
      el('small', {}, describe(agreement)),
      el(
        'div',
        { class: 'row' },
        parent === null && nextInvoiceOn !== null
          ? button('Make invoice', () => sandboxApi.makeInvoice(id, member()), `Make the next invoice of ${name}`)
          : null,
        lastInvoiceOn === null
          ? null
          : button('Delete last', () => sandboxApi.deleteInvoice(id, member()), `Delete the last invoice of ${name}`),
        button('Renew', () => sandboxApi.renewAgreement(id, chosenDay(), member()), `Renew ${name}`),
        button('End', () => sandboxApi.endAgreement(id, chosenDay(), member()), `End ${name}`),
      ),
    )
  }

  return {
    title: 'Agreements',
    isOpen: false,
    content: [
      el('label', { class: 'choice' }, auto, 'Invoices are made on their day, everywhere'),
      el('label', { class: 'field', title: 'Empty: today' }, 'Renew from, end on', on),
      list,
    ],
    async read(companyId) {
      const [agreements, { autoInvoice }] = await Promise.all([sandboxApi.agreements(companyId), sandboxApi.byItself()])
      auto.checked = autoInvoice
      list.replaceChildren(...(agreements.length === 0 ? ['No agreements.'] : agreements.map(card)))
    },
    clear: () => list.replaceChildren('No saved company is open.'),
  }
}

function describe({ status, cycle, endsOn, parent, nextInvoiceOn, lastInvoiceOn }: AgreementShown): string {
  const parts = [
    status,
    cycle,
    endsOn === null ? null : `ends ${endsOn}`,
    parent === null ? null : `billed with ${parent}`,
    nextInvoiceOn === null ? 'no next invoice' : `next invoice ${nextInvoiceOn}`,
    lastInvoiceOn === null ? null : `last one ${lastInvoiceOn}`,
  ]
  return parts.filter((part) => part !== null).join(' · ')
}
