import { createHash } from 'node:crypto'
import type { LineKey } from '../domain/ids'

/**
 * The mark on an addition that we create, by which it is found again when nobody heard the answer
 * (facts/connectwise-rest.md §7.5): `TMICRO:` and 32 hex digits of the line key; at most 50 characters fit serialNumber.
 */
export function markerOf(key: LineKey): string {
  return `TMICRO:${createHash('sha256').update(key).digest('hex').slice(0, 32)}`
}
