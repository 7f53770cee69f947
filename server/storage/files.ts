/** The few file-system operations that the storage needs; an argument everywhere, so that tests can let each of them fail. */
import { constants } from 'node:fs'
import { mkdir, open, readFile, readdir, rename, rm, rmdir } from 'node:fs/promises'
import { dirname } from 'node:path'

/** Only the account that runs the server may read what is stored. */
export const fileMode = 0o600
const folderMode = 0o700

export interface OpenFile {
  size(): Promise<number>
  /** Writes at the end of what was written (`aside`) or of the file (`append`). */
  write(text: string): Promise<void>
  truncate(length: number): Promise<void>
  /** Fulfilled when the content is on the disk. */
  sync(): Promise<void>
  close(): Promise<void>
}

export interface Files {
  /** `aside`: an empty file, whatever was there; `append`: at the end of the file, made when it is missing. */
  open(path: string, how: 'aside' | 'append'): Promise<OpenFile>
  /** The whole text, null when there is no such file. */
  read(path: string): Promise<string | null>
  /** The last `maxBytes` bytes of the file (all of a shorter one) and its size in bytes. */
  readTail(path: string, maxBytes: number): Promise<{ tail: Buffer; size: number }>
  rename(from: string, to: string): Promise<void>
  /** Removes a file; it is no error when there is none. */
  remove(path: string): Promise<void>
  /** Removes a folder; one that is not empty stays. */
  removeEmptyFolder(path: string): Promise<void>
  makeFolder(path: string): Promise<void>
  /** Fulfilled when names made, changed and removed in the folder are on the disk. */
  syncFolder(path: string): Promise<void>
  /** Names in a folder, sorted; none where the folder is missing. */
  list(folder: string): Promise<{ files: string[]; folders: string[] }>
}

export const nodeFiles: Files = {
  async open(path, how) {
    const flags = constants.O_CREAT | constants.O_WRONLY | (how === 'aside' ? constants.O_TRUNC : constants.O_APPEND)
    const handle = await open(path, flags, fileMode)
    return {
      size: async () => (await handle.stat()).size,
      write: (text) => handle.writeFile(text, 'utf8'),
      truncate: (length) => handle.truncate(length),
      sync: () => handle.sync(),
      close: () => handle.close(),
    }
  },
  read: (path) => unlessMissing(readFile(path, 'utf8'), null),
  async readTail(path, maxBytes) {
    const handle = await open(path, 'r')
    try {
      const { size } = await handle.stat()
      const length = Math.min(size, maxBytes)
      const { buffer, bytesRead } = await handle.read(Buffer.alloc(length), 0, length, size - length)
      return { tail: buffer.subarray(0, bytesRead), size }
    } finally {
      await handle.close()
    }
  },
  rename: (from, to) => rename(from, to),
  remove: (path) => rm(path, { force: true }),
  removeEmptyFolder: (path) => rmdir(path).catch(() => undefined),
  async makeFolder(path) {
    const first = await mkdir(path, { recursive: true, mode: folderMode })
    if (first === undefined) return
    // Each new folder is a name in the one above it, which must be on the disk too.
    for (let folder = path; folder.length >= first.length; folder = dirname(folder))
      await this.syncFolder(dirname(folder))
  },
  async syncFolder(path) {
    // Windows has no way to do this.
    if (process.platform === 'win32') return
    const handle = await open(path, 'r')
    try {
      await handle.sync()
    } finally {
      await handle.close()
    }
  },
  async list(folder) {
    const entries = await unlessMissing(readdir(folder, { withFileTypes: true }), [])
    const names = (wanted: 'isFile' | 'isDirectory') =>
      entries
        .filter((entry) => entry[wanted]())
        .map((entry) => entry.name)
        .sort()
    return { files: names('isFile'), folders: names('isDirectory') }
  },
}

/** The error code of the system, e.g. `ENOENT`; null for anything else. */
export const systemCode = (error: unknown): string | null =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : null

async function unlessMissing<T, Missing>(result: Promise<T>, missing: Missing): Promise<T | Missing> {
  try {
    return await result
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return missing
    throw error
  }
}
