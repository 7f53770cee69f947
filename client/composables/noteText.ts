import { useI18n } from '../i18n'
import type { LineNote } from '../../server/domain/run'

/** A few words for what a person should know of a line and what does not hold it; the review says it in full. */
export function useNoteText() {
  const { t, format } = useI18n()

  function short(note: LineNote): string {
    switch (note.kind) {
      case 'priceChanged':
        return t('row.note.priceChanged', { name: note.drift.by ?? t('reason.somebody') })
      case 'overwritesEdit':
        return t('row.note.overwritesEdit', {
          is: format.value.number(Number(note.drift.is)),
          name: note.drift.by ?? t('reason.somebody'),
        })
      case 'twins': {
        const ids = format.value.list(note.additionIds.map((id) => `#${id}`))
        return t('row.note.twins', { ids, count: note.additionIds.length })
      }
      case 'inSuite':
        return t('row.note.inSuite', { suite: note.suite })
    }
  }
  return { short }
}

/** A kept price needs nobody; the others may make the bill wrong. */
export const isWarning = (note: LineNote): boolean => note.kind !== 'priceChanged'
