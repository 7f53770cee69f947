import { describe, expect, it } from 'vitest'
import { createSandboxClock } from '../simulator/clock'
import { createConnectWise } from '../simulator/connectwise/app'
import { now } from '../simulator/connectwiseSample/records'
import { keyHeaders, startSample } from '../simulator/connectwiseSample/start'
import { createFaults } from '../simulator/faults'
import { seedWorld } from '../simulator/seed/seedWorld'
import { loadContract, type Contract } from './openapi'

const loaded = loadContract()
// A check that did not happen must be seen: neither a failure nor a silent success.
if ('missing' in loaded) console.warn(`The contract tests of the ConnectWise simulator are skipped: ${loaded.missing}`)
const reason = 'missing' in loaded ? ` (skipped: ${loaded.missing})` : ''

const addition = { product: { id: 12 }, billCustomer: 'Billable', quantity: 5, effectiveDate: '2025-12-01T00:00:00Z' }
const pod = { screenId: 1, description: 'Billing', url: 'https://pod.example/', type: 'Pod', podHeight: 300 }
const entry = { menuLocation: { id: 3 }, caption: 'Billing', link: 'https://pod.example/', newWindowFlag: false }
const ticket = { summary: 'Send failed', company: { id: 1 }, board: { id: 1 } }

const lists = [
  '/company/companies',
  '/company/companies/types',
  '/company/companies/statuses',
  '/company/companies/1/managementSummaryReports',
  '/company/managementItSolutions',
  '/company/managementItSolutions/1/managementProducts',
  '/company/managedDevicesIntegrations',
  '/company/managedDevicesIntegrations/1/crossReferences',
  '/finance/agreements',
  '/finance/agreements/types',
  '/finance/agreements/7/additions',
  '/finance/billingCycles',
  '/finance/invoices',
  '/procurement/catalog',
  '/procurement/unitOfMeasures',
  '/service/boards',
  '/service/boards/1/statuses',
  '/service/tickets',
  '/system/connectWiseHostedScreens',
  '/system/connectwisehostedsetups',
  '/system/menuentries',
]
const single = [
  '/system/info',
  '/system/myMembers',
  '/system/myMembers/info',
  '/system/mySecurity',
  '/system/myCompany/other',
]

describe.skipIf('missing' in loaded)(`the simulator against ConnectWise's document${reason}`, () => {
  it.each(lists)('answers %s as declared: list, one record, count and a part of the fields', async (path) => {
    const { ask } = await prepared()
    const rows = await ask('GET', path)
    if (!Array.isArray(rows)) throw new Error('no list')
    expect(rows.length).toBeGreaterThan(0)
    const list: unknown[] = rows
    for (const row of list) await ask('GET', `${path}/${idOf(row)}`)
    await ask('GET', `${path}/count`)
    await ask('GET', `${path}?fields=id,name&pageSize=1`)
  })

  it.each(single)('answers %s as declared', async (path) => {
    await (await prepared()).ask('GET', path)
  })

  it('answers as declared with every switch for newer and odd sites', async () => {
    const { ask, options } = await prepared()
    Object.assign(options, { additionStatus: 'present', unknownFields: true, nextInvoiceDateForm: 'american' })
    await ask('GET', '/finance/agreements')
    await ask('GET', '/finance/agreements/7/additions')
    await ask('GET', '/system/audittrail?type=AgreementAddition&id=101')
    await ask('GET', '/system/audittrail/count?type=AgreementAddition&id=101')
  })

  it('answers as declared from the seeded site, all agreements and companies included', async () => {
    const clock = createSandboxClock({ startIso: now, frozen: true })
    const world = seedWorld(clock).connectWise
    const { fetch } = createConnectWise({ world, clock, faults: createFaults() })
    const paths = [
      ...lists.filter((path) => !/\d/.test(path)),
      ...world.agreements.map(({ id }) => `/finance/agreements/${id}/additions`),
      ...world.companies.map(({ id }) => `/company/companies/${id}/managementSummaryReports`),
    ]
    for (const path of paths) {
      const address = `http://127.0.0.1:4602/v4_6_release/apis/3.0${path}?pageSize=1000`
      const response = await fetch(address, { headers: keyHeaders })
      expect(response.status, path).toBe(200)
      expect(contract().checkResponse('GET', path, 200, await response.json()), path).toEqual([])
    }
  })

  it('answers as declared after everything that may happen meanwhile', async () => {
    const { ask, edits } = await prepared()
    edits.addTwin(101, 'jdoe')
    edits.moveAddition(102, 8, 'jdoe')
    edits.oldSync(2, [{ additionId: 103, quantity: 9 }])
    edits.invoiceAgreement(7, 'jdoe')
    const renewed = edits.renewAgreement(7, 'jdoe').agreement.id
    edits.deleteAddition(103, 'jdoe')
    for (const path of [
      '/company/companies/2/managementSummaryReports',
      '/finance/agreements',
      `/finance/agreements/${renewed}/additions`,
      '/finance/agreements/8/additions',
      '/finance/invoices',
      '/system/audittrail?type=AgreementAddition&id=103',
      `/system/audittrail?type=Agreement&id=${renewed}`,
    ])
      expect(await ask('GET', path), path).not.toEqual([])
  })

  it.each([
    ['/finance/agreements/7/additions', '/finance/agreements/7/additions/101', addition, 'quantity', 7],
    ['/system/connectwisehostedsetups', '/system/connectwisehostedsetups/1', pod, 'podHeight', 400],
    ['/system/menuentries', '/system/menuentries/1', entry, 'caption', 'Other'],
    ['/service/tickets', '/service/tickets/1', ticket, 'summary', 'Solved'],
  ])('answers POST of %s, and PATCH of one record, as declared', async (listPath, onePath, body, path, value) => {
    const { ask } = await prepared()
    await ask('POST', listPath, body)
    const patched = await ask('PATCH', onePath, [{ op: 'replace', path, value }])
    expect(patched).toMatchObject({ [path]: value })
  })

  it('answers PUT, DELETE and a search as declared', async () => {
    const { ask } = await prepared()
    await ask('PUT', '/system/connectwisehostedsetups/1', { ...pod, podHeight: 200 })
    await ask('DELETE', '/system/connectwisehostedsetups/1')
    await ask('PUT', '/finance/agreements/7/additions/101', addition)
    await ask('DELETE', '/finance/agreements/8/additions/104')
    await ask('POST', '/service/tickets/search', { conditions: 'closedFlag=false' })
    await ask('POST', '/service/tickets/1/notes', { text: 'Seen', internalAnalysisFlag: true })
    expect(await ask('GET', '/service/tickets/1/notes')).not.toEqual([])
  })

  it('answers a posted document as declared', async () => {
    const { fetch } = startSample()
    const form = new FormData()
    for (const [name, value] of Object.entries({ url: 'https://x.example', recordType: 'Company', recordId: '1' }))
      form.append(name, value)
    const address = 'http://127.0.0.1:4602/v4_6_release/apis/3.0/system/documents'
    const response = await fetch(address, { method: 'POST', headers: keyHeaders, body: form })
    expect(contract().checkResponse('POST', '/system/documents', response.status, await response.json())).toEqual([])
  })
})

describe.skipIf('missing' in loaded)(`the check itself${reason}`, () => {
  const headers = { clientId: 'x' }
  const path = '/finance/agreements/7/additions'
  it('knows which addresses the document covers', () => {
    expect(contract().covers('GET', path)).toBe(true)
    expect(contract().covers('GET', '/login/companyinfo/acme')).toBe(false)
    expect(contract().covers('DELETE', '/company/companies/1')).toBe(false)
  })
  it('finds a missing client id, an unknown parameter and a wrong body', () => {
    const check = contract().checkRequest
    expect(check('GET', path, 'pageSize=10', headers, undefined)).toEqual([])
    expect(check('GET', path, '', {}, undefined)).toEqual(['header clientId is missing'])
    expect(check('GET', path, 'pagesize=ten', headers, undefined)).toEqual(['there is no query parameter pagesize'])
    expect(check('GET', path, 'pageSize=ten', headers, undefined)).not.toEqual([])
    expect(check('POST', path, '', headers, addition)).toEqual([])
    expect(check('POST', path, '', headers, { quantity: 5 })).not.toEqual([])
    expect(check('POST', path, '', headers, { ...addition, billCustomer: 'Sometimes' })).not.toEqual([])
  })
  it('takes only lists as the body of a PATCH, with any value', () => {
    const operation = { op: 'replace', path: 'quantity', value: 5 }
    expect(contract().checkRequest('PATCH', `${path}/1`, '', headers, [operation])).toEqual([])
    expect(contract().checkRequest('PATCH', `${path}/1`, '', headers, operation)).not.toEqual([])
  })
  it('allows null beside an enumeration, and nothing but known words', () => {
    const check = (body: object) => contract().checkResponse('GET', `${path}/1`, 200, { ...addition, ...body })
    expect(check({ agreementStatus: null })).toEqual([])
    expect(check({ agreementStatus: 'Sleeping' })).not.toEqual([])
    expect(check({ quantity: 'five' })).not.toEqual([])
  })
  it('requires fields only of whole records, and form only of good answers', () => {
    const check = contract().checkResponse
    expect(check('GET', path, 200, [{ id: 1 }])).not.toEqual([])
    expect(check('GET', path, 200, [{ id: 1 }], { projected: true })).toEqual([])
    expect(check('GET', path, 404, 'nothing')).toEqual([])
    expect(check('POST', path, 202, {})).not.toEqual([])
    expect(check('DELETE', `${path}/1`, 204, '')).toEqual([])
  })
})

/** A simulator with a record in every table, and a way to ask it that checks request and answer against the document. */
async function prepared() {
  const sample = startSample()
  sample.edits.editAddition(101, { quantity: 26, cancelledDate: '2025-12-31T00:00:00Z' }, 'jdoe')
  async function ask(method: string, address: string, body?: unknown): Promise<unknown> {
    const [path = '', query = ''] = address.split('?')
    const answer = await sample.call(method, address, body)
    const what = `${method} ${address}`
    expect(contract().checkRequest(method, path, query, keyHeaders, body), what).toEqual([])
    expect(answer.status, what).toBeLessThan(300)
    const projected = query.includes('fields=')
    expect(contract().checkResponse(method, path, answer.status, answer.body, { projected }), what).toEqual([])
    return answer.body
  }
  await ask('POST', '/service/tickets', ticket)
  await ask('POST', '/system/connectwisehostedsetups', pod)
  await ask('POST', '/system/menuentries', entry)
  await ask('POST', '/finance/agreements/8/additions', { ...addition, serialNumber: 'TMICRO:1' })
  return { ...sample, ask }
}

function contract(): Contract {
  if ('missing' in loaded) throw new Error(loaded.missing)
  return loaded
}

function idOf(row: unknown): number {
  const id = typeof row === 'object' && row !== null && 'id' in row ? row.id : null
  if (typeof id !== 'number') throw new Error('a record without id')
  return id
}
