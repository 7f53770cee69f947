import { describe, expect, it } from 'vitest'
import { startSample } from './connectwiseSample/start'

const none = { Authorization: '', Cookie: '' }
const cookies = (more: Record<string, string> = {}) => {
  const all = { companyName: 'Acme', memberId: 'JDoe', memberHash: '5c9f=A+b', memberContext: 'web', ...more }
  const pairs = Object.entries(all).filter(([, value]) => value !== '')
  return { Authorization: '', Cookie: pairs.map(([name, value]) => `${name}=${value}`).join('; ') }
}
const basic = (text: string) => ({ Authorization: `Basic ${btoa(text)}` })

describe('credentials', () => {
  it('lets API keys in and says whose they are', async () => {
    const { call } = startSample()
    const { status, body } = await call('GET', '/system/myMembers')
    expect(status).toBe(200)
    expect(body).toMatchObject({ identifier: 'sandboxApi', licenseClass: 'A' })
  })
  it.each([
    ['none', none],
    ['a wrong private key', basic('acme+sandboxPublic:wrong')],
    ['another company', basic('other+sandboxPublic:sandboxPrivate')],
    ['an encoded plus', basic('acme%2BsandboxPublic:sandboxPrivate')],
    ['no client id', { clientId: '' }],
  ])('answers 401 for credentials with %s', async (_, headers) => {
    const { call } = startSample()
    const { status, body } = await call('GET', '/system/info', undefined, headers)
    expect(status).toBe(401)
    expect(body).toHaveProperty('code')
  })
  it('lets wrong keys look like 404 or a cut connection, as on cloud', async () => {
    const { call, options } = startSample({ badCredentials: 'notFound' })
    const wrong = basic('acme+sandboxPublic:wrong')
    expect((await call('GET', '/system/info', undefined, wrong)).status).toBe(404)
    options.badCredentials = 'reset'
    await expect(call('GET', '/system/info', undefined, wrong)).rejects.toThrow('fetch failed')
  })
  it('refuses a member who is inactive', async () => {
    const { call, world } = startSample()
    for (const member of world.members) member.inactiveFlag = true
    expect((await call('GET', '/system/info')).status).toBe(401)
  })
})

describe("a member's hash", () => {
  it('proves the member by four cookies, whatever the case of their names', async () => {
    const { call } = startSample()
    const { body } = await call('GET', '/system/myMembers/info', undefined, cookies())
    expect(body).toMatchObject({
      identifier: 'jdoe',
      fullName: 'Jo Doe',
      defaultEmail: 'jo@acme.example',
      licenseClass: 'F',
    })
    const shouting = {
      Cookie: cookies().Cookie.replace('memberId', 'MemberID').replace('memberContext', 'MemberContext'),
    }
    expect((await call('GET', '/system/myMembers', undefined, { ...none, ...shouting })).status).toBe(200)
  })
  it('needs the context, the right hash and the right company', async () => {
    const { call } = startSample()
    const status = async (more: Record<string, string>) =>
      (await call('GET', '/system/myMembers', undefined, cookies(more))).status
    expect(await status({ memberContext: '' })).toBe(401)
    expect(await status({ memberContext: 'abc' })).toBe(401)
    expect(await status({ memberHash: 'x' })).toBe(401)
    expect(await status({ companyName: 'other' })).toBe(401)
  })
  it('expires', async () => {
    const { call, clock } = startSample()
    clock.set('2025-11-20T18:00:00Z')
    const { status, body } = await call('GET', '/system/myMembers/info', undefined, cookies())
    expect([status, body]).toMatchObject([401, { code: 'Unauthorized' }])
  })
  it('is read raw, encoded or both, and works as Basic credentials where that is on', async () => {
    const { call, options } = startSample()
    const encoded = cookies({ memberHash: encodeURIComponent('5c9f=A+b') })
    const status = async (headers: Record<string, string>) =>
      (await call('GET', '/system/myMembers', undefined, headers)).status
    expect(await status(encoded)).toBe(401)
    options.cookieForm = 'both'
    expect(await status(encoded)).toBe(200)
    expect(await status(basic('acme+jdoe:5c9f=A+b'))).toBe(200)
    options.memberHashBasic = false
    expect(await status(basic('acme+jdoe:5c9f=A+b'))).toBe(401)
  })
  it('may be checked at a path that an older site does not have', async () => {
    const { call } = startSample({ myMembersInfo: false })
    expect((await call('GET', '/system/myMembers/info', undefined, cookies())).status).toBe(404)
  })
})

describe('hosts of the cloud', () => {
  const cloud = (host: string) => `https://${host}/v4_6_release/apis/3.0/system/info`
  it('takes keys only at the api- host, and names SSL as the reason', async () => {
    const { call } = startSample()
    expect((await call('GET', cloud('api-na.myconnectwise.net'))).status).toBe(200)
    expect((await call('GET', cloud('na.myconnectwise.net'))).body).toEqual({
      code: 'Security',
      message: 'SSL is required.',
      errors: null,
    })
    expect((await call('GET', cloud('api-na.myconnectwise.net').replace('https', 'http'))).status).toBe(403)
  })
  it('takes hashes at one host or both', async () => {
    const { call, options } = startSample({ memberHashHost: 'bare' })
    const status = async (host: string) => (await call('GET', cloud(host), undefined, cookies())).status
    expect(await status('na.myconnectwise.net')).toBe(200)
    expect(await status('api-na.myconnectwise.net')).toBe(401)
    options.memberHashHost = 'api'
    expect(await status('api-na.myconnectwise.net')).toBe(200)
  })
})

describe('security roles', () => {
  const reader = basic('acme+readerPublic:readerPrivate')
  it('answers 403 where the level is None', async () => {
    const { call, journal } = startSample()
    const { status, body } = await call('GET', '/procurement/catalog', undefined, reader)
    expect([status, body]).toMatchObject([403, { errors: null }])
    const operation = [{ op: 'replace', path: 'quantity', value: 1 }]
    expect((await call('PATCH', '/finance/agreements/7/additions/101', operation, reader)).status).toBe(403)
    expect(journal.writes()).toMatchObject([{ caller: 'reader', status: 403, body: operation }])
  })
  it('shows own companies only with the level My', async () => {
    const { rows, call } = startSample()
    expect((await rows('/company/companies', {}, reader)).map(({ id }) => id)).toEqual([1])
    expect((await call('GET', '/company/companies/2', undefined, reader)).status).toBe(404)
  })
  it('opens only the set-up tables that the role is customised to', async () => {
    const { call, options } = startSample()
    const status = async (path: string) => (await call('GET', path, undefined, reader)).status
    expect(await status('/company/companies/types')).toBe(200)
    expect(await status('/company/companies/statuses')).toBe(403)
    options.tableSetupRequired = false
    expect(await status('/company/companies/statuses')).toBe(200)
  })
  it("tells the caller's own levels and not which tables", async () => {
    const { rows } = startSample()
    const security = await rows('/system/mySecurity', {}, reader)
    expect(security).toHaveLength(3)
    expect(security[0]).toMatchObject({
      moduleFunctionName: 'Company Maintenance',
      inquireLevel: 'My',
      addLevel: 'None',
    })
    expect(security[2]).not.toHaveProperty('tables')
  })
})

describe('the site', () => {
  const companyInfo = 'http://127.0.0.1:4602/login/companyinfo/'
  const anybody = { Authorization: '', clientId: '' }
  it('tells its codebase to anybody, with IsCloud as text or flag', async () => {
    const { call, options } = startSample()
    const first = await call('GET', `${companyInfo}ACME`, undefined, anybody)
    expect(first.body).toMatchObject({ CompanyID: 'acme', Codebase: 'v2025_1/', IsCloud: 'True' })
    expect(first.body).not.toHaveProperty('SiteUrl')
    options.isCloudForm = 'boolean'
    options.siteUrl = 'api-na.myconnectwise.net'
    const second = await call('GET', `${companyInfo}acme`, undefined, anybody)
    expect(second.body).toMatchObject({ IsCloud: true, SiteUrl: 'api-na.myconnectwise.net' })
  })
  it('says null of an unknown company, or 404', async () => {
    const { call, options } = startSample()
    const unknown = await call('GET', `${companyInfo}nobody`)
    expect([unknown.status, unknown.body]).toEqual([200, null])
    options.unknownCompany = 'notFound'
    expect((await call('GET', `${companyInfo}nobody`)).status).toBe(404)
  })
  it('moves to another codebase; the former one is gone with a page of the web server', async () => {
    const { call, world, options } = startSample()
    const status = async (codebase: string) =>
      (await call('GET', `http://127.0.0.1:4602/${codebase}/apis/3.0/system/info`)).status
    expect([await status('v2025_1'), await status('v2026_1')]).toEqual([200, 404])
    world.site.codebase = 'v2026_1/'
    expect([await status('v2025_1'), await status('v2026_1'), await status('v4_6_release')]).toEqual([404, 200, 200])
    options.routerCodebase = false
    const gone = await call('GET', '/system/info')
    expect([gone.status, gone.headers.get('Content-Type')]).toEqual([404, 'text/html'])
    expect((await call('GET', 'http://127.0.0.1:4602/api/system/info')).status).toBe(404)
  })
  it('echoes the version asked for and names version, request and server on every answer', async () => {
    const { call, world } = startSample()
    const older = await call('GET', '/system/info', undefined, {
      Accept: 'application/vnd.connectwise.com+json; version=2025.16',
    })
    expect(older.headers.get('Content-Type')).toBe('application/vnd.connectwise.com+json; version=2025.16')
    const newest = await call('GET', '/system/info', undefined, { Accept: 'application/json' })
    expect(newest.headers.get('Content-Type')).toContain(`version=${world.site.apiVersion}`)
    for (const { headers } of [
      older,
      await call('GET', '/nowhere'),
      await call('GET', '/system/info', undefined, none),
    ]) {
      expect(headers.get('api-current-version')).toBe('2026.4')
      expect(headers.get('x-cw-request-id')).toMatch(/^request-\d+$/)
      expect(headers.get('x-server-name')).toBeTruthy()
    }
  })
  it('gives single system records as an object or as a list of one', async () => {
    const { call, options } = startSample()
    expect((await call('GET', '/system/myCompany/other')).body).toMatchObject([
      { serverTimeZone: { name: 'Eastern Standard Time' } },
    ])
    options.myCompanyForm = 'object'
    options.myMembersForm = 'list'
    expect((await call('GET', '/system/myCompany/other')).body).toMatchObject({
      siteUrl: 'https://na.myconnectwise.net',
    })
    expect((await call('GET', '/system/myMembers')).body).toMatchObject([{ identifier: 'sandboxApi' }])
    expect((await call('GET', '/system/info')).body).toMatchObject({
      isCloud: true,
      serverTimeZone: 'Eastern Standard Time',
    })
  })
  it('keeps a journal of all requests', async () => {
    const { call, journal } = startSample()
    await call('GET', '/finance/Agreements?pageSize=1')
    expect(journal.list()).toMatchObject([
      {
        method: 'GET',
        path: '/finance/Agreements',
        query: 'pageSize=1',
        codebase: 'v4_6_release/',
        caller: 'sandboxApi',
        status: 200,
      },
    ])
  })
})
