import { useI18n } from '../i18n'
import { useProblemText } from './problem'
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
        if (of.field === 'cancelled') return t('reason.hold.handCancelled')
        if (of.field === 'moved') return t('reason.hold.handMoved')
        return of.by === null
          ? t('reason.hold.handQuantityUnknown', { was: of.was, is: of.is })
          : t('reason.hold.handQuantity', { name: of.by, was: of.was, is: of.is })
      case 'invoiced':
        return t('reason.hold.invoiced', { day: near(of.until) })
      case 'vanished':
        return t('reason.hold.vanished', { plans: format.value.list(of.plans) })
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

  function blocked(reason: BlockedReason): string {
    switch (reason.kind) {
      case 'agreementUnusable':
        return unusable(reason.why)
      case 'noAddition':
        return t('reason.noAddition')
      case 'severalAdditions':
        return t('reason.severalAdditions', { count: reason.additionIds.length })
      case 'catalogItemUnusable':
        return t(`reason.item.${reason.why}`)
      case 'seatsUnread':
        return reason.why === 'notReported' ? t(`reason.seatsNotReported.${reason.which}`) : t('reason.seatsUnread')
      case 'additionsUnread':
        return t('reason.additionsUnread')
      case 'vanished':
        return t('reason.vanished')
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
      case 'decidedOtherwise':
        return t('reason.decidedOtherwise')
      case 'openElsewhere':
        return t('reason.openElsewhere')
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
    }
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
    hold,
    cause,
    unplaced,
    blocked,
    notBilled,
    reason,
    seats,
    sum,
    productName: (row: PlanRow) => unique(row.sources.map((source) => source.productName)).join(' + '),
    planName: (row: PlanRow) => unique(row.sources.map((source) => source.planName)).join(' + '),
    isUnread: (row: PlanRow) => sum(row, 'provisioned').kind === 'unread' || sum(row, 'used').kind === 'unread',
  }
}
