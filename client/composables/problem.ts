import { OfflineError, ProblemError } from '../api'
import { useI18n } from '../i18n'
import type { UpstreamFailure } from '../../server/domain/errors'
import type { ProblemView } from '../../server/domain/views'

/** What a caught error is, for the screen: a refusal with its problem, or no connection. Everything else is a fault of ours. */
export type Trouble = { kind: 'problem'; problem: ProblemView } | { kind: 'offline' } | { kind: 'fault'; text: string }

export function troubleOf(error: unknown): Trouble {
  if (error instanceof ProblemError) return { kind: 'problem', problem: error.problem }
  if (error instanceof OfflineError) return { kind: 'offline' }
  return { kind: 'fault', text: error instanceof Error ? error.message : 'unknown' }
}

/** Sentences for trouble, by code and never by the server's text. */
export function useProblemText() {
  const { t, format } = useI18n()
  const failureTitle = (failure: UpstreamFailure) =>
    t(`upstream.${failure.kind}`, { system: t(`upstream.${failure.system}`) })

  function text(trouble: Trouble): string {
    if (trouble.kind === 'offline') return t('problem.offline')
    if (trouble.kind === 'fault') return t('problem.internal', { request: '–' })
    const { code, failure, requestId, retryAfterSeconds } = trouble.problem
    if (code === 'upstream' && failure)
      return `${failureTitle(failure)}. ${t('upstream.asked', { count: failure.attempts, time: format.value.time(failure.at) })} ${t('upstream.nothing')}`
    if (code === 'internal') return t('problem.internal', { request: requestId })
    if (code === 'tooManyAttempts') return t('problem.tooManyAttempts', { seconds: retryAfterSeconds ?? 60 })
    if (code === 'undoRefused') return t('problem.undoRefused')
    return t(`problem.${code}`)
  }
  /** Plain text for support: codes and numbers, no customer data. */
  function details(trouble: Trouble): string {
    if (trouble.kind !== 'problem') return `${trouble.kind}${trouble.kind === 'fault' ? `: ${trouble.text}` : ''}`
    const { code, status, requestId, detail, failure } = trouble.problem
    const lines = [`${code} (${status})`, `request ${requestId}`, detail]
    if (failure)
      lines.push(
        `${failure.system} ${failure.kind} ${failure.status ?? 'no status'} ${failure.route}`,
        `attempts ${failure.attempts}, last ${failure.at}, their id ${failure.requestId ?? 'none'}`,
        failure.text ?? '',
      )
    return lines.filter((line) => line !== '').join('\n')
  }
  return { text, details, failureTitle }
}
