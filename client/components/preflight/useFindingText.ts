import { useProblemText } from '../../composables/problem'
import { useI18n } from '../../i18n'
import type { Broken, Place, PreflightCause, Unchecked } from '../../../server/domain/preflight'

/** Findings of the check before a send in words: what it is, and what follows from it. */
export function useFindingText() {
  const { t, format } = useI18n()
  const { failureTitle } = useProblemText()
  const list = (words: string[]) => format.value.list(words)
  const systemOf = ({ system, source }: Extract<PreflightCause, { kind: 'connectionFails' }>) =>
    source === null ? t(`upstream.${system}`) : t(`preflight.keys.${source}`)

  function title(cause: PreflightCause): string {
    switch (cause.kind) {
      case 'unmappedCustomers':
        return t('preflight.unmappedCustomers', { count: cause.customers.total, seats: cause.seats })
      case 'unmappedProduct':
        return t(`preflight.unmappedProduct.${cause.missing}`, { product: cause.productName })
      case 'agreementUnusable':
        return t(`preflight.agreement.${cause.why}`)
      case 'agreementEnding':
        return t('preflight.agreement.ending')
      case 'catalogItemUnusable':
        return t(`preflight.item.${cause.why}`, { item: cause.identifier })
      case 'rightMissing':
        return t('preflight.right', {
          levels: list(cause.lacks.map((level) => t(`preflight.level.${level}`))),
          right: `${cause.module} › ${cause.function}`,
        })
      case 'connectionFails':
        if (!cause.configured) return t('preflight.noKeys', { system: systemOf(cause) })
        return cause.failure ? failureTitle(cause.failure) : t('preflight.noAnswer', { system: systemOf(cause) })
      case 'priceZero':
        return t(`preflight.zero.${cause.at}`, { item: cause.identifier })
      case 'invoicedBeforeSend':
        return t('preflight.invoicedBefore', { invoice: cause.invoiceDay, send: cause.sendDay })
      default:
        return t('preflight.invoicedAlready')
    }
  }
  /** A second sentence; '' where the title says it all. */
  function more(cause: PreflightCause): string {
    switch (cause.kind) {
      case 'unmappedCustomers':
        return cause.idle === 0 ? '' : t('preflight.idle', { count: cause.idle })
      case 'rightMissing':
        return t('preflight.breaks', { what: list(cause.breaks.map((what: Broken) => t(`preflight.broken.${what}`))) })
      case 'connectionFails':
        return cause.failure?.text ?? ''
      case 'agreementEnding':
        return t('preflight.agreement.endingMore')
      case 'invoicedBeforeSend':
        return t(cause.fits === 31 ? 'preflight.waitLast' : 'preflight.wait', {
          count: cause.waitDays,
          day: cause.fits,
        })
      case 'invoicedAlready':
        return t('preflight.invoicedAlreadyMore')
      default:
        return ''
    }
  }
  function place(at: Place): string {
    switch (at.type) {
      case 'agreement':
        return at.on === null ? at.name : t('preflight.place.on', { name: at.name, day: format.value.day(at.on) })
      case 'addition':
        return t('preflight.place.addition', { id: String(at.id) })
      case 'catalogItem':
        return at.identifier
      default:
        return t('preflight.place.subscription', { id: at.id })
    }
  }
  const unchecked = ({ what, failure }: Unchecked): string =>
    failure === null
      ? t(`preflight.unchecked.${what}`)
      : `${t(`preflight.unchecked.${what}`)} ${t('preflight.because', { why: failureTitle(failure) })}`
  return { title, more, place, unchecked }
}
