import { enableAutoUnmount, flushPromises, mount } from '@vue/test-utils'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { consoleApiKey, type ConsoleApi } from '../../../client/consoleApi'
import CompaniesPage from '../../../client/views/console/CompaniesPage.vue'
import { instant } from '../../../server/domain/calendar'
import { noStanding } from '../../../server/domain/companyStanding'
import { companyId } from '../../../server/domain/ids'
import { companyFilters, type CompanyListView, type CompanyRowView } from '../../../server/domain/viewsCompanies'
import { inPod } from '../fixtures/frame'
import { aLinkServer } from '../fixtures/linking'
import { surroundings } from '../fixtures/mount'

enableAutoUnmount(afterEach)
beforeEach(() => {
  window.location.hash = '#/companies'
})

const aRow = (id: number, over: Partial<CompanyRowView> = {}): CompanyRowView => ({
  company: { id: companyId(id), identifier: `C${id}`, name: `Company ${id}`, city: 'Dayton', state: 'OH' },
  leftOut: null,
  customers: [],
  state: 'unlinked',
  standing: noStanding,
  own: false,
  ...over,
})
const aView = (rows: CompanyRowView[], found = rows.length): CompanyListView => ({
  rows,
  found,
  // All of them are named.
  totals: Object.fromEntries(companyFilters.map((filter) => [filter, found])) as CompanyListView['totals'],
  reading: null,
  readAt: instant('2025-11-20T08:00:00.000Z'),
  connectWise: { site: 'https://na.myconnectwise.net', loginCompany: 'harborit' },
})

async function showPage(companies: ConsoleApi['companies']) {
  const wrapper = mount(inPod(['console', 'companies'], CompaniesPage), {
    attachTo: document.body,
    global: {
      plugins: [surroundings({})],
      provide: { [consoleApiKey as symbol]: { ...aLinkServer([]).api, companies } },
    },
  })
  await vi.waitFor(() => wrapper.get('.list'))
  await flushPromises()
  return { wrapper, text: () => wrapper.text().replaceAll(/\s+/g, ' ') }
}

describe('the list of companies', () => {
  it('says what each needs, with its numbers, and leads to its screen and its record', async () => {
    const held = aRow(1, {
      customers: ['Customer 1'],
      state: 'held',
      standing: { ...noStanding, held: 2, unchanged: 1, billedAt: instant('2025-10-31T02:00:00.000Z') },
      own: true,
    })
    const { wrapper } = await showPage(() => Promise.resolve(aView([held, aRow(2)])))
    const [first, second] = wrapper.findAll('tbody tr').map((row) => row.text().replaceAll(/\s+/g, ' '))
    expect(first).toMatch(/Company 1.*Customer 1.*Held.*2 held · 1 unchanged · own settings.*Oct 30/)
    expect(second).toContain('Unlinked')
    expect(wrapper.get('tbody th a').attributes('href')).toBe('#/companies?company=1')
    expect(wrapper.get('tbody .out a').attributes('href')).toContain('recid=1')
  })

  it('is read in pages, each company once', async () => {
    const asked: string[] = []
    const all = Array.from({ length: 230 }, (_, place) => aRow(place + 1))
    const { wrapper } = await showPage(({ filter, offset, limit }) => {
      asked.push(`${filter} ${offset}+${limit}`)
      return Promise.resolve(aView(all.slice(offset, offset + limit), all.length))
    })
    expect(asked).toEqual(['all 0+100', 'all 100+500'])
    expect(wrapper.get('table').attributes('aria-rowcount')).toBe('231')
  })

  it('keeps its filter in the address and says when nothing is found', async () => {
    const asked: string[] = []
    const { wrapper, text } = await showPage(({ filter }) => {
      asked.push(filter)
      return Promise.resolve(aView(filter === 'all' ? [aRow(1)] : [], filter === 'all' ? 1 : 0))
    })
    await wrapper
      .findAll('.seg button')
      .find((button) => button.text().startsWith('Failed'))
      ?.trigger('click')
    await flushPromises()
    expect(window.location.hash).toBe('#/companies?filter=failed')
    expect(asked).toEqual(['all', 'failed'])
    expect(text()).toContain('No company of this kind.')
  })

  it('that cannot be read says why, and says while past runs are still being read', async () => {
    const failed = await showPage(() => Promise.reject(new Error('gone')))
    expect(failed.text()).toContain('The companies cannot be shown right now')
    const reading = await showPage(() => Promise.resolve({ ...aView([aRow(1)]), reading: { read: 3, of: 9 } }))
    expect(reading.text()).toContain('Reading what past runs say: 3 of 9.')
  })
})
