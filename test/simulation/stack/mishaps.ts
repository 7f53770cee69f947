/** What can happen to a request between our server and another system, and how it looks from the server. */
import type { FaultKind } from '../../simulator/faults'

/**
 * Beside what the simulators play themselves. Of a list: one row is missing, and the announced total agrees. Of a write: late ones take effect minutes
 * after the server gave them up; `death`: the server dies while it is on the way.
 */
type OwnMishap = 'rowMissing' | 'timeoutBefore' | 'timeoutAfter' | 'timeoutLate' | 'resetLate' | 'death'
export type Mishap = FaultKind | OwnMishap

export const readMishaps: readonly Mishap[] = [
  '429',
  '500-before',
  'reset-before',
  'html',
  'html-200',
  'malformed-json',
  'empty-list',
  'partial-page',
  'empty-counted',
  'half-counted',
  'timeoutBefore',
]
/** Where a list says itself how long it is: most of them leave something out. */
export const listMishaps: readonly Mishap[] = [
  ...readMishaps,
  ...(['partial-page', 'partial-page', 'partial-page', 'empty-list'] as const),
  ...(['rowMissing', 'rowMissing', 'rowMissing'] as const),
]
export const writeMishaps: readonly Mishap[] = [
  '429',
  '500-before',
  '500-after',
  'reset-before',
  'reset-after',
  'html',
  'html-200',
  'malformed-json',
  'timeoutBefore',
  'timeoutAfter',
  'timeoutLate',
  'timeoutLate',
  'resetLate',
  'resetLate',
  'death',
  'death',
]
/** A reading is tried three times: what is to be noticed must go on for longer. */
export const stubbornFor = 3

/** So long a request waits for its answer before the platform gives it up, milliseconds. */
export const timeoutMs = 30_000
/**
 * How long after it left a request may still arrive, milliseconds: proxies keep them for minutes. All of it is less than the ten
 * minutes for which the server waits before it believes that a creation did nothing.
 */
export const lateMs = [3_000, 12_000, 40_000, 100_000, 300_000, 540_000] as const

/** As Node's fetch fails when no answer came. */
export const timedOut = () => failure('Headers Timeout Error', 'UND_ERR_HEADERS_TIMEOUT')
export const cutOff = () => failure('read ECONNRESET', 'ECONNRESET')

function failure(message: string, code: string): TypeError {
  return new TypeError('fetch failed', { cause: Object.assign(new Error(message), { code }) })
}
