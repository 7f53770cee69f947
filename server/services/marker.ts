import { createHash } from 'node:crypto'
import type { RunLine } from '../domain/run'

/**
 * The mark on an addition that we create, by which it is found again when nobody heard the answer
 * (facts/connectwise-rest.md §7.5): `TMICRO:` and 32 hex digits of the line key; at most 50 characters fit serialNumber.
 * A replacement is marked by its first day too: one line may be replaced twice in one period.
 */
export function markerOf({ key, change, startsOn }: Pick<RunLine, 'key' | 'change' | 'startsOn'>): string {
  const identity = change.kind === 'replace' ? `${key}:${startsOn}` : key
  return `TMICRO:${createHash('sha256').update(identity).digest('hex').slice(0, 32)}`
}
