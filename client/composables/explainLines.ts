import { useI18n } from '../i18n'
import type { QuantityStep } from '../../server/domain/run'
import type { SeatReading } from '../../server/domain/trend'
import type { ExplainView } from '../../server/domain/views'
import { useRowText } from './rowText'

export interface SumLine {
  label: string
  value: string
  note?: string
  isResult?: boolean
}

/** The two columns behind a number: how seats became a quantity, and what that changes on the addition. */
export function useExplainLines() {
  const { t, format } = useI18n()
  const text = useRowText()

  const moment = (at: ExplainView['seatsReadAt']) =>
    format.value.isToday(at) ? t('time.today', { time: format.value.time(at) }) : format.value.moment(at)

  function reading(of: SeatReading): { value: string; note?: string } {
    switch (of.kind) {
      case 'read':
        return { value: format.value.number(of.seats) }
      case 'notReported':
        return { value: t('explain.notReported') }
      case 'unread':
        return { value: t('explain.notRead'), note: t(`explain.unread.${of.why}`) }
    }
  }
  function step(of: QuantityStep, before: number | null): SumLine {
    const noEffect = of.result === before
    const value = noEffect ? t('explain.noEffect') : format.value.number(of.result)
    switch (of.kind) {
      case 'count':
        return {
          label: t('explain.rule', { rule: t(`row.rule.${of.rule}`) }),
          value: format.value.number(of.result),
        }
      case 'included':
        return { label: t('explain.included', { included: of.included }), value }
      case 'minimum':
        return { label: t('explain.minimum', { minimum: of.minimum }), value }
      case 'sum':
        return { label: t('explain.sum'), value: format.value.number(of.result) }
    }
  }

  function seats({ row, steps, seatsReadAt }: ExplainView): SumLine[] {
    const several = row.sources.length > 1
    const from = row.sources.flatMap((source): SumLine[] => {
      const name = several ? `${source.productName}, ${source.planName}: ` : ''
      const provisioned = reading(source.provisioned)
      const used = reading(source.used)
      return [
        { label: name + t('explain.provisioned'), ...provisioned },
        { label: name + t('explain.used'), ...used },
      ]
    })
    const [first, ...rest] = from
    const read = t('explain.readAt', { time: moment(seatsReadAt) })
    const dated = first ? [{ ...first, note: first.note ? `${first.note}. ${read}` : read }, ...rest] : []
    return [
      ...dated,
      ...steps.map((each, index) => step(each, steps[index - 1]?.result ?? null)),
      {
        label: t('explain.result'),
        value: row.quantity === null ? '?' : format.value.number(row.quantity),
        isResult: true,
      },
    ]
  }

  function addition({ row, additionId }: ExplainView): SumLine[] {
    const { money, agreement } = row
    const before = row.quantityBefore
    const difference = row.quantity === null ? null : row.quantity - (before ?? 0)
    return [
      {
        label: additionId === null ? t('explain.additionNew') : t('explain.addition', { id: String(additionId) }),
        value: row.catalogItem?.identifier ?? '–',
        ...(agreement
          ? { note: `${agreement.byDefault ? t('row.default') : agreement.typeName} › ${agreement.name}` }
          : {}),
      },
      {
        label: t('explain.before'),
        value: before === null ? t('row.none') : format.value.number(before),
        note: t('explain.seen'),
      },
      ...(row.included ? [{ label: t('explain.readIncluded'), value: format.value.number(row.included) }] : []),
      { label: t('explain.difference'), value: difference === null ? '?' : format.value.signed(difference) },
      {
        label: t('explain.unitPrice'),
        value: money === null ? '–' : format.value.money(money.unitPrice, money.currency),
      },
      {
        label: t('explain.change'),
        value: money === null ? '–' : format.value.difference(money.difference, money.currency),
        isResult: true,
      },
    ]
  }

  /** The sentence below: why it goes out, or why it does not. */
  function verdict({ row, approval, requestId }: ExplainView): string {
    return [
      row.state === 'willChange' ? t('explain.within') : row.reason === null ? '' : sentence(text.reason(row.reason)),
      row.nextInvoiceOn === null ? '' : t('explain.invoiceNotMade', { day: format.value.day(row.nextInvoiceOn) }),
      approval === null ? '' : t('explain.approvedBy', { name: approval.by }),
      requestId === null ? '' : t('explain.request', { id: requestId }),
    ]
      .filter((part) => part !== '')
      .join(' ')
  }
  const sentence = (words: string) =>
    `${words.charAt(0).toLocaleUpperCase(format.value.locale)}${words.slice(1)}${words.endsWith('.') ? '' : '.'}`

  /** Plain text of all of it, for the clipboard. */
  const copy = (view: ExplainView): string =>
    [
      `${text.productName(view.row)}, ${text.planName(view.row)}`,
      ...[...seats(view), ...addition(view)].map(
        ({ label, value, note }) => `${label}: ${value}${note ? ` (${note})` : ''}`,
      ),
      verdict(view),
      t('explain.run', { id: view.runId }),
    ].join('\n')

  return { seats, addition, verdict, copy }
}
