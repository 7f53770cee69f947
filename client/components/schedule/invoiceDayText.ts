/** Invoice days in words. */
import { useI18n } from '../../i18n'
import type { InvoiceTimingGroup } from '../../../server/domain/viewsSchedule'

/** An invoice at most so many days after the send is "just after" it. */
const justAfterDays = 3

export function useInvoiceDayText() {
  const { t, format, language } = useI18n()

  /** `the 1st`, `le 1er`. */
  function dayText(day: number): string {
    const rule = new Intl.PluralRules(language.value, { type: 'ordinal' }).select(day)
    const form = rule === 'one' || rule === 'two' || rule === 'few' ? rule : 'other'
    return t(`invoices.day.${form}`, { day })
  }
  function names({ agreementNames, agreements }: InvoiceTimingGroup): string {
    const more = agreements - agreementNames.length
    return format.value.list(more > 0 ? [...agreementNames, t('invoices.more', { count: more })] : agreementNames)
  }
  /** `total`: of all companies' agreements; null: one company's, which are named. */
  function inTime(group: InvoiceTimingGroup, total: number | null): string {
    const { agreements: count, waitDays } = group
    const who = total === null ? names(group) : t('invoices.of', { count, total })
    const words = { who, day: dayText(group.dayOfMonth), count }
    return waitDays <= justAfterDays
      ? t('invoices.justAfter', words)
      : t('invoices.later', { ...words, days: waitDays })
  }
  function late(group: InvoiceTimingGroup, total: number | null): string {
    const { agreements: count, waitDays: days, fits } = group
    const who = total === null ? names(group) : t('invoices.agreements', { count })
    const words = { who, day: dayText(group.dayOfMonth), count, days }
    return fits === 31 ? t('invoices.lateLastDay', words) : t('invoices.late', { ...words, fits })
  }
  return { inTime, late }
}
