import { type Instant, msOf } from '../../domain/calendar'

/** Milliseconds that Retry-After asks for, in seconds or as a date; null when the header is missing or unreadable. */
export function retryAfterMs(headers: Headers, now: Instant): number | null {
  const value = headers.get('retry-after')?.trim() ?? ''
  if (/^\d{1,9}$/.test(value)) return Number(value) * 1000
  const atMs = /^[A-Z][a-z]{2},? /.test(value) ? Date.parse(value) : NaN
  return Number.isNaN(atMs) ? null : Math.max(0, atMs - msOf(now))
}
