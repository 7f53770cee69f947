/**
 * The disk as one life of a server sees it: others come before and after each write, and every write may fail, be torn, or be
 * the last that the server does.
 */
import { dirname } from 'node:path'
import type { Files, OpenFile } from '../../../server/storage/files'
import { asideEnding } from '../../../server/storage/jsonFile'
import type { CrashingDisk } from '../../unit/crashingFiles'
import { DiskFault, type Trouble } from '../trouble'
import type { Life, Turns } from '../turns'

/** `unheard`: it is on the disk, and the disk says that it failed. */
const mishaps = ['full', 'torn', 'unsynced', 'unheard', 'death', 'death'] as const
type Operation = 'open' | 'write' | 'sync' | 'close' | 'rename' | 'syncFolder'
const operations: readonly Operation[] = ['open', 'write', 'sync', 'close', 'rename', 'syncFolder']

export interface LifeFilesOptions {
  life: Life
  turns: Turns
  trouble: () => Trouble
  /** What is on the disk for good. `null`: the file is gone. */
  note: (path: string, text: string | null) => void
}

/** One write of a file, from its opening to the sync of its folder. */
interface Writing {
  path: string
  mishap: (typeof mishaps)[number] | null
  diesAt: Operation | null
}

export function lifeFiles({ files }: CrashingDisk, { life, turns, trouble, note }: LifeFilesOptions): Files {
  const aside = new Map<string, Writing>()
  /** Renamed, and not known to survive a loss of power yet; by folder. */
  const renamed = new Map<string, Writing[]>()
  const never = () => new Promise<never>(() => undefined)

  /** Ends the life where this write is to be its last. */
  async function before(writing: Writing, operation: Operation, cutOff?: () => Promise<void>): Promise<void> {
    if (life.ended) return never()
    if (writing.diesAt !== operation) return
    await cutOff?.()
    life.ended = true
    return never()
  }
  const begin = (path: string): Writing => {
    const mishap = trouble().strike('disk', `the write of ${path.replace(asideEnding, '')}`, mishaps)
    return { path, mishap, diesAt: mishap === 'death' ? trouble().random.pick(operations) : null }
  }
  const noted = async (path: string) => note(path, await files.read(path))

  function openFile(writing: Writing, file: OpenFile, how: 'aside' | 'append'): OpenFile {
    const half = (text: string) => file.write(text.slice(0, text.length / 2))
    return {
      size: () => file.size(),
      truncate: (length) => file.truncate(length),
      async write(text) {
        await before(writing, 'write', () => half(text))
        if (writing.mishap !== 'torn') return file.write(text)
        await half(text)
        throw new DiskFault()
      },
      async sync() {
        await before(writing, 'sync')
        // Once: what is taken back after a failure may well be taken back.
        const { mishap } = writing
        if (mishap === 'unsynced' || (mishap === 'unheard' && how === 'append')) writing.mishap = null
        if (mishap === 'unsynced') throw new DiskFault()
        await file.sync()
        if (mishap === 'unheard' && how === 'append') throw new DiskFault()
      },
      async close() {
        await before(writing, 'close')
        await file.close()
        if (how === 'aside') return
        await noted(writing.path)
        await turns.take(life)
      },
    }
  }

  return {
    ...files,
    async open(path, how) {
      await turns.take(life)
      const writing = begin(path)
      await before(writing, 'open')
      if (writing.mishap === 'full') throw new DiskFault()
      if (how === 'aside') aside.set(path, writing)
      return openFile(writing, await files.open(path, how), how)
    },
    read: (path) => (life.ended ? never() : files.read(path)),
    async rename(from, to) {
      const writing = aside.get(from) ?? begin(to)
      await before(writing, 'rename')
      aside.delete(from)
      await files.rename(from, to)
      const folder = dirname(to)
      renamed.set(folder, [...(renamed.get(folder) ?? []), { ...writing, path: to }])
    },
    async remove(path) {
      if (life.ended) return never()
      await files.remove(path)
      note(path, null)
    },
    async syncFolder(folder) {
      if (life.ended) return never()
      const due = renamed.get(folder) ?? []
      const writing = due.find(({ diesAt, mishap }) => diesAt === 'syncFolder' || mishap === 'unheard')
      if (writing !== undefined) {
        await before(writing, 'syncFolder')
        writing.mishap = null
        throw new DiskFault()
      }
      await files.syncFolder(folder)
      renamed.delete(folder)
      for (const { path } of due) await noted(path)
      await turns.take(life)
    },
  }
}
