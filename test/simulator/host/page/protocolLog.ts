import { mask, parse } from './wire.ts'

export interface LogEntry {
  atMs: number
  frame: string
  /** `in`: the frame said it; `out`: the host posted it; `drop`: the frame said it and was met with silence. */
  direction: 'in' | 'out' | 'drop'
  /** The message with secrets covered; text that is no JSON stays text. */
  message: unknown
  /** Why it was dropped, else ''. */
  note: string
}

const maxEntries = 500

export interface ProtocolLog {
  entries: LogEntry[]
  add(entry: Pick<LogEntry, 'frame' | 'direction' | 'message'> & { note?: string }): void
  clear(): void
  onChange(listener: () => void): void
}

/** Every message of both directions, for the panel and for browser tests (`window.__hostLog`). Never holds a secret. */
export function createProtocolLog(): ProtocolLog {
  const entries: LogEntry[] = []
  const listeners: (() => void)[] = []
  const tell = () => listeners.forEach((listener) => listener())
  return {
    entries,
    add({ frame, direction, message, note }) {
      const readable = typeof message === 'string' ? (parse(message) ?? message) : message
      entries.push({ atMs: Math.round(performance.now()), frame, direction, message: mask(readable), note: note ?? '' })
      if (entries.length > maxEntries) entries.shift()
      tell()
    },
    clear() {
      entries.length = 0
      tell()
    },
    onChange: (listener) => void listeners.push(listener),
  }
}
