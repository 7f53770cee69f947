import { useProblemText } from '../../composables/problem'
import { useRowText } from '../../composables/rowText'
import { useI18n } from '../../i18n'
import type { RowOutcome } from '../../stores/inbox'
import type { InboxFixer, InboxWhat } from '../../../server/domain/inboxCauses'
import type { PlanRow } from '../../../server/domain/views'
import type { InboxItem } from '../../../server/domain/viewsInbox'

/** Failures in words: the cause, who can put it right, what is said of one line, and what became of trying it again. */
export function useInboxText() {
  const { t, format } = useI18n()
  const row = useRowText()
  const { failureTitle } = useProblemText()
  const number = (value: number | null) => (value === null ? '–' : format.value.number(value))
  const numbers = ({ quantityBefore, quantity }: PlanRow) => `${number(quantityBefore)} → ${number(quantity)}`

  function title(what: InboxWhat): string {
    switch (what.from) {
      case 'blocked':
        return t(`inbox.blocked.${what.reason}`)
      case 'upstream':
        return t(`upstream.${what.failure}`, { system: t(`upstream.${what.system}`) })
      case 'line':
        return t(`inbox.line.${what.cause}`)
      case 'ours':
        return t('inbox.ours')
    }
  }
  const fixedBy = (who: InboxFixer): string =>
    who === 'nobody' ? t('inbox.nobody') : t('preflight.fixedBy', { who: t(`preflight.fixer.${who}`) })

  /** Why it is here, in a sentence, and the words of the other system where it gave any. */
  function sentence({ row: line, failure }: InboxItem): string {
    const why = line === null ? (failure === null ? t('inbox.ours') : failureTitle(failure)) : reasonOf(line)
    const words = failure?.text
    return words ? t('inbox.words', { why, words }) : why
  }
  /** Once it is settled that nothing was done, nobody is asked any more. */
  function reasonOf(line: PlanRow): string {
    const { reason, lineStatus } = line
    return lineStatus === 'failed' && reason?.kind === 'cause' && reason.cause.kind === 'noAnswer'
      ? failureTitle(reason.cause.failure)
      : row.reasonOf(line)
  }
  function outcome(of: RowOutcome): string {
    switch (of.kind) {
      case 'sending':
        return t('inbox.outcome.sending')
      case 'failedAgain':
      case 'unchanged':
      case 'gone':
      case 'closed':
        return t(`inbox.outcome.${of.kind}`)
      case 'differs':
        return t('inbox.outcome.differs', { numbers: numbers(of.row) })
      case 'held':
        return t('inbox.outcome.held', { numbers: numbers(of.row), why: row.reasonOf(of.row) })
      case 'blocked':
        return t('inbox.outcome.blocked', { why: row.reasonOf(of.row) })
      case 'readable':
        return t('inbox.outcome.readable', { count: of.lines })
      case 'notSent':
        return t('inbox.outcome.notSent', { why: refused(of) })
    }
  }
  function refused({ code, failure }: Extract<RowOutcome, { kind: 'notSent' }>): string {
    if (failure !== null) return failureTitle(failure)
    if (code === 'asked' || code === 'undo') return t(`inbox.refused.${code}`)
    // Neither is an answer of a retry; their texts want numbers that are not here.
    return code === 'internal' || code === 'tooManyAttempts' ? t('problem.upstream') : t(`problem.${code}`)
  }
  return { title, fixedBy, sentence, outcome, numbers, productName: row.productName, planName: row.planName }
}
