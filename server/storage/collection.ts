/** Documents of one kind of one tenant: versions, one change at a time, a bounded memory. The same code for every adapter of lowdb. */
import { Low, type Adapter } from 'lowdb'
import { AppError } from '../domain/errors'
import { createCodecs, type Stored } from './document'
import { frozen } from './frozen'
import type { Codec } from './jsonFile'
import type { Kind } from './kinds'
import { createLru } from './lru'
import type { Queue } from './queue'
import type { Collection, Versioned } from './store'

/** Where documents lie: the disk, or memory in tests. Paths are relative to the store's folder, with `/`. */
export interface Shelf {
  adapter<T>(path: string, codec: Codec<T>): Adapter<T>
  /** Fulfilled when the document is gone for good; no error when there was none. */
  remove(path: string): Promise<void>
  /** Paths, relative to the store's folder, of the files in the folder and at least `depth` levels of folders below it. */
  paths(folder: string, depth: number): Promise<string[]>
}

export function createCollection<Key, T>(options: {
  kind: Kind<Key, T>
  /** The tenant's folder, relative to the store's. */
  folder: string
  shelf: Shelf
  queue: Queue
}): Collection<Key, T> {
  const { kind, folder, shelf, queue } = options
  const codecOf = createCodecs(kind)
  const cache = createLru<Low<Stored<T> | null>>(kind.cached)
  // Read once, then kept up to date: nobody else writes in this folder.
  let known: Promise<Set<string>> | null = null
  const pathOf = (key: Key) => `${folder}/${kind.path(key)}`

  async function open(path: string, key: Key): Promise<Low<Stored<T> | null>> {
    const cached = cache.get(path)
    if (cached !== undefined) return cached
    const adapter = shelf.adapter(path, codecOf(key))
    const document = new Low<Stored<T> | null>(
      // lowdb writes nothing when there is nothing, so that `null` never comes here.
      { read: () => adapter.read(), write: (stored) => (stored === null ? Promise.resolve() : adapter.write(stored)) },
      null,
    )
    await document.read()
    frozen(document.data)
    cache.set(path, document)
    return document
  }

  async function put(path: string, key: Key, document: Low<Stored<T> | null>, value: T): Promise<Versioned<T>> {
    const checked = kind.schema.safeParse(value)
    if (!checked.success)
      throw new TypeError(`Refused to store a ${kind.format} that could not be read again`, { cause: checked.error })
    if (!kind.belongs(key, checked.data)) throw new TypeError(`Refused to store a ${kind.format} under another's id`)
    const stored = frozen({ format: kind.format, version: (document.data?.version ?? 0) + 1, value: checked.data })
    document.data = stored
    try {
      await document.write()
    } catch (error) {
      // What is on the disk now, and whether it is there, is only known after reading it again.
      cache.delete(path)
      known = null
      throw error
    }
    if (known !== null) (await known).add(path)
    return versioned(stored)
  }

  return {
    async read(key) {
      const path = pathOf(key)
      // Nobody is writing it: what is kept is what is stored.
      const kept = queue.lookNow(path, () => cache.get(path) ?? null)
      if (kept !== null) return kept.data === null ? null : versioned(kept.data)
      return queue.run(path, async () => {
        const { data } = await open(path, key)
        return data === null ? null : versioned(data)
      })
    },
    async write(key, value, expected) {
      const path = pathOf(key)
      const copy = structuredClone(value)
      return queue.run(path, async () => {
        const document = await open(path, key)
        const version = document.data?.version ?? null
        if (version !== expected)
          throw new AppError('conflict', {
            detail: `Version ${version ?? 'none'} is stored, ${expected ?? 'none'} expected`,
          })
        return put(path, key, document, copy)
      })
    },
    async update(key, change) {
      const path = pathOf(key)
      return queue.run(path, async () => {
        const document = await open(path, key)
        return put(path, key, document, change(document.data?.value ?? null))
      })
    },
    async remove(key) {
      const path = pathOf(key)
      return queue.run(path, async () => {
        cache.delete(path)
        await shelf.remove(path)
        if (known !== null) (await known).delete(path)
      })
    },
    async keys() {
      const all = kind.folder === '' ? folder : `${folder}/${kind.folder}`
      known ??= shelf.paths(all, kind.depth).then((paths) => new Set(paths))
      let paths
      try {
        paths = await known
      } catch (error) {
        known = null
        throw error
      }
      return [...paths].flatMap((path) => kind.key(path.slice(folder.length + 1)) ?? [])
    },
  }
}

const versioned = <T>({ value, version }: Stored<T>): Versioned<T> => ({ value, version })
