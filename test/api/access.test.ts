/** What is needed to be let in: a token on every route, of this server, of this tenant, not too old; and the member's rights. */
import { sign } from 'hono/jwt'
import { describe, expect, test } from 'vitest'
import type { ProblemView } from '../../server/domain/views'
import type { Rights, SessionView } from '../../server/domain/viewsSession'
import { ensureTenant } from '../../server/tenants'
import { createConnectWise } from '../simulator/connectwise/app'
import { proofOf } from '../simulator/demo/podClient'
import { createFaults } from '../simulator/faults'
import { serverClock } from '../simulator/serverClock'
import { linkAndAssign, plan, planAndSend, wait } from './actions'
import { connectWiseUrl, otherConnectWiseUrls, plainSecrets, startHarness, type Harness } from './harness'

/** Which right each route needs. A route that is not named here fails the tests below. */
const needed: Record<string, keyof Rights> = {
  'GET /api/companies': 'administer',
  'GET /api/companies/:companyId': 'view',
  'POST /api/companies/:companyId/plan': 'view',
  'GET /api/companies/:companyId/suggestions': 'bill',
  'POST /api/companies/:companyId/verify': 'bill',
  'PUT /api/companies/:companyId/link': 'bill',
  'PUT /api/companies/:companyId/no-trend-micro': 'bill',
  'GET /api/companies/:companyId/agreements': 'view',
  'PUT /api/companies/:companyId/assignments': 'bill',
  'PUT /api/companies/:companyId/schedule': 'bill',
  'PUT /api/companies/:companyId/limits': 'bill',
  'PUT /api/companies/:companyId/exclusions': 'bill',
  'GET /api/companies/:companyId/drift': 'view',
  'POST /api/companies/:companyId/drift': 'view',
  'GET /api/companies/:companyId/invoices': 'bill',
  'GET /api/companies/:companyId/history': 'view',
  'GET /api/companies/:companyId/notices': 'administer',
  'PUT /api/companies/:companyId/notices': 'administer',
  'POST /api/companies/:companyId/notices/test': 'administer',
  'GET /api/companies/:companyId/summaries': 'view',
  'PUT /api/companies/:companyId/summaries': 'bill',
  'POST /api/companies/:companyId/summaries': 'bill',
  'GET /api/companies/:companyId/summaries/preview': 'view',
  'GET /api/companies/:companyId/summaries/:month': 'view',
  'GET /api/runs': 'administer',
  'GET /api/runs/:runId/lines': 'administer',
  'GET /api/runs/:runId/lines.csv': 'administer',
  'GET /api/runs/:runId/selection': 'administer',
  'POST /api/runs/:runId/decisions': 'administer',
  'POST /api/runs': 'administer',
  'GET /api/runs/:runId': 'bill',
  'GET /api/runs/:runId/events': 'bill',
  'POST /api/runs/:runId/send': 'administer',
  'POST /api/runs/:runId/control': 'administer',
  'GET /api/runs/:runId/companies/:companyId': 'view',
  'GET /api/runs/:runId/companies/:companyId/explain': 'view',
  'POST /api/runs/:runId/companies/:companyId/send': 'bill',
  'GET /api/runs/:runId/companies/:companyId/undo': 'bill',
  'POST /api/runs/:runId/companies/:companyId/undo': 'bill',
  'POST /api/runs/:runId/undo': 'administer',
  'GET /api/audit': 'administer',
  'GET /api/audit/entries.csv': 'administer',
  'GET /api/inbox': 'administer',
  'GET /api/inbox/count': 'administer',
  'POST /api/inbox/retry': 'administer',
  'POST /api/console/codes': 'administer',
  'GET /api/defaults': 'administer',
  'PUT /api/defaults': 'administer',
  'GET /api/defaults/preview': 'administer',
  'POST /api/defaults/apply': 'administer',
  'POST /api/defaults/months': 'administer',
  'GET /api/links': 'administer',
  'POST /api/links/accept': 'administer',
  'POST /api/links/reject': 'administer',
  'POST /api/links/unreject': 'administer',
  'POST /api/links/none': 'administer',
  'PUT /api/links/settings': 'administer',
  'GET /api/existing': 'administer',
  'POST /api/existing': 'administer',
  'POST /api/existing/links': 'administer',
  'POST /api/existing/items': 'administer',
  'GET /api/existing/assignments': 'administer',
  'GET /api/preflight': 'administer',
  'POST /api/preflight': 'administer',
  'GET /api/notices': 'administer',
  'PUT /api/notices': 'administer',
  'GET /api/notices/boards': 'administer',
  'POST /api/notices/test': 'administer',
  'GET /api/notices/outbox': 'administer',
  'GET /api/summaries': 'administer',
  'PUT /api/summaries': 'administer',
  'POST /api/notices/outbox/retry': 'administer',
  'GET /api/import': 'administer',
  'POST /api/import': 'administer',
  'POST /api/import/preview': 'administer',
  'GET /api/catalog': 'view',
  'GET /api/settings': 'administer',
  'PUT /api/settings': 'administer',
  'GET /api/setup': 'view',
  'POST /api/setup/finish': 'administer',
  'POST /api/connections/connectwise/test': 'administer',
  'POST /api/connections/trendmicro/test': 'administer',
  'POST /api/schedule/preview': 'view',
  'GET /api/schedule/invoices': 'administer',
}
/** Open to all, or with a proof of its own (`console.test` tries those). */
const open = ['GET /healthz', 'POST /api/session', 'POST /api/console/session', 'POST /api/console/session/renew']

const routesOf = (harness: Harness) => [
  ...new Set(
    harness.composed.app.routes
      .filter(({ method }) => method !== 'ALL')
      .map(({ method, path }) => `${method} ${path === '/' ? path : path.replace(/\/$/, '')}`),
  ),
]

async function tokenOf(harness: Harness, member: string): Promise<string> {
  const response = await harness.request('/api/session', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(proofOf(harness.connectWise.world, connectWiseUrl, member)),
  })
  return ((await response.json()) as SessionView).token
}

async function call(
  harness: Harness,
  route: string,
  authorization: string | null,
  ids: { company?: number; run?: string } = {},
) {
  const [method = '', path = ''] = route.split(' ')
  const url = path.replace(':companyId', String(ids.company ?? 101)).replace(':runId', ids.run ?? 'no-such-run')
  const response = await harness.request(`${url}?key=v1:acme:101:1011:2001:2026-11-01`, {
    method,
    headers: { 'content-type': 'application/json', ...(authorization !== null && { authorization }) },
    ...(method === 'GET' ? {} : { body: bodyOf(url) }),
  })
  return { response, text: await response.text() }
}
/** The least body that a route takes, so that it is refused for who asks and not for what. */
function bodyOf(url: string): string {
  if (url.endsWith('/send')) return '{"lines":[]}'
  if (url.endsWith('/decisions')) return '{"companies":[{"companyId":101,"plan":"","lines":[],"skips":[]}]}'
  if (url.endsWith('/control')) return '{"action":"pause"}'
  return url.endsWith('/undo') ? '{"reason":"Sent too early"}' : '{}'
}
const codeOf = (text: string) => (JSON.parse(text) as ProblemView).code

describe('the token', () => {
  test('is needed on every route', async () => {
    const harness = await startHarness()
    expect(
      routesOf(harness)
        .filter((route) => !open.includes(route))
        .sort(),
    ).toEqual(Object.keys(needed).sort())
    for (const route of Object.keys(needed)) {
      const { response, text } = await call(harness, route, null)
      expect([route, response.status, codeOf(text)]).toEqual([route, 401, 'unauthenticated'])
    }
    expect(harness.asked).toEqual([])
    expect((await call(harness, 'GET /healthz', null)).response.status).toBe(200)
  })

  test('is refused when it is malformed, forged or of another kind', async () => {
    const harness = await startHarness()
    const token = await tokenOf(harness, 'tlook')
    const [head = '', body = '', signature = ''] = token.split('.')
    const claims = JSON.parse(Buffer.from(body, 'base64url').toString()) as object
    const richer = Buffer.from(JSON.stringify({ ...claims, rig: { view: true, bill: true, administer: true } }))
    const none = Buffer.from(JSON.stringify({ alg: 'none', typ: 'JWT' })).toString('base64url')
    const forged = [
      '',
      'Bearer',
      'Bearer x',
      `Basic ${token}`,
      token,
      `Bearer ${head}.${body}.`,
      `Bearer ${head}.${body}.${signature.slice(0, -2)}AA`,
      `Bearer ${head}.${richer.toString('base64url')}.${signature}`,
      `Bearer ${none}.${richer.toString('base64url')}.`,
      `Bearer ${await sign({ ...claims }, 'some other key')}`,
    ]
    for (const authorization of forged) {
      const { response, text } = await call(harness, 'GET /api/settings', authorization)
      expect([response.status, codeOf(text)]).toEqual([401, 'unauthenticated'])
    }
    expect((await call(harness, 'GET /api/companies/:companyId', `Bearer ${token}`)).response.status).toBe(200)
  })

  test('ends after a quarter of an hour, and with the process', async () => {
    const harness = await startHarness()
    const token = `Bearer ${await tokenOf(harness, 'mortiz')}`
    wait(harness, 14.9)
    expect((await call(harness, 'GET /api/settings', token)).response.status).toBe(200)
    wait(harness, 0.2)
    expect((await call(harness, 'GET /api/settings', token)).response.status).toBe(401)
    const fresh = `Bearer ${await tokenOf(harness, 'mortiz')}`
    await harness.restart()
    expect((await call(harness, 'GET /api/settings', fresh)).response.status).toBe(401)
  })

  test('of one tenant opens nothing of another', async () => {
    const harness = await startHarness()
    const pod = await harness.pod()
    await linkAndAssign(harness, pod, 101)
    const { runId } = await planAndSend(harness, pod, 101)
    const other = await signInElsewhere(harness)
    for (const route of Object.keys(needed).filter((each) => each.includes(':runId'))) {
      const { response, text } = await call(harness, route, other, { run: runId })
      expect([route, response.status, codeOf(text)]).toEqual([route, 404, 'notFound'])
    }
    const view = await call(harness, 'GET /api/companies/:companyId', other)
    expect(JSON.parse(view.text)).toMatchObject({ link: null, lastSend: null, version: 0 })
    expect((await call(harness, 'GET /api/companies/:companyId/history', other)).text).toBe('{"entries":[]}')
  })
})

/** A second tenant at another site, with the same people and companies. Answers with the token of its own billing manager. */
async function signInElsewhere(harness: Harness): Promise<string> {
  const site = otherConnectWiseUrls[0]
  const world = structuredClone(harness.connectWise.world)
  world.site.loginCompany = 'other'
  const simulator = createConnectWise({ world, clock: harness.clock, faults: createFaults() })
  harness.hosts.set(site, (input, init) => simulator.app.request(input, init))
  await ensureTenant(
    { store: harness.store, secrets: plainSecrets(), clock: serverClock(harness.clock, { waits: 'none' }) },
    {
      site,
      loginCompany: 'other',
      clientId: 'other-client',
      connectWiseKeys: { publicKey: 'sandboxPublic', privateKey: 'sandboxPrivate' },
      lmpi: null,
      smpi: null,
    },
  )
  const response = await harness.request('/api/session', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(proofOf(world, site, 'mortiz')),
  })
  return `Bearer ${((await response.json()) as SessionView).token}`
}

describe('the rights of a member', () => {
  const rights: Record<string, Rights> = {
    mortiz: { view: true, bill: true, administer: true },
    tlook: { view: true, bill: false, administer: false },
    nview: { view: false, bill: false, administer: false },
    jlee: { view: true, bill: false, administer: false },
  }

  test.each(Object.entries(rights))('of %s hold on every route', async (member, has) => {
    const harness = await startHarness()
    const pod = await harness.pod()
    await linkAndAssign(harness, pod, 101)
    const { runId } = await plan(pod, 101)
    const token = `Bearer ${await tokenOf(harness, member)}`
    for (const [route, right] of Object.entries(needed)) {
      const { response, text } = await call(harness, route, token, { run: runId })
      if (has[right]) expect([route, [401, 403].includes(response.status)]).toEqual([route, false])
      else expect([route, response.status, codeOf(text)]).toEqual([route, 403, 'forbidden'])
    }
  })
})

describe('a company', () => {
  const withCompany = Object.keys(needed).filter((route) => route.includes(':companyId'))

  test.each([
    ['that does not exist', 4711, 'companyNotFound'],
    ['that is no number', Number.NaN, 'companyNotFound'],
    ['with an id of another size', 99_999_999_999, 'companyNotFound'],
  ])('%s is not found on any route', async (_, company, code) => {
    const harness = await startHarness()
    const token = `Bearer ${await tokenOf(harness, 'mortiz')}`
    for (const route of withCompany) {
      const { response, text } = await call(harness, route, token, { company })
      expect([route, response.status, codeOf(text)]).toEqual([route, 404, code])
    }
  })

  test('in the recycle bin is not found, whatever is asked of it', async () => {
    const harness = await startHarness()
    const token = `Bearer ${await tokenOf(harness, 'mortiz')}`
    for (const path of ['', '/suggestions', '/agreements', '/plan', '/history']) {
      const method = path === '/plan' ? 'POST' : 'GET'
      const { text } = await call(harness, `${method} /api/companies/111${path}`, token)
      expect([path, text.includes('Pike')]).toEqual([path, false])
    }
  })

  test('that the member may not see gives nothing away', async () => {
    const harness = await startHarness()
    const pod = await harness.pod()
    await linkAndAssign(harness, pod, 101)
    const { runId } = await planAndSend(harness, pod, 101)
    const role = harness.connectWise.world.securityRoles.find(({ id }) => id === 3)
    const companies = role?.rows.find(
      ({ moduleFunctionIdentifier }) => moduleFunctionIdentifier === 'CompanyMaintenance',
    )
    if (companies === undefined) throw new Error('The role has no such row')
    companies.inquireLevel = 'None'
    const token = `Bearer ${await tokenOf(harness, 'tlook')}`
    for (const route of withCompany.filter((each) => needed[each] === 'view')) {
      const { response, text } = await call(harness, route, token, { run: runId })
      expect([route, response.status, codeOf(text)]).toEqual([route, 403, 'companyForbidden'])
      expect(text).not.toMatch(/Fairhaven|TM-WFS|Gold Support/)
    }
  })
})
