import { useI18n } from '../../i18n'
import type { Decision } from '../../../server/domain/settings'
import type { ExplainView } from '../../../server/domain/viewsExplain'
import { useMoments } from './moments'

export interface RecordLine {
  label: string
  /** One line each. */
  values: string[]
}

/** Where the number comes from and what became of it: reading, month, plan, approval, run, requests, attempts. */
export function useRecord() {
  const { t, format } = useI18n()
  const { moment, name } = useMoments()

  function attempt({ at, kind, quantity, requestId }: ExplainView['writes'][number]): string {
    const said = t(`explain.write.${kind}`, { quantity: quantity === null ? '?' : format.value.number(quantity) })
    const line = t('explain.attempt', { time: moment(at), said })
    return requestId === null ? line : t('explain.attemptRequest', { line, id: requestId })
  }
  function approved({ approval }: ExplainView): string[] {
    if (approval === null) return [t('explain.notApproved')]
    const by = t('explain.approvedBy', { time: moment(approval.at), name: name(approval.by) })
    return approval.reason === null ? [by] : [by, t('explain.approvedWhy', { reason: approval.reason })]
  }

  /** Who set the limits that applied; before it was written down nobody knows. */
  function limitsSet({ limitsSetBy: { company, tenant } }: ExplainView): string[] {
    const words = ({ by, at }: Decision) => ({ name: by, day: format.value.dayOf(at) })
    return [
      ...(company === null ? [] : [t('explain.limitsCompany', words(company))]),
      ...(tenant === null ? [] : [t('explain.limitsAll', words(tenant))]),
    ]
  }

  function lines(view: ExplainView): RecordLine[] {
    const { sources, seatsReadAt, which, plannedAt, trigger, runId, seenRevision, writes } = view
    const requests = [...new Set([...writes.map(({ requestId }) => requestId), view.requestId])].flatMap(
      (id) => id ?? [],
    )
    const limits = limitsSet(view)
    const line = (label: string, ...values: string[]): RecordLine => ({ label, values })
    return [
      line(
        t('explain.record.seats'),
        sources.map((source) => t(`explain.source.${source}`)).join(', '),
        moment(seatsReadAt),
      ),
      line(
        t('explain.record.month'),
        which.kind === 'current'
          ? t('explain.month.current')
          : t('explain.month.closed', { month: format.value.month(which.month) }),
      ),
      line(
        t('explain.record.planned'),
        t('explain.planned', { time: moment(plannedAt), trigger: t(`explain.trigger.${trigger}`) }),
      ),
      line(t('explain.record.approved'), ...approved(view)),
      ...(limits.length === 0 ? [] : [line(t('explain.record.limits'), ...limits)]),
      line(t('explain.record.run'), runId),
      ...(seenRevision === null ? [] : [line(t('explain.record.version'), seenRevision)]),
      ...(requests.length === 0 ? [] : [line(t('explain.record.request'), ...requests)]),
      line(t('explain.record.attempts'), ...(writes.length === 0 ? [t('explain.noWrites')] : writes.map(attempt))),
    ]
  }

  /** Whether computing again from the stored inputs gave the same; null for a line that has no computation of its own. */
  function recomputed({ recomputed, row }: ExplainView): { same: boolean; text: string } | null {
    if (recomputed === null) return null
    const { same, quantity } = recomputed
    if (same) return { same, text: t('explain.same') }
    const number = (value: number | null) => (value === null ? '?' : format.value.number(value))
    return { same, text: t('explain.differs', { again: number(quantity), quantity: number(row.quantity) }) }
  }
  return { lines, recomputed }
}
