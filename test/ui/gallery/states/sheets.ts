import { aProblem, never } from '../../fixtures/api'
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

export const states: States = {
  review: { act: review },
  reviewHeld: {
    act: async (find) => {
      await tickHeld(find)
      const field = await find('dialog input.in')
      if (!(field instanceof HTMLInputElement)) return
      field.value = 'Northgate practice left on Nov 18, confirmed by A. Chen'
      field.dispatchEvent(new Event('input'))
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
