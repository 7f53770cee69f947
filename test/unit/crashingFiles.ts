/** A disk in memory that forgets at a crash what was not synced, and that crashes at any wished operation. */
import { dirname } from 'node:path'
import type { Files } from '../../server/storage/files'

interface Inode {
  content: string
  synced: string
}

class Crash extends Error {
  constructor() {
    super('the power went')
  }
}

export interface CrashingDisk {
  files: Files
  /** Paths of all files that are seen now. */
  paths(): string[]
  /** Operations done since the last `crashAt`. */
  operations(): number
  /** The n-th operation from now (1 is the first) and all after it fail; a write then leaves half of its text. */
  crashAt(n: number): void
  /**
   * Starts the machine again. What was not synced is lost, or is there: `keep` says whether names and whether contents that
   * only were in memory got to the disk by chance.
   */
  restart(keep: { names: boolean; contents: boolean }): void
}

export function createCrashingDisk(): CrashingDisk {
  let names = new Map<string, Inode>()
  let syncedNames = new Map<string, Inode>()
  let done = 0
  let limit = Infinity
  /** True when this is the operation that the crash cuts off. */
  const step = (): boolean => {
    done += 1
    if (done > limit) throw new Crash()
    return done === limit
  }
  const whole = (): void => {
    if (step()) throw new Crash()
  }
  const files: Files = {
    open(path, how) {
      whole()
      const inode = names.get(path) ?? { content: '', synced: '' }
      if (how === 'aside') inode.content = ''
      names.set(path, inode)
      return Promise.resolve({
        size: () => Promise.resolve(Buffer.byteLength(inode.content)),
        async write(text) {
          const cut = step()
          inode.content += cut ? text.slice(0, text.length / 2) : text
          await (cut ? Promise.reject(new Crash()) : Promise.resolve())
        },
        truncate: async (length) => {
          whole()
          inode.content = await Promise.resolve(Buffer.from(inode.content).subarray(0, length).toString())
        },
        sync: async () => {
          whole()
          inode.synced = await Promise.resolve(inode.content)
        },
        close: async () => {
          await Promise.resolve()
          whole()
        },
      })
    },
    read: (path) => Promise.resolve(names.get(path)?.content ?? null),
    readTail(path, maxBytes) {
      const all = Buffer.from(names.get(path)?.content ?? '')
      return Promise.resolve({ tail: all.subarray(Math.max(0, all.length - maxBytes)), size: all.length })
    },
    async rename(from, to) {
      await Promise.resolve()
      whole()
      const inode = names.get(from)
      if (inode === undefined) throw new Error('no such file')
      names.delete(from)
      names.set(to, inode)
    },
    async remove(path) {
      await Promise.resolve()
      whole()
      names.delete(path)
    },
    removeEmptyFolder: () => Promise.resolve(),
    makeFolder: () => Promise.resolve(),
    async syncFolder(folder) {
      await Promise.resolve()
      whole()
      for (const path of new Set([...names.keys(), ...syncedNames.keys()])) {
        const inode = names.get(path)
        if (dirname(path) !== folder) continue
        if (inode === undefined) syncedNames.delete(path)
        else syncedNames.set(path, inode)
      }
    },
    list(given) {
      const folder = given.replace(/\/$/, '')
      const below = [...names.keys()].flatMap((path) =>
        path.startsWith(`${folder}/`) ? [path.slice(folder.length + 1).split('/')] : [],
      )
      const pick = (deep: boolean) => [
        ...new Set(below.filter((parts) => parts.length > 1 === deep).map(([name = '']) => name)),
      ]
      return Promise.resolve({ files: pick(false).sort(), folders: pick(true).sort() })
    },
  }
  return {
    files,
    paths: () => [...names.keys()],
    operations: () => done,
    crashAt(n) {
      done = 0
      limit = n
    },
    restart(keep) {
      const left = keep.names ? names : syncedNames
      names = new Map(
        [...left].map(([path, inode]) => [path, keep.contents ? inode : { ...inode, content: inode.synced }]),
      )
      syncedNames = new Map(names)
      for (const inode of names.values()) inode.synced = inode.content
      limit = Infinity
      done = 0
    },
  }
}
