/** Executive summaries in the pod: what is saved, what is refused where, what became of each, and the page as it goes out. */
import { enableAutoUnmount } from '@vue/test-utils'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { OfflineError } from '../../../client/api'
import IntegrationSettings from '../../../client/components/schedule/IntegrationSettings.vue'
import SummariesPanel from '../../../client/components/settings/SummariesPanel.vue'
import SummarySheet from '../../../client/components/summaries/SummarySheet.vue'
import type { SummariesApi } from '../../../client/summariesApi'
import { useCompany } from '../../../client/stores/company'
import { instant } from '../../../server/domain/calendar'
import type { CompanySummariesView } from '../../../server/domain/viewsSummaries'
import { aProblem } from '../fixtures/api'
import { fairhavenId } from '../fixtures/fairhaven'
import { aSummaryPlan, someSummaries } from '../fixtures/summaries'
import { showPart } from '../fixtures/showPart'

enableAutoUnmount(afterEach)

const show = (summaries: Partial<SummariesApi> = {}) =>
  showPart(SummarySheet, {}, 'textarea', {
    props: { company: fairhavenId },
    areas: ['settings', 'summaries', 'notices'],
    summaries,
  })

describe('the summaries of a company', () => {
  it('are saved with their own day, language and addresses, and the version that was read', async () => {
    const saveCompany = vi.fn<SummariesApi['saveCompany']>(() => Promise.resolve(someSummaries({ version: 8 })))
    const { wrapper, press, unsaved, announced } = await show({ saveCompany })
    expect(unsaved.any).toBe(false)
    await wrapper.get('input[value=custom]').setValue()
    await wrapper.get('input[inputmode=numeric]').setValue('5')
    await wrapper.get('select').setValue('fr')
    await wrapper.get('textarea').setValue('dana@fairhaven.example\nlee@fairhaven.example')
    expect(unsaved.any).toBe(true)
    await press('Save')
    expect(saveCompany.mock.calls).toEqual([
      [
        fairhavenId,
        {
          version: 7,
          on: true,
          dayOfMonth: 5,
          language: 'fr',
          attach: true,
          to: ['dana@fairhaven.example', 'lee@fairhaven.example'],
        },
      ],
    ])
    expect(unsaved.any).toBe(false)
    expect(announced.polite).toBe('Summaries saved.')
  })

  it('say at the field which address is none and which day, and nothing is sent', async () => {
    const saveCompany = vi.fn<SummariesApi['saveCompany']>()
    const { wrapper, press, text } = await show({ saveCompany })
    await wrapper.get('input[value=custom]').setValue()
    await wrapper.get('input[inputmode=numeric]').setValue('32')
    await wrapper.get('textarea').setValue('dana@fairhaven.example, nobody')
    await press('Save')
    expect(saveCompany).not.toHaveBeenCalled()
    expect(text()).toContain('“nobody” is no e-mail address.')
    expect(text()).toContain('A day from 1 to 31')
    expect(document.activeElement).toBe(wrapper.get('input[inputmode=numeric]').element)
  })

  it('say at the field what the server refused', async () => {
    const problem = aProblem({ code: 'invalid', status: 400, issues: [{ path: 'to', code: 'noMailServer' }] })
    const { wrapper, press, text } = await show({ saveCompany: () => Promise.reject(problem) })
    await wrapper.get('textarea').setValue('lee@fairhaven.example')
    await press('Save')
    expect(text()).toContain('No mail server is set.')
    expect(wrapper.get('textarea').attributes('aria-invalid')).toBe('true')
  })

  it('say when they are off for all companies, or when nothing of them goes out', async () => {
    const off = someSummaries({
      plan: { ...someSummaries().plan, schedule: { ...someSummaries().plan.schedule, on: false } },
      settings: { on: true, dayOfMonth: null, language: null, attach: false, to: [] },
      next: [],
    })
    const { text } = await show({ company: () => Promise.resolve(off) })
    expect(text()).toContain('Summaries are off for all companies.')
    expect(text()).toContain('It goes out nowhere: it is only kept here.')
  })

  it('tell the next day and that it is the last of its month', async () => {
    const { text } = await show()
    expect(text()).toContain('Next summaries: Sun, Nov 30, 2025 (last day of the month)')
  })
})

describe('summaries that were made', () => {
  it('are listed with what became of them, and why not', async () => {
    const { text } = await show()
    expect(text()).toContain('made Oct 31, 2025')
    expect(text()).toContain('in ConnectWise’s documents')
    expect(text()).toContain('did not reach dana@fairhaven.example: It was refused (550) (No such mailbox)')
    expect(text()).toContain('not made: Trend Micro: No answer in time; not tried any more')
  })

  it.each([
    ['unanswered', 'The mail server was given all of it and did not answer in time.'],
    ['cutOff', 'The connection broke after the mail server was given all of it, before it answered.'],
    ['unheard', 'This server stopped after the mail server was given it, before an answer was written down.'],
  ] as const)('of which nobody knows whether they arrived say so, why, and what to do (%s)', async (kind, why) => {
    const mail = {
      to: 'lee@fairhaven.example',
      state: 'unheard',
      at: null,
      nextTryAt: null,
      failure: { kind, status: null, text: null, at: instant('2025-10-31T12:06:00.000Z') },
    } as const
    const [made, ...others] = someSummaries().summaries
    if (made === undefined) throw new Error('There is no summary')
    const view = someSummaries({ summaries: [{ ...made, mails: [mail] }, ...others] })
    const { text, wrapper } = await show({ company: () => Promise.resolve(view) })
    expect(text()).toContain(`not known whether it reached lee@fairhaven.example: ${why.slice(0, -1)}`)
    expect(text()).toContain('It is not sent again by itself, so that nobody gets it twice. Ask the recipient.')
    expect(text()).not.toContain('did not reach')
    expect(wrapper.find('td .i-warn').exists()).toBe(true)
  })

  it('are shown as they went out, in a frame that runs nothing', async () => {
    const files = vi.fn<SummariesApi['files']>(() =>
      Promise.resolve({ fileName: 'x.pdf', html: '<p>Seats billed</p>', pdf: '' }),
    )
    const { wrapper, press, text } = await show({ files })
    await press('Show the summary of Oct 2025')
    expect(files).toHaveBeenCalledWith(fairhavenId, '2025-10')
    await vi.waitFor(() => wrapper.get('iframe'))
    expect(wrapper.get('iframe').attributes()).toMatchObject({ sandbox: '', srcdoc: '<p>Seats billed</p>' })
    expect(text()).not.toContain('As it would be now.')
  })

  it('are previewed in the language that is chosen, also before that is saved', async () => {
    const preview = vi.fn<SummariesApi['preview']>(() =>
      Promise.resolve({
        failure: { kind: 'noFigures', system: null, status: null, at: instant('2025-11-21T14:00:00Z') },
      }),
    )
    const { wrapper, press, text } = await show({ preview })
    await wrapper.get('select').setValue('fr')
    await press('Preview')
    expect(preview).toHaveBeenCalledWith(fairhavenId, 'fr')
    await vi.waitFor(() => wrapper.get('[role=alert]'))
    expect(text()).toContain('None of the seats could be read')
  })

  it('go to the customer before their day only after a second press', async () => {
    const make = vi.fn<SummariesApi['make']>(() => Promise.resolve(someSummaries({ makeable: null })))
    const { press, text, announced } = await show({ make })
    await press('Make the one of Nov 2025 now')
    expect(make).not.toHaveBeenCalled()
    expect(text()).toContain('It goes out at once as saved above, and not again this month.')
    await press('Make it now')
    expect(make).toHaveBeenCalledOnce()
    expect(announced.polite).toBe('The summary was made.')
  })

  it('are not made by what is not saved', async () => {
    const { wrapper, text } = await show()
    await wrapper.get('textarea').setValue('lee@fairhaven.example')
    expect(text()).toContain('Save first')
    expect(text()).not.toContain('Make the one of')
  })
})

describe('summaries on their way', () => {
  beforeEach(() => vi.useFakeTimers())
  afterEach(() => {
    vi.useRealTimers()
    vi.restoreAllMocks()
  })
  const withMail = (state: 'waiting' | 'done', over: Partial<CompanySummariesView> = {}) => {
    const [made] = someSummaries().summaries
    if (made === undefined) throw new Error('There is no summary')
    const mail = { to: 'dana@fairhaven.example', state, at: null, nextTryAt: null, failure: null }
    return someSummaries({ summaries: [{ ...made, mails: [mail] }], ...over })
  }
  const answers = (...views: CompanySummariesView[]) =>
    vi.fn<SummariesApi['company']>(() => {
      const next = views.length > 1 ? views.shift() : views[0]
      return next === undefined ? Promise.reject(new Error('no view')) : Promise.resolve(next)
    })

  it('are looked at again until they have arrived, and what is typed stays', async () => {
    const company = answers(withMail('waiting'), withMail('waiting'), withMail('done'))
    const { wrapper, text, unsaved } = await show({ company })
    await wrapper.get('textarea').setValue('lee@fairhaven.example')
    expect(text()).toContain('on its way to dana@fairhaven.example')
    await vi.advanceTimersByTimeAsync(20_000)
    expect(text()).not.toContain('on its way')
    expect(text()).toContain('mailed to dana@fairhaven.example')
    expect(wrapper.get('textarea').element).toHaveProperty('value', 'lee@fairhaven.example')
    expect(unsaved.any).toBe(true)
    expect(company).toHaveBeenCalledTimes(3)
    await vi.advanceTimersByTimeAsync(60_000)
    expect(company).toHaveBeenCalledTimes(3)
  })

  it('do not hide that somebody else saved meanwhile', async () => {
    const saveCompany = vi.fn<SummariesApi['saveCompany']>(() => Promise.resolve(someSummaries({ version: 9 })))
    const company = answers(withMail('waiting'), withMail('done', { version: 8 }))
    const { wrapper, press, text } = await show({ company, saveCompany })
    await wrapper.get('textarea').setValue('lee@fairhaven.example')
    await vi.advanceTimersByTimeAsync(10_000)
    expect(text()).toContain('mailed to dana@fairhaven.example')
    await press('Save')
    expect(saveCompany.mock.calls[0]?.[1]).toMatchObject({ version: 7 })
  })

  it('are looked at again after a look that failed', async () => {
    const company = answers(withMail('waiting'), withMail('done'))
    const { text } = await show({ company })
    company.mockRejectedValueOnce(new OfflineError('no connection'))
    await vi.advanceTimersByTimeAsync(10_000)
    expect(text()).toContain('on its way to dana@fairhaven.example')
    await vi.advanceTimersByTimeAsync(10_000)
    expect(text()).toContain('mailed to dana@fairhaven.example')
  })

  it('are not looked at where nobody sees them', async () => {
    const company = answers(withMail('waiting'))
    const { wrapper } = await show({ company })
    const visibility = vi.spyOn(document, 'visibilityState', 'get').mockReturnValue('hidden')
    document.dispatchEvent(new Event('visibilitychange'))
    await vi.advanceTimersByTimeAsync(60_000)
    expect(company).toHaveBeenCalledTimes(1)
    visibility.mockReturnValue('visible')
    document.dispatchEvent(new Event('visibilitychange'))
    await vi.advanceTimersByTimeAsync(10_000)
    expect(company).toHaveBeenCalledTimes(2)
    wrapper.unmount()
    await vi.advanceTimersByTimeAsync(60_000)
    expect(company).toHaveBeenCalledTimes(2)
  })
})

it('the integration settings of a company lead to its summaries', async () => {
  const { press, wrapper } = await showPart(
    {
      components: { IntegrationSettings },
      setup: () => void useCompany().open(fairhavenId),
      template: '<IntegrationSettings />',
    },
    {},
    'form',
  )
  await press('Executive summaries for the customer')
  await vi.waitFor(() => wrapper.get('dialog textarea'))
})

describe('the settings for all companies', () => {
  it('are saved with the version that was read', async () => {
    const savePlan = vi.fn<SummariesApi['savePlan']>(() => Promise.resolve(aSummaryPlan({ version: 4 })))
    const { wrapper, press, text } = await showPart(SummariesPanel, {}, 'form', {
      areas: ['settings', 'summaries'],
      summaries: { savePlan },
    })
    expect(text()).toContain('On for 1 company')
    await wrapper.get('input[inputmode=numeric]').setValue('5')
    await press('Save')
    expect(savePlan.mock.calls).toEqual([
      [
        {
          version: 3,
          schedule: { on: true, dayOfMonth: 5, time: '08:00', timeZone: 'America/New_York' },
          language: 'en',
        },
      ],
    ])
  })

  it('say at the field that a day is none', async () => {
    const savePlan = vi.fn<SummariesApi['savePlan']>()
    const { wrapper, press, text } = await showPart(SummariesPanel, {}, 'form', {
      areas: ['settings', 'summaries'],
      summaries: { savePlan },
    })
    await wrapper.get('input[inputmode=numeric]').setValue('0')
    await press('Save')
    expect(savePlan).not.toHaveBeenCalled()
    expect(text()).toContain('A day from 1 to 31')
  })
})
