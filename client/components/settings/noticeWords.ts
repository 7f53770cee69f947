import { useI18n } from '../../i18n'
import type { MessageKey } from '../../messages/types'
import type { DeliveryFailure } from '../../../server/domain/outbox'
import type { NoticeIssues } from './noticesDraft'

const issueKeys = {
  required: 'notices.issue.required',
  mailAddress: 'notices.issue.mailAddress',
  twice: 'notices.issue.twice',
  tooMany: 'notices.issue.tooMany',
  host: 'notices.issue.host',
  outOfRange: 'notices.issue.outOfRange',
  passwordInClear: 'notices.issue.passwordInClear',
  enterAgain: 'notices.issue.enterAgain',
  unknown: 'notices.issue.unknown',
  noMailServer: 'notices.issue.noMailServer',
  'webhook.url': 'notices.issue.webhook.url',
  'webhook.httpsOnly': 'notices.issue.webhook.httpsOnly',
  'webhook.privateAddress': 'notices.issue.webhook.privateAddress',
  'webhook.unknownHost': 'notices.issue.webhook.unknownHost',
  'board.gone': 'notices.issue.board.gone',
  'board.inactive': 'notices.issue.board.inactive',
  'board.project': 'notices.issue.board.project',
  'board.noClosedStatus': 'notices.issue.board.noClosedStatus',
} as const satisfies Record<string, MessageKey>
const isKnown = (code: string): code is keyof typeof issueKeys => code in issueKeys

/** Sentences for refusals at the fields of notices, and for what did not arrive. */
export function useNoticeWords() {
  const { t } = useI18n()
  /** null where the field was not refused. */
  function issueText(issues: NoticeIssues, path: string): string | null {
    const issue = issues[path]
    if (issue === undefined) return null
    if (path.endsWith('.kinds')) return t('notices.issue.kinds')
    if (!isKnown(issue.code)) return t('notices.issue.other')
    const about = issue.about ?? ''
    if (issue.code === 'mailAddress' || issue.code === 'twice') return t(issueKeys[issue.code], { about })
    return t(issueKeys[issue.code])
  }
  function failureText({ kind, status }: DeliveryFailure): string {
    const failure = t(`notices.failure.${kind}`)
    return status === null ? failure : t('notices.failure.status', { failure, status: String(status) })
  }
  return { issueText, failureText }
}
