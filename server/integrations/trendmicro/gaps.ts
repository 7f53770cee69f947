/** Failures as gaps of a snapshot. */
import { type UpstreamFailure, UpstreamError } from '../../domain/errors'
import type { CustomerId } from '../../domain/ids'
import type { UnreadReason, UsageGap } from '../../domain/trend'

/** The value, or the failure of reading it. Anything but an UpstreamError is a mistake of ours and goes on up. */
export type Outcome<T> = { kind: 'read'; value: T } | { kind: 'failed'; failure: UpstreamFailure }

export async function outcomeOf<T>(reading: Promise<T>): Promise<Outcome<T>> {
  try {
    return { kind: 'read', value: await reading }
  } catch (error) {
    if (!(error instanceof UpstreamError)) throw error
    return { kind: 'failed', failure: error.failure }
  }
}

/** A 400 too says that there is no such record: the gateway answers it for ids that it does not know. */
export function reasonOf({ kind }: UpstreamFailure): UnreadReason {
  if (kind === 'incomplete') return 'incomplete'
  return kind === 'notFound' || kind === 'refused' ? 'notFound' : 'failed'
}

export const gapOf = (failure: UpstreamFailure, what: UsageGap['what'], customerId: CustomerId | null): UsageGap => ({
  customerId,
  what,
  why: reasonOf(failure),
  note: [failure.route, failure.kind, failure.status, failure.requestId].filter((part) => part !== null).join(' · '),
})
