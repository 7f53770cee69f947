import { describe, expect, it } from 'vitest'
import { AppError } from '../../server/domain/errors'
import { companyId } from '../../server/domain/ids'
import { toldCollection } from '../../server/services/toldCollection'
import { openMemoryStore } from '../../server/storage/memoryStore'
import { acme, aCompanyRecord } from '../contract/documents'

const one = companyId(1)

/** `breaks`: what goes wrong after the write took effect, or before it, and with the reading of what is there. */
function start() {
  const own = openMemoryStore().of(acme).companies
  const breaks = { after: false, before: false, read: false }
  const told: string[] = []
  const failing = async <T>(work: () => Promise<T>): Promise<T> => {
    if (breaks.before) throw new Error('EIO')
    const result = await work()
    if (breaks.after) throw new Error('EIO')
    return result
  }
  const collection = toldCollection(
    {
      keys: () => own.keys(),
      read: (key) => (breaks.read ? Promise.reject(new Error('EIO')) : own.read(key)),
      write: (key, value, expected) => failing(() => own.write(key, value, expected)),
      update: (key, change) => failing(() => own.update(key, change)),
      remove: (key) => failing(() => own.remove(key)),
    },
    {
      written: (key, { version }) => told.push(`${key} is version ${version}`),
      removed: (key) => told.push(`${key} is gone`),
      lost: () => told.push('nobody knows'),
    },
  )
  return { collection, breaks, told }
}

describe('a collection that tells of its writes', () => {
  it('tells of each write and removal', async () => {
    const { collection, told } = start()
    await collection.write(one, aCompanyRecord(1), null)
    await collection.update(one, () => aCompanyRecord(1))
    await collection.remove(one)
    expect(told).toEqual(['1 is version 1', '1 is version 2', '1 is gone'])
  })

  it('tells what is stored when a write took effect and then failed, and fails', async () => {
    const { collection, breaks, told } = start()
    breaks.after = true
    await expect(collection.write(one, aCompanyRecord(1), null)).rejects.toThrow('EIO')
    await expect(collection.update(one, () => aCompanyRecord(1))).rejects.toThrow('EIO')
    await expect(collection.remove(one)).rejects.toThrow('EIO')
    expect(told).toEqual(['1 is version 1', '1 is version 2', '1 is gone'])
  })

  it('tells what is still there when a write failed before it took effect', async () => {
    const { collection, breaks, told } = start()
    await collection.write(one, aCompanyRecord(1), null)
    breaks.before = true
    await expect(collection.update(one, () => aCompanyRecord(1))).rejects.toThrow('EIO')
    await expect(collection.remove(one)).rejects.toThrow('EIO')
    expect(told).toEqual(['1 is version 1', '1 is version 1', '1 is version 1'])
  })

  it('says that nobody knows when that cannot be read either', async () => {
    const { collection, breaks, told } = start()
    Object.assign(breaks, { after: true, read: true })
    await expect(collection.write(one, aCompanyRecord(1), null)).rejects.toThrow('EIO')
    expect(told).toEqual(['nobody knows'])
  })

  it('tells nothing of what is refused before anything is written', async () => {
    const { collection, told } = start()
    await collection.write(one, aCompanyRecord(1), null)
    await expect(collection.write(one, aCompanyRecord(1), 7)).rejects.toThrow(AppError)
    expect(told).toEqual(['1 is version 1'])
  })
})
