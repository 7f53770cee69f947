import IntegrationSettings from '../../../../client/components/schedule/IntegrationSettings.vue'
import ScheduleSheet from '../../../../client/components/schedule/ScheduleSheet.vue'
import HistoryView from '../../../../client/views/HistoryView.vue'
import SettingsView from '../../../../client/views/SettingsView.vue'
import { aFailure, aProblem, never } from '../../fixtures/api'
import { aCompany, aSession, someLimits } from '../../fixtures/fairhaven'
import { inPod } from '../../fixtures/frame'
import { instant } from '../../../../server/domain/calendar'
import { lateInvoiceDays, someInvoiceDays } from '../../fixtures/invoices'
import {
  aRun,
  emptySettings,
  finishedRun,
  missedSettings,
  refusedSettings,
  sendingRun,
  someSettings,
} from '../../fixtures/settings'
import type { Find, GalleryState, States } from '../states'

const settingsView = inPod(['settings'], SettingsView)
const settings = (over: GalleryState['api'] = {}): GalleryState => ({
  component: settingsView,
  api: {
    openSession: () => Promise.resolve(aSession({ rights: { view: true, bill: true, administer: true } })),
    settings: () => Promise.resolve(someSettings()),
    planAll: () => Promise.resolve(aRun()),
    ...over,
  },
})
const type = async (find: Find, selector: string, value: string) => {
  const field = await find(selector)
  if (!(field instanceof HTMLInputElement)) return
  field.focus()
  field.value = value
  field.dispatchEvent(new Event('input', { bubbles: true }))
  field.dispatchEvent(new Event('change', { bubbles: true }))
  field.blur()
}
const press = async (find: Find, selector: string, text: string) => (await find(selector, text)).click()
const sendNow = (over: GalleryState['api'], act?: (find: Find) => Promise<void>): GalleryState => ({
  ...settings(over),
  act: async (find) => {
    await press(find, '.btn-s', 'Send now')
    await act?.(find)
  },
})
const schedule = inPod(['settings'], ScheduleSheet)
const someOwnLimits = { risePercent: 50, moneyPerMonth: null, holdInvoiced: false }
const dayField = 'input[inputmode=numeric].num'

export const states: States = {
  settings: settings(),
  'settings-loading': settings({ settings: never }),
  'settings-failed': settings({ settings: () => Promise.reject(aProblem({ code: 'internal', status: 500 })) }),
  'settings-empty': settings({ settings: () => Promise.resolve(emptySettings) }),
  'settings-refused': settings({ settings: () => Promise.resolve(refusedSettings) }),
  'settings-missed': settings({ settings: () => Promise.resolve(missedSettings) }),
  'settings-problems': {
    ...settings(),
    act: async (find) => {
      await type(find, dayField, '32')
      await press(find, '.btn', 'Save')
    },
  },
  'invoices-shown': {
    ...settings(),
    act: (find) => press(find, '.note.held button', ''),
  },
  'invoices-loading': settings({ invoiceDays: never }),
  'invoices-failed': settings({
    invoiceDays: () => Promise.reject(aProblem({ failure: aFailure({ system: 'connectwise' }) })),
  }),
  'invoices-none': settings({ invoiceDays: () => Promise.resolve(someInvoiceDays({ groups: [] })) }),
  'invoices-own-late': {
    component: schedule,
    api: { invoiceDays: () => Promise.resolve(lateInvoiceDays) },
    act: (find) => press(find, 'input[value=custom]', ''),
  },
  'settings-conflict': {
    ...settings({ saveSettings: () => Promise.reject(aProblem({ code: 'conflict', status: 409 })) }),
    act: async (find) => {
      await type(find, dayField, '31')
      await press(find, '.sheet-f .btn', 'Save')
    },
  },
  'settings-notices': { ...settings(), act: async (find) => (await find('.around h2')).scrollIntoView() },
  'settings-notices-refused': {
    ...settings(),
    notices: {
      saveNotices: () =>
        Promise.reject(
          aProblem({
            code: 'invalid',
            status: 400,
            issues: [
              { path: 'webhook.url', code: 'webhook.privateAddress' },
              { path: 'ticket.boardId', code: 'board.noClosedStatus' },
            ],
          }),
        ),
      testNotice: (channel) =>
        Promise.resolve({
          channel,
          failure: { kind: 'refused', status: 550, text: 'No such mailbox', at: instant('2025-11-21T14:14:00.000Z') },
        }),
    },
    act: async (find) => {
      await press(find, '[aria-label="Send a test: E-mail"]', '')
      await press(find, '.btn', 'Replace: Address')
      await press(find, '.bar .btn', 'Save')
      await find('.failed', 'private network')
      ;(await find('.around h2')).scrollIntoView()
    },
  },
  'settings-replace': { ...settings(), act: (find) => press(find, '.btn', 'Replace: Private key') },
  'run-planning': sendNow({
    planAll: () => Promise.resolve(aRun({ status: 'planning', companies: { total: 118, planned: 41, done: 0 } })),
    run: never,
  }),
  'run-review': sendNow({}),
  'run-sending': sendNow({ planAll: () => Promise.resolve(sendingRun), run: never }),
  'run-done': sendNow({ planAll: () => Promise.resolve(finishedRun) }),
  'run-failed': sendNow({ planAll: () => Promise.reject(aProblem()) }),

  schedule: { component: schedule },
  'schedule-custom': {
    component: schedule,
    act: async (find) => {
      await press(find, 'input[value=custom]', '')
      await type(find, dayField, '31')
    },
  },
  'schedule-problem': {
    component: schedule,
    act: async (find) => {
      await press(find, 'input[value=custom]', '')
      await type(find, dayField, '1.5')
    },
  },
  'schedule-panel': { component: inPod(['settings'], IntegrationSettings) },
  'limits-own': {
    component: schedule,
    api: { company: () => Promise.resolve(aCompany({ limits: { own: someOwnLimits, tenant: someLimits() } })) },
    act: async (find) => (await find('h2', 'Limits')).scrollIntoView(),
  },
  'limits-problem': {
    component: schedule,
    act: async (find) => {
      await type(find, `.line:nth-of-type(1) input`, '-1')
      await type(find, `.line:nth-of-type(2) input`, '1000')
      ;(await find('h2', 'Limits')).scrollIntoView()
    },
  },
  'limits-refused': {
    component: schedule,
    api: {
      setLimits: () =>
        Promise.reject(
          aProblem({
            code: 'invalid',
            status: 400,
            issues: [{ path: 'limits.moneyPerMonth', code: 'outOfRange', params: { min: 0, max: 1_000_000_000 } }],
          }),
        ),
    },
    act: async (find) => {
      await type(find, 'input[inputmode=decimal]', '900')
      await press(find, '.btn', 'Save')
    },
  },

  history: { component: inPod(['history'], HistoryView) },
  'history-empty': { component: inPod(['history'], HistoryView), api: { history: () => Promise.resolve([]) } },
  'history-failed': {
    component: inPod(['history'], HistoryView),
    api: { history: () => Promise.reject(aProblem({ code: 'internal', status: 500 })) },
  },
}
