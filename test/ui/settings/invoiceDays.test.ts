import { enableAutoUnmount, flushPromises } from '@vue/test-utils'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Api } from '../../../client/api'
import IntegrationSettings from '../../../client/components/schedule/IntegrationSettings.vue'
import SettingsView from '../../../client/views/SettingsView.vue'
import type { InvoiceTimingView } from '../../../server/domain/viewsSchedule'
import { fairhavenId } from '../fixtures/fairhaven'
import { aFailure, aProblem, never } from '../fixtures/api'
import { fairhavensInvoiceDays, lateInvoiceDays, someInvoiceDays } from '../fixtures/invoices'
import { showPart } from '../fixtures/showPart'

enableAutoUnmount(afterEach)
beforeEach(() => vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'], shouldAdvanceTime: true }))
afterEach(() => vi.useRealTimers())

const day = 'input[inputmode=numeric]'
const show = (invoiceDays: Api['invoiceDays']) => showPart(SettingsView, { invoiceDays }, day)

describe('the invoice days under the schedule', () => {
  it('say which agreements are invoiced just after the send, and which day would suit the others', async () => {
    const { text, wrapper } = await show(() => Promise.resolve(someInvoiceDays()))
    expect(text()).toContain('112 of 118 agreements are invoiced on the 1st, just after the send.')
    const late = wrapper.get('.note.held').text()
    expect(late).toContain(
      '6 agreements are invoiced on the 15th, up to 16 days after the send; day 14 would suit them.',
    )
  })
  it('name the companies of a late day, and put the day that fits into the field', async () => {
    const invoiceDays = vi.fn<Api['invoiceDays']>(() => Promise.resolve(someInvoiceDays()))
    const { wrapper, press, text } = await show(invoiceDays)
    const list = wrapper.get('.who')
    expect(list.isVisible()).toBe(false)
    await press('Show the 6')
    expect(list.isVisible()).toBe(true)
    expect(list.findAll('li')).toHaveLength(6)
    await press('Use day 14')
    expect(wrapper.get<HTMLInputElement>(day).element.value).toBe('14')
    expect(text()).toContain('Not saved yet')
  })
  it('are asked anew while the day is typed, once and not at every key, and not for a day that is none', async () => {
    const invoiceDays = vi.fn<Api['invoiceDays']>(() => Promise.resolve(someInvoiceDays()))
    const { wrapper } = await show(invoiceDays)
    expect(invoiceDays.mock.calls).toEqual([[30, null]])
    await wrapper.get(day).setValue('1')
    await wrapper.get(day).setValue('14')
    await vi.advanceTimersByTimeAsync(400)
    await wrapper.get(day).setValue('32')
    await vi.advanceTimersByTimeAsync(400)
    expect(invoiceDays.mock.calls).toEqual([
      [30, null],
      [14, null],
    ])
  })
  it('keep the newest answer when an older one comes late', async () => {
    let answerFirst: (view: InvoiceTimingView) => void = () => undefined
    const first = new Promise<InvoiceTimingView>((resolve) => (answerFirst = resolve))
    const { wrapper, text } = await show((asked) =>
      asked === 30 ? first : Promise.resolve(someInvoiceDays({ groups: [], notMonthly: 3 })),
    )
    await wrapper.get(day).setValue('14')
    await vi.advanceTimersByTimeAsync(400)
    answerFirst(someInvoiceDays())
    await flushPromises()
    expect(text()).toContain('3 agreements are not invoiced by the month')
    expect(text()).not.toContain('112 of 118')
  })
  it('say that they are being read, and why they cannot be; the rest can be saved all the same', async () => {
    expect((await show(never)).text()).toContain('Reading when invoices are made…')
    const refused = aProblem({ failure: aFailure({ system: 'connectwise' }) })
    const { text, wrapper } = await show(() => Promise.reject(refused))
    await flushPromises()
    expect(text()).toContain('ConnectWise did not answer')
    expect(text()).toContain('Nothing else here depends on it.')
    await wrapper.get(day).setValue('28')
    expect(text()).toContain('Not saved yet')
  })
  it('say in words what is not known', async () => {
    const { text } = await show(() => Promise.resolve(someInvoiceDays({ unknown: 2, notMonthly: 1 })))
    expect(text()).toContain('112 of 121 agreements')
    expect(text()).toContain('1 agreement is not invoiced by the month')
    expect(text()).toContain('Of 2 agreements the next invoice is not known.')
  })
})

describe('the invoice days of one company', () => {
  const custom = async (invoiceDays: Api['invoiceDays']) => {
    const shown = await showPart(IntegrationSettings, { invoiceDays }, 'input[type=radio]')
    await shown.wrapper.get('input[value=custom]').setValue()
    await flushPromises()
    return shown
  }
  it('name its agreements', async () => {
    const invoiceDays = vi.fn<Api['invoiceDays']>(() => Promise.resolve(fairhavensInvoiceDays))
    const { wrapper } = await custom(invoiceDays)
    expect(invoiceDays).toHaveBeenCalledWith(30, fairhavenId)
    expect(wrapper.get('.note.done').text()).toBe('Gold Support 2025 is invoiced on the 1st, just after the send.')
  })
  it('name the one that the day does not suit', async () => {
    const { wrapper, press } = await custom(() => Promise.resolve(lateInvoiceDays))
    expect(wrapper.get('.note.held').text()).toContain('Cloud Protection 2025 is invoiced on the 15th')
    await press('Use day 14')
    expect(wrapper.get<HTMLInputElement>(day).element.value).toBe('14')
    expect(wrapper.get('.note.held').text()).not.toContain('Use day 14')
  })
})
