import type { SummaryFailure } from '../../../server/domain/summaries'
import type { SummaryHeadView, SummaryMailView } from '../../../server/domain/viewsSummaries'
import type { Instant } from '../../../server/domain/calendar'
import { useI18n } from '../../i18n'
import { useNoticeWords } from '../settings/noticeWords'
import type { SummaryIssues } from './summaryDraft'

/** Something that became of a summary, as a line with a sign. */
export interface SummaryLine {
  icon: 'i-done' | 'i-wait' | 'i-failed' | 'i-warn' | 'i-info'
  text: string
}

const icons = { done: 'i-done', waiting: 'i-wait', givenUp: 'i-failed', unheard: 'i-warn' } as const

/** Sentences of summaries: what was refused, what failed, and what became of one. */
export function useSummaryWords() {
  const { t, format } = useI18n()
  const { failureText } = useNoticeWords()

  function issueText(issue: SummaryIssues['day']): string | null {
    if (issue === undefined) return null
    const { code, about } = issue
    if (code === 'dayOfMonth') return t('summaries.issue.day')
    if (code === 'mailAddress') return t('summaries.issue.mailAddress', { about })
    if (code === 'twice') return t('summaries.issue.twice', { about })
    if (code === 'tooMany') return t('summaries.issue.tooMany')
    return t(code === 'noMailServer' ? 'summaries.issue.noMailServer' : 'summaries.issue.other')
  }
  function failureOf({ kind, system, status, at }: SummaryFailure): string {
    switch (kind) {
      case 'noProducts':
      case 'noFigures':
      case 'companyGone':
      case 'ours':
        return t(`summaries.failure.${kind}`)
      default: {
        if (kind === 'incomplete' && system === null) return t('summaries.failure.incomplete')
        const failure = failureText({ kind, status, text: null, at })
        return system === null ? failure : t('summaries.failure.of', { system: t(`upstream.${system}`), failure })
      }
    }
  }
  const moment = (at: Instant) =>
    format.value.isToday(at) ? t('settings.today', { time: format.value.time(at) }) : format.value.moment(at)

  function linesOf(summary: SummaryHeadView): SummaryLine[] {
    const { madeAt, failure, nextTryAt, document, mails } = summary
    if (madeAt === null) {
      const again = nextTryAt === null ? t('summaries.gaveUp') : t('summaries.again', { when: moment(nextTryAt) })
      const why = failure === null ? '' : `: ${failureOf(failure)}`
      return [
        { icon: nextTryAt === null ? 'i-failed' : 'i-wait', text: `${t('summaries.notMadeYet')}${why}; ${again}` },
      ]
    }
    const made: SummaryLine = { icon: 'i-info', text: t('summaries.madeOn', { day: format.value.dayOf(madeAt) }) }
    const kept: SummaryLine[] =
      document === null && mails.length === 0 ? [{ icon: 'i-info', text: t('summaries.kept') }] : []
    const unheard: SummaryLine[] = mails.some(({ state }) => state === 'unheard')
      ? [{ icon: 'i-info', text: t('summaries.unheardNext') }]
      : []
    return [
      made,
      ...(document === null ? [] : [delivery(t(`summaries.document.${document.state}`), document)]),
      ...mails.map(({ to, ...of }) => delivery(t(`summaries.mail.${of.state}`, { to }), of)),
      ...unheard,
      ...kept,
    ]
  }
  function delivery(text: string, { state, failure, nextTryAt }: Omit<SummaryMailView, 'to'>): SummaryLine {
    const icon = icons[state]
    if (failure === null) return { icon, text }
    const said = failure.text === null ? '' : ` (${failure.text})`
    const next = nextTryAt === null ? '' : `; ${t('summaries.again', { when: moment(nextTryAt) })}`
    return { icon, text: `${text}: ${failureText(failure)}${said}${next}` }
  }
  return { issueText, failureOf, linesOf }
}
