/** The lines of the list boxes for agreement type and agreement name, in the member's words. */
import { useI18n } from '../../i18n'
import type { AgreementTypeId } from '../../../server/domain/ids'
import type { AgreementWarning, UnusableReason } from '../../../server/domain/psa'
import type { AgreementsView, AgreementView } from '../../../server/domain/viewsAgreements'
import { agreementsOf, typesOf, type RowDraft } from './draft'
import type { ListOption } from './options'

/** `none` takes a choice back; a list box cannot hold null as a value of its own. */
export type TypeValue = AgreementTypeId | 'default' | 'none'

export function useAgreementOptions() {
  const { t, format } = useI18n()

  function types(view: AgreementsView, chosen: RowDraft['type']): ListOption<TypeValue>[] {
    const own = typesOf(view, format.value.compare).map((type) => ({ value: type.id, label: type.name }))
    return [
      { value: 'default', label: t('agreements.default'), detail: defaultText(view) },
      ...own,
      ...(chosen === null ? [] : [{ value: 'none' as const, label: t('agreements.notChosen') }]),
    ]
  }
  function defaultText(view: AgreementsView): string {
    const to = view.default
    if (to.kind === 'none') return t('agreements.option.defaultNone')
    if (to.kind === 'several') return t('agreements.option.defaultSeveral', { count: to.agreementIds.length })
    const name = view.agreements.find(({ id }) => id === to.agreementId)?.name ?? to.typeName
    return t('agreements.option.defaultOne', { name })
  }

  const names = (view: AgreementsView, type: AgreementTypeId) =>
    agreementsOf(view, type, format.value.compare).map((agreement) => optionOf(view, agreement))

  /** Usable agreements of all types, under the name of their type. */
  const all = (view: AgreementsView) =>
    typesOf(view, format.value.compare).flatMap((type) =>
      agreementsOf(view, type.id, format.value.compare)
        .filter(({ unusable }) => unusable === null)
        .map((agreement) => ({ ...optionOf(view, agreement), group: type.name })),
    )

  function optionOf(view: AgreementsView, agreement: AgreementView) {
    const option = { value: agreement.id, label: agreement.name }
    if (agreement.unusable !== null)
      return { ...option, detail: unusableText(agreement.unusable), icon: 'i-off', disabled: true }
    const [warning] = agreement.warnings
    return warning === undefined
      ? { ...option, detail: termText(agreement) }
      : { ...option, detail: warningText(view, warning), icon: 'i-warn' }
  }
  const termText = ({ endsOn, billingCycle, nextInvoiceOn }: AgreementView) =>
    [
      endsOn === null ? t('agreements.option.noEnd') : t('agreements.option.until', { day: format.value.day(endsOn) }),
      billingCycle?.toLowerCase() ?? '',
      nextInvoiceOn === null ? '' : t('agreements.option.nextInvoice', { day: format.value.day(nextInvoiceOn) }),
    ]
      .filter((part) => part !== '')
      .join(', ')

  function unusableText(why: UnusableReason): string {
    switch (why.kind) {
      case 'notStarted':
      case 'ended':
        return t(`agreements.unusable.${why.kind}`, { day: format.value.day(why.on) })
      case 'cancelled':
        return why.on === null
          ? t('agreements.unusable.cancelled')
          : t('agreements.unusable.cancelledOn', { day: format.value.day(why.on) })
      case 'otherCompany':
      case 'gone':
        return t(`agreements.unusable.${why.kind}`)
      default:
        return why satisfies never
    }
  }
  function warningText(view: AgreementsView, warning: AgreementWarning): string {
    switch (warning.kind) {
      case 'endsSoon':
        return t('agreements.option.endsSoon', { day: format.value.day(warning.on) })
      case 'notRecurring':
        return t('agreements.option.notRecurring')
      case 'notMonthly':
        return t('agreements.option.notMonthly', { cycle: warning.cycle })
      case 'child': {
        const parent = view.agreements.find(({ id }) => id === warning.parent)?.name
        return parent === undefined ? t('agreements.option.childUnknown') : t('agreements.option.child', { parent })
      }
      case 'statusDiffers':
        return t('agreements.option.statusDiffers', { status: warning.reported })
      default:
        return warning satisfies never
    }
  }
  return { types, names, all }
}
