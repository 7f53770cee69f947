import { describe, expect, it } from 'vitest'
import { agreementId, catalogItemId, companyId } from '../../server/domain/ids'
import { dayOfApi, dayOfLooseText, instantOfApi } from '../../server/integrations/connectwise/dates'
import { nextPageId } from '../../server/integrations/connectwise/paging'
import { catalogItems } from '../simulator/seed/catalogItems'
import { aConnectWise } from './connectwiseSite'

const fairhaven = companyId(101)
const gold = agreementId(1011)

describe('lists', () => {
  it.each(['normal', 'malformed'] as const)('come complete by forward-only pages (%s Link)', async (linkForm) => {
    for (const forwardOnlyEnd of ['lastPage', 'emptyPage'] as const) {
      const { connectWise, world, requests } = aConnectWise({
        simulator: { linkForm, forwardOnlyEnd },
        limits: { pageSize: 5 },
      })
      const agreements = await connectWise.readAllAgreements()
      expect(agreements.map(({ id }) => Number(id)).sort()).toEqual(world.agreements.map(({ id }) => id).sort())
      const pages = requests.filter(({ url }) => url.pathname.endsWith('/finance/agreements'))
      expect(pages.every(({ headers }) => headers.get('pagination-type') === 'forward-only')).toBe(true)
      expect(new Set(requests.map(({ url }) => url.host))).toEqual(
        new Set(['na.myconnectwise.net', 'api-na.myconnectwise.net']),
      )
    }
  })

  it('survive fields and words that are newer than this code', async () => {
    const { connectWise, world } = aConnectWise({ simulator: { unknownFields: true, additionStatus: 'present' } })
    expect(await connectWise.readCompanies()).toHaveLength(world.companies.filter((each) => !each.deletedFlag).length)
    expect((await connectWise.readAdditions(gold)).length).toBeGreaterThan(0)
  })

  it('ask for no free text and stay below 2,000 characters', async () => {
    const { connectWise, requests } = aConnectWise()
    await connectWise.searchCatalog(`O'Brien "50%" [x]`, 10)
    await connectWise.readAgreements(fairhaven)
    await connectWise.readCatalogItems(Array.from({ length: 230 }, (_, index) => catalogItemId(100_000 + index)))
    const conditions = requests.flatMap(({ url }) => url.searchParams.get('conditions') ?? [])
    expect(conditions.every((text) => /^(company\/id=\d+|id in \([\d,]+\))$/.test(text))).toBe(true)
    expect(conditions.filter((text) => text.startsWith('id in'))).toHaveLength(6) // three chunks; none of the ids exists, so each is counted
    expect(Math.max(...requests.map(({ url }) => url.href.length))).toBeLessThan(2_000)
  })

  it('that came back empty although there are rows are failed reads', async () => {
    const { connectWise, fault } = aConnectWise()
    fault('empty-list', '/finance/agreements')
    fault('empty-list', '/company/companies')
    for (const reading of [
      connectWise.readAdditions(gold),
      connectWise.readAgreements(fairhaven),
      connectWise.readAllAgreements(),
      connectWise.readCompanies(),
    ]) {
      await expect(reading).rejects.toMatchObject({ failure: { kind: 'incomplete' } })
    }
  })

  it('that came cut are failed reads where a missing row would make a wrong decision', async () => {
    const { connectWise, fault } = aConnectWise()
    fault('partial-page', '/finance/agreements')
    fault('partial-page', '/company/companies')
    for (const reading of [
      connectWise.readAdditions(gold, { certain: true }),
      connectWise.readAgreements(fairhaven, { certain: true }),
      connectWise.readAllAgreements(),
      connectWise.readCompanies(),
    ]) {
      await expect(reading).rejects.toMatchObject({ failure: { kind: 'incomplete' } })
    }
  })

  it('cost one request each when they come back with rows', async () => {
    const { connectWise, requests } = aConnectWise()
    await connectWise.readAdditions(gold)
    expect(requests.filter(({ url }) => url.pathname.includes('/additions'))).toHaveLength(1)
  })

  it('that came cut once are read once more', async () => {
    const { connectWise, fault } = aConnectWise()
    fault('empty-list', '/1011/additions', { times: 1 })
    expect(await connectWise.readAdditions(gold)).toHaveLength(3)
  })

  it('fail when a page of them fails', async () => {
    const { connectWise, fault } = aConnectWise({ limits: { pageSize: 5 } })
    await connectWise.readSite()
    const slow = fault('500-before', '/company/companies', { times: null })
    await expect(connectWise.readCompanies()).rejects.toMatchObject({ failure: { kind: 'unavailable', attempts: 3 } })
    expect(slow.kind).toBe('500-before')
  })

  it('do not go on for ever', async () => {
    const { connectWise } = aConnectWise({ limits: { pageSize: 2, maxPages: 3 } })
    await expect(connectWise.readCompanies()).rejects.toMatchObject({ failure: { kind: 'incomplete' } })
  })
})

describe('a fault on the way to ConnectWise', () => {
  it.each(['429', '500-before', '500-after', 'reset-before', 'reset-after', 'html', 'malformed-json'] as const)(
    'that passes (%s) is not noticed by a read',
    async (kind) => {
      const { connectWise, fault } = aConnectWise()
      fault(kind, '/company/companies/101', { times: 2 })
      expect(await connectWise.readCompany(fairhaven)).toMatchObject({ identifier: 'FairhavenDental' })
    },
  )

  it.each([
    ['429', 'tooMany', 3],
    ['500-before', 'unavailable', 3],
    ['reset-before', 'unreachable', 3],
    ['html', 'unavailable', 3],
    ['malformed-json', 'malformed', 3],
    ['wrong-signature', 'unauthorised', 1],
  ] as const)('that stays (%s) is a %s after %i tries', async (kind, failure, attempts) => {
    const { connectWise, fault } = aConnectWise()
    fault(kind, '/company/companies/101')
    await expect(connectWise.readCompany(fairhaven)).rejects.toMatchObject({
      failure: { system: 'connectwise', kind: failure, attempts, route: 'GET /company/companies/{id}' },
    })
  })

  it('that slows an answer beyond the time is a time-out', async () => {
    const { connectWise, fault } = aConnectWise({ limits: { timeoutMs: 10, maxTries: 1 } })
    fault('slow', '/company/companies/101', { delayMs: 60 })
    await expect(connectWise.readCompany(fairhaven)).rejects.toMatchObject({ failure: { kind: 'timeout' } })
  })

  it('the site’s own limit is waited out', async () => {
    const { connectWise, theirs } = aConnectWise({ simulator: { requestsPerMinute: 3 } })
    const startedMs = theirs.nowMs()
    for (const id of [101, 102, 103, 104]) await connectWise.readCompany(companyId(id))
    expect(theirs.nowMs() - startedMs).toBeGreaterThanOrEqual(59_000)
  })
})

describe('records in our words', () => {
  it('a company', async () => {
    const { connectWise } = aConnectWise()
    expect(await connectWise.readCompany(fairhaven)).toEqual({
      id: 101,
      identifier: 'FairhavenDental',
      name: 'Fairhaven Dental Group',
      city: 'Dayton',
      state: 'OH',
      webDomain: 'fairhavendental.example',
      statusName: 'Active',
      typeNames: ['Client'],
      deleted: false,
    })
  })

  it('an agreement, with the option of its billing cycle', async () => {
    const { connectWise } = aConnectWise()
    const agreements = await connectWise.readAgreements(fairhaven)
    expect(agreements.map(({ id }) => Number(id))).toEqual([1011, 1012, 1013])
    expect(agreements[0]).toMatchObject({
      companyId: 101,
      type: { name: 'Managed Service' },
      billingCycle: { option: 'Monthly' },
      noEndingDate: true,
      endsOn: null,
      cancelled: false,
      reportedStatus: 'Active',
      currency: 'USD',
      updatedAt: '2026-10-01T14:22:00.000Z',
    })
    expect(agreements[2]).toMatchObject({ endsOn: '2026-09-30', reportedStatus: 'Expired' })
  })

  it('an addition', async () => {
    const { connectWise } = aConnectWise()
    const addition = (await connectWise.readAdditions(gold)).find(
      (each) => each.catalogItemId === catalogItems.worryFree.id,
    )
    expect(addition).toMatchObject({
      agreementId: 1011,
      catalogItemIdentifier: catalogItems.worryFree.identifier,
      quantity: 45,
      included: 0,
      unitPrice: 4.5,
      billable: 'Billable',
      cancelledOn: null,
      revision: '2026-10-01T14:22:00Z',
    })
    if (addition === undefined) throw new Error('No such addition')
    expect(await connectWise.readAddition(gold, addition.id)).toEqual(addition)
  })

  it('catalog items by id and by words, without regard to case', async () => {
    const { connectWise, paths } = aConnectWise()
    const wanted = catalogItemId(catalogItems.worryFree.id)
    const [item] = await connectWise.readCatalogItems([wanted, wanted, catalogItemId(987_654)])
    expect(item).toMatchObject({ id: wanted, identifier: catalogItems.worryFree.identifier, inactive: false })
    const found = await connectWise.searchCatalog('WORRY free', 5)
    expect(found.map(({ id }) => id)).toContain(wanted)
    expect(await connectWise.searchCatalog('no such thing', 5)).toEqual([])
    expect(await connectWise.searchCatalog('', 2)).toHaveLength(2)
    expect(paths().filter((path) => path === 'GET /procurement/catalog')).toHaveLength(2)
  })

  it('what Default may point to, kept for some minutes', async () => {
    const { connectWise, requests } = aConnectWise()
    const source = await connectWise.readDefaultSource(fairhaven)
    expect(source.summaryAgreementId).toBe(1011)
    expect(source.crossReferences.map(({ vendorType }) => vendorType)).toEqual(['Web Security', 'Email Security'])
    expect(source.crossReferences[0]).toMatchObject({ catalogItemId: catalogItems.web.id })
    const before = requests.length
    await connectWise.readDefaultSource(fairhaven)
    expect(requests).toHaveLength(before)
  })

  it("the older set-up of the vendor's own integration, in the tenant's words", async () => {
    const { connectWise, world } = aConnectWise()
    expect(await connectWise.readManagementSolutions()).toEqual([
      { id: 1, name: 'Trend Micro Remote Manager', isTrend: true },
    ])
    expect(await connectWise.readManagementRows(fairhaven)).toMatchObject([
      {
        row: { companyId: fairhaven, solutionId: 1, customerKey: 'Fairhaven Dental', agreementId: 1011 },
        solution: { id: 1, isTrend: true },
      },
    ])
    const [integration] = world.managedDevicesIntegrations
    if (integration === undefined) throw new Error('No integration')
    const logins = []
    for (const login of [undefined, null, 'RemoteManager', { identifier: 'RemoteManager' }]) {
      if (login !== undefined) integration.integratorLogin = login
      logins.push((await connectWise.readManagedDevicesIntegrations())[0]?.login)
    }
    expect(logins).toEqual([null, null, 'RemoteManager', 'RemoteManager'])
    expect(await connectWise.readCrossReferences(integration.id)).toMatchObject([
      { vendorType: 'Web Security', vendorLevel: 'Standard', item: { id: catalogItems.web.id }, inactive: false },
      { vendorType: 'Email Security' },
      { vendorType: 'Hosted Email Security', inactive: true },
    ])
  })

  it('no default source where the set-up tables may not be read, a failure where they do not answer', async () => {
    const hidden = aConnectWise()
    const role = hidden.world.securityRoles.find(({ name }) => name === 'Trend Micro billing API')
    for (const row of role?.rows ?? []) if (row.moduleFunctionIdentifier === 'TableSetup') row.inquireLevel = 'None'
    for (const row of role?.rows ?? [])
      if (row.moduleFunctionIdentifier === 'CompanyMaintenance') row.inquireLevel = 'None'
    expect(await hidden.connectWise.readDefaultSource(fairhaven)).toEqual({
      summaryAgreementId: null,
      crossReferences: [],
    })
    const down = aConnectWise()
    down.fault('500-before', '/management')
    down.fault('500-before', '/managedDevices')
    await expect(down.connectWise.readDefaultSource(fairhaven)).rejects.toMatchObject({
      failure: { kind: 'unavailable' },
    })
  })

  it('rights, agreement types and the audit trail', async () => {
    const { connectWise, simulator, world } = aConnectWise()
    expect(await connectWise.readOwnRights()).toContainEqual({
      module: 'Finance',
      functionId: 'Agreements',
      functionName: 'Agreements',
      add: 'All',
      edit: 'All',
      remove: 'None',
      inquire: 'All',
    })
    expect(await connectWise.readAgreementTypes()).toHaveLength(world.agreementTypes.length)
    const [addition] = await connectWise.readAdditions(gold)
    if (addition === undefined) throw new Error('No addition')
    simulator.edits.editAddition(addition.id, { quantity: 77 }, 'jlee')
    const [entry] = await connectWise.readAuditTrail(addition.id)
    expect(entry).toMatchObject({ by: 'jlee', at: '2026-11-23T12:00:00.000Z' })
  })
})

describe('dates', () => {
  it.each([
    ['2026-11-30T00:00:00Z', '2026-11-30'],
    ['2026-11-30', '2026-11-30'],
    ['2026-02-30T00:00:00Z', null],
    ['', null],
    [null, null],
  ])('with date-only meaning: %s', (text, day) => {
    expect(dayOfApi(text)).toBe(day)
  })

  it.each([
    ['2026-12-01T00:00:00Z', '2026-12-01'],
    ['12/31/2026', '2026-12-31'],
    ['31.12.2026', '2026-12-31'],
    ['12/31/2026 12:00:00 AM', '2026-12-31'],
    ['1/1/2027', '2027-01-01'],
    ['12/1/2026', null], // the first of December or the twelfth of January
    ['13/13/2026', null],
    ['soon', null],
    ['', null],
  ])('without declared format: %s', (text, day) => {
    expect(dayOfLooseText(text)).toBe(day)
  })

  it.each(['iso', 'american', 'blank'] as const)(
    'of the next invoice keep their text (%s)',
    async (nextInvoiceDateForm) => {
      const { connectWise } = aConnectWise({ simulator: { nextInvoiceDateForm } })
      const [agreement] = await connectWise.readAgreements(fairhaven)
      if (nextInvoiceDateForm === 'iso') expect(agreement?.nextInvoiceOn).toBe(agreement?.nextInvoiceRaw?.slice(0, 10))
      if (nextInvoiceDateForm === 'american') expect(agreement?.nextInvoiceRaw).toMatch(/^\d+\/\d+\/\d{4}/)
      if (nextInvoiceDateForm === 'blank')
        expect(agreement).toMatchObject({ nextInvoiceOn: null, nextInvoiceRaw: null })
    },
  )

  it('as moments', () => {
    expect(instantOfApi('2026-11-23T12:00:00Z')).toBe('2026-11-23T12:00:00.000Z')
    expect(instantOfApi('2026-11-23T12:00:00')).toBe('2026-11-23T12:00:00.000Z')
    expect(instantOfApi('yesterday')).toBeNull()
  })
})

describe('the next page', () => {
  const pageSize = 3
  it.each([
    ['an empty Link ends', { link: '', ids: [1, 2, 3] }, null],
    ['no row ends', { link: '<https://x?pageId=9>; rel="next"', ids: [] }, null],
    ['Link names it', { link: '<https://evil.example/x?pageId=3>; rel="next"', ids: [1, 2, 3] }, 3],
    ['a malformed Link too', { link: '<https://x/agreements&pageSize=3&pageId=3>', ids: [1, 2, 3] }, 3],
    ['a page that was cut goes on where it was cut', { link: '<https://x?pageId=9>', ids: [1, 2] }, 2],
    ['without Link a full page has a next one', { link: null, ids: [1, 2, 3] }, 3],
    ['without Link a short page ends', { link: null, ids: [1, 2] }, null],
  ])('%s', (_, page, next) => {
    expect(nextPageId({ ...page, pageSize })).toBe(next)
  })
})
