/**
 * The order in which everything happens. Whoever wants to act takes a turn; when nobody can go on without one, the next is
 * drawn. So every order of awaits is one number, time moves only here, and a server can die between any two instructions.
 */
import { instantFromMs, type Instant } from '../../server/domain/calendar'
import type { Random } from '../simulator/seed/random'

/** One life of a server process, from its start to its end. What an ended life still awaits never comes. */
export interface Life {
  readonly number: number
  ended: boolean
}

interface Waiting {
  life: Life
  /** Milliseconds since the epoch before which it does not go on; 0 = at once. */
  wakeMs: number
  go: () => void
}

export interface Turns {
  nowMs(): number
  now(): Instant
  /** Moves time on; never back. */
  skipTo(ms: number): void
  /** Fulfilled when it is this caller's turn. */
  take(life: Life): Promise<void>
  sleep(life: Life, ms: number, signal?: AbortSignal): Promise<void>
  /**
   * Gives turns until nobody waits, until `limit` turns were given, or until nobody goes on before `untilMs`. `before` is called
   * before each with its number from 1, and stops it all by answering so; answers how it ended.
   */
  run(options: {
    random: Random
    limit: number
    untilMs?: number
    before?: (turn: number) => 'stop' | 'go'
  }): Promise<'quiet' | 'limit' | 'later' | 'stopped'>
  /** Lets this life alone go on until then, and moves time there; all others sleep. */
  passTo(ms: number, life: Life): Promise<void>
  isQuiet(): boolean
}

/** `settle`: fulfilled when all that can go on without a turn has done so. */
export function createTurns(startMs: number, settle: () => Promise<void> = nextRound): Turns {
  let nowMs = startMs
  let waiting: Waiting[] = []
  const never = () => new Promise<never>(() => undefined)

  const alive = () => (waiting = waiting.filter((each) => !each.life.ended))

  return {
    nowMs: () => nowMs,
    now: () => instantFromMs(nowMs),
    skipTo(ms) {
      nowMs = Math.max(nowMs, ms)
    },
    take(life) {
      if (life.ended) return never()
      return new Promise((go) => void waiting.push({ life, wakeMs: 0, go }))
    },
    sleep(life, ms, signal) {
      if (life.ended) return never()
      return new Promise((go) => {
        const wake = () => (entry.wakeMs = 0)
        const entry: Waiting = {
          life,
          wakeMs: nowMs + ms,
          go() {
            signal?.removeEventListener('abort', wake)
            go()
          },
        }
        waiting.push(entry)
        signal?.addEventListener('abort', wake)
      })
    },
    async run({ random, limit, untilMs = Infinity, before }) {
      for (let turn = 1; turn <= limit; turn += 1) {
        await settle()
        if (alive().length === 0) return 'quiet'
        if (before?.(turn) === 'stop') return 'stopped'
        // What happens before a turn may end lives.
        if (alive().length === 0) return 'quiet'
        const ready = waiting.filter((each) => each.wakeMs <= nowMs)
        const next = ready.length > 0 ? random.pick(ready) : waiting.reduce(earlier)
        if (next.wakeMs > untilMs) return 'later'
        waiting.splice(waiting.indexOf(next), 1)
        // Every turn has its own millisecond, so that moments tell the order.
        nowMs = Math.max(nowMs + 1, next.wakeMs)
        next.go()
      }
      await settle()
      return alive().length === 0 ? 'quiet' : 'limit'
    },
    async passTo(ms, life) {
      for (;;) {
        await settle()
        const due = waiting.filter((each) => each.life === life && each.wakeMs <= ms)
        if (due.length === 0) break
        const next = due.reduce(earlier)
        waiting.splice(waiting.indexOf(next), 1)
        nowMs = Math.max(nowMs + 1, next.wakeMs)
        next.go()
      }
      nowMs = Math.max(nowMs, ms)
    },
    isQuiet: () => alive().length === 0,
  }
}

const earlier = (one: Waiting, other: Waiting) => (other.wakeMs < one.wakeMs ? other : one)

/** Fulfilled when every promise that can go on by itself has done so: all of that happens before the event loop turns. */
const nextRound = () => new Promise<void>((resolve) => setImmediate(resolve))
