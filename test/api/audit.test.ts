/** The audit log: who changed which setting, from what to what. */
import { describe, expect, test } from 'vitest'
import type { AuditEntry } from '../../server/domain/audit'
import type { AuditView } from '../../server/domain/viewsAudit'
import type { SettingsView } from '../../server/domain/viewsSettings'
import type { PodClient } from '../simulator/demo/podClient'
import { link, linkAndAssign, planAndSend, refusalOf, wait } from './actions'
import { sendByClock } from './decisions'
import { download } from './download'
import { startHarness } from './harness'

const log = (pod: PodClient, query = ''): Promise<AuditView> => pod.get(`/api/audit${query}`)
async function start() {
  const harness = await startHarness()
  const pod = await harness.pod()
  const known = (await log(pod)).found
  /** What was logged since, newest first. */
  const since = async (): Promise<AuditEntry[]> => {
    const { entries, found } = await log(await harness.pod())
    return entries.slice(0, found - known)
  }
  return { harness, pod, since }
}
const changesOf = (entries: readonly AuditEntry[]) =>
  entries.flatMap(({ changes }) => changes.map(({ path, from, to }) => [path, from, to]))

describe('what people decide', () => {
  test('of the settings is told field by field, with who and when', async () => {
    const { pod, since } = await start()
    const { version, limits, schedule } = await pod.get<SettingsView>('/api/settings')
    await pod.put('/api/settings', {
      version,
      limits: { ...limits, dropPercent: 12 },
      schedule: { on: true, dayOfMonth: 31, time: schedule.time, timeZone: schedule.timeZone },
    })
    const entries = await since()
    expect(entries).toMatchObject([{ by: 'mortiz', companyId: null, at: '2026-11-17T15:00:00.000Z', more: 0 }])
    const changes = changesOf(entries)
    expect(changes).toContainEqual(['settings.limits.dropPercent', String(limits.dropPercent), '12'])
    expect(changes).toContainEqual(['settings.schedule.dayOfMonth', String(schedule.dayOfMonth), '31'])
    expect(changes.map(([path]) => path)).not.toContain('settings.limitsSet')
  })

  test('of a company is told with its name, product by product', async () => {
    const { harness, pod, since } = await start()
    await linkAndAssign(harness, pod, 102)
    const entries = await since()
    expect(entries.map(({ companyId, by }) => [companyId, by])).toEqual([
      [102, 'mortiz'],
      [102, 'mortiz'],
    ])
    expect(changesOf(entries).map(([path]) => path)).toEqual([
      expect.stringMatching(/^assignments\./),
      expect.stringMatching(/^link/),
    ])
    expect((await log(pod)).companies).toEqual([{ id: 102, name: 'Alder & Finch LLP' }])
  })

  test('and saved as it was says nothing', async () => {
    const { harness, pod, since } = await start()
    await link(harness, pod, 102)
    await link(harness, pod, 102)
    expect(await since()).toHaveLength(1)
  })

  test('but refused is not in it', async () => {
    const { pod, since } = await start()
    const { version, limits } = await pod.get<SettingsView>('/api/settings')
    const wrong = { version, limits: { ...limits, dropPercent: -1 } }
    expect(await refusalOf(pod.put('/api/settings', wrong))).toMatchObject({ code: 'invalid' })
    expect(await refusalOf(pod.put('/api/settings', { version: version + 5, limits }))).toMatchObject({
      code: 'conflict',
    })
    expect(await since()).toEqual([])
  })
})

describe('secrets', () => {
  test('are told as set, and never themselves', async () => {
    const { harness, pod, since } = await start()
    const { version, connectWise } = await pod.get<SettingsView>('/api/settings')
    const { site, loginCompany, publicKey } = connectWise
    await pod.put('/api/settings', {
      version,
      connectWise: { site, loginCompany, publicKey, privateKey: 'very-secret-key' },
    })
    const entries = await since()
    expect(changesOf(entries)).toContainEqual(['connections.connectWise.privateKey', '"set"', '"set"'])
    expect(JSON.stringify(await log(await harness.pod()))).not.toContain('very-secret-key')
    expect(JSON.stringify(await log(await harness.pod()))).not.toContain('sealed')
  })
})

describe('the log', () => {
  test('says nothing of what sends write: that is in the ledger', async () => {
    const { harness, pod, since } = await start()
    await linkAndAssign(harness, pod, 102)
    const before = (await since()).length
    await planAndSend(harness, pod, 102)
    expect(changesOf((await since()).slice(0, -before))).toEqual([])
    await sendByClock(harness, '2026-11-20')
    const entries = await since()
    // The schedule that the test itself set.
    expect(entries.slice(0, entries.length - before).every(({ by }) => by === 'mortiz')).toBe(true)
  })

  test('has its pages, newest first, also of entries of one moment', async () => {
    const { harness, pod } = await start()
    for (const company of [101, 102, 103] as const) {
      await link(harness, pod, company)
      wait(harness, 1)
    }
    const { entries, found } = await log(pod, '?limit=2')
    expect(entries.map(({ companyId }) => companyId)).toEqual([103, 102])
    expect((await log(pod, `?offset=2&limit=${found}`)).entries[0]).toMatchObject({ companyId: 101 })
  })

  test('is exported, a line a change', async () => {
    const { harness, pod, since } = await start()
    await link(harness, pod, 102)
    const answer = await download(harness, '/api/audit/entries.csv')
    expect(answer.headers.get('content-type')).toBe('text/csv; charset=utf-8')
    const lines = (await answer.text()).trimEnd().split('\r\n')
    expect(lines[0]).toBe('at,by,company id,what,from,to')
    expect(lines[1]).toMatch(/^2026-11-17T15:00:00.000Z,mortiz,102,link,,"\{""enabled"":true,/)
    expect(await since()).toHaveLength(1)
    expect((await download(harness, '/api/audit/entries.csv', 'jlee')).status).toBe(403)
  })

  test('is read without ConnectWise too: companies have no name then', async () => {
    const { harness, pod } = await start()
    await link(harness, pod, 102)
    wait(harness, 10)
    const later = await harness.pod()
    harness.faults.add({
      system: 'connectwise',
      kind: '500-before',
      method: 'GET',
      path: 'companies',
      times: 100,
      delayMs: 0,
    })
    expect(await log(later)).toMatchObject({ entries: [{ companyId: 102 }], companies: [] })
  })

  test('is for who administers', async () => {
    const { harness } = await start()
    expect(await refusalOf(log(await harness.pod('jlee')))).toMatchObject({ code: 'forbidden' })
  })
})
