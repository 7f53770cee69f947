import DriftSheet from '../../../../client/components/drift/DriftSheet.vue'
import LeaveOutSheet from '../../../../client/components/leaveOut/LeaveOutSheet.vue'
import { aFailure, aProblem, never } from '../../fixtures/api'
import { driftNotice, driftUnread, neverCompared, noDrift, someDrift } from '../../fixtures/drift'
import { aCompany, aPlan, aRow, aSession } from '../../fixtures/fairhaven'
import { inPod } from '../../fixtures/frame'
import { aLeftOut, leftOutCompany, leftOutPlan } from '../../fixtures/leaveOut'
import type { Find, GalleryState, States } from '../states'

const drift = (over: GalleryState['api'] = {}, act?: (find: Find) => Promise<void>): GalleryState => ({
  component: inPod(['drift', 'settings'], DriftSheet),
  api: over,
  ...(act ? { act } : {}),
})
const leaveOut = (over: GalleryState['api'] = {}, act?: (find: Find) => Promise<void>): GalleryState => ({
  component: inPod(['leaveOut'], LeaveOutSheet, { plan: null }),
  api: { plan: () => Promise.resolve(leftOutPlan), company: () => Promise.resolve(leftOutCompany), ...over },
  ...(act ? { act } : {}),
})
const noticed = (found: number, open: number) => ({
  api: { company: () => Promise.resolve(aCompany({ drift: driftNotice(found, open) })) },
})
const press = async (find: Find, selector: string, text: string) => (await find(selector, text)).click()
const lookOnly = () => Promise.resolve(aSession({ rights: { view: true, bill: false, administer: false } }))
const refused = () => Promise.reject(aProblem({ failure: aFailure({ system: 'connectwise' }) }))

export const states: States = {
  driftNotice: noticed(2, 2),
  driftNoticeCalm: noticed(1, 0),
  drift: drift(),
  'drift-changed': drift({}, (find) => press(find, 'input[value=overwrite]', '')),
  'drift-conflict': drift(
    { assign: () => Promise.reject(aProblem({ code: 'conflict', status: 409 })) },
    async (find) => {
      await press(find, 'input[value=keep]', '')
      await press(find, '.btn', 'Save')
    },
  ),
  'drift-look-only': drift({ openSession: lookOnly }),
  'drift-unread': drift({ drift: () => Promise.resolve(driftUnread) }),
  'drift-none': drift({ drift: () => Promise.resolve(noDrift) }),
  'drift-none-read': drift({ drift: () => Promise.resolve({ ...noDrift, unread: driftUnread.unread }) }),
  'drift-never': drift({ drift: () => Promise.resolve(neverCompared) }),
  'drift-nothing-sent': drift({
    drift: () => Promise.resolve(neverCompared),
    company: () => Promise.resolve(aCompany({ lastSend: null })),
  }),
  'drift-loading': drift({ drift: never }),
  'drift-failed': drift({ drift: () => Promise.reject(aProblem({ code: 'internal', status: 500 })) }),
  'drift-looking': drift({ lookForDrift: never }, (find) => press(find, '.btn', 'Look now')),
  'drift-look-failed': drift({ lookForDrift: refused }, (find) => press(find, '.btn', 'Look now')),
  'drift-unassigned': drift({
    drift: () =>
      Promise.resolve(someDrift({ found: someDrift().found.map((entry) => ({ ...entry, assignments: [] })) })),
  }),

  leftOut: {
    api: { plan: () => Promise.resolve(leftOutPlan), company: () => Promise.resolve(leftOutCompany) },
  },
  leaveOut: leaveOut(),
  'leave-out-ask': leaveOut({}, (find) => press(find, '.btn', 'Leave out Email Security')),
  'leave-out-missing': leaveOut({}, async (find) => {
    await press(find, '.btn', 'Leave out Email Security')
    await press(find, '.btn-primary', 'Leave out')
  }),
  'leave-out-conflict': leaveOut(
    { setExclusion: () => Promise.reject(aProblem({ code: 'conflict', status: 409 })) },
    (find) => press(find, '.btn', 'Bill Web Security again'),
  ),
  'leave-out-look-only': leaveOut({ openSession: lookOnly }),
  'leave-out-empty': leaveOut({
    plan: () => Promise.resolve(aPlan({ rows: [] })),
    company: () => Promise.resolve(aCompany()),
  }),
  'leave-out-gone': leaveOut({
    plan: () => Promise.resolve(aPlan({ rows: [aRow()] })),
    company: () => Promise.resolve(aCompany({ exclusions: [aLeftOut()] })),
  }),
}
