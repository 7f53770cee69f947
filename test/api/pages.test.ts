/** The pod's pages and the edges of HTTP: headers, sizes, ids, bodies that are none. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { ProblemView } from '../../server/domain/views'
import type { CompanyView } from '../../server/domain/viewsCompany'
import { proofOf } from '../simulator/demo/podClient'
import { connectWiseUrl, startHarness, type Harness } from './harness'

let clientDir = ''
beforeAll(async () => {
  clientDir = await mkdtemp(join(tmpdir(), 'pod-client-'))
  await mkdir(join(clientDir, 'assets'))
  await writeFile(
    join(clientDir, 'index.html'),
    '<!doctype html><meta name="allowed-origins" content=""><title>Pod</title>',
  )
  await writeFile(join(clientDir, 'assets', 'main-1a2b3c.js'), 'export {}')
  await writeFile(join(clientDir, 'private.txt'), 'not for browsers')
})
afterAll(() => rm(clientDir, { recursive: true, force: true }))

const start = () => startHarness({ clientDir, extraAncestors: ['https://shell.example'] })
const post = (
  harness: Harness,
  body: string,
  headers: Record<string, string> = { 'content-type': 'application/json' },
) => harness.request('/api/session', { method: 'POST', headers, body })
const problem = async (response: Response): Promise<ProblemView> => (await response.json()) as ProblemView

describe('the page', () => {
  test.each([
    ['the pod', '/?id=250&screen=company'],
    ['the console', '/console?lang=fr'],
  ])(
    'of %s may be framed by ConnectWise, the tenant’s site and what the operator added, by nobody else',
    async (_, path) => {
      const harness = await start()
      const response = await harness.request(path)
      expect(response.status).toBe(200)
      const policy = response.headers.get('content-security-policy') ?? ''
      expect(/frame-ancestors ([^;]*)/.exec(policy)?.[1]?.split(' ')).toEqual([
        'https://*.myconnectwise.net',
        'https://*.connectwisedev.com',
        connectWiseUrl,
        'https://shell.example',
      ])
      expect(policy).toContain("default-src 'self'")
      expect(response.headers.get('x-frame-options')).toBeNull()
      expect(response.headers.get('x-content-type-options')).toBe('nosniff')
      expect(response.headers.get('referrer-policy')).toBe('no-referrer')
      expect(await response.text()).toContain(`${connectWiseUrl} https://shell.example"`)
    },
  )

  test('is asked for again after each deploy, its assets never', async () => {
    const harness = await start()
    expect((await harness.request('/')).headers.get('cache-control')).toBe('no-cache')
    const asset = await harness.request('/assets/main-1a2b3c.js')
    expect(asset.status).toBe(200)
    expect(asset.headers.get('cache-control')).toMatch(/immutable/)
    expect(asset.headers.get('content-type')).toMatch(/javascript/)
  })

  test.each([
    '/private.txt',
    '/assets/../private.txt',
    '/assets/%2e%2e/private.txt',
    '/assets/..%2fprivate.txt',
    '/assets/none-000000.js',
    '/server/main.js',
  ])('gives nothing for %s', async (path) => {
    const harness = await start()
    const response = await harness.request(path)
    expect(response.status).toBe(404)
    expect(await response.text()).not.toContain('not for browsers')
    expect(response.headers.get('cache-control') ?? '').not.toMatch(/immutable/)
  })
})

describe('the API', () => {
  test('is never kept by a browser, be it an answer or a refusal', async () => {
    const harness = await start()
    const good = await post(harness, JSON.stringify(proofOf(harness.connectWise.world, connectWiseUrl, 'mortiz')))
    expect(good.headers.get('cache-control')).toBe('no-store')
    const refused = await harness.request('/api/settings')
    expect(refused.status).toBe(401)
    expect(refused.headers.get('cache-control')).toBe('no-store')
  })

  test('answers an unknown route with problem JSON', async () => {
    const harness = await start()
    const pod = await harness.pod()
    expect(await pod.tryGet('/api/nothing/here')).toBeNull()
    for (const path of ['/api/nothing', '/api', '/nothing', '/healthz/x']) {
      const response = await harness.request(path)
      expect([path, response.headers.get('content-type')]).toEqual([path, 'application/problem+json'])
      expect((await problem(response)).type).toBe('about:blank')
    }
  })

  test('takes a request id over, but not any', async () => {
    const harness = await start()
    const idOf = async (id: string) => {
      const response = await harness.request('/api/nothing', { headers: { 'x-request-id': id } })
      return [response.headers.get('x-request-id'), (await problem(response)).requestId]
    }
    expect(await idOf('pod-4711')).toEqual(['pod-4711', 'pod-4711'])
    for (const id of ['x'.repeat(65), 'with space', '<script>', 'a"b']) {
      const [header, inBody] = await idOf(id)
      expect(header).toMatch(/^[0-9a-f-]{36}$/)
      expect(inBody).toBe(header)
    }
  })

  test('refuses a body that is too large, declared or streamed', async () => {
    const harness = await start()
    const large = JSON.stringify({ site: 'x'.repeat(300 * 1024) })
    expect((await post(harness, large)).status).toBe(413)
    const body = new ReadableStream({
      start(controller) {
        for (let chunk = 0; chunk < 40; chunk += 1) controller.enqueue(new TextEncoder().encode('x'.repeat(10_000)))
        controller.close()
      },
    })
    const headers = { 'content-type': 'application/json' }
    const streamed = await harness.request('/api/session', {
      method: 'POST',
      headers,
      body,
      duplex: 'half',
    } as RequestInit)
    expect(streamed.status).toBe(413)
    expect((await problem(streamed)).code).toBe('tooLarge')
  })

  test.each([
    ['no JSON', '{"site":', 'application/json'],
    ['no object', '42', 'application/json'],
    ['null', 'null', 'application/json'],
    ['a list', '[]', 'application/json'],
    ['nothing', '', 'application/json'],
    ['a form', 'site=x', 'application/x-www-form-urlencoded'],
    ['text', '{}', 'text/plain'],
    ['something deep', '['.repeat(50_000), 'application/json'],
  ])('refuses %s as a body with 400', async (_, body, type) => {
    const harness = await start()
    const response = await post(harness, body, { 'content-type': type })
    expect(response.status).toBe(400)
    expect((await problem(response)).code).toBe('invalid')
    expect(harness.logged.join()).not.toContain('unexpected failure')
  })

  test('leaves nothing behind of keys that would reach into objects', async () => {
    const harness = await start()
    const { token } = (await (
      await post(harness, JSON.stringify(proofOf(harness.connectWise.world, connectWiseUrl, 'mortiz')))
    ).json()) as { token: string }
    const headers = { 'content-type': 'application/json', authorization: `Bearer ${token}` }
    const put = (path: string, body: string) => harness.request(path, { method: 'PUT', headers, body })
    const rule = '{"count":"provisioned","minimum":0,"included":0,"__proto__":{"polluted":true}}'
    await put(
      '/api/settings',
      `{"version":1,"rule":${rule},"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}}}`,
    )
    const plan = '{"plan":"__proto__","agreement":{"kind":"default"},"catalogItemId":null,"rule":null}'
    const assigned = await put('/api/companies/101/assignments', `{"version":0,"assignments":[${plan}]}`)
    expect(assigned.status).toBe(200)
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined()
    const stored = JSON.stringify(await harness.store.of(harness.tenantId).tenant.read('tenant'))
    expect(stored).not.toContain('polluted')
  })

  test('bounds the lists that it takes', async () => {
    const harness = await start()
    const pod = await harness.pod()
    const { version } = await pod.get<CompanyView>('/api/companies/101')
    const customerIds = Array.from({ length: 101 }, (_, nth) => `customer-${nth}`)
    const assignments = Array.from({ length: 501 }, (_, nth) => ({
      plan: `plan-${nth}`,
      agreement: null,
      catalogItemId: null,
      rule: null,
    }))
    const calls = [
      () => pod.put('/api/companies/101/link', { version, customerIds, enabled: true }),
      () => pod.put('/api/companies/101/assignments', { version, assignments }),
      () => pod.post('/api/runs/x/companies/101/send', { lines: Array.from({ length: 2001 }, () => ({ key: 'x' })) }),
    ]
    for (const call of calls) await expect(call()).rejects.toThrow(/^400 invalid/)
  })
})
