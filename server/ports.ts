/** Small things that the outside gives to everything inside; injected, so that tests and the sandbox own them (architecture §6.14). */
import type { Instant } from './domain/calendar'

export interface Clock {
  now(): Instant
  /** Fulfilled after `ms` milliseconds or when the signal is aborted, whichever is first; never rejected. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>
  /** Calls back when time made a jump (sandbox). Returns its own undo. */
  onJump(listener: () => void): () => void
}

export interface Ids {
  /** A fresh random UUID in lower case. */
  uuid(): string
  /** `length` random bytes. */
  bytes(length: number): Uint8Array
}

export interface Log {
  info(message: string, fields?: Record<string, unknown>): void
  warn(message: string, fields?: Record<string, unknown>): void
  error(message: string, fields?: Record<string, unknown>): void
}

/** Encrypts and decrypts secrets at rest. */
export interface Secrets {
  seal(plain: string): { sealed: string }
  /** Throws when the text was made with another key or was changed. */
  open(secret: { sealed: string }): string
}
