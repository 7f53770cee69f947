import { flushPromises, mount, type VueWrapper } from '@vue/test-utils'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import App from '../../client/App.vue'
import type { Api } from '../../client/api'
import { OfflineError } from '../../client/api'
import { useCompany } from '../../client/stores/company'
import { month } from '../../server/domain/calendar'
import { companyId, runId } from '../../server/domain/ids'
import { aFailure, aProblem, never } from './fixtures/api'
import { decisionsPlan, leftOutPlan, severalPlan, vanishedPlan } from './fixtures/decided'
import {
  aCompany,
  anExplanation,
  aPlan,
  aRow,
  aSession,
  now,
  partialPlan,
  someSuggestions,
  unlinkedCompany,
} from './fixtures/fairhaven'
import { sendingPlan, sentPlan } from './fixtures/sending'
import { surroundings, type Surroundings } from './fixtures/mount'

let wrapper: VueWrapper | undefined
beforeEach(() => vi.useFakeTimers({ now }))
afterEach(() => {
  wrapper?.unmount()
  vi.useRealTimers()
})

async function show(given: Surroundings = {}) {
  const around = surroundings(given)
  wrapper = mount(App, { global: { plugins: [around] }, attachTo: document.body })
  await flushPromises()
  // Lazy views come from their files; each import takes a turn of its own.
  for (let turns = 0; turns < 20; turns += 1) await vi.dynamicImportSettled().then(flushPromises)
  return { wrapper, around, text: () => document.body.textContent }
}
const byText = (wrapper: VueWrapper, text: string) => {
  const found = wrapper.findAll('button').find((each) => each.text().includes(text))
  if (!found) throw new Error(`No button "${text}"`)
  return found
}

describe('a linked company', () => {
  it('shows each product before → after with its state and reason, and the money that will be sent', async () => {
    const { wrapper } = await show()
    const rows = wrapper.findAll('tbody tr').map((row) => row.text().replaceAll(/\s+/g, ' '))
    expect(rows).toHaveLength(5)
    expect(rows[0]).toContain('Co-Managed XDR')
    expect(rows[0]).toContain('agreement ended Sep 30')
    expect(rows[0]).toContain('not sent')
    expect(rows[1]).toContain('drop of 56%, limit 25%')
    expect(rows[2]).toContain('+$13.50')
    expect(rows[4]).toContain('trial until Dec 14')
    expect(wrapper.find('.pod-foot').text()).toContain('+$13.50')
    expect(wrapper.find('.pod-foot').text()).toContain('177 of 177 seats accounted for')
  })

  it('says in a few words what does not hold a line, and from which seats it comes when not from those of today', async () => {
    const which = { kind: 'closedMonth' as const, month: month('2025-10') }
    const { wrapper } = await show({ api: { plan: () => Promise.resolve({ ...decisionsPlan, which }) } })
    const rows = wrapper.findAll('tbody tr').map((row) => row.text().replaceAll(/\s+/g, ' '))
    expect(rows[2]).toContain('price changed by J. Lee, kept')
    expect(rows[3]).toContain('#18823 and #18824 also bill; they are left as they are; also in Worry-Free XDR')
    for (const row of rows) expect(row).toContain('seats of Oct 2025')
  })

  it('shows money by the month, and what that is on an invoice of several months', async () => {
    const { wrapper } = await show({ api: { plan: () => Promise.resolve(decisionsPlan) } })
    expect(wrapper.findAll('tbody tr')[3]?.find('.a-mon').text().replaceAll(/\s+/g, ' ')).toBe(
      '+$3.60+$10.80 an invoice',
    )
  })

  it('asks which of several additions is meant, and only who may bill', async () => {
    const plan = () => Promise.resolve(severalPlan)
    const { wrapper, text } = await show({ api: { plan } })
    await byText(wrapper, 'Choose which addition').trigger('click')
    await vi.dynamicImportSettled().then(flushPromises)
    expect(text()).toContain('has 2 additions of TM-WFS-ADV that bill')
    wrapper.unmount()
    const rights = { view: true, bill: false, administer: false }
    const looking = await show({ api: { plan, openSession: () => Promise.resolve(aSession({ rights })) } })
    expect(looking.text()).toContain('2 additions of this item')
    expect(looking.text()).not.toContain('Choose which addition')
  })

  it('says after a run in which lines were only left out that nothing was sent', async () => {
    const { wrapper } = await show({ api: { plan: () => Promise.resolve(leftOutPlan) } })
    expect(wrapper.find('.pod-foot').text()).toContain('1 line left out')
  })

  it('has no filled button before the person has done anything', async () => {
    const { wrapper } = await show()
    expect(wrapper.findAll('.btn-primary')).toHaveLength(0)
  })

  it('says once what was read, for those who listen', async () => {
    const { wrapper } = await show()
    expect(wrapper.find('.vh[role=status]').text()).toBe('5 products: 1 will change, 1 held, and 1 failed')
  })

  it('shows "?" and not 0 for seats that were not read, and says that the line is held', async () => {
    const { wrapper, text } = await show({ api: { plan: () => Promise.resolve(partialPlan) } })
    expect(wrapper.findAll('tbody tr')[1]?.find('.why').text()).toBe('?')
    expect(text()).toContain('4 of 5 products read. Cloud App Security is missing, so its line is held at 90')
  })

  it('says in header and row alike that a customer is listed no more and that its line stays as it is', async () => {
    const { text } = await show({ api: { plan: () => Promise.resolve(vanishedPlan) } })
    expect(text()).toContain('Trend Micro no longer lists Fairhaven Dental. The line is held: it stays 45 until')
    expect(text()).toContain(
      'Advanced, monthly no longer reported; stays 45, goes to zero only when somebody says it is over',
    )
    expect(text()).not.toMatch(/drop of|would go to zero|not taken as zero|not read completely/)
  })
  it('says of a product that is reported no more which one it is', async () => {
    const { text } = await show({ api: { plan: () => Promise.resolve({ ...vanishedPlan, gaps: [] }) } })
    expect(text()).toContain('Trend Micro no longer reports Worry-Free Services. The line is held: it stays 45 until')
  })
  it('leads from what stands in the way to where it is mended', async () => {
    const { wrapper } = await show({ api: { plan: () => Promise.resolve(decisionsPlan) } })
    const rows = wrapper.findAll('tbody tr')
    const links = (product: string) =>
      rows
        .filter((row) => row.text().includes(product))
        .flatMap((row) => row.findAll('.a-state button').map((each) => each.text()))
    expect(links('Worry-Free Services')).toEqual(['Show'])
    wrapper.unmount()
    const ended = await show()
    const failed = ended.wrapper.findAll('tbody tr').find((row) => row.text().includes('agreement ended'))
    expect(failed?.findAll('.a-state button').map((each) => each.text())).toEqual(['Set Up'])
  })
  it('does not offer to send to a member who may only look, and names who may', async () => {
    const rights = { view: true, bill: false, administer: false }
    const { text, wrapper } = await show({ api: { openSession: () => Promise.resolve(aSession({ rights })) } })
    expect(text()).toContain('You can look, not send. Billing managers: M. Ortiz and A. Chen')
    expect(wrapper.findAll('button').some((each) => each.text() === 'Review and send')).toBe(false)
  })

  it('tells a sign-in that ConnectWise does not know from a role that may not look', async () => {
    const openSession = () => Promise.reject(aProblem({ code: 'unauthenticated', status: 401 }))
    const unknown = await show({ api: { openSession } })
    expect(unknown.text()).toContain('ConnectWise does not know this sign-in')
    expect(unknown.text()).not.toContain('role')
    unknown.wrapper.unmount()
    const rights = { view: false, bill: false, administer: false }
    const { text } = await show({ api: { openSession: () => Promise.resolve(aSession({ rights })) } })
    expect(text()).toContain('Your ConnectWise role is not allowed')
  })

  it('keeps sending off while seats are not accounted for', async () => {
    const plan = aPlan({ account: { ...aPlan().account, excluded: 13, total: 165 } })
    const { wrapper, text } = await show({ api: { plan: () => Promise.resolve(plan) } })
    expect(text()).toContain('12 seats not accounted for')
    const button = byText(wrapper, 'Review and send')
    expect(button.attributes('aria-disabled')).toBe('true')
    expect(wrapper.get(`#${button.attributes('aria-describedby') ?? ''}`).text()).toContain('sending is off')
  })

  it('opens the list of every seat from the sum', async () => {
    const { wrapper, text } = await show()
    await byText(wrapper, '177 of 177 seats accounted for').trigger('click')
    for (let turns = 0; turns < 10; turns += 1) await vi.dynamicImportSettled().then(flushPromises)
    expect(text()).toContain('Where every seat is')
  })

  it('goes on explaining the same line when the numbers are read anew', async () => {
    const explain = vi.fn<Api['explain']>((run) => Promise.resolve(anExplanation({ runId: run })))
    const plan = vi
      .fn<Api['plan']>()
      .mockResolvedValueOnce(aPlan())
      .mockResolvedValueOnce(aPlan({ runId: runId('draft-250-2') }))
    const { wrapper, around } = await show({ api: { explain, plan } })
    await wrapper.findAll('.why')[2]?.trigger('click')
    for (let turns = 0; turns < 10; turns += 1) await vi.dynamicImportSettled().then(flushPromises)
    await useCompany(around.pinia).readAgain()
    await flushPromises()
    expect(explain.mock.calls.map(([run, , key]) => [run, key])).toEqual([
      ['draft-250-1', aRow().key],
      ['draft-250-2', aRow().key],
    ])
  })

  it('keeps its numbers when the connection goes, counts down and reads again', async () => {
    let isOnline = true
    const plan = vi.fn<Api['plan']>(() => (isOnline ? Promise.resolve(aPlan()) : Promise.reject(new OfflineError())))
    const { around, wrapper, text } = await show({ api: { plan } })
    isOnline = false
    await useCompany(around.pinia).reload()
    await flushPromises()
    expect(text()).toContain('No connection since')
    expect(wrapper.findAll('tbody tr')).toHaveLength(5)
    expect(byText(wrapper, 'Review and send').attributes('aria-disabled')).toBe('true')
    isOnline = true
    await vi.advanceTimersByTimeAsync(20_000)
    await flushPromises()
    expect(text()).not.toContain('No connection since')
  })
})

describe('a company that is being sent while its page is loaded', () => {
  it('is watched to the end, and its new numbers are those of a new plan', async () => {
    const company = vi
      .fn<Api['company']>()
      .mockResolvedValueOnce(aCompany({ sendingRunId: sendingPlan.runId }))
      .mockResolvedValue(aCompany())
    const runCompany = vi.fn<Api['runCompany']>().mockResolvedValueOnce(sendingPlan).mockResolvedValue(sentPlan)
    const { wrapper, text } = await show({ api: { company, runCompany } })
    expect(wrapper.get('.pod-foot').text()).toContain('Sending: 1 of 2')
    await vi.advanceTimersByTimeAsync(2_000)
    await byText(wrapper, 'Show the new numbers').trigger('click')
    await flushPromises()
    expect(text()).not.toContain('Show the new numbers')
    expect(byText(wrapper, 'Review and send').attributes('aria-disabled')).toBe('false')
  })
})

describe('what can go wrong', () => {
  it('names who did not answer, how often it was asked, and what did not happen', async () => {
    const { text } = await show({ api: { plan: () => Promise.reject(aProblem({ failure: aFailure() })) } })
    expect(text()).toContain('Trend Micro did not answer')
    expect(text()).toContain('Asked 3 times')
    expect(text()).toContain('no number was set to zero')
    expect(text()).toContain('The send on Nov 30 is not affected.')
  })

  it('offers the numbers of the last send instead', async () => {
    const { wrapper } = await show({ api: { plan: () => Promise.reject(aProblem({ failure: aFailure() })) } })
    await byText(wrapper, 'Show the numbers of Oct 30').trigger('click')
    await flushPromises()
    expect(wrapper.findAll('tbody tr')).toHaveLength(5)
  })

  it('shows nothing of a company that the member may not see', async () => {
    const refuse = () => Promise.reject(aProblem({ code: 'companyForbidden', status: 403 }))
    const { text } = await show({ api: { company: refuse } })
    expect(text()).toContain('You cannot see this company')
    expect(text()).not.toContain('Fairhaven')
  })

  it('speaks of waiting only after a moment, and says when it takes long', async () => {
    const { text } = await show({ api: { plan: () => never() } })
    expect(text()).not.toContain('Reading seats')
    await vi.advanceTimersByTimeAsync(400)
    expect(text()).toContain('Reading seats from Trend Micro')
    await vi.advanceTimersByTimeAsync(8_000)
    expect(text()).toContain('This takes longer than usual.')
  })

  it.each([
    ['outside ConnectWise', { outside: true }, 'Open this from ConnectWise'],
    [
      'on a record that is not saved',
      { addressScreen: { screen: 'company', id: null, hostedAs: null } },
      'No company to show yet',
    ],
    [
      'on another screen',
      { addressScreen: { screen: 'ticket', id: 12, hostedAs: null } },
      'This pod belongs on the company screen',
    ],
  ] as const)('explains itself %s', async (_where, host, expected) => {
    const company = vi.fn<Api['company']>()
    const { text } = await show({ host, api: { company } })
    expect(text()).toContain(expected)
    expect(company).not.toHaveBeenCalled()
  })
})

describe('moving between records', () => {
  it('drops an answer of the record before', async () => {
    const other = aCompany({ company: { ...aCompany().company, id: companyId(311), name: 'Other' } })
    let answerFirst: (view: ReturnType<typeof aCompany>) => void = () => undefined
    const company = vi
      .fn<Api['company']>()
      .mockImplementationOnce(() => new Promise((resolve) => (answerFirst = resolve)))
      .mockResolvedValueOnce(other)
    const { around } = await show({ api: { company } })
    const store = useCompany(around.pinia)
    await store.open(companyId(311))
    answerFirst(aCompany())
    await flushPromises()
    expect(store.company?.company.name).toBe('Other')
  })
})

describe('a company without a link', () => {
  const unlinked = { company: () => Promise.resolve(unlinkedCompany) }

  it('suggests customers with score and reasons; Verify comes before Link; linking sends nothing', async () => {
    const link = vi.fn<Api['link']>(() => Promise.resolve(aCompany()))
    const { wrapper, text } = await show({ api: { ...unlinked, link } })
    expect(text()).toContain('Not linked to Trend Micro')
    expect(byText(wrapper, 'Verify').attributes('aria-disabled')).toBe('true')
    await wrapper.find('input[type=radio]').trigger('change')
    await byText(wrapper, 'Verify').trigger('click')
    await flushPromises()
    expect(text()).toContain('Verified. Trend Micro: 5 products, 177 seats.')
    expect(text()).toContain('Linking sends nothing')
    expect(link).not.toHaveBeenCalled()
    await byText(wrapper, 'Link').trigger('click')
    await flushPromises()
    expect(link.mock.calls[0]?.[1]).toEqual({
      version: 0,
      customerIds: ['a0000000-0000-4000-8000-000000000011'],
      enabled: true,
    })
  })

  it('takes a customer from another company only when a person says so', async () => {
    const link = vi.fn<Api['link']>(() => Promise.resolve(aCompany()))
    const { wrapper, text } = await show({ api: { ...unlinked, link } })
    expect(wrapper.findAll('input[type=radio]')[2]?.attributes('disabled')).toBeDefined()
    await byText(wrapper, 'Move it here').trigger('click')
    expect(text()).toContain('takes it away there')
    await byText(wrapper, 'Verify').trigger('click')
    await flushPromises()
    await byText(wrapper, 'Link').trigger('click')
    await flushPromises()
    expect(link.mock.calls[0]?.[1]).toMatchObject({ move: true })
  })

  it('names no company that the member may not see, and lets the customer be moved all the same', async () => {
    const hidden = { id: null, name: null }
    const taken = someSuggestions.suggestions.map((each) => (each.takenBy ? { ...each, takenBy: hidden } : each))
    const suggestions = () => Promise.resolve({ ...someSuggestions, suggestions: taken })
    const { wrapper, text } = await show({ api: { ...unlinked, suggestions } })
    expect(text()).toContain('Taken: linked to another company')
    await byText(wrapper, 'Move it here').trigger('click')
    expect(text()).toContain('what that company is billed for it then waits there')
  })

  it('asks for no customers for a member who may only look', async () => {
    const suggestions = vi.fn<Api['suggestions']>(() => never())
    const openSession = () => Promise.resolve(aSession({ rights: { view: true, bill: false, administer: false } }))
    const { wrapper, text } = await show({ api: { ...unlinked, suggestions, openSession } })
    expect(text()).toContain('Linking is for billing managers.')
    expect(wrapper.find('input[type=search]').exists()).toBe(false)
    expect(suggestions).not.toHaveBeenCalled()
  })

  it('searches a moment after the last key', async () => {
    const suggestions = vi.fn<Api['suggestions']>(() => Promise.resolve({ total: 126, suggestions: [] }))
    const { wrapper, text } = await show({ api: { ...unlinked, suggestions } })
    await wrapper.find('input[type=search]').setValue('Zed')
    await wrapper.find('input[type=search]').setValue('Zeder')
    await vi.advanceTimersByTimeAsync(300)
    await flushPromises()
    expect(suggestions.mock.calls.map(([, query]) => query)).toEqual(['', 'Zeder'])
    expect(text()).toContain('No Trend customer is called like “Zeder”.')
  })
})
