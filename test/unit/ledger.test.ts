import { describe, expect, it } from 'vitest'
import { companyId } from '../../server/domain/ids'
import { checkTail, createLedger, repairTail } from '../../server/storage/ledger'
import type { Files } from '../../server/storage/files'
import { createQueue } from '../../server/storage/queue'
import { aLedgerEntry } from '../contract/documents'
import { createCrashingDisk } from './crashingFiles'

const twelve = companyId(12)
const path = '/ledger/12/2026.jsonl'
const open = (files: Files) => createLedger({ folder: '/ledger', files, queue: createQueue() })
const pair = (quantity: number) => [aLedgerEntry({ kind: 'intent', quantity }), aLedgerEntry({ quantity })]
const quantities = async (files: Files) => (await open(files).read(twelve, 100)).map(({ quantity }) => quantity)
async function putRight(files: Files) {
  const repair = (await files.read(path)) === null ? null : await checkTail(files, path)
  if (repair !== null) await repairTail(files, repair)
  return repair
}
async function withTail(tail: string) {
  const { files } = createCrashingDisk()
  await open(files).append(twelve, pair(1))
  const file = await files.open(path, 'append')
  await file.write(tail)
  return files
}

describe('the ledger', () => {
  it('has all entries of an append or none, wherever a crash cuts it, and loses none that was acknowledged', async () => {
    for (let step = 1; step <= 4; step += 1)
      for (const contents of [true, false]) {
        const disk = createCrashingDisk()
        await open(disk.files).append(twelve, pair(1))
        disk.crashAt(step)
        await expect(open(disk.files).append(twelve, pair(2))).rejects.toThrow('the power went')
        disk.restart({ names: true, contents })
        await putRight(disk.files)
        expect([
          [1, 1],
          [2, 2, 1, 1],
        ]).toContainEqual(await quantities(disk.files))
        await open(disk.files).append(twelve, pair(3))
        expect((await quantities(disk.files)).slice(0, 2)).toEqual([3, 3])
        expect((await quantities(disk.files)).slice(-2)).toEqual([1, 1])
      }
  })

  it('takes back what a failed append left, before the next one', async () => {
    const { files } = createCrashingDisk()
    let fail = false
    const full: Files = {
      ...files,
      async open(name, how) {
        const file = await files.open(name, how)
        if (!fail) return file
        return {
          ...file,
          async write(text) {
            await file.write(text.slice(0, 40))
            throw new Error('no space left')
          },
          truncate: () => Promise.reject(new Error('not now')),
        }
      },
    }
    const ledger = open(full)
    await ledger.append(twelve, pair(1))
    fail = true
    await expect(ledger.append(twelve, pair(2))).rejects.toThrow('no space left')
    expect((await ledger.read(twelve, 10)).map(({ quantity }) => quantity)).toEqual([1, 1])
    fail = false
    await ledger.append(twelve, pair(3))
    expect(await quantities(files)).toEqual([3, 3, 1, 1])
  })

  it('cuts off an append that was never finished', async () => {
    for (const tail of ['{"format":"ledger/1","entr', '\0\0\0\0\0\0', `{"format":"ledger/1",${'\0'.repeat(20)}\n`]) {
      const files = await withTail(tail)
      expect(await putRight(files)).toMatchObject({ kind: 'cut', bytes: tail.length })
      expect(await quantities(files)).toEqual([1, 1])
      expect(await putRight(files)).toBeNull()
    }
  })

  it('keeps a whole append whose line end is missing', async () => {
    const { files } = createCrashingDisk()
    await open(files).append(twelve, pair(1))
    const text = (await files.read(path)) ?? ''
    const file = await files.open(path, 'append')
    await file.truncate(text.length - 1)
    expect(await putRight(files)).toEqual({ path, kind: 'endLine' })
    expect(await files.read(path)).toBe(text)
  })

  it('cuts off an unfinished append that is longer than what is looked at first', async () => {
    const tail = `{"format":"ledger/1","entries":["${'x'.repeat(100_000)}`
    const files = await withTail(tail)
    expect(await putRight(files)).toMatchObject({ kind: 'cut', bytes: tail.length })
    expect(await quantities(files)).toEqual([1, 1])
  })

  it('refuses a finished line that cannot be read, and names file and line', async () => {
    const files = await withTail('{"format":"ledger/1","entries":[]}\n')
    await expect(checkTail(files, path)).rejects.toThrow(path)
    await expect(quantities(files)).rejects.toThrow(`${path} (line 2)`)
  })
})
