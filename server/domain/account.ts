/** Every seat that Trend Micro reports ends in exactly one bucket (architecture §6.8). Pure. */
import type { LineSource, LineStatus, RunLine, SeatAccount, Unplaced } from './run'

type Bucket = 'billed' | 'willChange' | 'excluded' | 'held' | 'failed' | 'unmapped'

/** Adds up provisioned seats by bucket; a subscription whose seats could not be read is counted as such and adds no seats. */
export function accountSeats(lines: readonly RunLine[], unplaced: readonly Unplaced[]): SeatAccount {
  const account: SeatAccount = {
    total: 0,
    billed: 0,
    willChange: 0,
    excluded: 0,
    held: 0,
    failed: 0,
    unmapped: 0,
    unreadSubscriptions: 0,
  }
  const put = (bucket: Bucket, source: LineSource) => {
    if (source.provisioned.kind !== 'read') {
      account.unreadSubscriptions += 1
      return
    }
    account.total += source.provisioned.seats
    account[bucket] += source.provisioned.seats
  }
  for (const line of lines) for (const source of line.sources) put(bucketOfLine(line), source)
  for (const { source, why } of unplaced) put(bucketOfUnplaced(why), source)
  return account
}

function bucketOfUnplaced(why: Unplaced['why']): Bucket {
  switch (why.kind) {
    case 'excluded':
      return 'excluded'
    case 'unmapped':
      return 'unmapped'
    case 'severalAgreements':
      return 'held'
    default:
      return why satisfies never
  }
}

/** The bucket of a line's seats; a blocked line's bucket follows from its reason. */
export function bucketOfLine(line: Pick<RunLine, 'status' | 'change'>): Bucket {
  if (line.change.kind === 'blocked') return bucketOfBlocked(line.change.reason.kind)
  return byStatus[line.status]
}

const byStatus: Record<LineStatus, Bucket> = {
  pending: 'willChange',
  sending: 'willChange',
  unknown: 'held',
  held: 'held',
  skipped: 'held',
  stale: 'held',
  blocked: 'failed',
  failed: 'failed',
  sent: 'billed',
  unchanged: 'billed',
}

function bucketOfBlocked(kind: Extract<RunLine['change'], { kind: 'blocked' }>['reason']['kind']): Bucket {
  switch (kind) {
    case 'noAddition':
      return 'unmapped'
    case 'agreementUnusable':
    case 'catalogItemUnusable':
      return 'failed'
    case 'severalAdditions':
    case 'seatsUnread':
    case 'additionsUnread':
    case 'vanished':
      return 'held'
    default:
      return kind satisfies never
  }
}
