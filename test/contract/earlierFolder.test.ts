/**
 * A data folder of the server's first state (earlierFolder/: written by the code of 23 November with the sandbox's world) opens
 * in the present one: a company whose bill was sent by the clock, changed by hand after that, and planned again.
 */
import { cp, mkdtemp, readFile, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { instant } from '../../server/domain/calendar'
import { companyId, runId, tenantId } from '../../server/domain/ids'
import type { PlanView } from '../../server/domain/views'
import type { HistoryEntryView } from '../../server/domain/viewsHistory'
import { StorageDamage } from '../../server/storage/damage'
import { openLowdbStore } from '../../server/storage/lowdbStore'
import type { Store } from '../../server/storage/store'
import { additionOf, plan, rowOf, send, settled } from '../api/actions'
import { startHarness } from '../api/harness'
import { holdsOf } from '../api/held'

const acme = tenantId('acme')
const alder = companyId(102)
const clockRun = runId('s-global-2026-11-17')
const draft = runId('draft-of-november')
const partOf = (run: typeof draft) => ({ runId: run, companyId: alder })
const draftFile = `acme/runs/${draft}/102.json`

const opened: Store[] = []
afterEach(async () => {
  for (const store of opened.splice(0)) await store.close()
})

async function copyOfFolder(): Promise<string> {
  const dir = await mkdtemp(join(tmpdir(), 'earlier-'))
  await cp(join(import.meta.dirname, 'earlierFolder'), dir, { recursive: true })
  return dir
}

async function openFolder(dir: string): Promise<{ store: Store; warned: string[] }> {
  const warned: string[] = []
  const warn = (message: string, fields?: object) => void warned.push(`${message} ${JSON.stringify(fields ?? {})}`)
  const log = { info: () => undefined, warn, error: () => undefined }
  const store = await openLowdbStore({ dir, clock: { now: () => instant('2026-11-17T16:30:00Z') }, log })
  opened.push(store)
  return { store, warned }
}

/** The present server on this store, an hour after the old one stopped. */
async function serveFrom(store: Store) {
  const harness = await startHarness({ startIso: '2026-11-17T15:00:00Z', viewOfStore: () => store })
  harness.clock.set('2026-11-17T17:20:00Z')
  await harness.composed.runs.resume([harness.tenantId])
  await harness.composed.runs.settled()
  return { harness, pod: await harness.pod() }
}

test('every document of the earlier state can be read', async () => {
  const { store } = await openFolder(await copyOfFolder())
  const own = store.of(acme)
  expect(await store.tenants()).toEqual([acme])
  expect((await own.tenant.read('tenant'))?.value.settings.limits.usageAgeHours).toBe(48)
  expect((await own.tenant.read('tenant'))?.value.setup).toBe('finished')
  expect((await own.companies.read(alder))?.value.lastWrites).toMatchObject([{ quantity: 16, replaced: [] }])
  expect((await own.occurrences.read('global'))?.value.claimed).toMatchObject([{ runId: clockRun }])
  expect(await own.runs.keys()).toEqual([draft, clockRun])
  for (const run of await own.runs.keys()) {
    const head = (await own.runs.read(run))?.value
    expect(head).toMatchObject({
      id: run,
      outside: null,
      controls: [],
      byLine: false,
      account: { total: 0, reported: 0 },
    })
    const part = (await own.runCompanies.read(partOf(run)))?.value
    expect(part?.account).toMatchObject({ total: 16, reported: 16 })
    expect(part?.inputs.state.agreementsReadAt).toBe(part?.inputs.state.readAt)
    expect(part?.lines).toMatchObject([{ notes: [], skip: null, undoes: null, undoneBy: null }])
  }
  const entries = await own.readLedger(alder, 10)
  expect(entries.map(({ kind, replaced, undoes }) => [kind, replaced, undoes])).toEqual([
    ['sent', null, null],
    ['intent', null, null],
  ])
})

test('a hand edit that the earlier state told in its own words is told as now', async () => {
  const { store } = await openFolder(await copyOfFolder())
  const part = (await store.of(acme).runCompanies.read(partOf(draft)))?.value
  const { additionId } = (await store.of(acme).companies.read(alder))?.value.lastWrites[0] ?? {}
  const { agreementId, catalogItemId } = part?.lines[0] ?? {}
  const edit = { field: 'quantity', additionId, agreementId, catalogItemId, was: '16', is: '15', by: 'jlee', at: null }
  expect(part?.lines[0]?.holds).toEqual([{ kind: 'handEdit', drift: edit }])
})

test('the present server shows what was sent, plans and sends on that folder', async () => {
  const { store } = await openFolder(await copyOfFolder())
  const { harness, pod } = await serveFrom(store)
  const { id } = additionOf(harness, 1021, 'worryFree')
  harness.connectWise.edits.editAddition(id, { quantity: 15 }, 'jlee')
  const sent = await pod.get<PlanView>(`/api/runs/${clockRun}/companies/102`)
  expect(rowOf(sent, 'worryFree')).toMatchObject({ state: 'sent', quantity: 16 })
  const old = await pod.get<PlanView>(`/api/runs/${draft}/companies/102`)
  expect(holdsOf(rowOf(old, 'worryFree')).map(({ kind }) => kind)).toEqual(['handEdit'])
  const planned = await plan(pod, 102)
  const row = rowOf(planned, 'worryFree')
  expect(holdsOf(row)).toMatchObject([{ kind: 'handEdit', drift: { was: '16', is: '15', by: 'jlee' } }])
  await send(pod, 102, planned, [{ row, reason: 'Asked Lee' }])
  expect(rowOf(await settled(harness, pod, 102, planned), 'worryFree').state).toBe('sent')
  expect(additionOf(harness, 1021, 'worryFree').quantity).toBe(16)
  const { entries } = await pod.get<{ entries: HistoryEntryView[] }>('/api/companies/102/history')
  expect(new Set(entries.map((entry) => entry.runId))).toEqual(new Set([planned.runId, clockRun]))
})

test.each([
  ['a shape that nobody knows', (text: string) => text.replace('"handEdit"', '"holdOfTomorrow"')],
  ['half a file', (text: string) => text.slice(0, text.length / 2)],
])('a draft that cannot be read (%s) is thrown away and told, and the server starts', async (_, spoil) => {
  const dir = await copyOfFolder()
  await writeFile(join(dir, draftFile), spoil(await readFile(join(dir, draftFile), 'utf8')))
  const { store, warned } = await openFolder(dir)
  expect(warned).toEqual([expect.stringContaining(`runs/${draft}`)])
  expect(await store.of(acme).runs.keys()).toEqual([clockRun])
  const { harness, pod } = await serveFrom(store)
  expect(rowOf(await plan(pod, 102), 'worryFree').quantity).toBe(additionOf(harness, 1021, 'worryFree').quantity + 2)
})

test.each(['approval', 'skip'])('a draft in which a person decided (%s) is never thrown away', async (name) => {
  const dir = await copyOfFolder()
  const decided = `"${name}": { "by": "mortiz", "at": "2026-11-17T16:21:00.000Z", "reason": null }`
  const text = (await readFile(join(dir, draftFile), 'utf8'))
    .replace('"handEdit"', '"holdOfTomorrow"')
    .replace('"approval": null', decided)
  await writeFile(join(dir, draftFile), text)
  await expect(openFolder(dir)).rejects.toThrow(StorageDamage)
  expect(await readFile(join(dir, draftFile), 'utf8')).toBe(text)
})
