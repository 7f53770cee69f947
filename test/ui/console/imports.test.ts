import { enableAutoUnmount, flushPromises, mount } from '@vue/test-utils'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { importsApiKey, type ImportsApi } from '../../../client/importsApi'
import ImportsPage from '../../../client/views/console/ImportsPage.vue'
import { month } from '../../../server/domain/calendar'
import { noMapping } from '../../../server/domain/fileImport'
import { aProblem } from '../fixtures/api'
import { inPod } from '../fixtures/frame'
import { aFile, anImportedMonth, anImportServer, aPreview } from '../fixtures/imports'
import { surroundings } from '../fixtures/mount'

enableAutoUnmount(afterEach)

async function showPage(server = anImportServer(), over: Partial<ImportsApi> = {}) {
  const wrapper = mount(inPod(['console', 'imports'], ImportsPage), {
    attachTo: document.body,
    global: { plugins: [surroundings()], provide: { [importsApiKey as symbol]: { ...server.api, ...over } } },
  })
  await vi.waitFor(() => wrapper.get('input[type=file]'))
  await flushPromises()
  const text = () => wrapper.text().replaceAll(/\s+/g, ' ')
  const choose = async (file = aFile()) => {
    const field = wrapper.get<HTMLInputElement>('input[type=file]')
    Object.defineProperty(field.element, 'files', { value: [file], configurable: true })
    await field.trigger('change')
    await flushPromises()
  }
  const button = (name: string) => {
    const found = wrapper.findAll('button').find((each) => each.text().includes(name))
    if (!found) throw new Error(`No button "${name}"`)
    return found
  }
  return { wrapper, text, choose, button, server }
}
const refuses = (problem: Parameters<typeof aProblem>[0]) => () => Promise.reject(aProblem(problem))

describe('a usage file', () => {
  it('is shown with its columns, sums and first rows before anything is stored', async () => {
    const { text, choose, wrapper, server } = await showPage()
    await choose()
    expect(text()).toContain('october.csv CSV, names of columns in row 1')
    expect(text()).toContain('Columns found by their names')
    expect(wrapper.get('dl.sums').text()).toContain('Seats bought48')
    expect(wrapper.get('tbody tr').text().replaceAll(/\s+/g, ' ')).toBe(
      '2Fairhaven Dental Worry-Free Services 48not read',
    )
    expect(server.api.acceptImport).not.toHaveBeenCalled()
  })

  it('becomes the usage of the closed month unless another is chosen', async () => {
    const { text, choose, button, server } = await showPage()
    await choose()
    await button('Use for Oct 2025').trigger('click')
    await flushPromises()
    expect(server.api.acceptImport.mock.calls[0]?.[1]).toEqual({
      month: '2025-10',
      fingerprint: 'fingerprint-1',
      mapping: aPreview().mapping,
      replaces: null,
    })
    expect(text()).toContain('The usage of Oct 2025 is imported. Nothing was sent.')
    expect(text()).toContain('Oct 20251264,312 october.csv')
  })

  it('beside keys counts for nothing, and says so before and after it is stored', async () => {
    const { text, choose, button } = await showPage(anImportServer({ inUse: false }))
    expect(text()).toContain('Keys of Trend Micro are stored; while they are, files are not used.')
    await choose()
    await button('Use for Oct 2025').trigger('click')
    await flushPromises()
    expect(text()).toContain('The usage of Oct 2025 is imported. Nothing was sent.')
    expect(text()).not.toContain('From now on plans use it.')
  })

  it('offers the running month and two years back, and none to come', async () => {
    const { choose, wrapper } = await showPage()
    await choose()
    const options = wrapper.findAll('.use option').map((option) => option.text())
    expect([options.length, options[0], options.at(-1)]).toEqual([25, 'Nov 2025', 'Nov 2023'])
  })

  it('says what it takes the place of, and sends which version that is', async () => {
    const { text, choose, button, server } = await showPage(anImportServer({ months: [anImportedMonth()] }))
    await choose()
    expect(text()).toContain('Oct 2025 is there already: 4,312 seats, imported by mortiz on Nov 3, 2025')
    await button('Replace Oct 2025').trigger('click')
    expect(server.api.acceptImport.mock.calls[0]?.[1]).toMatchObject({ replaces: 3 })
  })

  it('asks for a column that it cannot find, and reads the file anew with it', async () => {
    const preview = aPreview({ missing: ['customer'], mapping: { ...noMapping, product: 1, provisioned: 2 } })
    const { wrapper, text, choose, button, server } = await showPage(anImportServer({ preview }))
    await choose()
    expect(text()).toContain('Choose a column')
    expect(button('Use for').attributes('disabled')).toBeDefined()
    await wrapper.get('.columns select').setValue('0')
    await flushPromises()
    expect(server.api.previewImport.mock.calls[1]?.[1]).toEqual({
      ...noMapping,
      customer: 0,
      product: 1,
      provisioned: 2,
    })
    expect(text()).toContain('Columns as you chose them')
    expect(button('Use for').attributes('disabled')).toBeUndefined()
  })

  it('with problems tells each at its row, and cannot be used at all', async () => {
    const preview = aPreview({
      problems: [
        { row: 12, field: 'product', problem: 'twice', other: 8 },
        { row: 14, field: 'provisioned', problem: 'formula', other: null },
      ],
      moreProblems: 5,
    })
    const { text, choose, button } = await showPage(anImportServer({ preview }))
    await choose()
    expect(text()).toContain('7 places of the file cannot be used, so none of it is.')
    expect(text()).toContain('Row 12, Product: the same customer and product as in row 8.')
    expect(text()).toContain('Row 14, Seats bought: a formula')
    expect(text()).toContain('and 5 more')
    expect(button('Use for').attributes('disabled')).toBeDefined()
  })

  it('with fewer customers than the newest month says whose lines will wait', async () => {
    const against = {
      month: month('2025-09'),
      seats: 60,
      customersGone: { count: 4, names: ['Harrow Mfg', 'Pike'] },
      productsGone: 1,
    }
    const { text, choose } = await showPage(anImportServer({ preview: aPreview({ against }) }))
    await choose()
    expect(text()).toContain('48 Sep 2025: 60')
    expect(text()).toContain('4 customers of Sep 2025 are not in this file: Harrow Mfg, Pike, and 2 more.')
    expect(text()).toContain('1 product is gone of a customer that is still there.')
  })

  it.each([
    ['importType', {}, 'This is no CSV or XLSX file.'],
    ['importNoCustomers', { why: 'partner' }, 'It is the usage report, with one row a partner.'],
    ['importNoCustomers', { why: 'totals' }, 'the sums of the whole partner'],
  ] as const)('is refused with %s %j, and why', async (code, params, words) => {
    const { text, choose, wrapper } = await showPage(anImportServer(), {
      previewImport: refuses({ code, status: 400, params: { ...params } }),
    })
    await choose(aFile('usage.pdf'))
    expect(text()).toContain('usage.pdf')
    expect(text()).toContain(words)
    expect(text()).toContain('Nothing was saved.')
    expect(wrapper.find('.columns').exists()).toBe(false)
  })

  it('that is too large is not even sent', async () => {
    const { text, choose, server } = await showPage()
    const file = aFile('all.xlsx')
    Object.defineProperty(file, 'size', { value: 11 * 1024 * 1024 })
    await choose(file)
    expect(text()).toContain('all.xlsx The file has more than 10 MB.')
    expect(server.api.previewImport).not.toHaveBeenCalled()
  })

  it('for a month that the server refuses says so at the month', async () => {
    const { text, choose, button, wrapper } = await showPage(anImportServer(), {
      acceptImport: refuses({ code: 'invalid', status: 400, issues: [{ path: 'month', code: 'monthInFuture' }] }),
    })
    await choose()
    await button('Use for').trigger('click')
    await flushPromises()
    expect(text()).toContain('This month has not begun.')
    expect(wrapper.get('.use select').attributes('aria-invalid')).toBe('true')
  })

  it('whose month somebody imported meanwhile asks once more', async () => {
    const server = anImportServer()
    server.api.imports
      .mockResolvedValueOnce({ months: [], running: month('2025-11'), inUse: true })
      .mockResolvedValue({ months: [anImportedMonth({ by: 'achen' })], running: month('2025-11'), inUse: true })
    const { text, choose, button } = await showPage(server, {
      acceptImport: refuses({ code: 'importReplaces', status: 409 }),
    })
    await choose()
    await button('Use for').trigger('click')
    await flushPromises()
    expect(text()).toContain('This month was imported before.')
    expect(button('Replace Oct 2025').attributes('disabled')).toBeUndefined()
  })
})
