import { z } from 'zod'
import type { FaultVoice, ListCut } from '../faults'
import { refusalResponse } from './refusal'

const pagingSchema = z.object({ total: z.number(), limit: z.number(), page: z.number() })

/** The keys under which answers carry their rows. */
const listKeys = ['customers', 'users', 'subscriptions', 'summary', 'transaction', 'reports', 'report_details'] as const

/**
 * How Trend Micro words the faults of the sandbox. A cut list keeps its `paging`, and the announced total gives it away; a counted
 * one announces what is left, over all its pages.
 */
export const trendVoice: FaultVoice = {
  tooMany: (_, seconds) =>
    refusalResponse(429, 'TooManyRequests', `Try again in ${seconds} seconds.`, { 'Retry-After': String(seconds) }),
  failed: () => refusalResponse(500, 'ServerException', 'The request could not be handled.'),
  wrongSignature: () =>
    refusalResponse(401, 'AuthenticationFailureSignature', 'The x-signature could not be verified.'),
  cutList(body, cut) {
    if (Array.isArray(body)) {
      const rows: unknown[] = body
      return rows.slice(0, left(rows.length, cut))
    }
    if (typeof body !== 'object' || body === null) return null
    for (const [key, value] of Object.entries(body)) {
      if (isListKey(key) && Array.isArray(value)) return { ...body, ...cutPage(key, value, body, cut) }
    }
    return null
  },
}

function cutPage(key: string, rows: readonly unknown[], body: object, cut: ListCut): object {
  const paging = 'paging' in body ? pagingSchema.safeParse(body.paging).data : undefined
  if (!cut.counted || paging === undefined) return { [key]: rows.slice(0, left(rows.length, cut)) }
  const total = left(paging.total, cut)
  const ahead = Math.max(0, total - (paging.page - 1) * paging.limit)
  return { [key]: rows.slice(0, ahead), paging: { ...paging, total } }
}

function left(rows: number, { to }: ListCut): number {
  return to === 'empty' ? 0 : Math.floor(rows / 2)
}

function isListKey(key: string): boolean {
  return listKeys.some((known) => known === key)
}
