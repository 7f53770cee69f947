import { useRowText } from '../../composables/rowText'
import { useI18n } from '../../i18n'
import { tryDay } from '../../../server/domain/calendar'
import { ruleOfHold } from '../../../server/domain/ruleOfHold'
import type { ExplainView, RuleCheck } from '../../../server/domain/viewsExplain'
import { useMoments } from './moments'

/** `held`: a rule made it wait; `failed`: it cannot be sent, or was refused. */
export interface WhyLine {
  look: 'done' | 'held' | 'failed' | 'plain'
  text: string
}
type Rule = RuleCheck['rule']

/** Why a line may be sent or waits: its reason, then every rule that was asked, with its numbers. */
export function useWhy() {
  const { t, format } = useI18n()
  const text = useRowText()
  const { moment } = useMoments()
  const upper = (words: string) => words.charAt(0).toLocaleUpperCase(format.value.locale) + words.slice(1)
  const sentence = (words: string) => `${upper(words)}${words.endsWith('.') ? '' : '.'}`

  function title({ row, trigger }: ExplainView): string {
    if (trigger === 'undo') return t('explain.why.undo')
    switch (row.state) {
      case 'willChange':
      case 'waiting':
      case 'sending':
        return t('explain.why.may')
      case 'sent':
        return t('explain.why.sent')
      case 'held':
        return t(row.lineStatus === 'stale' ? 'explain.why.not' : 'explain.why.waits')
      case 'failed':
      case 'unmapped':
        return t('explain.why.not')
      case 'unchanged':
        return t('explain.why.unchanged')
      case 'notBilled':
      case 'skipped':
        return t('explain.why.out')
      case 'unknown':
        return t('explain.why.checking')
    }
  }

  /** Words for a rule with the numbers that came with it; `null` where another line says it. */
  function passedText({ rule, params }: RuleCheck, view: ExplainView): string | null {
    switch (rule) {
      case 'percent':
      case 'money':
        return change({ rule, params }) ?? t('explain.check.within')
      case 'invoiced': {
        if (params['prorates'] === 1) return t('explain.check.prorated')
        const day = dayOf(params)
        return day === null ? null : t('explain.check.invoice', { day })
      }
      case 'usageAge':
        return t('explain.check.usageAge', { count: Number(params['hours'] ?? 0) })
      case 'handEdits':
        return view.lastWrite === null ? t('explain.check.firstWrite') : t('explain.check.handEdits')
      case 'oneAddition':
        return t(view.row.change === 'create' ? 'explain.check.noneYet' : 'explain.check.oneAddition')
      case 'agreement': {
        const day = dayOf(params)
        return day === null ? t('explain.check.agreementOpen') : t('explain.check.agreementUntil', { day })
      }
      case 'toZero':
      case 'vanished':
      case 'placeLost':
      case 'reading':
      case 'otherSync':
        return null
    }
  }
  /** Of a line that was let go, its holds are gone from it; what the rules said is not. */
  const failedText = (of: RuleCheck): string =>
    of.rule === 'usageAge'
      ? t('explain.failed.usageAge', { count: Number(of.params['hours'] ?? 0) })
      : (change(of) ?? t(`explain.failed.${of.rule}`))

  /** "+6.7%, limit 25%" and "+$13.50, limit $250.00". */
  function change({ rule, params }: Pick<RuleCheck, 'rule' | 'params'>): string | null {
    const limit = Number(params['limit'] ?? NaN)
    const by = Number(params[rule === 'percent' ? 'percent' : 'amount'] ?? NaN)
    if ((rule !== 'percent' && rule !== 'money') || Number.isNaN(limit) || Number.isNaN(by)) return null
    return t('explain.check.limit', amounts(rule, by, limit, params))
  }
  function amounts(rule: 'percent' | 'money', by: number, limit: number, params: RuleCheck['params']) {
    const { percent, percentDifference, money, difference } = format.value
    const currency = String(params['currency'] ?? '') || null
    return rule === 'percent'
      ? { change: percentDifference(by), limit: percent(limit) }
      : { change: difference(by, currency), limit: money(limit, currency) }
  }
  function dayOf(params: RuleCheck['params']): string | null {
    const day = tryDay(String(params['day'] ?? ''))
    return day === null ? null : format.value.day(day)
  }

  function lines(view: ExplainView): WhyLine[] {
    const { row, checks } = view
    const holds = row.reason?.kind === 'holds' ? row.reason.holds : []
    const told = new Set<Rule>(holds.map(({ kind }) => ruleOfHold[kind]))
    const held = holds.map((hold): WhyLine => ({ look: 'held', text: upper(text.hold(hold)) }))
    const failed = checks.flatMap((check): WhyLine[] =>
      check.passed || told.has(check.rule) ? [] : [{ look: 'held', text: failedText(check) }],
    )
    const passed = checks.flatMap((check): WhyLine[] => {
      const words = check.passed ? passedText(check, view) : null
      return words === null ? [] : [{ look: 'done', text: words }]
    })
    return [...reason(view), ...held, ...failed, ...passed]
  }

  function reason({ row }: ExplainView): WhyLine[] {
    if (row.reason === null)
      return row.state === 'unchanged'
        ? [{ look: 'plain', text: t('explain.alreadyRight', { quantity: row.quantity ?? 0 }) }]
        : []
    if (row.reason.kind === 'holds') return []
    return [{ look: lookOf(row.state), text: upper(text.reason(row.reason)) }]
  }

  /** One sentence for the foot of the sheet. */
  function verdict(view: ExplainView): string {
    const { row, checks } = view
    if (row.state === 'sent' && row.sentAt !== null) return t('explain.sentAt', { time: moment(row.sentAt) })
    if (row.state !== 'willChange') return row.reason === null ? '' : sentence(text.reason(row.reason))
    const limits = checks.flatMap(({ rule, params }) => {
      if ((rule !== 'percent' && rule !== 'money') || params['limit'] === undefined) return []
      const by = Number(params[rule === 'percent' ? 'percent' : 'amount'])
      return [t('explain.ofLimit', amounts(rule, by, Number(params['limit']), params))]
    })
    const within = limits.length === 0 ? t('explain.within') : t('explain.withinOf', { limits: limits.join(', ') })
    const invoice =
      row.nextInvoiceOn === null ? '' : t('explain.invoiceNotMade', { day: format.value.day(row.nextInvoiceOn) })
    return [within, invoice].filter((part) => part !== '').join(' ')
  }

  return { title, lines, verdict }
}

export function lookOf(state: ExplainView['row']['state']): WhyLine['look'] {
  switch (state) {
    case 'failed':
    case 'unmapped':
      return 'failed'
    case 'held':
    case 'unknown':
      return 'held'
    case 'willChange':
    case 'sent':
      return 'done'
    default:
      return 'plain'
  }
}
