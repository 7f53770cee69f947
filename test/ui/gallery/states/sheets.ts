import { runId } from '../../../../server/domain/ids'
import { aProblem, never } from '../../fixtures/api'
import { closedMonthPlan, decisionsPlan, goneRow, leftOutPlan, severalPlan } from '../../fixtures/decided'
import { aPlan, casRow } from '../../fixtures/fairhaven'
import { someAgreements } from '../../fixtures/agreements'
import { sendingPlan, sentPlan } from '../../fixtures/sending'
import type { Find, States } from '../states'

const review = async (find: Find) => {
  ;(await find('.pod-foot .btn:not([aria-disabled=true]), .co > .head > .btn:not([aria-disabled=true])')).click()
}
const tickHeld = async (find: Find) => {
  await review(find)
  ;(await find('dialog li:nth-child(2) input[type=checkbox]')).click()
}
async function send(find: Find) {
  await review(find)
  ;(await find('dialog .btn-primary')).click()
}
const type = async (find: Find, text: string) => {
  const field = await find('dialog input.in')
  if (!(field instanceof HTMLInputElement)) return
  field.value = text
  field.dispatchEvent(new Event('input'))
}
/** Leaves the held line out and ticks nothing else. */
async function leaveOut(find: Find) {
  await review(find)
  ;(await find('dialog .lnk-in', 'Leave out: Cloud App')).click()
  await type(find, 'Waits for the contract of December')
  ;(await find('dialog li:first-child input[type=checkbox]')).click()
}
const refused = (code: 'lineNotSendable' | 'seatsUnaccounted' | 'planNotOpen', params = {}) => ({
  send: () => Promise.reject(aProblem({ code, status: 409, params })),
  runCompany: () => Promise.resolve(aPlan()),
})
const adopt = async (find: Find) => {
  ;(await find('.a-state .lnk-in', 'Choose which addition')).click()
}

export const states: States = {
  review: { act: review },
  reviewHeld: {
    act: async (find) => {
      await tickHeld(find)
      await type(find, 'Northgate practice left on Nov 18, confirmed by A. Chen')
    },
  },
  reviewReasonMissing: {
    act: async (find) => {
      await tickHeld(find)
      ;(await find('dialog .btn-primary')).click()
    },
  },
  reviewRefused: {
    api: { send: () => Promise.reject(aProblem({ code: 'planReplaced', status: 409 })) },
    act: send,
  },
  reviewLineRefused: { api: refused('lineNotSendable', { key: String(aPlan().rows[2]?.key) }), act: send },
  reviewUnaccounted: { api: refused('seatsUnaccounted'), act: send },
  reviewReasonRefused: {
    api: {
      send: () =>
        Promise.reject(
          aProblem({ code: 'invalid', status: 400, issues: [{ path: 'lines.0.reason', code: 'tooLong' }] }),
        ),
    },
    act: async (find) => {
      await tickHeld(find)
      await type(find, 'x'.repeat(500))
      ;(await find('dialog .btn-primary')).click()
    },
  },
  /** Refused, and looked at anew: one line is another one now. */
  reviewRenewed: {
    api: {
      ...refused('planNotOpen'),
      plan: renewing(),
      send: () => Promise.reject(aProblem({ code: 'planReplaced', status: 409 })),
    },
    act: async (find) => {
      await send(find)
      ;(await find('dialog .msg .lnk-in')).click()
    },
  },
  reviewDecisions: { api: { plan: () => Promise.resolve(decisionsPlan) }, act: review },
  reviewClosedMonth: { api: { plan: () => Promise.resolve(closedMonthPlan) }, act: review },
  reviewLeaveOut: {
    act: async (find) => {
      await review(find)
      ;(await find('dialog .lnk-in', 'Leave out: Co-Managed')).click()
      ;(await find('dialog .lnk-in', 'Leave out: Cloud App')).click()
      await type(find, 'Waits for the contract of December')
    },
  },
  reviewLeaveOutOnly: { act: leaveOut },
  reviewLeaveOutMissing: {
    act: async (find) => {
      await review(find)
      ;(await find('dialog .lnk-in', 'Leave out: Cloud App')).click()
      ;(await find('dialog .btn-primary')).click()
    },
  },
  reviewLeftOut: {
    api: { send: () => Promise.resolve(leftOutPlan) },
    act: async (find) => {
      await leaveOut(find)
      ;(await find('dialog .btn-primary')).click()
    },
  },
  reviewSeveral: { api: { plan: () => Promise.resolve(severalPlan) }, act: review },
  chooseAddition: { api: { plan: () => Promise.resolve(severalPlan) }, act: adopt },
  chooseAdditionGone: { api: { plan: () => Promise.resolve(aPlan({ rows: [goneRow] })) }, act: adopt },
  chooseAdditionRefused: {
    api: {
      plan: () => Promise.resolve(severalPlan),
      agreements: () => Promise.resolve(someAgreements()),
      assign: () =>
        Promise.reject(
          aProblem({
            code: 'invalid',
            status: 400,
            issues: [{ path: 'assignments.0.additionId', code: 'addition.ended' }],
          }),
        ),
    },
    act: async (find) => {
      await adopt(find)
      ;(await find('dialog input[type=radio]')).click()
      ;(await find('dialog .btn-primary')).click()
    },
  },
  reviewSending: {
    api: { send: () => Promise.resolve(sendingPlan), runCompany: () => Promise.resolve(sendingPlan) },
    act: send,
  },
  reviewSent: { api: { send: () => Promise.resolve(sentPlan) }, act: send },
  explain: { act: async (find) => (await find('tr:nth-child(3) .why')).click() },
  explainLoading: {
    api: { explain: () => never() },
    act: async (find) => (await find('tr:nth-child(3) .why')).click(),
  },
  explainFailed: {
    api: { explain: () => Promise.reject(aProblem({ code: 'notFound', status: 404 })) },
    act: async (find) => (await find('tr:nth-child(3) .why')).click(),
  },
}

/** The plan of the mock-ups, then another one in which Cloud App Security has five seats less. */
function renewing() {
  let calls = 0
  return () => {
    calls += 1
    if (calls === 1) return Promise.resolve(aPlan())
    const rows = aPlan().rows.map((row) =>
      row.key === casRow.key ? { ...row, quantity: 35 } : { ...row, quantity: row.quantity === 48 ? 49 : row.quantity },
    )
    return Promise.resolve(aPlan({ runId: runId('draft-250-2'), rows }))
  }
}
