import { el, numberIn, select } from './dom.ts'
import type { CompanyPart, PartTools } from './panelCompany.ts'
import { sandboxApi, type TrendCustomerShown, type TrendShown, type TrendSubscriptionShown } from './sandboxApi.ts'

/** The company at Trend Micro: its seats, and who vanishes; and what the gateway shows at all. */
export function createTrendPart({ button, act }: PartTools): CompanyPart {
  const gateway = el('div', { class: 'gateway' })
  const list = el('div', { id: 'trend', class: 'cards' })

  function card(customer: TrendCustomerShown): HTMLElement {
    const { id, name, isGone } = customer
    return el(
      'div',
      { class: isGone ? 'card gone' : 'card' },
      el('strong', {}, name),
      el(
        'div',
        { class: 'row' },
        vanishing(id, name, isGone),
        button('Second account', () => sandboxApi.addNamesake(id), `Second account of ${name}`),
      ),
      ...customer.subscriptions.map(subscription),
    )
  }

  function subscription(shown: TrendSubscriptionShown): HTMLElement {
    const { id, products, isGone } = shown
    const name = `${products.join(' and ')}, ${shown.name}`
    const bought = seats(`Seats of ${name}`, shown.provisioned)
    const used = seats(`Used seats of ${name}`, shown.used)
    const set = () =>
      sandboxApi.setSeats(id, {
        provisioned: numberIn(bought),
        used: used.value.trim() === '' ? null : Number(used.value),
      })
    return el(
      'div',
      { class: isGone ? 'subscription gone' : 'subscription' },
      el('small', {}, name),
      el(
        'div',
        { class: 'row' },
        bought,
        used,
        button('Set', set, `Set the seats of ${name}`),
        vanishing(id, name, isGone),
        products.length < 2
          ? null
          : button('Leave a product', () => sandboxApi.leaveUnbundled(id), `Leave a product of ${name} unbundled`),
      ),
    )
  }

  function vanishing(id: string, name: string, isGone: boolean): HTMLElement {
    const text = isGone ? 'Come back' : 'Vanish'
    return button(text, () => sandboxApi.setGone(id, !isGone), `${text}: ${name}`)
  }

  function showGateway({ customersShown, currentMonthSummary, reportsStoppedAt }: TrendShown): void {
    const stopped = el('input', { type: 'checkbox', checked: reportsStoppedAt !== null })
    stopped.addEventListener('change', () => act(() => sandboxApi.setTrend({ reportsStopped: stopped.checked })))
    const since = reportsStoppedAt === null ? '' : ` at ${reportsStoppedAt.slice(0, 16).replace('T', ' ')} UTC`
    gateway.replaceChildren(
      select(
        'Customers that are listed',
        choices({ all: 'All customers listed', half: 'Half of the customers gone', none: 'No customer listed' }),
        customersShown,
        (to) => act(() => sandboxApi.setTrend({ customersShown: to })),
      ),
      select(
        'Report of this month',
        choices({
          present: 'This month’s report is there',
          empty: 'This month’s report is empty',
          fromDay2: 'This month’s report from day 2',
        }),
        currentMonthSummary,
        (to) => act(() => sandboxApi.setTrend({ currentMonthSummary: to })),
      ),
      el('label', { class: 'choice' }, stopped, `Reports stand still${since}`),
    )
  }

  return {
    title: 'Trend Micro',
    isOpen: false,
    content: [gateway, list],
    async read(companyId) {
      const shown = await sandboxApi.trend(companyId)
      showGateway(shown)
      list.replaceChildren(
        ...(shown.customers.length === 0 ? ['No customer of Trend Micro.'] : shown.customers.map(card)),
      )
    },
    clear: () => list.replaceChildren('No saved company is open.'),
  }
}

const choices = (words: Record<string, string>) => Object.entries(words).map(([value, text]) => ({ value, text }))

/** Empty: not known. */
function seats(label: string, value: number | null): HTMLInputElement {
  return el('input', { value: value ?? '', inputmode: 'numeric', placeholder: '?', 'aria-label': label, title: label })
}
