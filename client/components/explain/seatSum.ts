import { useI18n } from '../../i18n'
import type { QuantityStep } from '../../../server/domain/run'
import type { SeatReading } from '../../../server/domain/trend'
import type { ExplainView } from '../../../server/domain/viewsExplain'
import { useMoments } from './moments'
import type { SumLine } from './sumLine'

/** From seats to the quantity: readings, rule with who set it, included and minimum, sum over products. */
export function useSeatSum() {
  const { t, format } = useI18n()
  const { moment } = useMoments()
  const number = (value: number | null) => (value === null ? '?' : format.value.number(value))

  function reading(of: SeatReading): { value: string; note?: string } {
    switch (of.kind) {
      case 'read':
        return { value: number(of.seats) }
      case 'notReported':
        return { value: t('explain.notReported') }
      case 'unread':
        return { value: t('explain.notRead'), note: t(`explain.unread.${of.why}`) }
    }
  }

  function readings({ row, seatsReadAt, which }: ExplainView): SumLine[] {
    const lines = row.sources.flatMap((source): SumLine[] => {
      const name = row.sources.length > 1 ? `${source.productName}, ${source.planName}: ` : ''
      return [
        { label: name + t('explain.provisioned'), ...reading(source.provisioned) },
        { label: name + t('explain.used'), ...reading(source.used) },
      ]
    })
    const time = moment(seatsReadAt)
    const read =
      which.kind === 'current'
        ? t('explain.readAt', { time })
        : t('explain.readMonth', { month: format.value.month(which.month), time })
    const [first, ...rest] = lines
    return first ? [{ ...first, note: first.note ? `${first.note}. ${read}` : read }, ...rest] : []
  }

  const ruleSet = ({ ruleSetBy }: ExplainView) =>
    ruleSetBy === null
      ? t('explain.ruleTenant')
      : t('explain.ruleSet', { name: ruleSetBy.by, day: format.value.dayOf(ruleSetBy.at) })

  /** Every product's steps; a rule that takes nothing off and adds nothing is still told. */
  function steps(view: ExplainView): SumLine[] {
    const { row } = view
    const products = [...new Map(row.sources.map((source) => [source.plan, source.productName])).values()]
    if (view.steps.length === 0)
      return row.rule === null ? [] : [{ label: ruleLabel(row.rule.count), value: '?', note: ruleSet(view) }]
    let product = -1
    const lines = view.steps.map((step, index): SumLine => {
      if (step.kind === 'count') product += 1
      return stepLine(step, view.steps[index - 1]?.result ?? null, {
        product: products.length > 1 ? (products[product] ?? null) : null,
        // Only the first product's rule comes with who set it.
        note: product === 0 ? ruleSet(view) : null,
      })
    })
    const hasEffect = view.steps.some(({ kind }) => kind === 'included' || kind === 'minimum')
    if (row.rule === null || products.length > 1 || hasEffect) return lines
    const { included, minimum } = row.rule
    return [...lines, { label: t('explain.both', { included, minimum }), value: t('explain.noEffect') }]
  }
  const ruleLabel = (rule: Extract<QuantityStep, { kind: 'count' }>['rule'], product: string | null = null) =>
    product === null
      ? t('explain.rule', { rule: t(`row.rule.${rule}`) })
      : t('explain.ruleOf', { product, rule: t(`row.rule.${rule}`) })

  function stepLine(
    step: QuantityStep,
    before: number | null,
    { product, note }: { product: string | null; note: string | null },
  ): SumLine {
    const value = step.result === before ? t('explain.noEffect') : number(step.result)
    switch (step.kind) {
      case 'count':
        return { label: ruleLabel(step.rule, product), value: number(step.result), ...(note === null ? {} : { note }) }
      case 'included':
        return { label: t('explain.included', { included: step.included }), value }
      case 'minimum':
        return { label: t('explain.minimum', { minimum: step.minimum }), value }
      case 'sum':
        return { label: t('explain.sum'), value: number(step.result) }
    }
  }

  return (view: ExplainView): SumLine[] =>
    view.trigger === 'undo'
      ? [
          { label: t('explain.undo.sent'), value: number(view.row.quantityBefore) },
          { label: t('explain.undo.back'), value: number(view.row.quantity), isResult: true },
        ]
      : [
          ...readings(view),
          ...steps(view),
          { label: t('explain.result'), value: number(view.row.quantity), isResult: true },
        ]
}
