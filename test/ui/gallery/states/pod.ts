import { OfflineError } from '../../../../client/api'
import { useCompany } from '../../../../client/stores/company'
import { aFailure, aProblem, never } from '../../fixtures/api'
import { aCompany, aPlan, aSession, partialPlan } from '../../fixtures/fairhaven'
import { closedMonthPlan, decisionsPlan, leftOutPlan, severalPlan } from '../../fixtures/decided'
import { sendingPlan, sentPlan } from '../../fixtures/sending'
import type { States } from '../states'

const lookOnly = aSession({ rights: { view: true, bill: false, administer: false } })
/** Answers once, then there is no connection. */
function thenOffline() {
  let calls = 0
  return () => (calls++ === 0 ? Promise.resolve(aPlan()) : Promise.reject(new OfflineError()))
}

export const states: States = {
  linked: {},
  partial: { api: { plan: () => Promise.resolve(partialPlan) } },
  decisions: { api: { plan: () => Promise.resolve(decisionsPlan) } },
  several: { api: { plan: () => Promise.resolve(severalPlan) } },
  closedMonth: { api: { plan: () => Promise.resolve(closedMonthPlan) } },
  leftOut: { api: { plan: () => Promise.resolve(leftOutPlan) } },
  lookOnly: { api: { openSession: () => Promise.resolve(lookOnly) } },
  noProducts: {
    api: {
      plan: () =>
        Promise.resolve(
          aPlan({
            rows: [],
            totals: [],
            account: {
              total: 0,
              reported: 0,
              billed: 0,
              willChange: 0,
              excluded: 0,
              held: 0,
              failed: 0,
              unmapped: 0,
              unreadSubscriptions: 0,
            },
          }),
        ),
    },
  },
  linkOff: {
    api: {
      company: () => {
        const company = aCompany()
        return Promise.resolve({
          ...company,
          link: company.link && { ...company.link, enabled: false },
          schedule: { ...company.schedule, next: [] },
        })
      },
    },
  },
  doesNotTieOut: {
    api: { plan: () => Promise.resolve(aPlan({ account: { ...aPlan().account, excluded: 13, total: 165 } })) },
  },
  seatsTwice: { api: { plan: () => Promise.resolve(aPlan({ account: { ...aPlan().account, reported: 170 } })) } },
  seats: { act: async (find) => (await find('#seats-note, .strip .why')).click() },
  seatsMissing: {
    api: { plan: () => Promise.resolve(aPlan({ account: { ...aPlan().account, excluded: 13, total: 165 } })) },
    act: async (find) => (await find('.pod-foot .why, .strip .why')).click(),
  },
  loading: { api: { plan: () => never() } },
  failed: { api: { plan: () => Promise.reject(aProblem({ failure: aFailure() })) } },
  keysRefused: {
    api: {
      plan: () =>
        Promise.reject(
          aProblem({ failure: aFailure({ system: 'connectwise', kind: 'unauthorised', status: 401, attempts: 1 }) }),
        ),
    },
  },
  companyForbidden: {
    api: { company: () => Promise.reject(aProblem({ code: 'companyForbidden', status: 403 })) },
  },
  notConfigured: { api: { plan: () => Promise.reject(aProblem({ code: 'notConfigured', status: 409 })) } },
  internal: { api: { company: () => Promise.reject(aProblem({ code: 'internal', status: 500 })) } },
  offline: {
    api: { plan: thenOffline() },
    act: async (find) => {
      await find('.why')
      void useCompany().reload()
    },
  },
  offlineFromTheStart: { api: { company: () => Promise.reject(new OfflineError()) } },
  sending: {
    api: {
      company: () => Promise.resolve(aCompany({ sendingRunId: sendingPlan.runId })),
      runCompany: () => Promise.resolve(sendingPlan),
    },
  },
  sent: {
    api: { send: () => Promise.resolve(sentPlan), runCompany: () => Promise.resolve(sentPlan) },
    act: async (find) => {
      ;(await find('.pod-foot .btn:not([aria-disabled=true]), .co > .head > .btn:not([aria-disabled=true])')).click()
      ;(await find('dialog .btn-primary')).click()
      ;(await find('dialog button', 'Close')).click()
    },
  },
  menu: { act: async (find) => (await find('.menu + button, .pod-nav > .btn')).click() },
}
