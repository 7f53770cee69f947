import { useRowText } from '../../composables/rowText'
import { useI18n } from '../../i18n'
import type { Drift } from '../../../server/domain/drift'
import { billedUnits } from '../../../server/domain/money'
import type { PlanRow } from '../../../server/domain/views'
import type { ExplainView } from '../../../server/domain/viewsExplain'
import { useMoments } from './moments'
import type { SumLine } from './sumLine'

/** What the quantity changes on the addition: what stands there and who wrote it, days, price, money. */
export function useAdditionSum() {
  const { t, format } = useI18n()
  const { edit } = useRowText()
  const { name } = useMoments()

  /** Who wrote what stands there, and what was changed by hand since. */
  function origin({ row, lastWrite }: ExplainView): string | null {
    const edits = editsOf(row).map((drift) => edit(drift))
    if (lastWrite === null) return row.quantityBefore === null ? null : [t('explain.notWritten'), ...edits].join('. ')
    const words = { day: format.value.dayOf(lastWrite.at), name: name(lastWrite.by) }
    if (edits.length === 0 && lastWrite.quantity === row.quantityBefore) return t('explain.written', words)
    return [t('explain.writtenAs', { ...words, quantity: lastWrite.quantity }), ...edits].join('. ')
  }

  function days(row: PlanRow): SumLine[] {
    if (row.change !== 'create' && row.change !== 'replace') return []
    const ends = row.endsOn === null ? [] : [{ label: t('explain.endsOn'), value: format.value.day(row.endsOn) }]
    const starts = row.startsOn === null ? t('explain.startsNext') : format.value.day(row.startsOn)
    return [...ends, { label: t('explain.startsOn'), value: starts }]
  }

  /** The units that the price is for, where the base price covers some. */
  function billed({ included, quantity, quantityBefore }: PlanRow): SumLine[] {
    if (!included || quantity === null) return []
    const difference = billedUnits(quantity, included) - billedUnits(quantityBefore ?? 0, included)
    return [{ label: t('explain.billedDifference'), value: format.value.signed(difference) }]
  }

  /** Money is by the month where the cycle is known by months; what one invoice changes is told beside it where it differs. */
  function money({ money }: PlanRow): SumLine[] {
    if (money === null)
      return [
        { label: t('explain.unitPrice'), value: '–' },
        { label: t('explain.change'), value: '–', isResult: true },
      ]
    const { unitPrice, currency, difference, monthly } = money
    const invoice = { label: t('explain.perInvoice'), value: format.value.difference(difference, currency) }
    return [
      { label: t('explain.unitPrice'), value: format.value.money(unitPrice, currency) },
      ...(monthly !== null && monthly !== difference ? [invoice] : []),
      monthly === null
        ? { ...invoice, isResult: true }
        : { label: t('explain.change'), value: format.value.difference(monthly, currency), isResult: true },
    ]
  }

  return (view: ExplainView): SumLine[] => {
    const { row, additionId } = view
    const { agreement } = row
    const note = origin(view)
    const difference = row.quantity === null ? null : row.quantity - (row.quantityBefore ?? 0)
    return [
      {
        label: additionId === null ? t('explain.additionNew') : t('explain.addition', { id: String(additionId) }),
        value: row.catalogItem?.identifier ?? '–',
        ...(agreement
          ? { note: `${agreement.byDefault ? t('row.default') : agreement.typeName} › ${agreement.name}` }
          : {}),
      },
      {
        label: t(isOver(view) ? 'explain.beforeThen' : 'explain.before'),
        value: row.quantityBefore === null ? t('row.none') : format.value.number(row.quantityBefore),
        ...(note === null ? {} : { note }),
      },
      ...(row.included ? [{ label: t('explain.readIncluded'), value: format.value.number(row.included) }] : []),
      { label: t('explain.difference'), value: difference === null ? '?' : format.value.signed(difference) },
      ...billed(row),
      ...days(row),
      ...money(row),
    ]
  }
}

/** The line is at its end: what the plan saw is no longer what is there. */
export const isOver = ({ row }: ExplainView): boolean =>
  ['sent', 'failed', 'stale', 'skipped'].includes(row.lineStatus ?? '')

/** What people changed of the addition since our last write, as far as the plan saw it. */
function editsOf({ reason, notes }: PlanRow): Drift[] {
  const held = reason?.kind === 'holds' ? reason.holds : []
  return [
    ...held.flatMap((hold) => (hold.kind === 'handEdit' ? [hold.drift] : [])),
    ...(reason?.kind === 'blocked' && reason.reason.kind === 'keptTheirs' ? [reason.reason.drift] : []),
    ...notes.flatMap((note) => (note.kind === 'priceChanged' || note.kind === 'overwritesEdit' ? [note.drift] : [])),
  ]
}
