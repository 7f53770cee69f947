import { useI18n } from '../../i18n'
import type { LinkResult } from '../../stores/existing'
import { mayPass } from '../../../server/domain/errors'
import type { UnreadPart } from '../../../server/domain/existingSetup'
import type { Instant } from '../../../server/domain/calendar'
import type { ExistingLinkView, ExistingProductView } from '../../../server/domain/viewsExisting'

/** The words of an existing set-up's page that depend on what was found. */
export function useExistingText() {
  const { t, format } = useI18n()

  function moment(at: Instant): string {
    return format.value.isToday(at) ? t('time.today', { time: format.value.time(at) }) : format.value.moment(at)
  }
  function state({ state: of }: ExistingLinkView): string {
    switch (of.kind) {
      case 'certain':
        return t(of.why === 'sameId' ? 'existing.certain.sameId' : 'existing.certain.sameName')
      case 'likely':
        return t(`existing.likely.${of.why}`)
      case 'companyLinked':
        return t('existing.state.companyLinked', { customers: format.value.list(of.customers) })
      case 'taken':
        return t('existing.state.taken', { company: of.by.name })
      case 'leftOut':
        return t('existing.state.leftOut', { why: t(`existing.leftOut.${of.why}`) })
      case 'several':
        return t('existing.state.several', { count: of.count })
      case 'linked':
      case 'rejected':
      case 'noTrendMicro':
      case 'nobody':
        return t(`existing.state.${of.kind}`)
      default:
        return of satisfies never
    }
  }
  function result({ outcome, takenBy }: LinkResult): string {
    if (outcome === 'taken')
      return takenBy === null ? t('existing.result.takenHidden') : t('existing.result.taken', { company: takenBy.name })
    return t(outcome === 'notThere' ? 'existing.result.notThere' : 'existing.result.changed')
  }
  function unread({ what, why, count }: UnreadPart): { what: string; why: string } {
    const system = t('upstream.connectwise')
    const named =
      what === 'solutions' || what === 'integrations'
        ? t(`existing.unread.${what}`)
        : t(`existing.unread.${what}`, { count })
    return { what: named, why: t(`upstream.${why}`, { system }) }
  }
  /** What to do about what was not read. */
  const unreadFix = (parts: readonly UnreadPart[]): string =>
    t(parts.every(({ why }) => mayPass({ kind: why })) ? 'existing.unread.again' : 'existing.unread.forbidden')

  function target(product: ExistingProductView): string {
    const { why, item, agreement, byDefault, severalAgreements } = product
    if (why !== null) return t(`existing.assign.${why}`)
    if (severalAgreements) return t('existing.assign.severalAgreements')
    if (agreement === null) return t('existing.assign.noAgreement')
    const named = byDefault ? `${agreement.name} (${t('existing.assign.default')})` : agreement.name
    return t('existing.assign.on', { item, agreement: named })
  }
  function additions({ agreement, additions: found }: ExistingProductView): string {
    if (agreement === null) return ''
    if (found === null) return t('existing.assign.unread')
    const [only] = found
    if (only === undefined) return t('existing.assign.noAddition')
    return found.length === 1
      ? t('existing.assign.addition', { id: String(only.id), count: only.quantity })
      : t('existing.assign.additions', { count: found.length })
  }
  return { moment, state, result, unread, unreadFix, target, additions }
}
