/** The check before a send: what it finds, that it only reads, and that it says what it could not look at. */
import { describe, expect, test } from 'vitest'
import type { Preflight, PreflightCause } from '../../server/domain/preflight'
import type { PreflightView } from '../../server/domain/viewsPreflight'
import type { SettingsView } from '../../server/domain/viewsSettings'
import type { PodClient } from '../simulator/demo/podClient'
import { additionOf, link, linkAndAssign, refusalOf, replace, watchWrites } from './actions'
import { settle } from './decisions'
import { connectWiseUrl, startHarness, trendMicroUrl, type Harness } from './harness'

/** Three companies; the schedule would send on 30 November. Today is the 17th. */
async function start() {
  const harness = await startHarness()
  const pod = await harness.pod()
  for (const company of [101, 102, 104] as const) await linkAndAssign(harness, pod, company)
  return { harness, pod, edits: harness.connectWise.edits }
}
async function check(harness: Harness, pod: PodClient): Promise<Preflight> {
  await pod.post('/api/preflight', {})
  await harness.composed.preflight.settled()
  const { last } = await pod.get<PreflightView>('/api/preflight')
  if (last === null) throw new Error('No check was made')
  return last
}
type Kind = PreflightCause['kind']
const of = ({ findings }: Preflight, kind: Kind) => findings.filter(({ cause }) => cause.kind === kind)
/** What the role of the API member may do with a function. */
function setRole({ connectWise }: Harness, name: string, levels: object): void {
  const row = connectWise.world.securityRoles[0]?.rows.find(({ moduleFunctionName }) => moduleFunctionName === name)
  if (row === undefined) throw new Error(`The role has no ${name}`)
  Object.assign(row, levels)
}

test('tells where its records open', async () => {
  const { pod } = await start()
  expect(await pod.get<PreflightView>('/api/preflight')).toMatchObject({
    connectWise: { site: connectWiseUrl, loginCompany: 'acme' },
  })
})

describe('the check finds', () => {
  test('products that go to no line, and customers that no company has', async () => {
    const { harness, pod } = await start()
    const result = await check(harness, pod)
    expect(result).toMatchObject({ by: 'mortiz', dueFor: [], companies: { linked: 3, planned: 3 }, unchecked: [] })
    expect(of(result, 'unmappedProduct')).toMatchObject([
      { cause: { productName: 'Co-Managed XDR' }, companies: { total: 1, list: [{ id: 101 }] }, fixedBy: 'billing' },
      { cause: { productName: 'Email Security' }, companies: { total: 1, list: [{ id: 104 }] }, fixedBy: 'billing' },
    ])
    const [unmapped] = of(result, 'unmappedCustomers')
    const names =
      unmapped?.cause.kind === 'unmappedCustomers' ? unmapped.cause.customers.list.map(({ name }) => name) : []
    expect(names).toContain('Harrow Mfg')
    expect(names).not.toContain('Fairhaven Dental')
    await link(harness, pod, 103)
    const [fewer] = of(await check(harness, pod), 'unmappedCustomers')
    expect(fewer?.cause).toMatchObject({ customers: { total: names.length - 1 } })
  })

  test('agreements that end before the send, or within its period', async () => {
    const { harness, pod, edits } = await start()
    edits.endAgreement(1021, '2026-11-29', 'jlee')
    edits.endAgreement(1041, '2026-11-30', 'jlee')
    const result = await check(harness, pod)
    expect(of(result, 'agreementUnusable')).toMatchObject([
      {
        cause: { why: 'ended' },
        severity: 'error',
        fixedBy: 'agreements',
        lines: 1,
        companies: { total: 1, list: [{ id: 102, places: [{ type: 'agreement', id: 1021, on: '2026-11-29' }] }] },
      },
    ])
    expect(of(result, 'agreementEnding')).toMatchObject([
      { severity: 'warning', companies: { list: [{ id: 104, places: [{ id: 1041, on: '2026-11-30' }] }] } },
    ])
  })

  test('catalog items that are not active, once for all companies', async () => {
    const { harness, pod } = await start()
    const item = harness.connectWise.world.catalogItems.find(({ identifier }) => identifier === 'TM-WFS-ADV')
    if (item === undefined) throw new Error('The item is gone')
    item.inactiveFlag = true
    expect(of(await check(harness, pod), 'catalogItemUnusable')).toMatchObject([
      {
        key: `catalogItemUnusable:inactive:${item.id}`,
        cause: { why: 'inactive', identifier: 'TM-WFS-ADV' },
        fixedBy: 'catalog',
        lines: 2,
        companies: { total: 2, list: [{ id: 101 }, { id: 102 }] },
      },
    ])
  })

  test('additions that bill at 0', async () => {
    const { harness, pod, edits } = await start()
    const { id } = additionOf(harness, 1021, 'worryFree')
    edits.editAddition(id, { unitPrice: 0 }, 'jlee')
    expect(of(await check(harness, pod), 'priceZero')).toMatchObject([
      {
        cause: { at: 'addition', identifier: 'TM-WFS-ADV' },
        companies: { total: 1, list: [{ id: 102, places: [{ type: 'addition', id, agreementId: 1021 }] }] },
      },
    ])
  })

  test('invoices that would be made before the send, by the schedule that the company follows', async () => {
    const { harness, pod, edits } = await start()
    edits.editAgreement(1021, { nextInvoiceDate: '2026-11-20T00:00:00Z' }, 'jlee')
    edits.editAgreement(1041, { nextInvoiceDate: '2026-11-20T00:00:00Z' }, 'jlee')
    const { version } = await pod.get<{ version: number }>('/api/companies/104')
    const custom = { on: true, dayOfMonth: 19, time: '02:00', timeZone: 'UTC' }
    await pod.put('/api/companies/104/schedule', { version, use: 'custom', custom })
    expect(of(await check(harness, pod), 'invoicedBeforeSend')).toMatchObject([
      {
        cause: { sendDay: 30, invoiceDay: 20, fits: 19 },
        companies: { total: 1, list: [{ id: 102, places: [{ id: 1021, on: '2026-11-20' }] }] },
      },
    ])
  })

  test('rights that the role lacks, function by function, with what breaks', async () => {
    const { harness, pod } = await start()
    expect(of(await check(harness, pod), 'rightMissing')).toEqual([])
    setRole(harness, 'Agreements', { addLevel: 'None', editLevel: 'My' })
    setRole(harness, 'Invoicing', { inquireLevel: 'None' })
    const told = async () =>
      of(await check(harness, pod), 'rightMissing').map(({ cause, severity, fixedBy }) => [cause, severity, fixedBy])
    const agreements = { kind: 'rightMissing', module: 'Finance', function: 'Agreements', purpose: 'changeQuantities' }
    const invoicing = [
      {
        kind: 'rightMissing',
        module: 'Finance',
        function: 'Invoicing',
        purpose: 'knowInvoiced',
        lacks: ['inquire'],
        breaks: ['undoing'],
      },
      'warning',
      'administrator',
    ]
    expect(await told()).toEqual([
      [{ ...agreements, lacks: ['edit'], breaks: ['sending'] }, 'error', 'administrator'],
      invoicing,
    ])
    // A replacement makes an addition, and so needs one right more.
    await replace(pod, 102, 'worryFree')
    expect(await told()).toEqual([
      [{ ...agreements, lacks: ['edit', 'add'], breaks: ['sending', 'creating'] }, 'error', 'administrator'],
      invoicing,
    ])
  })
})

describe('keys that fail', () => {
  test('of ConnectWise are one finding for all companies, and customers are looked at all the same', async () => {
    const { harness, pod } = await start()
    harness.connectWise.world.apiKeys.length = 0
    const result = await check(harness, pod)
    expect(of(result, 'connectionFails')).toMatchObject([
      {
        cause: { system: 'connectwise', configured: true, failure: { kind: 'unauthorised' } },
        severity: 'error',
        fixedBy: 'administrator',
        companies: { total: 3 },
      },
    ])
    expect(result.companies).toEqual({ linked: 3, planned: 0 })
    expect(of(result, 'unmappedCustomers')).toHaveLength(1)
    expect(of(result, 'unmappedProduct')).toEqual([])
  })

  test('of Trend Micro are told, and ConnectWise’s rights are looked at all the same', async () => {
    const { harness, pod } = await start()
    harness.trendMicro.world.secretKey = 'changed'
    setRole(harness, 'Product Catalog', { inquireLevel: 'None' })
    const result = await check(harness, pod)
    expect(of(result, 'connectionFails')).toMatchObject([
      { cause: { system: 'trendmicro', source: 'lmpi' }, fixedBy: 'trendMicro', companies: { total: 3 } },
    ])
    expect(of(result, 'rightMissing')).toMatchObject([{ cause: { function: 'Product Catalog' } }])
    expect(result.companies.planned).toBe(0)
  })

  test('that were never entered are told as that', async () => {
    const { harness, pod } = await start()
    await settle(pod, { lmpi: null })
    expect(of(await check(harness, pod), 'connectionFails')).toMatchObject([
      { cause: { system: 'trendmicro', source: null, configured: false, failure: null } },
    ])
  })

  test('tell no secret', async () => {
    const { harness, pod } = await start()
    harness.connectWise.world.apiKeys.length = 0
    harness.trendMicro.world.secretKey = 'changed'
    const text = JSON.stringify(await check(harness, pod)) + harness.logged.join()
    expect(text).not.toContain('sandboxPrivate')
    expect(text).not.toContain(harness.trendMicro.world.accessToken)
  })
})

describe('what could not be looked at', () => {
  test('is told of the company, and the others are looked at', async () => {
    const { harness, pod } = await start()
    const company = harness.connectWise.world.companies.find(({ id }) => id === 102)
    if (company === undefined) throw new Error('Alder & Finch is gone')
    company.deletedFlag = true
    const result = await check(harness, pod)
    expect(result.companies).toEqual({ linked: 3, planned: 2 })
    expect(result.unchecked).toMatchObject([
      { what: 'companies', failure: { kind: 'notFound' }, companies: { total: 1, list: [{ id: 102 }] } },
    ])
  })

  test('is told of additions that did not come, and of rights that may not be read', async () => {
    const { harness, pod } = await start()
    const fault = { system: 'connectwise', kind: '500-before', method: 'GET', times: null, delayMs: 0 } as const
    harness.faults.add({ ...fault, path: '/finance/agreements/1021/additions' })
    harness.faults.add({ ...fault, path: '/system/mySecurity' })
    const { unchecked } = await check(harness, pod)
    expect(unchecked).toMatchObject([
      { what: 'rights', failure: { kind: 'unavailable' }, companies: { total: 0 } },
      { what: 'additions', companies: { total: 1, list: [{ id: 102 }] } },
    ])
  })

  test('is all companies when what they share could not be read', async () => {
    const { harness, pod } = await start()
    setRole(harness, 'Product Catalog', { inquireLevel: 'None' })
    const result = await check(harness, pod)
    expect(result.unchecked).toMatchObject([
      { what: 'companies', failure: { kind: 'forbidden' }, companies: { total: 3 } },
    ])
    expect(of(result, 'rightMissing')).toMatchObject([{ cause: { function: 'Product Catalog' }, severity: 'error' }])
  })
})

describe('the check', () => {
  test('asks both systems with GET only, and stores no run', async () => {
    const { harness, pod } = await start()
    const writes = watchWrites(harness)
    const methods: string[] = []
    for (const url of [connectWiseUrl, trendMicroUrl]) {
      const good = harness.hosts.get(url)
      harness.hosts.set(url, (input, init) => {
        methods.push(init?.method ?? 'GET')
        return good?.(input, init) ?? Promise.reject(new Error('Nobody is there'))
      })
    }
    const own = harness.store.of(harness.tenantId)
    const companies = async () => Promise.all((await own.companies.keys()).map((id) => own.companies.read(id)))
    const before = await companies()
    await check(harness, pod)
    expect(methods.length).toBeGreaterThan(5)
    expect(new Set(methods)).toEqual(new Set(['GET']))
    expect(writes).toEqual([])
    expect(await own.runs.keys()).toEqual([])
    expect(await own.runCompanies.keys()).toEqual([])
    expect(await companies()).toEqual(before)
  })

  test('answers at once, and a second click leaves it at the one under way', async () => {
    const { harness, pod } = await start()
    const [first, second] = await Promise.all([
      pod.post<PreflightView>('/api/preflight', {}),
      pod.post<PreflightView>('/api/preflight', {}),
    ])
    expect(first).toMatchObject({ last: null, running: { by: 'mortiz' } })
    expect(second.running).toMatchObject({ since: first.running?.since })
    await harness.composed.preflight.settled()
    const reads = harness.connectWise.journal.list().filter(({ path }) => path === '/system/mySecurity')
    expect(reads.filter(({ caller }) => caller === 'TrendBilling')).toHaveLength(1)
    expect(await pod.get<PreflightView>('/api/preflight')).toMatchObject({ running: null, failedAt: null })
  })

  test('is for members who administer: it tells of all companies', async () => {
    const { harness, pod } = await start()
    await check(harness, pod)
    for (const member of ['tlook', 'jlee']) {
      const other = await harness.pod(member)
      expect(await refusalOf(other.get('/api/preflight'))).toMatchObject({ status: 403, code: 'forbidden' })
      expect(await refusalOf(other.post('/api/preflight', {}))).toMatchObject({ status: 403 })
    }
    expect((await harness.request('/api/preflight')).status).toBe(401)
  })

  test('is kept over a restart', async () => {
    const { harness, pod } = await start()
    const { findings } = await check(harness, pod)
    await harness.restart()
    const { last } = await (await harness.pod()).get<PreflightView>('/api/preflight')
    expect(last?.findings).toEqual(findings)
  })

  test('finds nothing of companies where nobody linked any', async () => {
    const harness = await startHarness()
    const result = await check(harness, await harness.pod())
    expect(result.companies).toEqual({ linked: 0, planned: 0 })
    expect(result.findings.map(({ cause }) => cause.kind)).toEqual(['unmappedCustomers'])
  })

  test('leaves products out that somebody left out of billing', async () => {
    const { harness, pod } = await start()
    const [before] = of(await check(harness, pod), 'unmappedProduct')
    if (before?.cause.kind !== 'unmappedProduct') throw new Error('Co-Managed XDR is on a line')
    const { plan } = before.cause
    const { version } = await pod.get<{ version: number }>('/api/companies/101')
    await pod.put('/api/companies/101/exclusions', { version, plan, why: 'Billed by hand' })
    const keys = of(await check(harness, pod), 'unmappedProduct').map(({ key }) => key)
    expect(keys).toHaveLength(1)
    expect(keys).not.toContain(before.key)
  })
})

test('the days are settings, refused where they are none', async () => {
  const { pod } = await start()
  expect((await pod.get<SettingsView>('/api/settings')).preflightDays).toEqual([5, 1])
  expect((await settle(pod, { preflightDays: [10, 3, 1] })).preflightDays).toEqual([10, 3, 1])
  expect(await pod.get<PreflightView>('/api/preflight')).toMatchObject({ days: [10, 3, 1] })
  const issuesOf = async (preflightDays: number[]) => (await refusalOf(settle(pod, { preflightDays }))).issues
  expect(await issuesOf([0])).toMatchObject([{ path: 'preflightDays.0', code: 'outOfRange' }])
  expect(await issuesOf([5, 21])).toMatchObject([{ path: 'preflightDays.1', code: 'outOfRange' }])
  expect(await issuesOf([2.5])).toMatchObject([{ path: 'preflightDays.0', code: 'wholeNumber' }])
  expect(await issuesOf([3, 3])).toMatchObject([{ path: 'preflightDays.1', code: 'twice' }])
  expect(await issuesOf([1, 2, 3, 4, 5])).toMatchObject([{ path: 'preflightDays', code: 'tooMany' }])
  expect((await pod.get<SettingsView>('/api/settings')).preflightDays).toEqual([10, 3, 1])
  expect((await settle(pod, { approval: 'person' })).preflightDays).toEqual([10, 3, 1])
})
