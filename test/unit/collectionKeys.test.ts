import { expect, it } from 'vitest'
import { companyId } from '../../server/domain/ids'
import { createStore } from '../../server/storage/tenantStore'
import { acme, aCompanyRecord } from '../contract/documents'

it('names a document that was stored although its write failed, as where its folder could not be synced', async () => {
  const texts = new Map<string, string>()
  let breaks = false
  const store = createStore({
    guard: () => undefined,
    close: () => Promise.resolve(),
    shelf: {
      adapter: (path, codec) => ({
        read() {
          const text = texts.get(path)
          return Promise.resolve(text === undefined ? null : codec.decode(path, text))
        },
        write(document) {
          texts.set(path, codec.encode(document))
          return breaks ? Promise.reject(new Error('EIO')) : Promise.resolve()
        },
      }),
      remove: (path) => Promise.resolve(void texts.delete(path)),
      paths: (folder) => Promise.resolve([...texts.keys()].filter((path) => path.startsWith(`${folder}/`))),
    },
    ledgerOf: () => ({ append: () => Promise.resolve(), read: () => Promise.resolve([]) }),
  })
  const { companies } = store.of(acme)
  expect(await companies.keys()).toEqual([])
  breaks = true
  await expect(companies.write(companyId(1), aCompanyRecord(1), null)).rejects.toThrow('EIO')
  expect(await companies.keys()).toEqual([1])
})
