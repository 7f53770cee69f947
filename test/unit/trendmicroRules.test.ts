import { describe, expect, it } from 'vitest'
import { customerId } from '../../server/domain/ids'
import type { Customer } from '../../server/domain/trend'
import { addressOf, isAllowedTrendUrl } from '../../server/integrations/trendmicro/address'
import { readLicences, versionOf } from '../../server/integrations/trendmicro/licences'
import { indexSummary } from '../../server/integrations/trendmicro/summary'
import type { LicenceWire, SummaryRow } from '../../server/integrations/trendmicro/wire'

const nowMs = Date.parse('2026-11-23T09:00:00Z')
const judged = { expiryMs: nowMs, chargeMs: nowMs, graceDays: 0 }

const aLicence = (parts: Partial<LicenceWire> = {}): LicenceWire => ({
  ac_code: 'WF-1',
  product_id: 'WFSBXXE1X',
  license_start_date: '2026-01-01T00:00:00Z',
  license_expiration_date: '2027-01-01T00:00:00Z',
  start_charge_date: '2026-01-01T00:00:00Z',
  units: 42,
  enabled: true,
  ...parts,
})
const read = (licences: LicenceWire[], version: 'full' | 'trial' | 'notForResale' | 'unknown' = 'full') =>
  readLicences(licences, version, true, judged)

describe('the licences of a subscription', () => {
  it('count a suite once', () => {
    expect(read([aLicence(), aLicence({ product_id: 'CASBXXE1X' })])).toMatchObject({
      provisioned: { kind: 'read', seats: 42 },
      disagreement: null,
      notBilled: null,
    })
  })

  it('give the highest number and say so when those of a suite disagree', () => {
    expect(read([aLicence({ units: 40 }), aLicence()])).toMatchObject({
      provisioned: { kind: 'read', seats: 42 },
      disagreement: [40, 42],
    })
  })

  it('leave out those that are over or off while another one lives', () => {
    const over = aLicence({ units: 99, license_expiration_date: '2026-11-01T00:00:00Z' })
    const off = aLicence({ units: 77, enabled: false })
    expect(read([over, off, aLicence()])).toMatchObject({ provisioned: { seats: 42 }, notBilled: null })
  })

  it('are unread, not zero, when there are none or their units are missing', () => {
    expect(read([]).provisioned).toEqual({ kind: 'unread', why: 'incomplete' })
    expect(read([aLicence({ units: null })]).provisioned).toEqual({ kind: 'unread', why: 'incomplete' })
    expect(read([aLicence(), aLicence({ units: undefined })]).provisioned).toEqual({
      kind: 'unread',
      why: 'incomplete',
    })
    expect(read([aLicence({ units: 0 })]).provisioned).toEqual({ kind: 'read', seats: 0 })
  })

  it('are expired after their last day, unless the days of grace are not over', () => {
    const licence = aLicence({ license_expiration_date: '2026-11-20T00:00:00Z' })
    expect(read([licence]).notBilled).toEqual({ kind: 'expired', on: '2026-11-20' })
    expect(readLicences([licence], 'full', true, { ...judged, graceDays: 5 }).notBilled).toBeNull()
  })

  it('are charged from the earliest day of a suite', () => {
    const later = aLicence({ start_charge_date: '2026-12-01T00:00:00Z' })
    expect(read([later]).notBilled).toEqual({ kind: 'notChargedBefore', day: '2026-12-01' })
    expect(read([later, aLicence()]).notBilled).toBeNull()
  })

  it('are not billed for a trial, a plan that is not for resale, or when switched off', () => {
    expect(read([aLicence()], 'trial').notBilled).toEqual({ kind: 'trial', until: '2027-01-01' })
    expect(read([aLicence()], 'notForResale').notBilled).toEqual({ kind: 'notForResale' })
    expect(read([aLicence({ enabled: false })]).notBilled).toEqual({ kind: 'disabled' })
    expect(readLicences([aLicence()], 'full', false, judged).notBilled).toEqual({ kind: 'disabled' })
  })
})

describe('the version of a plan', () => {
  it.each([
    [['Worry-Free monthly'], 'full', 'full'],
    [['Worry-Free trial'], 'Trial', 'trial'],
    [['Worry-Free monthly'], undefined, 'unknown'],
    [['Worry-Free monthly'], 'evaluation', 'unknown'],
    [['Vision One NFR'], 'full', 'notForResale'],
    [['Vision One (not for resale)'], 'full', 'notForResale'],
    [['vision_one_nfr'], 'full', 'notForResale'],
    [['Penfriends Ltd', 'WinFriend'], 'full', 'full'],
  ])('of %j with %s is %s', (names, word, version) => {
    expect(versionOf(names, word)).toBe(version)
  })
})

const aCustomer = (id: string, parts: Partial<Customer> = {}): Customer => ({
  id: customerId(id),
  name: 'Northwind Dental',
  city: 'Dayton',
  state: 'OH',
  country: 'US',
  emailDomains: [],
  status: { kind: 'active' },
  ...parts,
})
const aRow = (parts: Partial<SummaryRow> = {}): SummaryRow => ({
  customer: 'Northwind Dental',
  city: 'Dayton',
  state: 'OH',
  product_name: 'Worry-Free',
  service_plan: 'WF monthly',
  provisioned: 25,
  used: 31,
  unit: 'Seats',
  customer_id: null,
  company_id: null,
  id: null,
  ...parts,
})
function figures(rows: SummaryRow[], customers: Customer[], id: string) {
  const index = indexSummary(rows, customers)
  return index.kind === 'empty' ? index.kind : index.figuresOf(customerId(id), ['WF monthly'])
}

describe('the monthly summary', () => {
  it('without rows is not there yet', () => {
    expect(figures([], [aCustomer('a')], 'a')).toBe('empty')
  })

  it('is joined by name without regard to case and spaces, though the customer moved', () => {
    const row = aRow({ customer: ' NORTHWIND  dental', city: 'Toledo' })
    expect(figures([row], [aCustomer('a')], 'a')).toMatchObject({ used: { kind: 'read', seats: 31 } })
  })

  it('tells customers of one name apart by city and state', () => {
    const customers = [aCustomer('a'), aCustomer('b', { city: 'Toledo' })]
    const rows = [aRow(), aRow({ city: 'Toledo', provisioned: 7, used: null })]
    expect(figures(rows, customers, 'a')).toMatchObject({ provisioned: { seats: 25 } })
    expect(figures(rows, customers, 'b')).toMatchObject({ provisioned: { seats: 7 }, used: { kind: 'notReported' } })
  })

  it('gives nobody a row that two customers could claim', () => {
    const ambiguous = { used: { kind: 'unread', why: 'ambiguousName' } }
    const customers = [aCustomer('a'), aCustomer('b')]
    expect(figures([aRow()], customers, 'a')).toMatchObject(ambiguous)
    expect(figures([aRow()], customers, 'b')).toMatchObject(ambiguous)
    const elsewhere = [aCustomer('a'), aCustomer('b', { city: 'Toledo' })]
    expect(figures([aRow({ city: '', state: '' })], elsewhere, 'b')).toMatchObject(ambiguous)
  })

  it('is joined by id where a row has the id of a known customer', () => {
    const customers = [aCustomer('a'), aCustomer('b')]
    expect(figures([aRow({ company_id: 'B' })], customers, 'b')).toMatchObject({ used: { seats: 31 } })
    expect(figures([aRow({ id: 'row-17' })], customers, 'b')).toMatchObject({ used: { why: 'ambiguousName' } })
  })

  it('does not know a plan that has no row', () => {
    const rows = [aRow({ service_plan: 'Other plan' })]
    expect(figures(rows, [aCustomer('a')], 'a')).toMatchObject({ used: { kind: 'unread', why: 'notFound' } })
  })

  it('counts the rows of a suite once', () => {
    const rows = [aRow({ used: null }), aRow({ product_name: 'Cloud App Security', used: 12 })]
    expect(figures(rows, [aCustomer('a')], 'a')).toMatchObject({
      provisioned: { seats: 25 },
      used: { kind: 'read', seats: 12 },
      disagreement: null,
    })
  })
})

describe('an address for signed requests', () => {
  it.each([
    ['https://cspi.trendmicro.com', true],
    ['https://cspi-stg.trendmicro.com/SMPI/v2.8/service/wfbss/api', true],
    ['http://cspi.trendmicro.com', false],
    ['https://cspi.trendmicro.com:8443', false],
    ['https://trendmicro.com.evil.example', false],
    ['https://eviltrendmicro.com', false],
    ['https://user@cspi.trendmicro.com', false],
    ['https://169.254.169.254', false],
    ['http://127.0.0.1:4603', true],
    ['http://127.0.0.1:4604', false],
    ['nonsense', false],
  ])('%s: allowed is %s', (url, allowed) => {
    expect(isAllowedTrendUrl(url, ['http://127.0.0.1:4603'])).toBe(allowed)
  })

  it('keeps its path', () => {
    expect(addressOf('https://x.trendmicro.com/SMPI/v2.8/', [])).toEqual({
      origin: 'https://x.trendmicro.com',
      path: '/SMPI/v2.8',
    })
  })
})
