import ExplainSheet from '../../../../client/components/explain/ExplainSheet.vue'
import UndoSheet from '../../../../client/components/undo/UndoSheet.vue'
import HistoryView from '../../../../client/views/HistoryView.vue'
import type { Api } from '../../../../client/api'
import type { ExplainView } from '../../../../server/domain/viewsExplain'
import type { UndoRefusal } from '../../../../server/domain/viewsUndo'
import { day } from '../../../../server/domain/calendar'
import { runId } from '../../../../server/domain/ids'
import { aProblem, never } from '../../fixtures/api'
import {
  differingExplanation,
  heldExplanation,
  releasedExplanation,
  replacingExplanation,
  sentExplanation,
  unchangedExplanation,
  undoExplanation,
} from '../../fixtures/explanations'
import { inPod } from '../../fixtures/frame'
import { anUndoView, casEntry, historyAfterUndo, undoingPlan, undonePlan, wfsEntry } from '../../fixtures/undo'
import type { Find, GalleryState, States } from '../states'

const line = { runId: wfsEntry.runId, key: wfsEntry.key }
const explained = (view: ExplainView): GalleryState => ({
  component: inPod(['explain'], ExplainSheet, { line }),
  api: { explain: () => Promise.resolve(view) },
})
const undo = (api: Partial<Api> = {}, act?: (find: Find) => Promise<void>): GalleryState => ({
  component: inPod(['history'], UndoSheet, { entry: wfsEntry }),
  api: { undoView: () => Promise.resolve(anUndoView()), ...api },
  ...(act ? { act } : {}),
})
const refused = (refusal: UndoRefusal) => undo({ undoView: () => Promise.resolve(anUndoView(refusal)) })
async function takeBack(find: Find) {
  const field = await find('dialog input.in')
  if (!(field instanceof HTMLInputElement)) return
  field.value = 'Trend Micro had counted wrongly'
  field.dispatchEvent(new Event('input'))
  ;(await find('dialog .btn-primary')).click()
}

export const states: States = {
  explainHeld: explained(heldExplanation),
  explainReleased: explained(releasedExplanation),
  explainSent: explained(sentExplanation),
  explainDiffers: explained(differingExplanation),
  explainReplace: explained(replacingExplanation),
  explainUndo: explained(undoExplanation),
  explainUnchanged: explained(unchangedExplanation),
  explainGone: {
    ...explained(sentExplanation),
    api: { explain: () => Promise.reject(aProblem({ code: 'notFound', status: 404 })) },
  },

  historyUndo: {
    component: inPod(['history'], HistoryView),
    api: { history: () => Promise.resolve([casEntry, wfsEntry]) },
  },
  historyAfterUndo: {
    component: inPod(['history'], HistoryView),
    api: { history: () => Promise.resolve(historyAfterUndo) },
  },

  undo: undo(),
  undoReading: undo({ undoView: () => never() }),
  undoFailed: undo({ undoView: () => Promise.reject(aProblem()) }),
  undoReasonMissing: undo({}, async (find) => (await find('dialog .sheet-f button:last-child', 'Undo')).click()),
  undoNotSent: refused({ kind: 'notSent' }),
  undoUndoneAlready: refused({ kind: 'undoneAlready', runId: runId('undo-0') }),
  undoInvoiced: refused({ kind: 'invoiced', on: day('2025-11-01') }),
  undoInvoiceUnknown: refused({ kind: 'invoiceUnknown' }),
  undoEdited: refused({ kind: 'edited', by: 'J. Lee', quantityNow: 44 }),
  undoSentSince: refused({ kind: 'sentSince', runId: runId('run-2025-11-15') }),
  undoAgreementClosed: refused({ kind: 'agreementClosed' }),
  undoAdditionsUnread: refused({ kind: 'additionsUnread' }),
  undoRefused: undo(
    {
      undo: () =>
        Promise.reject(aProblem({ code: 'undoRefused', status: 409, params: { reason: 'edited', key: wfsEntry.key } })),
      undoView: firstThen(anUndoView(), anUndoView({ kind: 'edited', by: 'J. Lee', quantityNow: 44 })),
    },
    takeBack,
  ),
  undoGoing: undo(
    { undo: () => Promise.resolve(undoingPlan), runCompany: () => Promise.resolve(undoingPlan) },
    takeBack,
  ),
  undoDone: undo({ undo: () => Promise.resolve(undonePlan) }, takeBack),
}

function firstThen<T>(first: T, then: T) {
  let calls = 0
  return () => Promise.resolve(calls++ === 0 ? first : then)
}
