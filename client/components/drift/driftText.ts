/** A difference in words: what was, what is, who, and what the next send does about it. */
import { useI18n } from '../../i18n'
import { useCompany } from '../../stores/company'
import { tryDay } from '../../../server/domain/calendar'
import type { DriftNext } from '../../../server/domain/drift'
import type { DriftEntryView } from '../../../server/domain/viewsDrift'

export function useDriftText() {
  const { t, format } = useI18n()
  const company = useCompany()

  /** Prices are in the agreement's currency, where a line on screen names it. */
  const currencyOf = ({ agreementId }: DriftEntryView) =>
    company.plan?.rows.find((row) => row.agreement?.id === agreementId && row.money !== null)?.money?.currency ?? null

  /** `value` as ConnectWise has it: a number, a day, a word, or `–` for none. */
  function shown(entry: DriftEntryView, value: string): string {
    const number = Number(value)
    switch (entry.field) {
      case 'price':
        return Number.isNaN(number) ? value : format.value.money(number, currencyOf(entry))
      case 'quantity':
      case 'included':
      case 'deleted':
        return Number.isNaN(number) ? value : format.value.number(number)
      case 'cancelled': {
        const on = tryDay(value)
        return on === null ? t('drift.noLastDay') : format.value.day(on)
      }
      case 'billable':
        return value === 'Billable' || value === 'DoNotBill' || value === 'NoCharge'
          ? t(`drift.billable.${value}`)
          : value
      case 'moved':
        return value
    }
  }
  const was = (entry: DriftEntryView) => shown(entry, entry.was)
  const is = (entry: DriftEntryView) => (entry.field === 'deleted' ? t('drift.deleted') : shown(entry, entry.is))
  function who({ by, at }: DriftEntryView): string {
    if (by === null && at === null) return t('drift.byNobodyKnown')
    const name = by ?? t('reason.somebody')
    return at === null ? name : t('drift.by', { name, at: format.value.moment(at) })
  }
  const products = ({ productNames, catalogItemId }: DriftEntryView): string =>
    productNames.length > 0 ? format.value.list(productNames) : t('drift.item', { id: `#${catalogItemId}` })
  const agreement = ({ agreementId, agreementName, additionId }: DriftEntryView): string =>
    t('drift.on', { agreement: agreementName ?? `#${agreementId}`, id: `#${additionId}` })

  return { was, is, who, products, agreement }
}

/** Icon and colour of what the next send does; the words say it too. */
export const nextLooks: Record<DriftNext, { icon: string; tone: string }> = {
  waits: { icon: 'i-held', tone: 's-held' },
  stays: { icon: 'i-off', tone: 's-off' },
  writtenOver: { icon: 'i-change', tone: 's-change' },
  untouched: { icon: 'i-wait', tone: 's-wait' },
}
