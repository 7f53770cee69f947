import type { FaultVoice } from '../faults'
import { refusalResponse } from './refusal'

/** The keys under which answers carry their rows. */
const listKeys = ['customers', 'users', 'subscriptions', 'summary', 'transaction', 'reports', 'report_details'] as const

/** How Trend Micro words the faults of the sandbox. A cut list keeps its `paging`: the announced total gives it away. */
export const trendVoice: FaultVoice = {
  tooMany: (_, seconds) =>
    refusalResponse(429, 'TooManyRequests', `Try again in ${seconds} seconds.`, { 'Retry-After': String(seconds) }),
  failed: () => refusalResponse(500, 'ServerException', 'The request could not be handled.'),
  wrongSignature: () =>
    refusalResponse(401, 'AuthenticationFailureSignature', 'The x-signature could not be verified.'),
  cutList(body, to) {
    if (Array.isArray(body)) return cut(body, to)
    if (typeof body !== 'object' || body === null) return null
    for (const [key, value] of Object.entries(body)) {
      if (isListKey(key) && Array.isArray(value)) return { ...body, [key]: cut(value, to) }
    }
    return null
  },
}

function cut(rows: readonly unknown[], to: 'empty' | 'partial'): unknown[] {
  return to === 'empty' ? [] : rows.slice(0, Math.floor(rows.length / 2))
}

function isListKey(key: string): boolean {
  return listKeys.some((known) => known === key)
}
