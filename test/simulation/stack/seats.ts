/** What Trend Micro really had, over time, held against what the server says that it read. */
import { msOf } from '../../../server/domain/calendar'
import type { RunCompany } from '../../../server/domain/run'
import type { Subscription } from '../../../server/domain/trend'
import type { TrendMicroSimulator } from '../../simulator/trendmicro/trendMicro'
import type { Hole } from '../writeRules'

interface Held {
  fromMs: number
  customerId: string
  /** null: it is not there. */
  seats: number | null
}

export interface SeatHistory {
  /** Takes the world as it is from this moment on. */
  note(trendMicro: TrendMicroSimulator, atMs: number): void
  /** An answer left the subscription out and did not say so. */
  hide(subscription: string, atMs: number): void
  /** What is wrong with the seats that the part was planned from; null when nothing is. */
  complaintOf(part: RunCompany): string | null
  /** Subscriptions that were there all the while and came without their seats, or not at all. */
  holesOf(part: RunCompany): Hole[]
}

export function createSeatHistory(): SeatHistory {
  const history = new Map<string, Held[]>()
  const hidden: { id: string; atMs: number }[] = []

  const put = (id: string, held: Held) => {
    const before = history.get(id) ?? []
    if (before.at(-1)?.seats !== held.seats) history.set(id, [...before, held])
  }

  /** What the subscription had at any moment of the reading. */
  function during(id: string, [fromMs, untilMs]: Span): Held[] {
    const all = history.get(id) ?? []
    return all.filter((held, index) => held.fromMs <= untilMs && (all[index + 1]?.fromMs ?? Infinity) >= fromMs)
  }
  const wasHidden = (id: string, [fromMs, untilMs]: Span) =>
    hidden.some((each) => each.id === id && each.atMs >= fromMs && each.atMs <= untilMs)

  /** Subscriptions of the linked customers that were there from the beginning of the reading to its end. */
  function there(part: RunCompany): string[] {
    const customers = new Set<string>(part.inputs.record.link?.customerIds ?? [])
    return [...history.keys()].filter((id) => {
      const [fromMs] = spanOf(part)
      const held = during(id, spanOf(part))
      return (
        (held[0]?.fromMs ?? Infinity) <= fromMs &&
        held.every(({ seats, customerId }) => seats !== null && customers.has(customerId.toLowerCase()))
      )
    })
  }

  return {
    note({ world, options }, atMs) {
      const away = new Set(options.vanished.map((id) => id.toLowerCase()))
      for (const { id, customerId, licenses } of world.subscriptions) {
        const isAway = away.has(id.toLowerCase()) || away.has(customerId.toLowerCase())
        put(id.toLowerCase(), { fromMs: atMs, customerId, seats: isAway ? null : (licenses[0]?.units ?? 0) })
      }
    },
    hide: (id, atMs) => void hidden.push({ id: id.toLowerCase(), atMs }),
    complaintOf(part) {
      // What is taken back is some lines of a reading, not the whole of it.
      if (part.lines.some(({ undoes }) => undoes !== null)) return null
      const { subscriptions, gaps } = part.inputs.snapshot
      const span = spanOf(part)
      let sum = 0
      for (const { id, provisioned } of subscriptions) {
        if (provisioned.kind !== 'read') continue
        sum += provisioned.seats
        if (!during(id, span).some(({ seats }) => seats === provisioned.seats))
          return `Trend Micro never had the ${provisioned.seats} seats of ${id} while they were read`
      }
      if (sum !== part.account.total) return `${part.account.total} seats are accounted for, ${sum} were read`
      const read = new Set<string>(subscriptions.map(({ id }) => id))
      const lost = there(part).find((id) => !read.has(id) && gaps.length === 0 && !wasHidden(id, span))
      return lost === undefined ? null : `${lost} is in no bucket, and nothing says that it could not be read`
    },
    holesOf(part) {
      const { subscriptions } = part.inputs.snapshot
      const span = spanOf(part)
      const found = new Map<string, Subscription>(subscriptions.map((each) => [each.id, each]))
      return (
        there(part)
          // Nobody needs the seats of what is not billed, whatever became of them.
          .filter((id) => found.get(id)?.provisioned.kind !== 'read' && (found.get(id)?.notBilled ?? null) === null)
          .map((id) => ({ id, said: !wasHidden(id, span) }))
      )
    },
  }
}

type Span = readonly [fromMs: number, untilMs: number]

/** From the oldest answer that a part was planned from to the plan. */
const spanOf = ({ inputs, plannedAt }: RunCompany): Span => [msOf(inputs.snapshot.takenAt), msOf(plannedAt)]
