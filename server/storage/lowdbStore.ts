/** The default store: one JSON file a document in a folder that one server has to itself (architecture §6.2). */
import { dirname } from 'node:path'
import type { Clock, Log } from '../ports'
import { checkFolder } from './checkFolder'
import { nodeFiles, type Files } from './files'
import { lockFolder, type FolderLock, type LockTimes } from './folderLock'
import { createJsonFile } from './jsonFile'
import { createLedger, repairTail } from './ledger'
import type { Store } from './store'
import { createStore } from './tenantStore'

/**
 * Opens the store in `dir`, which is made when it is missing. Throws FolderInUse when another server has it, StorageDamage when
 * a document cannot be used; then nothing was changed. What a crash left half done is put right.
 */
export async function openLowdbStore(options: {
  dir: string
  clock: Pick<Clock, 'now'>
  log: Log
  files?: Files
  lockTimes?: LockTimes
  /** Takes the folder for this server alone; default: by lock files beside the documents. Files elsewhere need one of their own. */
  lock?: (dir: string) => Promise<FolderLock>
}): Promise<Store> {
  const { dir, log } = options
  const files = options.files ?? nodeFiles
  await files.makeFolder(dir)
  const takeLock =
    options.lock ??
    (() => lockFolder(dir, { clock: options.clock, log, ...(options.lockTimes && { times: options.lockTimes }) }))
  const lock = await takeLock(dir)
  try {
    await putRight(dir, files, log)
  } catch (error) {
    await lock.release()
    throw error
  }
  return createStore({
    guard() {
      if (!lock.isHeld()) throw new Error(`The lock of the folder ${dir} was lost; restart the server`)
    },
    close: () => lock.release(),
    shelf: {
      adapter: (path, codec) => createJsonFile(`${dir}/${path}`, files, codec),
      async remove(path) {
        if ((await files.read(`${dir}/${path}`)) === null) return
        await files.remove(`${dir}/${path}`)
        await files.syncFolder(dirname(`${dir}/${path}`))
      },
      paths: (folder, depth) => pathsIn(files, dir, folder, depth),
    },
    ledgerOf: (tenant, queue) => createLedger({ folder: `${dir}/${tenant}/ledger`, files, queue }),
  })
}

/** Finishes or takes back what a crash left half done. Throws StorageDamage, and changes nothing, when a document is damaged. */
async function putRight(dir: string, files: Files, log: Log): Promise<void> {
  const { aside, emptyFolders, tails, unreadableDrafts } = await checkFolder(dir, files)
  for (const path of aside) {
    log.warn('Removed a file that was being written when the server stopped', { path })
    await files.remove(path)
  }
  for (const repair of tails) {
    log.warn('Put the end of a ledger file right after the server stopped while writing it', { ...repair })
    await repairTail(files, repair)
  }
  for (const { folder, files: documents, damage } of unreadableDrafts) {
    log.warn('Threw a draft away that cannot be read', { folder, file: damage.file, place: damage.place })
    for (const path of documents) await files.remove(path)
    await files.syncFolder(folder)
    await files.removeEmptyFolder(folder)
  }
  for (const path of emptyFolders) await files.removeEmptyFolder(path)
}

/** Paths of the files in the folder and `depth` levels of folders below, relative to `dir`. */
async function pathsIn(files: Files, dir: string, folder: string, depth: number): Promise<string[]> {
  const found = await files.list(`${dir}/${folder}`)
  const under = (name: string) => (folder === '' ? name : `${folder}/${name}`)
  const paths = found.files.map(under)
  if (depth > 0) for (const name of found.folders) paths.push(...(await pathsIn(files, dir, under(name), depth - 1)))
  return paths
}
