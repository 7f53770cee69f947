import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openLowdbStore } from '../../server/storage/lowdbStore'
import { openMemoryStore } from '../../server/storage/memoryStore'
import { at } from './documents'
import { testStore } from './storeContract'

const log = { info: () => undefined, warn: () => undefined, error: () => undefined }

testStore('memory', () => Promise.resolve({ store: openMemoryStore(), reopen: null, cleanUp: () => Promise.resolve() }))

testStore('lowdb', async () => {
  const dir = await mkdtemp(join(tmpdir(), 'store-'))
  const open = () => openLowdbStore({ dir, clock: { now: () => at }, log })
  const store = await open()
  return {
    store,
    async reopen() {
      await store.close()
      return open()
    },
    cleanUp: () => rm(dir, { recursive: true }),
  }
})
