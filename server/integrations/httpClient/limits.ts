/** Bounds of everything that goes out. All of them are settings; these are the defaults. */
export interface HttpLimits {
  /** Milliseconds for one request, its body included. */
  timeoutMs: number
  /** Milliseconds for one read with all its tries and waits. */
  totalMs: number
  /** Tries of one read, the first included. Writes are tried once. */
  maxTries: number
  /** Full-jitter backoff: a random part of `baseMs` · 2^(try − 1), at most `capMs`. */
  backoffBaseMs: number
  backoffCapMs: number
  /** A longer Retry-After is not waited for: the read fails. */
  retryAfterCapMs: number
  /** Bytes of one answer. */
  maxBodyBytes: number
  requestsPerMinute: number
  /** Requests that may go out at once after a quiet time. */
  burst: number
  inFlight: number
  /** Requests that may wait for their turn; beyond it they fail at once. */
  maxQueue: number
  /**
   * So long may a write wait for its turn: it goes by what was seen before, and a pause that was asked for (429) makes that old.
   * After more it is not sent.
   */
  writeWaitMs: number
}

/** facts/connectwise-rest.md §6: no fixed quota, above 1,000 requests a minute a site is likely to answer 429. */
export const defaultHttpLimits: HttpLimits = {
  timeoutMs: 30_000,
  totalMs: 120_000,
  maxTries: 3,
  backoffBaseMs: 400,
  backoffCapMs: 10_000,
  retryAfterCapMs: 60_000,
  maxBodyBytes: 20_000_000,
  requestsPerMinute: 900,
  burst: 10,
  inFlight: 4,
  maxQueue: 2_000,
  writeWaitMs: 5_000,
}
