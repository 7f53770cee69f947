/** What every store promises; each adapter passes this suite. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { day, instant, month } from '../../server/domain/calendar'
import { companyId, runId, tenantId, type CompanyId, type RunId, type TenantId } from '../../server/domain/ids'
import type { Store, TenantStore } from '../../server/storage/store'
import { aCompanyRecord, acme, aLedgerEntry, anImport, aPreflight, aRun, aRunCompany, at, aTenant } from './documents'

export interface StoreUnderTest {
  store: Store
  /** Closes the store and opens it again on what is stored; null where nothing outlives a store. */
  reopen: (() => Promise<Store>) | null
  cleanUp: () => Promise<void>
}

export function testStore(name: string, makeStore: () => Promise<StoreUnderTest>): void {
  describe(`the ${name} store`, () => {
    let made: StoreUnderTest
    let store: Store
    let tenant: TenantStore
    beforeEach(async () => {
      made = await makeStore()
      store = made.store
      tenant = store.of(acme)
    })
    afterEach(async () => {
      await store.close()
      await made.cleanUp()
    })
    const twelve = companyId(12)

    it('has nothing at first', async () => {
      expect(await store.tenants()).toEqual([])
      expect(await tenant.companies.read(twelve)).toBeNull()
      expect(await tenant.companies.keys()).toEqual([])
      expect(await tenant.readLedger(twelve, 10)).toEqual([])
    })

    it('gives back what was written, of every kind', async () => {
      await tenant.tenant.write('tenant', aTenant(), null)
      await tenant.companies.write(twelve, aCompanyRecord(12), null)
      await tenant.runs.write(runId('run-1'), aRun('run-1'), null)
      const part = { runId: runId('run-1'), companyId: twelve }
      await tenant.runCompanies.write(part, aRunCompany('run-1', 12), null)
      const claim = { day: day('2026-11-30'), at, claimedAt: at, runId: null, state: 'run' as const }
      await tenant.occurrences.write('company:12', { key: 'company:12', claimed: [claim] }, null)
      await tenant.preflight.write('preflight', aPreflight(), null)
      expect((await tenant.tenant.read('tenant'))?.value).toEqual(aTenant())
      expect((await tenant.companies.read(twelve))?.value).toEqual(aCompanyRecord(12))
      expect((await tenant.runs.read(runId('run-1')))?.value).toEqual(aRun('run-1'))
      expect((await tenant.runCompanies.read(part))?.value).toEqual(aRunCompany('run-1', 12))
      expect((await tenant.occurrences.read('company:12'))?.value.claimed).toEqual([claim])
      expect((await tenant.preflight.read('preflight'))?.value).toEqual(aPreflight())
      const october = month('2026-10')
      await tenant.imports.write(october, anImport('2026-10'), null)
      expect((await tenant.imports.read(october))?.value).toEqual(anImport('2026-10'))
      expect(await tenant.imports.keys()).toEqual([october])
      await expect(tenant.imports.write(month('2026-09'), anImport('2026-10'), null)).rejects.toThrow(TypeError)
      expect(await store.tenants()).toEqual([acme])
    })

    it('counts versions from 1', async () => {
      expect((await tenant.companies.write(twelve, aCompanyRecord(12), null)).version).toBe(1)
      expect((await tenant.companies.write(twelve, aCompanyRecord(12), 1)).version).toBe(2)
      expect((await tenant.companies.update(twelve, () => aCompanyRecord(12))).version).toBe(3)
      expect((await tenant.companies.read(twelve))?.version).toBe(3)
    })

    it('refuses a write over a version that the writer has not seen, and keeps what is there', async () => {
      await tenant.companies.write(twelve, aCompanyRecord(12), null)
      await tenant.companies.write(twelve, aCompanyRecord(12, { link: null }), 1)
      for (const expected of [null, 1, 3])
        await expect(tenant.companies.write(twelve, aCompanyRecord(12), expected)).rejects.toMatchObject({
          code: 'conflict',
        })
      expect((await tenant.companies.read(twelve))?.value.link).toBeNull()
      await expect(tenant.companies.write(companyId(13), aCompanyRecord(13), 1)).rejects.toMatchObject({
        code: 'conflict',
      })
    })

    it('lets exactly one of two first writes win', async () => {
      const results = await Promise.allSettled(
        [1, 2].map((edition) => tenant.companies.write(twelve, aCompanyRecord(12, { edition }), null)),
      )
      expect(results.map((result) => result.status).sort()).toEqual(['fulfilled', 'rejected'])
    })

    it('loses none of many updates at once', async () => {
      const add = (value: ReturnType<typeof aCompanyRecord> | null) =>
        aCompanyRecord(12, { edition: (value?.edition ?? 0) + 1 })
      await Promise.all(Array.from({ length: 50 }, () => tenant.companies.update(twelve, add)))
      expect(await tenant.companies.read(twelve)).toMatchObject({ version: 50, value: { edition: 50 } })
    })

    it('gives what is being written to who asks after it', async () => {
      await tenant.companies.write(twelve, aCompanyRecord(12), null)
      await tenant.companies.read(twelve)
      const writing = tenant.companies.update(twelve, () => aCompanyRecord(12, { edition: 7 }))
      const read = tenant.companies.read(twelve)
      expect((await read)?.value.edition).toBe(7)
      expect((await writing).version).toBe(2)
      const removing = tenant.companies.remove(twelve)
      expect(await tenant.companies.read(twelve)).toBeNull()
      await removing
    })

    it('leaves a document as it is when its change throws', async () => {
      await tenant.companies.write(twelve, aCompanyRecord(12), null)
      const refuse = () => {
        throw new RangeError('no')
      }
      await expect(tenant.companies.update(twelve, refuse)).rejects.toThrow('no')
      const spoil = (value: ReturnType<typeof aCompanyRecord> | null) => {
        value?.assignments.splice(0)
        throw new RangeError('no')
      }
      await expect(tenant.companies.update(twelve, spoil)).rejects.toThrow('no')
      expect(await tenant.companies.read(twelve)).toEqual({ version: 1, value: aCompanyRecord(12) })
    })

    it('is not changed through what it gave out or took in', async () => {
      const given = aCompanyRecord(12)
      const written = await tenant.companies.write(twelve, given, null)
      given.edition = 8
      const read = await tenant.companies.read(twelve)
      const another = await tenant.companies.update(twelve, (record) => ({ ...there(record), edition: 1 }))
      for (const gaveOut of [written, read, another]) {
        const { value } = there(gaveOut)
        expect(() => (value.edition = 9)).toThrow(TypeError)
        expect(() => value.assignments.splice(0)).toThrow(TypeError)
      }
      expect((await tenant.companies.read(twelve))?.value).toEqual({ ...aCompanyRecord(12), edition: 1 })
    })

    it('stores nothing that it could not read again, nor under the id of another', async () => {
      await expect(tenant.companies.write(twelve, aCompanyRecord(13), null)).rejects.toThrow(TypeError)
      const broken = aRunCompany('run-1', 12)
      broken.account.total = Number.NaN
      const part = { runId: runId('run-1'), companyId: twelve }
      await expect(tenant.runCompanies.write(part, broken, null)).rejects.toThrow(TypeError)
      expect(await tenant.companies.read(twelve)).toBeNull()
      expect(await tenant.runCompanies.read(part)).toBeNull()
    })

    it('lists the keys of what is there', async () => {
      for (const id of [12, 7, 100]) await tenant.companies.write(companyId(id), aCompanyRecord(id), null)
      await tenant.companies.remove(companyId(7))
      expect((await tenant.companies.keys()).sort((one, other) => one - other)).toEqual([12, 100])
      await tenant.companies.write(companyId(8), aCompanyRecord(8), null)
      expect(await tenant.companies.keys()).toHaveLength(3)
      await tenant.runs.write(runId('run-1'), aRun('run-1'), null)
      const part = { runId: runId('run-1'), companyId: twelve }
      await tenant.runCompanies.write(part, aRunCompany('run-1', 12), null)
      expect(await tenant.runs.keys()).toEqual(['run-1'])
      expect(await tenant.runCompanies.keys()).toEqual([part])
      await tenant.occurrences.write('global', { key: 'global', claimed: [] }, null)
      await tenant.occurrences.write('company:12', { key: 'company:12', claimed: [] }, null)
      expect((await tenant.occurrences.keys()).sort()).toEqual(['company:12', 'global'])
    })

    it('removes, also what is not there, and begins again at version 1', async () => {
      await tenant.companies.remove(twelve)
      await tenant.companies.write(twelve, aCompanyRecord(12), null)
      await tenant.companies.remove(twelve)
      expect(await tenant.companies.read(twelve)).toBeNull()
      expect((await tenant.companies.write(twelve, aCompanyRecord(12), null)).version).toBe(1)
    })

    it('shows nothing of one tenant to another', async () => {
      const other = store.of(tenantId('acme-2'))
      await tenant.companies.write(twelve, aCompanyRecord(12), null)
      await tenant.appendLedger(twelve, [aLedgerEntry()])
      expect(await other.companies.read(twelve)).toBeNull()
      expect(await other.companies.keys()).toEqual([])
      expect(await other.readLedger(twelve, 10)).toEqual([])
      await expect(other.tenant.write('tenant', aTenant(), null)).rejects.toThrow(TypeError)
      await tenant.preflight.write('preflight', aPreflight(), null)
      expect(await other.preflight.read('preflight')).toBeNull()
      await expect(other.preflight.write('preflight', aPreflight(), null)).rejects.toThrow(TypeError)
    })

    it('takes no key that leads out of its tenant', async () => {
      // What an unchecked border might let through.
      const bad = '../acme-2/runs/x' as RunId
      await expect(tenant.runs.read(bad)).rejects.toThrow(RangeError)
      await expect(tenant.runs.write(bad, aRun('x'), null)).rejects.toThrow(RangeError)
      await expect(tenant.companies.read('../12' as unknown as CompanyId)).rejects.toThrow(RangeError)
      await expect(tenant.occurrences.read('company:../1' as 'company:1')).rejects.toThrow(RangeError)
      await expect(tenant.readLedger('..' as unknown as CompanyId, 1)).rejects.toThrow(RangeError)
      expect(() => store.of('..' as TenantId)).toThrow(RangeError)
    })

    it('gives the newest ledger entries first, over the years, and no more than asked for', async () => {
      const entry = (moment: string, quantity: number) => aLedgerEntry({ at: instant(moment), quantity })
      await tenant.appendLedger(twelve, [entry('2025-12-31T23:59:00Z', 1), entry('2025-12-31T23:59:01Z', 2)])
      await tenant.appendLedger(twelve, [])
      await tenant.appendLedger(twelve, [entry('2026-01-01T00:00:00Z', 3)])
      await tenant.appendLedger(twelve, [entry('2026-01-01T00:00:01Z', 4), entry('2026-01-01T00:00:01Z', 5)])
      expect((await tenant.readLedger(twelve, 10)).map((found) => found.quantity)).toEqual([5, 4, 3, 2, 1])
      expect((await tenant.readLedger(twelve, 4)).map((found) => found.quantity)).toEqual([5, 4, 3, 2])
      expect(await tenant.readLedger(companyId(13), 4)).toEqual([])
    })

    it('keeps the entries of appends at once whole and takes none of another company', async () => {
      const pair = (quantity: number) => [aLedgerEntry({ kind: 'intent', quantity }), aLedgerEntry({ quantity })]
      await Promise.all(Array.from({ length: 20 }, (_, index) => tenant.appendLedger(twelve, pair(index))))
      const kinds = (await tenant.readLedger(twelve, 100)).map((entry) => entry.kind)
      expect(kinds).toEqual(Array.from({ length: 20 }, () => ['sent', 'intent']).flat())
      await expect(tenant.appendLedger(companyId(13), [aLedgerEntry()])).rejects.toThrow(TypeError)
    })

    it('finds everything again when it is opened anew', async () => {
      if (made.reopen === null) return
      await tenant.tenant.write('tenant', aTenant(), null)
      await tenant.companies.write(twelve, aCompanyRecord(12), null)
      await tenant.companies.update(twelve, (value) => ({ ...(value ?? aCompanyRecord(12)), edition: 4 }))
      await tenant.runs.write(runId('run-1'), aRun('run-1'), null)
      await tenant.appendLedger(twelve, [aLedgerEntry()])
      store = await made.reopen()
      tenant = store.of(acme)
      expect(await store.tenants()).toEqual([acme])
      expect(await tenant.companies.read(twelve)).toEqual({ version: 2, value: aCompanyRecord(12, { edition: 4 }) })
      expect(await tenant.companies.keys()).toEqual([twelve])
      expect((await tenant.runs.read(runId('run-1')))?.value).toEqual(aRun('run-1'))
      expect(await tenant.readLedger(twelve, 5)).toEqual([aLedgerEntry()])
    })

    it('finishes the writes under way before it closes, and takes none after', async () => {
      const writing = tenant.companies.write(twelve, aCompanyRecord(12), null)
      await store.close()
      expect((await writing).version).toBe(1)
      await expect(tenant.companies.read(twelve)).rejects.toThrow('closed')
    })
  })
}

function there<T>(document: T | null): T {
  if (document === null) throw new Error('The document is not there')
  return document
}
