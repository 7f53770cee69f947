/** The sandbox's time: real time plus an offset that a person or a test may set. Shared by all simulators and the server. */
export interface SandboxClock {
  /** The sandbox's present as milliseconds since the epoch. */
  nowMs(): number
  /** Moves the sandbox to this moment (ISO 8601 with zone); from there time goes on at its usual speed. Throws RangeError on no date. */
  set(iso: string): void
  /** Stops time at its present value, or lets it go on. Frozen time still moves by `set`. */
  freeze(frozen: boolean): void
  /** Calls back after every jump of the clock. Returns its own undo. */
  onJump(listener: () => void): () => void
}

/** A sandbox clock. `startIso`: the first moment; `frozen`: time stands still until `set` (for tests). */
export function createSandboxClock(options: { startIso?: string; frozen?: boolean } = {}): SandboxClock {
  const listeners = new Set<() => void>()
  let offsetMs = options.startIso === undefined ? 0 : parse(options.startIso) - Date.now()
  let frozenAtMs = options.frozen === true ? Date.now() + offsetMs : null
  const nowMs = () => frozenAtMs ?? Date.now() + offsetMs
  return {
    nowMs,
    set(iso) {
      const target = parse(iso)
      offsetMs = target - Date.now()
      if (frozenAtMs !== null) frozenAtMs = target
      for (const listener of [...listeners]) listener()
    },
    freeze(frozen) {
      const present = nowMs()
      offsetMs = present - Date.now()
      frozenAtMs = frozen ? present : null
    },
    onJump(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}

function parse(iso: string): number {
  const ms = Date.parse(iso)
  if (Number.isNaN(ms)) throw new RangeError(`Not a moment in time: ${iso}`)
  return ms
}
