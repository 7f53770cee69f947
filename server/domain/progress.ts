/** How fast a run gets on, and how long it will still take, from how far it had come at some moments. Pure. */
import { msOf, type Instant } from './calendar'

export interface Sample {
  at: Instant
  /** Companies read, or lines at their end. */
  done: number
}

/** The rate is that of the last minute: the companies before may have been quicker, or the other system slower. */
const lookedBackMs = 60_000
/** Before so much time has passed, a rate says nothing. */
const leastMs = 2_000
const maxSamples = 120

/** The samples with one more. Those that are too old go; of what went backwards, or of a clock that was set back, nothing is kept. */
export function withSample(samples: readonly Sample[], sample: Sample): Sample[] {
  const last = samples.at(-1)
  if (last !== undefined && (sample.done < last.done || msOf(sample.at) < msOf(last.at))) return [sample]
  const recent = samples.filter(({ at }) => msOf(sample.at) - msOf(at) <= lookedBackMs)
  return [...recent, sample].slice(-maxSamples)
}

/** What is done in a minute, and the seconds that `left` will take; null while that cannot be told. */
export function paceOf(
  samples: readonly Sample[],
  left: number,
): { perMinute: number | null; secondsLeft: number | null } {
  const [first] = samples
  const last = samples.at(-1)
  if (first === undefined || last === undefined) return { perMinute: null, secondsLeft: null }
  const passedMs = msOf(last.at) - msOf(first.at)
  if (passedMs < leastMs) return { perMinute: null, secondsLeft: null }
  const perMinute = ((last.done - first.done) * 60_000) / passedMs
  return { perMinute, secondsLeft: perMinute === 0 ? null : Math.ceil((left * 60) / perMinute) }
}
