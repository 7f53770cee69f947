/**
 * One server at a time on one folder. Every starter writes its own lock file first and looks at all others then; of two that
 * start at once at least one sees the other, so that never both go on, and the lower number wins.
 */
import { randomUUID } from 'node:crypto'
import { open, readFile, readdir, rm, stat, utimes } from 'node:fs/promises'
import { setTimeout as pause } from 'node:timers/promises'
import { z } from 'zod'
import type { Clock, Log } from '../ports'
import { fileMode, systemCode } from './files'
import { livenessOf, processIdentity, thisProcess, type ProcessIdentity } from './processIdentity'

export interface FolderLock {
  /** False when somebody took the lock file away, so that another server may be at work. */
  isHeld(): boolean
  release(): Promise<void>
}

/** Another server uses the folder. */
export class FolderInUse extends Error {
  constructor(dir: string, holder: Holder) {
    super(
      `Another server (process ${holder.pid} on ${holder.host}, since ${holder.startedAt}) uses the folder ${dir}. ` +
        'Stop it first, or give this one a DATA_DIR of its own.',
    )
    this.name = 'FolderInUse'
  }
}

const holder = processIdentity.extend({ token: z.string(), startedAt: z.string() })
type Holder = z.infer<typeof holder>
const lockFile = /^server\.lock\.(\d{1,9})$/
const attempts = 20
/** Locks that this very process holds: its own pid alone does not say so. */
const heldHere = new Set<string>()

export interface LockTimes {
  /** The holder touches its lock file this often. */
  beatMs: number
  /** A lock from another machine or container that is not touched for so long is taken over. */
  watchMs: number
  /** Between two looks at another starter, which are at most `attempts`. */
  pollMs: number
}

/** Takes the lock of a folder that exists. Throws FolderInUse when another server has it. */
export async function lockFolder(
  dir: string,
  deps: { clock: Pick<Clock, 'now'>; log: Log; identity?: ProcessIdentity; times?: LockTimes },
): Promise<FolderLock> {
  const times = deps.times ?? { beatMs: 3000, watchMs: 12_000, pollMs: 100 }
  const own = { ...(deps.identity ?? (await thisProcess())), token: randomUUID(), startedAt: deps.clock.now() }
  // Before others can read it.
  heldHere.add(own.token)
  const number = await writeLock(dir, own).catch((error: unknown) => {
    heldHere.delete(own.token)
    throw error
  })
  const path = `${dir}/server.lock.${number}`
  const giveBack = async () => {
    heldHere.delete(own.token)
    await rm(path, { force: true })
  }
  try {
    for (const other of await locksIn(dir)) {
      if (other === number) continue
      await outlast(dir, other, { ...times, own, isLower: other < number, log: deps.log })
      await rm(`${dir}/server.lock.${other}`, { force: true })
    }
  } catch (error) {
    await giveBack()
    throw error
  }
  return keep(path, { beatMs: times.beatMs, log: deps.log, giveBack })
}

/** Writes a lock file with the next free number. */
async function writeLock(dir: string, own: Holder): Promise<number> {
  for (let attempt = 0; attempt < attempts; attempt += 1) {
    const number = ((await locksIn(dir)).at(-1) ?? 0) + 1
    const file = await open(`${dir}/server.lock.${number}`, 'wx', fileMode).catch((error: unknown) => {
      if (systemCode(error) === 'EEXIST') return null
      throw error
    })
    if (file === null) continue
    try {
      await file.writeFile(JSON.stringify(own))
    } finally {
      await file.close()
    }
    return number
  }
  throw new Error(`Too many servers start on the folder ${dir} at once`)
}

/** Fulfilled when that lock need not be minded; throws FolderInUse when a running server has it. */
async function outlast(
  dir: string,
  number: number,
  us: LockTimes & { own: ProcessIdentity; isLower: boolean; log: Log },
): Promise<void> {
  const path = `${dir}/server.lock.${number}`
  for (let attempt = 0; ; attempt += 1) {
    const text = await readFile(path, 'utf8').catch(() => null)
    if (text === null) return
    const found = parseHolder(text)
    // Somebody is about to write it, and will then see our lock; or crashed while doing so.
    if (found === null && attempt >= attempts) return
    if (found !== null) {
      const alive = await isAlive(path, found, us)
      if (!alive) return
      // A later starter that runs will see our lower number and give way.
      if (us.isLower || attempt >= attempts) throw new FolderInUse(dir, found)
    }
    await pause(us.pollMs)
  }
}

async function isAlive(
  path: string,
  found: Holder,
  us: LockTimes & { own: ProcessIdentity; log: Log },
): Promise<boolean> {
  if (heldHere.has(found.token)) return true
  const liveness = await livenessOf(found, us.own)
  if (liveness !== 'elsewhere') return liveness === 'alive'
  us.log.info('Waiting to see whether a server on another machine or in another container still uses the folder', {
    host: found.host,
    pid: found.pid,
    waitMs: us.watchMs,
  })
  const touched = async () => (await stat(path).catch(() => null))?.mtimeMs ?? null
  const before = await touched()
  for (let waitedMs = 0; waitedMs < us.watchMs; waitedMs += us.beatMs) {
    await pause(us.beatMs)
    const now = await touched()
    if (now === null) return false
    if (now !== before) return true
  }
  return false
}

/** Touches the lock file until it is released, and notices when it is gone. */
function keep(path: string, deps: { beatMs: number; log: Log; giveBack: () => Promise<void> }): FolderLock {
  let held = true
  const beat = setInterval(() => {
    // The machine's own time: only that it changes matters.
    const now = new Date()
    utimes(path, now, now).catch((error: unknown) => {
      if (systemCode(error) !== 'ENOENT' || !held) return
      held = false
      deps.log.error('The lock file of the data folder was taken away; nothing is written any more', { path })
    })
  }, deps.beatMs)
  beat.unref()
  return {
    isHeld: () => held,
    async release() {
      held = false
      clearInterval(beat)
      await deps.giveBack()
    },
  }
}

/** Numbers of the lock files, lowest first. */
async function locksIn(dir: string): Promise<number[]> {
  const numbers = (await readdir(dir)).flatMap((name) => {
    const number = lockFile.exec(name)?.[1]
    return number === undefined ? [] : [Number(number)]
  })
  return numbers.sort((one, other) => one - other)
}

function parseHolder(text: string): Holder | null {
  try {
    return holder.parse(JSON.parse(text))
  } catch {
    return null
  }
}
