import { useI18n } from '../../i18n'
import type { AdditionId } from '../../../server/domain/ids'

/** An addition in a few words: `#18822 (45 × $4.50)`. */
export function useAdditionText() {
  const { t, format } = useI18n()

  /** `45 × $4.50`; only the quantity where the price is not known. */
  const amount = (quantity: number, unitPrice: number | null, currency: string | null): string =>
    unitPrice === null
      ? format.value.number(quantity)
      : t('row.times', {
          difference: format.value.number(quantity),
          price: format.value.money(unitPrice, currency),
        })
  const name = (id: AdditionId): string => `#${id}`
  return { amount, name }
}

/** What the server says of a chosen addition (services/adoption), and what the dialog says itself. */
const additionIssues = ['gone', 'ended', 'otherItem', 'chooseAgreement', 'unread', 'choose', 'sharedLine'] as const
export type AdditionIssue = (typeof additionIssues)[number]

/** The message key of a refused addition; what is not known here is told as "gone", which asks for another choice. */
export const additionIssueOf = (code: string): `agreements.issue.addition.${AdditionIssue}` =>
  `agreements.issue.addition.${additionIssues.find((each) => code === each || code === `addition.${each}`) ?? 'gone'}`
