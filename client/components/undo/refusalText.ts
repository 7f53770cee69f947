import { useI18n } from '../../i18n'
import type { UndoRefusal } from '../../../server/domain/viewsUndo'

/** Why a line cannot be taken back, and what to do instead. */
export function useRefusalText() {
  const { t, format } = useI18n()
  return (refusal: UndoRefusal): string => {
    switch (refusal.kind) {
      case 'notSent':
      case 'undoneAlready':
      case 'invoiceUnknown':
      case 'sentSince':
      case 'takenBackSince':
      case 'agreementClosed':
      case 'additionsUnread':
        return t(`undo.refusal.${refusal.kind}`)
      case 'invoiced':
        return refusal.on === null
          ? t('undo.refusal.invoiced')
          : t('undo.refusal.invoicedOn', { day: format.value.day(refusal.on) })
      case 'edited': {
        const name = refusal.by ?? t('reason.somebody')
        return refusal.quantityNow === null
          ? t('undo.refusal.deleted', { name })
          : t('undo.refusal.edited', { name, quantity: refusal.quantityNow })
      }
    }
  }
}
