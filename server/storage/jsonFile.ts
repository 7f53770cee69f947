/** The durable adapter for lowdb: after a crash at any moment a file holds the old document or the new one, never half of one. */
import { dirname } from 'node:path'
import type { Adapter } from 'lowdb'
import type { Files } from './files'

/** Ending of the file that is written aside. Left-over ones are removed when the store is opened. */
export const asideEnding = '.tmp'

/** Turns documents into texts and back. `decode` throws StorageDamage on a text that is no such document. */
export interface Codec<T> {
  encode(document: T): string
  decode(file: string, text: string): T
}

/**
 * lowdb adapter of one JSON file. Its `write` is fulfilled when the document is on the disk. Writes of one file must follow
 * one another (the collection sees to it), because they share the file that is written aside.
 */
export function createJsonFile<T>(path: string, files: Files, codec: Codec<T>): Adapter<T> {
  return {
    async read() {
      const text = await files.read(path)
      return text === null ? null : codec.decode(path, text)
    },
    write: (document) => replaceFile(files, path, codec.encode(document)),
  }
}

/** Puts `text` in the place of the file. Rejects with the error of the system; the file is then the old one or the new one. */
async function replaceFile(files: Files, path: string, text: string): Promise<void> {
  const folder = dirname(path)
  const aside = `${path}${asideEnding}`
  await files.makeFolder(folder)
  try {
    const file = await files.open(aside, 'aside')
    try {
      await file.write(text)
      // Before the rename: a name must never lead to content that is not on the disk yet.
      await file.sync()
    } finally {
      await file.close()
    }
    await files.rename(aside, path)
  } catch (error) {
    await files.remove(aside).catch(() => undefined)
    throw error
  }
  await files.syncFolder(folder)
}
