import { useI18n } from '../i18n'
import { useProblemText } from './problem'
import { monthBefore, tryDay } from '../../server/domain/calendar'
import type { Drift } from '../../server/domain/drift'
import type { UnusableReason } from '../../server/domain/psa'
import type { BlockedReason, FailureCause, Hold, Unplaced } from '../../server/domain/run'
import type { NotBilledReason, SeatReading } from '../../server/domain/trend'
import type { PlanRow, RowReason } from '../../server/domain/views'

/** Sentences and words for one row of the plan: names, seats, and why it has its state (design/README, "Words for each state"). */
export function useRowText() {
  const { t, format } = useI18n()
  const { failureTitle } = useProblemText()
  const near = (day: Parameters<typeof format.value.nearDay>[0]) => format.value.nearDay(day)

  function unusable(why: UnusableReason): string {
    switch (why.kind) {
      case 'notStarted':
        return t('reason.agreement.notStarted', { day: near(why.on) })
      case 'ended':
        return t('reason.agreement.ended', { day: near(why.on) })
      case 'cancelled':
        return why.on === null
          ? t('reason.agreement.cancelled')
          : t('reason.agreement.cancelledOn', { day: near(why.on) })
      case 'otherCompany':
        return t('reason.agreement.otherCompany')
      case 'gone':
        return t('reason.agreement.gone')
    }
  }

  function notBilled(reason: NotBilledReason): string {
    switch (reason.kind) {
      case 'trial':
        return reason.until === null ? t('reason.trial') : t('reason.trialUntil', { day: near(reason.until) })
      case 'notForResale':
        return t('reason.notForResale')
      case 'notChargedBefore':
        return t('reason.notChargedBefore', { day: near(reason.day) })
      case 'expired':
        return t('reason.expired', { day: near(reason.on) })
      case 'disabled':
        return t('reason.disabled')
      case 'leftOut':
        return t('reason.leftOut', { name: reason.by })
    }
  }

  /** Who changed what in ConnectWise, and when where it is known. */
  function edit({ field, was, is, by, at }: Drift): string {
    const words = { name: by ?? t('reason.somebody'), was: shown(field, was), is: shown(field, is) }
    const said = t(`reason.edit.${field}`, words)
    return at === null ? said : t('reason.edit.when', { said, at: format.value.moment(at, 'short') })
  }
  /** Days and numbers in the member's locale; words of ConnectWise as they are. */
  function shown(field: Drift['field'], value: string): string {
    const on = field === 'cancelled' ? tryDay(value) : null
    if (on !== null) return near(on)
    const number = Number(value)
    if (field === 'price' && !Number.isNaN(number)) return format.value.money(number, null)
    return field === 'billable' || Number.isNaN(number) ? value : format.value.number(number)
  }

  function hold(of: Hold): string {
    const { money, percent } = format.value
    switch (of.kind) {
      case 'toZero':
        return of.because === null
          ? t('reason.hold.toZero')
          : t('reason.hold.toZeroBecause', { why: notBilled(of.because) })
      case 'beyondLimit':
        return t(`reason.hold.${of.direction}`, { percent: percent(of.percent), limit: percent(of.limitPercent) })
      case 'money':
        return t('reason.hold.money', { amount: money(of.amount, of.currency), limit: money(of.limit, of.currency) })
      case 'handEdit':
        return edit(of.drift)
      case 'movedHere':
        return t('reason.hold.movedHere', { from: of.from, to: of.to })
      case 'otherSync':
        return of.evidence === 'summaryRow'
          ? t('reason.hold.otherSyncRow')
          : t('reason.hold.otherSyncWrote', { name: of.by ?? t('reason.anotherProgram') })
      case 'usageOld':
        return t('reason.hold.usageOld', { at: format.value.moment(of.asOf, 'short'), hours: of.limitHours })
      case 'invoiced':
        // `until` is the next invoice's day, which is not made; the one that is made came a month before: only monthly ones hold.
        return t('reason.hold.invoiced', { day: near(monthBefore(of.until)) })
      case 'vanished':
        return t('reason.hold.vanished', { plans: format.value.list(of.plans) })
      case 'placeLost':
        return t('reason.hold.placeLost', { plans: format.value.list(of.plans) })
      case 'incompleteReading':
        return t('reason.hold.incompleteReading')
      case 'planVersionUnknown':
        return t('reason.hold.planVersionUnknown')
      case 'customerStatus':
        return t('reason.hold.customerStatus', { code: of.code })
      case 'priceUnknown':
        return t('reason.hold.priceUnknown')
      case 'includedTwice':
        return t('reason.hold.includedTwice', { rule: of.rule, addition: of.addition })
    }
  }

  function blocked(of: BlockedReason): string {
    switch (of.kind) {
      case 'agreementUnusable':
        return unusable(of.why)
      case 'noAddition':
        return t('reason.noAddition')
      case 'takenAway':
        return edit(of.drift)
      case 'severalAdditions':
        return t('reason.severalAdditions', { count: of.additionIds.length })
      case 'catalogItemUnusable':
        return t(`reason.item.${of.why}`)
      case 'seatsUnread':
        return of.why === 'notReported' ? t(`reason.seatsNotReported.${of.which}`) : t('reason.seatsUnread')
      case 'additionsUnread':
        return t('reason.additionsUnread')
      case 'vanished':
        return t('reason.vanished')
      case 'adoptedGone':
        return t('reason.adoptedGone', { id: String(of.additionId) })
      case 'keptTheirs':
        return t('reason.keptTheirs', { edit: edit(of.drift) })
    }
  }

  function unplaced(why: Unplaced['why']): string {
    switch (why.kind) {
      case 'excluded':
        return notBilled(why.reason)
      case 'unmapped':
        return t(`reason.unmapped.${why.missing}`)
      case 'severalAgreements':
        return t('reason.severalAgreements', { count: why.agreementIds.length })
    }
  }

  function cause(of: FailureCause): string {
    switch (of.kind) {
      case 'upstream':
        return failureTitle(of.failure)
      case 'changedMeanwhile': {
        const name = of.by ?? t('reason.somebody')
        return of.quantityNow === null
          ? t('reason.changedMeanwhile', { name })
          : t('reason.changedMeanwhileTo', { name, quantity: of.quantityNow })
      }
      case 'additionGone':
        return t('reason.additionGone')
      case 'additionAppeared':
        return t('reason.additionAppeared')
      case 'noAnswer':
        return t('reason.noAnswer')
      case 'agreementClosed':
        return unusable(of.why)
      case 'interrupted':
        return t('reason.interrupted')
      case 'planTooOld':
        return t('reason.planTooOld')
      case 'cancelled':
        return t('reason.cancelled', { name: of.by })
      case 'decidedOtherwise':
        return t('reason.decidedOtherwise')
      case 'invoicedMeanwhile':
        return of.on === null ? t('reason.invoicedUnknown') : t('reason.invoicedMeanwhile', { day: near(of.on) })
      case 'openElsewhere':
        return t('reason.openElsewhere')
      case 'halfReplaced':
        return t(of.neutralised ? 'reason.halfReplaced' : 'reason.halfReplacedBills', { id: String(of.newAdditionId) })
      case 'replacementGone':
        return t('reason.replacementGone', { id: String(of.newAdditionId), day: near(of.lastDay) })
    }
  }

  function reason(of: NonNullable<RowReason>): string {
    switch (of.kind) {
      case 'holds':
        return of.holds.map(hold).join('; ')
      case 'blocked':
        return blocked(of.reason)
      case 'unplaced':
        return unplaced(of.why)
      case 'cause':
        return cause(of.cause)
      case 'settling':
        return t('reason.settling')
      case 'alreadyRight':
        return t('reason.alreadyRight')
      case 'released':
        return t('reason.released', { name: of.by, reason: of.reason })
      case 'skipped':
        return t('reason.skipped', { name: of.by, reason: of.reason })
      case 'undoes':
        return t('reason.undoes', { name: of.by, reason: of.reason })
    }
  }

  /** What stands beside the word of a row's state; '' when there is no reason. The word "Left out" is not said twice. */
  function reasonOf(row: PlanRow): string {
    const { reason: of, quantityBefore } = row
    if (of?.kind === 'skipped') return t('reason.by', { name: of.by, reason: of.reason })
    if (of?.kind === 'holds' && isGone(row)) return holdsOfOver(of.holds, quantityBefore)
    return of === null ? '' : reason(of)
  }
  /** That nothing is reported any more is why it would go to zero, and by so many percent: said as one thing, with what stays. */
  function holdsOfOver(holds: readonly Hold[], quantityBefore: number | null): string {
    const follows: readonly Hold['kind'][] = ['toZero', 'incompleteReading', 'beyondLimit']
    return holds
      .filter(({ kind }) => !follows.includes(kind))
      .map((of) =>
        of.kind === 'vanished'
          ? t('reason.hold.over', { plans: format.value.list(of.plans), quantity: quantityBefore ?? 0 })
          : hold(of),
      )
      .join('; ')
  }

  const seats = (reading: SeatReading): string =>
    reading.kind === 'read' ? format.value.number(reading.seats) : reading.kind === 'unread' ? '?' : '–'

  /** Several subscriptions of one line are summed; one that was not read makes the sum not read. */
  function sum(row: PlanRow, which: 'provisioned' | 'used'): SeatReading {
    let total = 0
    let anyRead = false
    for (const source of row.sources) {
      const reading = source[which]
      if (reading.kind === 'unread') return reading
      if (reading.kind === 'read') {
        anyRead = true
        total += reading.seats
      }
    }
    return anyRead ? { kind: 'read', seats: total } : { kind: 'notReported' }
  }
  const unique = (names: string[]) => [...new Set(names)]

  return {
    unusable,
    edit,
    hold,
    cause,
    unplaced,
    blocked,
    notBilled,
    reason,
    reasonOf,
    seats,
    sum,
    productName: (row: PlanRow) => unique(row.sources.map((source) => source.productName)).join(' + '),
    planName: (row: PlanRow) => unique(row.sources.map((source) => source.planName)).join(' + '),
    isUnread: (row: PlanRow) => sum(row, 'provisioned').kind === 'unread' || sum(row, 'used').kind === 'unread',
  }
}

/** All that the line billed is reported no more; only a person may say that it is over. */
export const isGone = ({ reason, quantity }: PlanRow): boolean =>
  quantity === 0 && reason?.kind === 'holds' && reason.holds.some(({ kind }) => kind === 'vanished')
