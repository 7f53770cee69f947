/** Every seat that Trend Micro reports ends in exactly one bucket (architecture §6.8). Pure. */
import type { LineSource, LineStatus, OutsideSeats, RunCompany, RunLine, SeatAccount, SeatCount, Unplaced } from './run'
import type { Subscription } from './trend'

type Bucket = 'billed' | 'willChange' | 'excluded' | 'held' | 'failed' | 'unmapped'

export const noSeats = (): SeatAccount => ({
  total: 0,
  reported: 0,
  billed: 0,
  willChange: 0,
  excluded: 0,
  held: 0,
  failed: 0,
  unmapped: 0,
  unreadSubscriptions: 0,
})

/**
 * Adds up provisioned seats by bucket; a subscription whose seats could not be read is counted as such and adds no seats.
 * `reported`: what `reportedSeats` says of the snapshot, for the comparison.
 */
export function accountSeats(lines: readonly RunLine[], unplaced: readonly Unplaced[], reported: number): SeatAccount {
  const account: SeatAccount = { ...noSeats(), reported }
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

/** The part with these lines in place of its own, each seat in the bucket that its line now has. */
export const withLines = (part: RunCompany, lines: RunLine[]): RunCompany => ({
  ...part,
  lines,
  account: accountSeats(lines, part.unplaced, part.account.reported),
})

/** All seats of a snapshot, each subscription once, whatever becomes of them. */
export function reportedSeats({ subscriptions }: { readonly subscriptions: readonly Subscription[] }): number {
  const once = new Map(subscriptions.map((subscription) => [subscription.id, subscription]))
  return [...once.values()].reduce(
    (sum, { provisioned }) => sum + (provisioned.kind === 'read' ? provisioned.seats : 0),
    0,
  )
}

/** Does every seat have its place? Nothing is sent from a plan where it does not. */
export const tiesOut = (account: SeatAccount): boolean => account.total === account.reported

export function addAccounts(one: SeatAccount, other: SeatAccount): SeatAccount {
  const sum = noSeats()
  for (const key of Object.keys(sum) as (keyof SeatAccount)[]) sum[key] = one[key] + other[key]
  return sum
}

/** The account of a run of all: its companies', and the seats of customers that are in none of them or in one that could not be planned. */
export function withOutside(account: SeatAccount, outside: OutsideSeats | null): SeatAccount {
  if (outside === null) return account
  const { unlinked, elsewhere, unplanned } = outside
  const seats = unlinked.seats + elsewhere.seats + unplanned.seats
  return {
    ...account,
    total: account.total + seats,
    reported: account.reported + seats,
    unmapped: account.unmapped + unlinked.seats,
    excluded: account.excluded + elsewhere.seats,
    failed: account.failed + unplanned.seats,
    unreadSubscriptions:
      account.unreadSubscriptions +
      unlinked.unreadSubscriptions +
      elsewhere.unreadSubscriptions +
      unplanned.unreadSubscriptions,
  }
}

/** Seats of some subscriptions, by customers, seats read and subscriptions not read. */
export function countSeatsOf(subscriptions: readonly Subscription[]): SeatCount {
  return {
    customers: new Set(subscriptions.map(({ customerId }) => customerId)).size,
    seats: reportedSeats({ subscriptions }),
    unreadSubscriptions: subscriptions.filter(({ provisioned }) => provisioned.kind !== 'read').length,
  }
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

/** The bucket of a line's seats; a blocked line's bucket follows from its reason. What a person left out is excluded. */
export function bucketOfLine(line: Pick<RunLine, 'status' | 'change' | 'skip'>): Bucket {
  if (line.status === 'skipped' && line.skip !== null) return 'excluded'
  if (line.change.kind === 'blocked') return bucketOfBlocked(line.change.reason.kind)
  return byStatus[line.status]
}

/**
 * The products of a part that are not sent, in the groups of their seats. What was tried and is not known, was changed
 * meanwhile, or was not chosen has a word of its own in the counts and is in none.
 */
export function countGroups({ lines, unplaced }: Pick<RunCompany, 'lines' | 'unplaced'>): Record<IdleBucket, number> {
  const groups = noGroups()
  const idle = lines.filter(({ status }) => status === 'held' || status === 'blocked' || status === 'failed')
  for (const bucket of [...idle.map(bucketOfLine), ...unplaced.map(({ why }) => bucketOfUnplaced(why))])
    if (bucket !== 'billed' && bucket !== 'willChange') groups[bucket] += 1
  return groups
}
type IdleBucket = Exclude<Bucket, 'billed' | 'willChange'>
export const noGroups = (): Record<IdleBucket, number> => ({ failed: 0, held: 0, unmapped: 0, excluded: 0 })

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
    case 'adoptedGone':
    case 'takenAway':
      return 'held'
    case 'keptTheirs':
      return 'excluded'
    default:
      return kind satisfies never
  }
}
