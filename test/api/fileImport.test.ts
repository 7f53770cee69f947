/** Billing by files, for an MSP without keys: look, accept, link, plan. */
import { describe, expect, test } from 'vitest'
import type { PlanView, ProblemView } from '../../server/domain/views'
import type { AgreementsView } from '../../server/domain/viewsAgreements'
import type { CompanyView } from '../../server/domain/viewsCompany'
import type { SuggestionsView } from '../../server/domain/viewsLink'
import type { SettingsView } from '../../server/domain/viewsSettings'
import { month } from '../../server/domain/calendar'
import type { PreflightView } from '../../server/domain/viewsPreflight'
import type { ImportPreviewView, ImportsView } from '../../server/domain/viewsImport'
import { itemOfPlan } from '../simulator/demo/oracle'
import { proofOf, type PodClient } from '../simulator/demo/podClient'
import { servicePlans } from '../simulator/seed/servicePlans'
import { bytesOf, workbook } from '../unit/files'
import { additionOf, planAndSend, plan as planOf, refusalOf, wait } from './actions'
import { connectWiseUrl, startHarness } from './harness'

const plan = servicePlans.worryFree.name
const head = 'Customer;Product;Service plan;Provisioned;Used'
const csv = (...rows: string[]) => bytesOf([head, ...rows].join('\r\n'))
const october = csv(`Fairhaven Dental;Worry-Free Services;${plan};48;46`, `Harrow Mfg;Worry-Free Services;${plan};9;9`)

async function start(member = 'mortiz') {
  const harness = await startHarness()
  const pod = await harness.pod()
  const { version } = await pod.get<SettingsView>('/api/settings')
  await pod.put('/api/settings', { version, lmpi: null, which: 'previousMonth' })
  const proof = proofOf(harness.connectWise.world, connectWiseUrl, member)
  const session = await harness.request('/api/session', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(proof),
  })
  const { token } = (await session.json()) as { token: string }
  const send = async (path: string, file: Uint8Array): Promise<{ status: number; view: Answer }> => {
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/octet-stream' }
    const answer = await harness.request(path, { method: 'POST', headers, body: new Uint8Array(file) })
    return { status: answer.status, view: (await answer.json()) as Answer }
  }
  const preview = async (file: Uint8Array, query = '') => (await send(`/api/import/preview${query}`, file)).view
  const accept = async (file: Uint8Array, month: string, over: Record<string, string> = {}) => {
    const { fingerprint, mapping } = await preview(file)
    const query = new URLSearchParams({ month, fingerprint, fileName: 'usage.csv' })
    for (const [field, at] of Object.entries(mapping)) if (at !== null) query.set(field, String(at))
    for (const [name, value] of Object.entries(over)) query.set(name, value)
    return send(`/api/import?${query.toString()}`, file)
  }
  const imports = () => pod.get<ImportsView>('/api/import')
  return { harness, pod, send, preview, accept, imports }
}

/** Of our own server: one of these, by the route and the status. */
type Answer = ImportPreviewView & ImportsView & ProblemView

/** Fairhaven at Trend Micro, linked, and its product on the agreement that bills it. */
async function linked(pod: PodClient): Promise<void> {
  const { suggestions } = await pod.get<SuggestionsView>('/api/companies/101/suggestions')
  const found = suggestions.find(({ customer }) => customer.name === 'Fairhaven Dental')
  if (found === undefined) throw new Error('No suggestion')
  const { version } = await pod.get<CompanyView>('/api/companies/101')
  await pod.put('/api/companies/101/link', { version, customerIds: [found.customer.id], enabled: true })
  const view = await pod.get<AgreementsView>('/api/companies/101/agreements')
  const item = itemOfPlan(plan)
  const agreement = view.agreements.find(({ additions }) => additions?.some((each) => each.catalogItemId === item))
  if (agreement === undefined) throw new Error('No agreement')
  const assignments = view.products.map(({ source }) => ({
    plan: source.plan,
    agreement: { kind: 'chosen', typeId: agreement.type.id, agreementId: agreement.id },
    catalogItemId: item,
    rule: null,
  }))
  await pod.put('/api/companies/101/assignments', { version: view.version, assignments })
}
const row = ({ rows }: PlanView) => rows.find(({ sources }) => sources.some(({ planName }) => planName === plan))

describe('a file that is looked at', () => {
  test('tells its columns, rows and totals, and stores nothing', async () => {
    const { preview, imports, harness } = await start()
    expect(await preview(october)).toMatchObject({
      format: 'csv',
      columns: ['Customer', 'Product', 'Service plan', 'Provisioned', 'Used'],
      mapping: { customer: 0, product: 1, plan: 2, provisioned: 3, used: 4, unit: null, city: null },
      mappingFrom: 'guessed',
      missing: [],
      sample: [{ row: 2, customer: 'Fairhaven Dental', provisioned: { kind: 'read', seats: 48 } }, { row: 3 }],
      problems: [],
      totals: { rows: 2, customers: 2, seats: 57, withoutSeats: 0, suites: 0 },
      against: null,
    })
    expect(await imports()).toEqual({ months: [], running: '2026-11', inUse: true })
    expect(await harness.store.of(harness.tenantId).imports.keys()).toEqual([])
  })

  test('asks for columns that it cannot guess, and reads by those that are chosen', async () => {
    const { preview } = await start()
    const file = bytesOf('Who,What,How many\nFairhaven Dental,Worry-Free,5\n')
    expect(await preview(file)).toMatchObject({ missing: ['customer', 'product', 'provisioned'], totals: { rows: 0 } })
    expect(await preview(file, '?customer=0&product=1&provisioned=2')).toMatchObject({
      missing: [],
      mappingFrom: 'chosen',
      totals: { rows: 1, seats: 5 },
    })
  })

  test('says what it has less than the newest month', async () => {
    const { preview, accept } = await start()
    await accept(october, '2026-10')
    expect(await preview(csv(`Harrow Mfg;Worry-Free Services;${plan};9;9`))).toMatchObject({
      against: {
        month: '2026-10',
        seats: 57,
        customersGone: { count: 1, names: ['Fairhaven Dental'] },
        productsGone: 0,
      },
    })
  })
})

describe('a file that is accepted', () => {
  test('is stored with who, when and what, and its columns are known the next time', async () => {
    const { preview, accept, imports } = await start()
    const file = bytesOf('Who,What,How many\nFairhaven Dental,Worry-Free,5\n')
    await accept(file, '2026-10', { customer: '0', product: '1', provisioned: '2' })
    expect(await imports()).toMatchObject({
      months: [{ month: '2026-10', by: 'mortiz', fileName: 'usage.csv', rows: 1, customers: 1, seats: 5, version: 1 }],
    })
    expect(await preview(bytesOf('who,what,how many\nHarrow Mfg,Worry-Free,7\n'))).toMatchObject({
      mappingFrom: 'kept',
      mapping: { customer: 0, product: 1, provisioned: 2 },
      totals: { seats: 7 },
    })
  })

  test('bills the company by its seats', async () => {
    const { harness, pod, accept } = await start()
    expect((await refusalOf(pod.get('/api/companies/101/suggestions'))).code).toBe('notConfigured')
    await accept(october, '2026-10')
    await linked(pod)
    const planned = await planOf(pod, 101)
    expect(planned.sources).toEqual(['file'])
    expect(row(planned)).toMatchObject({ quantity: 48, sendable: 'yes' })
    await planAndSend(harness, pod, 101)
    expect(additionOf(harness, row(planned)?.agreement?.id ?? 0, 'worryFree').quantity).toBe(48)
  })

  test('of a month that was over does not grow old, and of the running month does', async () => {
    const { harness, pod, accept } = await start()
    await accept(october, '2026-10')
    await accept(october, '2026-11')
    await linked(pod)
    wait(harness, 5 * 24 * 60)
    const later = await harness.pod()
    expect(row(await planOf(later, 101))?.sendable).toBe('yes')
    const { version } = await later.get<SettingsView>('/api/settings')
    await later.put('/api/settings', { version, which: 'current' })
    expect(row(await planOf(later, 101))).toMatchObject({ quantity: 48, sendable: 'withReason' })
  })

  test('that is a workbook bills as well', async () => {
    const { pod, accept } = await start()
    await accept(await workbook([head.split(';'), ['Fairhaven Dental', 'Worry-Free Services', plan, 47, 1]]), '2026-10')
    await linked(pod)
    expect(row(await planOf(pod, 101))).toMatchObject({ quantity: 47 })
  })

  test('and is shorter than the one before lowers nothing unseen', async () => {
    const { harness, pod, accept } = await start()
    await accept(october, '2026-10')
    await linked(pod)
    await planAndSend(harness, pod, 101)
    const before = harness.connectWise.world.additions.map(({ id, quantity }) => [id, quantity])
    const { status } = await accept(csv(`Harrow Mfg;Worry-Free Services;${plan};9;9`), '2026-10', { replaces: '1' })
    expect(status).toBe(200)
    const planned = await planAndSend(harness, pod, 101)
    expect(planned.rows.every(({ sendable }) => sendable !== 'yes')).toBe(true)
    expect(harness.connectWise.world.additions.map(({ id, quantity }) => [id, quantity])).toEqual(before)
  })

  test('with an empty cell for seats lowers nothing either', async () => {
    const { pod, accept } = await start()
    await accept(csv(`Fairhaven Dental;Worry-Free Services;${plan};;`), '2026-10')
    await linked(pod)
    const planned = await planOf(pod, 101)
    expect(row(planned)?.sendable).not.toBe('yes')
  })

  test('bills no other month', async () => {
    const { pod, accept } = await start()
    await accept(october, '2026-09')
    await linked(pod)
    expect(row(await planOf(pod, 101))?.sendable).not.toBe('yes')
  })
})

describe('a file that cannot be used', () => {
  const partner = bytesOf(
    'Partner Company,City,Product/Service,Units,Provisioned,Used,Chargeable\nWe,X,WFS,Seats,900,800,900\n',
  )
  const path = '/api/import/preview'

  test('is refused when it knows no customers, and says why', async () => {
    const { send, imports } = await start()
    const { status, view } = await send(path, partner)
    expect([status, view.code, view.params]).toEqual([400, 'importNoCustomers', { why: 'partner', row: 1 }])
    expect(await imports()).toEqual({ months: [], running: '2026-11', inUse: true })
  })

  test('is refused as a whole when a row is, with every problem at its place', async () => {
    const { accept, imports } = await start()
    const file = csv(`A;P;${plan};1.234;`, `B;P;${plan};5;`, `b;P;${plan};5;`, `C;P;${plan};=1+1;`)
    const { status, view } = await accept(file, '2026-10')
    expect([status, view.code]).toEqual([400, 'importProblems'])
    expect(view.issues).toEqual([
      { path: 'rows.2.provisioned', code: 'ambiguous', params: { row: 2 } },
      { path: 'rows.4.product', code: 'twice', params: { row: 4, other: 3 } },
      { path: 'rows.5.provisioned', code: 'formula', params: { row: 5 } },
    ])
    expect(await imports()).toEqual({ months: [], running: '2026-11', inUse: true })
  })

  test.each([
    ['2026-12', 'monthInFuture'],
    ['2024-10', 'monthTooOld'],
    ['2026-13', 'invalid'],
  ])('for the month %s is refused: %s', async (month, code) => {
    const { accept, imports } = await start()
    const { status, view } = await accept(october, month)
    expect([status, view.code, view.issues]).toEqual([400, 'invalid', [{ path: 'month', code }]])
    expect(await imports()).toEqual({ months: [], running: '2026-11', inUse: true })
  })

  test('takes the place of a month only when that is said, and only of the one that was seen', async () => {
    const { accept, imports } = await start()
    await accept(october, '2026-10')
    const less = csv(`Harrow Mfg;P;${plan};1;`)
    expect((await accept(less, '2026-10')).view).toMatchObject({
      code: 'importReplaces',
      params: { version: 1, by: 'mortiz' },
    })
    expect((await accept(less, '2026-10', { replaces: '7' })).view.code).toBe('conflict')
    expect((await imports()).months).toMatchObject([{ seats: 57, version: 1 }])
    expect((await accept(less, '2026-10', { replaces: '1' })).view.months).toMatchObject([{ seats: 1, version: 2 }])
  })

  test('is refused when it is not the one that was looked at', async () => {
    const { accept, imports } = await start()
    expect((await accept(october, '2026-10', { fingerprint: 'another' })).view.code).toBe('importChanged')
    expect(await imports()).toEqual({ months: [], running: '2026-11', inUse: true })
  })

  test('is refused when it is too large or no table, also beyond what other routes take', async () => {
    const { send, preview } = await start()
    const large = csv(...Array.from({ length: 12_000 }, (_, at) => `Customer number ${at};P;${plan};5;`))
    expect(large.length).toBeGreaterThan(256 * 1024)
    expect((await preview(large)).totals.rows).toBe(12_000)
    expect((await send(path, new Uint8Array(10 * 1024 * 1024 + 1))).view.code).toBe('tooLarge')
    expect((await send(path, bytesOf('%PDF-1.7'))).view).toMatchObject({
      code: 'importType',
      params: { found: 'pdf' },
    })
    expect((await send('/api/links/accept', large)).view.code).toBe('tooLarge')
  })

  test('is refused from members who may not administer', async () => {
    const { send } = await start('tlook')
    expect((await send(path, october)).status).toBe(403)
  })
})

describe('a connection without keys', () => {
  test('answers once a month is imported', async () => {
    const { accept, pod } = await start()
    await accept(october, '2026-10')
    const { trendMicro } = await pod.post<SettingsView>('/api/connections/trendmicro/test', {})
    expect(trendMicro).toMatchObject({ state: 'connected', customers: 2 })
  })

  test('is a finding of the check before a send only while nothing is imported', async () => {
    const { harness, accept, pod } = await start()
    await accept(october, '2026-10')
    await linked(pod)
    const missing = async () => {
      await pod.post('/api/preflight', {})
      await harness.composed.preflight.settled()
      const { last } = await pod.get<PreflightView>('/api/preflight')
      return last?.findings.filter(({ cause }) => cause.kind === 'connectionFails').length
    }
    expect(await missing()).toBe(0)
    await harness.store.of(harness.tenantId).imports.remove(month('2026-10'))
    expect(await missing()).toBe(1)
  })
})
