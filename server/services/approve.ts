/** Approval: the one step after which lines may be sent. It is a single write of the company's part of the run. */
import { AppError, type FieldIssue } from '../domain/errors'
import type { LineKey } from '../domain/ids'
import { moveLine } from '../domain/line'
import type { Approval, RunCompany, RunLine } from '../domain/run'
import { msOf, type Instant } from '../domain/calendar'

/** A plan older than this is made again before it may be sent: what it saw may no longer be so. */
export const maxPlanAgeMs = 24 * 60 * 60 * 1000
const maxReasonLength = 500

/**
 * The part with the named lines approved and all others that could have been sent skipped. Held lines need a reason (1–500
 * characters). Throws AppError: `planNotOpen` when lines of it were approved before, `planReplaced` when it is too old,
 * `lineNotSendable` for a line that is not there or cannot be sent, `invalid` with issues at `lines.<i>.reason` or `lines.<i>.key`
 * for a line that is named twice.
 */
export function approveLines(
  part: RunCompany,
  wanted: readonly { key: LineKey; reason?: string | undefined }[],
  by: string,
  now: Instant,
): RunCompany {
  if (part.lines.some((line) => line.approval !== null)) throw new AppError('planNotOpen')
  if (msOf(now) - msOf(part.plannedAt) > maxPlanAgeMs) throw new AppError('planReplaced')
  if (wanted.length === 0) throw new AppError('invalid', { issues: [{ path: 'lines', code: 'required' }] })
  const issues: FieldIssue[] = []
  const approvals = new Map<LineKey, Approval>()
  wanted.forEach(({ key, reason }, index) => {
    const line = part.lines.find((candidate) => candidate.key === key)
    if (line === undefined || (line.status !== 'pending' && line.status !== 'held'))
      throw new AppError('lineNotSendable', { params: { key } })
    if (approvals.has(key)) issues.push({ path: `lines.${index}.key`, code: 'twice' })
    const text = reason?.trim() ?? ''
    if (line.status === 'held' && text === '') issues.push({ path: `lines.${index}.reason`, code: 'required' })
    if (text.length > maxReasonLength)
      issues.push({ path: `lines.${index}.reason`, code: 'tooLong', params: { max: maxReasonLength } })
    approvals.set(key, { by, at: now, reason: text === '' ? null : text })
  })
  if (issues.length > 0) throw new AppError('invalid', { issues })
  return { ...part, lines: part.lines.map((line) => decide(line, approvals.get(line.key) ?? null)) }
}

/** The part with every line within the limits approved: what the clock may do, and "Send now" for all. Held lines stay held. */
export function approveWithinLimits(part: RunCompany, by: string, now: Instant): RunCompany {
  return {
    ...part,
    lines: part.lines.map((line) =>
      line.status === 'pending' && line.approval === null ? { ...line, approval: { by, at: now, reason: null } } : line,
    ),
  }
}

function decide(line: RunLine, approval: Approval | null): RunLine {
  if (approval !== null) return { ...(line.status === 'held' ? moveLine(line, 'pending') : line), approval }
  return line.status === 'pending' ? moveLine(line, 'skipped') : line
}
