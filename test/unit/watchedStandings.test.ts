import { describe, expect, it } from 'vitest'
import { instantFromMs, msOf } from '../../server/domain/calendar'
import { companyId, runId } from '../../server/domain/ids'
import { watchStandings } from '../../server/services/watchedStandings'
import { openMemoryStore } from '../../server/storage/memoryStore'
import type { TenantStore } from '../../server/storage/store'
import { acme, aCompanyRecord, aRun, aRunCompany, at } from '../contract/documents'

const one = companyId(1)
const run = runId('r-1')
const log = { info: () => undefined, warn: () => undefined, error: () => undefined }
const clock = { now: () => at, sleep: () => Promise.resolve(), onJump: () => () => undefined }

async function start({ stored = true, inner = openMemoryStore() } = {}) {
  const own = inner.of(acme)
  if (stored) {
    await own.companies.write(one, aCompanyRecord(1), null)
    await own.runs.write(run, aRun('r-1', { companyIds: [one], createdAt: at }), null)
    await own.runCompanies.write({ runId: run, companyId: one }, aRunCompany('r-1', 1), null)
  }
  const { store, standingsOf, settled } = watchStandings(inner, { clock, log })
  const standings = standingsOf(acme)
  return { store: store.of(acme), standings, standingsOf, settled }
}

const minutesOn = (minutes: number) => instantFromMs(msOf(at) + minutes * 60_000)

/** A run whose line failed, then more looks than are kept. */
async function failedThenLooks(own: TenantStore) {
  await own.runs.write(run, aRun('r-1', { companyIds: [one], status: 'finished', createdAt: at }), null)
  const failed = aRunCompany('r-1', 1)
  const lines = failed.lines.map((line) => ({ ...line, status: 'failed' as const }))
  await own.runCompanies.write({ runId: run, companyId: one }, { ...failed, lines }, null)
  for (let look = 1; look <= 12; look += 1) {
    const made = minutesOn(look)
    await own.runs.write(runId(`d-${look}`), aRun(`d-${look}`, { ...draft, createdAt: made }), null)
    const pending = failed.lines.map((line) => ({ ...line, status: 'pending' as const }))
    const part = aRunCompany(`d-${look}`, 1, { plannedAt: made, lines: pending })
    await own.runCompanies.write({ runId: part.runId, companyId: one }, part, null)
  }
}
const draft = { companyIds: [one], status: 'draft' as const }

describe('how companies stand', () => {
  it('keeps what the newest run said, however many looks came after it', async () => {
    const { store, standings, settled } = await start({ stored: false })
    await settled()
    await failedThenLooks(store)
    expect(standings.standing(one)).toMatchObject({ failed: 1, plannedAt: minutesOn(12) })
  })

  it('is read as far as the newest run, however many looks came after it', async () => {
    const inner = openMemoryStore()
    await failedThenLooks(inner.of(acme))
    const { standings, settled } = await start({ stored: false, inner })
    await settled()
    expect(standings.standing(one)).toMatchObject({ failed: 1, plannedAt: minutesOn(12) })
  })

  it('is read once in the background, and says until then that it is being read', async () => {
    const { standings, settled, standingsOf } = await start()
    expect(standings.reading()).not.toBeNull()
    await settled()
    expect(standings.reading()).toBeNull()
    expect(standings.record(one)).toMatchObject({ customers: aCompanyRecord(1).link?.customerNames })
    expect(standings.standing(one).plannedAt).toBe(aRunCompany('r-1', 1).plannedAt)
    expect(standingsOf(acme)).toBe(standings)
  })

  it('follows every write: of the record, the run and its part', async () => {
    const { store, standings, settled } = await start()
    await settled()
    let changes = standings.changes()
    const isTold = () => {
      const before = changes
      changes = standings.changes()
      return changes > before
    }
    await store.companies.update(one, () => aCompanyRecord(1, { noTrendMicro: { by: 'kim', at }, link: null }))
    expect(isTold()).toBe(true)
    expect(standings.record(one)).toMatchObject({ none: true, customers: [] })
    await store.runs.update(run, () => aRun('r-1', { companyIds: [one], status: 'sending', createdAt: at }))
    expect(isTold()).toBe(true)
    await store.runCompanies.update({ runId: run, companyId: one }, () => aRunCompany('r-1', 1, { lines: [] }))
    expect(isTold()).toBe(true)
    expect(standings.standing(one)).toMatchObject({ failed: 0, held: 0, unchanged: 0 })
  })

  it('knows what was written after it began, and forgets what is removed', async () => {
    const { store, standings, settled } = await start({ stored: false })
    await settled()
    await store.companies.write(one, aCompanyRecord(1), null)
    await store.runs.write(run, aRun('r-1', { companyIds: [one], createdAt: at }), null)
    await store.runCompanies.write({ runId: run, companyId: one }, aRunCompany('r-1', 1), null)
    expect(standings.standing(one).plannedAt).not.toBeNull()
    await store.runCompanies.remove({ runId: run, companyId: one })
    expect(standings.standing(one).plannedAt).toBeNull()
  })
})
