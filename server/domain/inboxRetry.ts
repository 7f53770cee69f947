/** May a line that failed be sent by a plan that was made since? Pure. */
import { isSamePlace } from './line'
import type { RunLine } from './run'

/**
 * `same`: the new plan would do what the person saw. All others send nothing: `differs` in its numbers, `held`, `blocked`,
 * `unchanged` as ConnectWise holds it already, `gone` from the plan.
 */
export type RetryVerdict =
  { kind: 'same' | 'differs' | 'held' | 'blocked' | 'unchanged'; line: RunLine } | { kind: 'gone' }

export function verdictOfRetry(failed: RunLine, planned: readonly RunLine[]): RetryVerdict {
  const line = planned.find(({ key }) => isSamePlace(key, failed.key))
  if (line === undefined) return { kind: 'gone' }
  if (line.status === 'held' || line.status === 'blocked' || line.status === 'unchanged')
    return { kind: line.status, line }
  return { kind: line.status === 'pending' && isSameChange(failed, line) ? 'same' : 'differs', line }
}

/**
 * Same kind, same numbers before and after, same addition, same first day: what was shown is what is written. A line that was
 * blocked was shown as an update when it had both numbers; what would be made anew was never shown.
 */
function isSameChange({ change: was, startsOn, key }: RunLine, { change: is, ...now }: RunLine): boolean {
  if (was.kind === 'none' || is.kind === 'none' || is.kind === 'blocked' || was.quantity !== is.quantity) return false
  switch (is.kind) {
    case 'create':
      return was.kind === 'create' && startsOn === now.startsOn && key === now.key
    case 'update':
      return was.kind === 'update'
        ? was.additionId === is.additionId && was.quantityBefore === is.quantityBefore
        : was.kind === 'blocked' && was.quantityBefore === is.quantityBefore
    case 'replace':
      return (
        was.kind === 'replace' &&
        was.additionId === is.additionId &&
        was.quantityBefore === is.quantityBefore &&
        was.lastDay === is.lastDay &&
        startsOn === now.startsOn
      )
    default:
      return is satisfies never
  }
}
