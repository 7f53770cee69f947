import { describe, expect, it } from 'vitest'
import { UpstreamError } from '../../server/domain/errors'
import { additionId, agreementId, companyId } from '../../server/domain/ids'
import { siteOf } from '../../server/integrations/connectwise/site'
import { aConnectWise } from './connectwiseSite'

describe('the hosts of a site', () => {
  it.each([
    ['na.myconnectwise.net', 'https://api-na.myconnectwise.net'],
    ['https://EU.myconnectwise.net/', 'https://api-eu.myconnectwise.net'],
    ['api-au.myconnectwise.net', 'https://api-au.myconnectwise.net'],
    ['staging.connectwisedev.com', 'https://api-staging.connectwisedev.com'],
    ['https://psa.example.com', 'https://psa.example.com'],
    ['http://127.0.0.1:4602', 'http://127.0.0.1:4602'],
  ])('of %s are allowed', (site, apiOrigin) => {
    expect(siteOf(site, ['https://psa.example.com', 'http://127.0.0.1:4602'])?.apiOrigin).toBe(apiOrigin)
  })

  it.each([
    'evilmyconnectwise.net',
    'myconnectwise.net',
    'na.myconnectwise.net.evil.example',
    'na.myconnectwise.net@evil.example',
    'evil.example/na.myconnectwise.net',
    'http://na.myconnectwise.net',
    'https://na.myconnectwise.net:8443',
    'https://na.myconnectwise.net/path',
    'https://na.myconnectwise.net?x=.myconnectwise.net',
    'psa.example.org',
    'https://psa.example.com:8443',
    '127.0.0.1:4602',
    'http://127.0.0.1:4604',
    'http://169.254.169.254',
    '10.0.0.5',
    '[::1]',
    'localhost',
    'file:///etc/passwd',
    '',
    ' ',
  ])('of %j are refused', (site) => {
    expect(siteOf(site, ['https://psa.example.com', 'http://127.0.0.1:4602'])).toBeNull()
  })

  it('that are refused get no request, neither a read nor a write', async () => {
    const { connectWise, requests } = aConnectWise({ site: 'http://169.254.169.254' })
    await expect(connectWise.readCompany(companyId(101))).rejects.toMatchObject({ failure: { kind: 'unreachable' } })
    const written = await connectWise.setQuantity(agreementId(1011), additionId(1), 3)
    expect(written).toMatchObject({ kind: 'refused', failure: { kind: 'unreachable', attempts: 0 } })
    expect(requests).toHaveLength(0)
  })
})

describe('the base of all addresses', () => {
  it('comes from companyinfo at the bare host, the calls go to the api- host', async () => {
    const { connectWise, requests } = aConnectWise()
    await connectWise.readCompany(companyId(101))
    expect(requests.map(({ url }) => url.origin + url.pathname)).toEqual([
      'https://na.myconnectwise.net/login/companyinfo/acme',
      'https://api-na.myconnectwise.net/v2025_1/apis/3.0/company/companies/101',
    ])
    expect(requests[0]?.headers.has('authorization')).toBe(false)
    expect(requests[0]?.headers.has('clientid')).toBe(false)
    expect(Object.fromEntries(requests[1]?.headers ?? [])).toMatchObject({
      authorization: `Basic ${Buffer.from('acme+sandboxPublic:sandboxPrivate').toString('base64')}`,
      accept: 'application/vnd.connectwise.com+json; version=2025.16',
      clientid: '11111111-aaaa-4bbb-8ccc-222222222222',
    })
    await connectWise.readCompany(companyId(102))
    expect(requests).toHaveLength(3)
  })

  it.each(['string', 'boolean'] as const)('reads IsCloud as %s', async (isCloudForm) => {
    const { connectWise } = aConnectWise({ simulator: { isCloudForm } })
    expect(await connectWise.readSite()).toMatchObject({
      isCloud: true,
      codebase: 'v2025_1/',
      timeZone: 'Eastern Standard Time',
    })
  })

  it('on premises is v4_6_release', async () => {
    const { connectWise, world, requests } = aConnectWise({ site: 'http://127.0.0.1:4602' })
    world.site.isCloud = false
    await connectWise.readSite()
    expect(requests[1]?.url.href).toBe('http://127.0.0.1:4602/v4_6_release/apis/3.0/system/info')
  })

  it('takes the api host that companyinfo names only when it is a cloud host', async () => {
    const named = aConnectWise({ simulator: { siteUrl: 'api-eu.myconnectwise.net' } })
    await named.connectWise.readSite()
    expect(named.requests[1]?.url.host).toBe('api-eu.myconnectwise.net')
    const evil = aConnectWise({ simulator: { siteUrl: 'https://169.254.169.254' } })
    await evil.connectWise.readSite()
    expect(evil.requests[1]?.url.host).toBe('api-na.myconnectwise.net')
  })

  it('falls back to the router while companyinfo does not answer', async () => {
    const { connectWise, fault, requests } = aConnectWise()
    fault('500-before', '/login/')
    expect(await connectWise.readCompany(companyId(101))).toMatchObject({ id: 101 })
    expect(requests.at(-1)?.url.pathname).toBe('/v4_6_release/apis/3.0/company/companies/101')
    const before = requests.length
    await connectWise.readCompany(companyId(102))
    expect(requests).toHaveLength(before + 1)
  })

  it.each(['null', 'notFound'] as const)('does not exist for an unknown login company (%s)', async (unknownCompany) => {
    const { connectWise, requests } = aConnectWise({
      simulator: { unknownCompany },
      options: { loginCompany: 'nobody' },
    })
    await expect(connectWise.readSite()).rejects.toMatchObject({ failure: { kind: 'notFound' } })
    expect(requests).toHaveLength(1)
  })

  it('is looked up again, once, when the tenant was upgraded', async () => {
    const { connectWise, world, requests } = aConnectWise({ simulator: { routerCodebase: false } })
    await connectWise.readCompany(companyId(101))
    world.site.codebase = 'v2026_2/'
    expect(await connectWise.readCompany(companyId(101))).toMatchObject({ id: 101 })
    expect(requests.slice(2).map(({ url }) => url.pathname.split('/')[1])).toEqual(['v2025_1', 'login', 'v2026_2'])
  })

  it('cannot be bent by an answer', async () => {
    const { connectWise, world, requests } = aConnectWise()
    world.site.codebase = '../../evil/'
    await connectWise.readSite()
    expect(requests[1]?.url.pathname).toBe('/v4_6_release/apis/3.0/system/info')
  })
})

describe('a record that is not there', () => {
  it('is null after a look at the credentials', async () => {
    const { connectWise, paths } = aConnectWise()
    expect(await connectWise.readCompany(companyId(999_999))).toBeNull()
    expect(paths().at(-1)).toBe('GET /system/info')
  })

  it('is no answer when the credentials are wrong and look like 404', async () => {
    const { connectWise } = aConnectWise({
      simulator: { badCredentials: 'notFound' },
      options: { keys: { publicKey: 'sandboxPublic', privateKey: 'another-key' } },
    })
    await expect(connectWise.readCompany(companyId(101))).rejects.toBeInstanceOf(UpstreamError)
    await expect(connectWise.readAgreement(agreementId(1011))).rejects.toBeInstanceOf(UpstreamError)
    await expect(connectWise.readAddition(agreementId(1011), additionId(1))).rejects.toBeInstanceOf(UpstreamError)
  })

  it('wrong keys are told without them', async () => {
    const { connectWise, log } = aConnectWise({
      options: { keys: { publicKey: 'sandboxPublic', privateKey: 'another-key' } },
    })
    const error: unknown = await connectWise.readSite().catch((reason: unknown) => reason)
    expect(error).toMatchObject({ failure: { kind: 'unauthorised', status: 401, text: 'UserNotAuthenticated' } })
    expect(JSON.stringify([error, log.lines])).not.toMatch(/another-key|Basic|YWNtZS/)
  })
})
