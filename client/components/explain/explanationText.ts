import { useRowText } from '../../composables/rowText'
import { useI18n } from '../../i18n'
import type { ExplainView } from '../../../server/domain/viewsExplain'
import { isOver, useAdditionSum } from './additionSum'
import { useRecord } from './recordLines'
import { useSeatSum } from './seatSum'
import type { SumLine } from './sumLine'
import { useWhy } from './whyLines'

/** All of an explanation as plain text, for the clipboard. */
export function useExplanationText() {
  const { t } = useI18n()
  const { productName, planName } = useRowText()
  const [seats, addition, why, record] = [useSeatSum(), useAdditionSum(), useWhy(), useRecord()]
  const sum = ({ label, value, note }: SumLine) => `${label}: ${value}${note ? ` (${note})` : ''}`
  const marks = { done: '✓', held: '‖', failed: '✗', plain: '·' } as const

  return (view: ExplainView): string =>
    [
      `${productName(view.row)}, ${planName(view.row)}`,
      ...seats(view).map(sum),
      '',
      t(isOver(view) ? 'explain.whatChanged' : 'explain.whatChanges'),
      ...addition(view).map(sum),
      '',
      why.title(view),
      ...why.lines(view).map(({ look, text }) => `${marks[look]} ${text}`),
      '',
      t('explain.record'),
      ...record.lines(view).map(({ label, values }) => `${label}: ${values.join('; ')}`),
      record.recomputed(view)?.text ?? '',
    ]
      .join('\n')
      .trim()
}
