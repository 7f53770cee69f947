import { describe, expect, it } from 'vitest'
import { serveConnectWise } from './connectwise/serve'
import { keyHeaders, startSample } from './connectwiseSample/start'
import type { FaultKind } from './faults'

const line = '/finance/agreements/7/additions/101'
const toTen = [{ op: 'replace', path: 'quantity', value: 10 }]

describe('faults', () => {
  function withFault(kind: FaultKind, delayMs = 0, path = '/finance/agreements') {
    const sample = startSample()
    sample.faults.add({ system: 'connectwise', kind, method: null, path, times: 1, delayMs })
    return sample
  }
  it('429 has Retry-After and a body with error in place of code', async () => {
    const { call } = withFault('429', 30_000)
    const { status, headers, body } = await call('GET', '/finance/agreements')
    expect([status, headers.get('Retry-After')]).toEqual([429, '30'])
    expect(body).toEqual({ error: 'ConnectWiseAPI', message: 'Too many requests. Try again in 30 seconds.' })
    expect((await call('GET', '/finance/agreements')).status).toBe(200)
  })
  it('500 comes before or after the change took effect', async () => {
    const before = withFault('500-before')
    expect((await before.call('PATCH', line, toTen)).body).toMatchObject({ code: 'ConnectWiseApi' })
    expect(before.world.additions[0]?.quantity).toBe(25)
    const after = withFault('500-after')
    expect((await after.call('PATCH', line, toTen)).status).toBe(500)
    expect(after.world.additions[0]?.quantity).toBe(10)
  })
  it('a reset comes before or after the change took effect, and the journal knows of no answer', async () => {
    const before = withFault('reset-before')
    await expect(before.call('PATCH', line, toTen)).rejects.toThrow(TypeError)
    expect(before.world.additions[0]?.quantity).toBe(25)
    const after = withFault('reset-after')
    await expect(after.call('PATCH', line, toTen)).rejects.toThrow(TypeError)
    expect(after.world.additions[0]?.quantity).toBe(10)
    expect(after.journal.list()).toMatchObject([{ method: 'PATCH', status: null, body: toTen }])
  })
  it('a page of the proxy and cut JSON come in place of the answer', async () => {
    const html = await withFault('html').call('GET', '/finance/agreements')
    expect([html.status, html.headers.get('Content-Type')]).toEqual([502, 'text/html; charset=UTF-8'])
    expect(html.headers.get('x-cw-request-id')).toBeTruthy()
    const cut = await withFault('malformed-json').call('GET', '/finance/agreements')
    expect([cut.status, typeof cut.body]).toEqual([200, 'string'])
  })
  it('a list loses rows, and neither status nor Link says so', async () => {
    expect((await withFault('empty-list').call('GET', '/finance/agreements')).body).toEqual([])
    const partial = await withFault('partial-page').call('GET', '/finance/agreements?pageSize=2')
    expect(partial.body).toHaveLength(1)
    expect(partial.headers.get('Link')).toContain('page=2')
    expect((await withFault('empty-list').call('GET', '/finance/agreements/count')).body).toEqual({ count: 3 })
  })
  it('a page of HTML with 200 comes in place of the answer, and a write is not done', async () => {
    const { call, world } = withFault('html-200')
    const { status, headers, body } = await call('PATCH', line, toTen)
    expect([status, headers.get('Content-Type'), typeof body]).toEqual([200, 'text/html; charset=UTF-8', 'string'])
    expect(world.additions[0]?.quantity).toBe(25)
  })
  it.each([
    ['empty-counted', 0],
    ['half-counted', 1],
  ] as const)('%s: %i rows are left, on what says to be the last page, and the count agrees', async (kind, left) => {
    const page = await withFault(kind).call('GET', '/finance/agreements?pageSize=2')
    expect(page.body).toHaveLength(left)
    expect(page.headers.get('Link')).toBeNull()
    const forward = { 'pagination-type': 'forward-only' }
    const last = await withFault(kind).call('GET', '/finance/agreements?pageSize=2', undefined, forward)
    expect(last.headers.get('Link')).toBe('')
    expect((await withFault(kind).call('GET', '/finance/agreements/count')).body).toEqual({ count: left })
  })
  it('slow answers arrive, refused credentials too', async () => {
    expect((await withFault('slow', 5).call('GET', '/finance/agreements')).status).toBe(200)
    expect((await withFault('wrong-signature').call('GET', '/finance/agreements')).status).toBe(401)
  })
  it('reach companyinfo as well', async () => {
    const { call } = withFault('html', 0, '/login/companyinfo')
    expect((await call('GET', 'http://127.0.0.1:4602/login/companyinfo/acme')).status).toBe(502)
  })
})

describe('limits', () => {
  it('answers 429 beyond so many requests a minute', async () => {
    const { call, clock } = startSample({ requestsPerMinute: 2 })
    const status = async () => (await call('GET', '/system/info')).status
    expect([await status(), await status(), await status()]).toEqual([200, 200, 429])
    clock.set('2025-11-20T15:01:00Z')
    expect(await status()).toBe(200)
  })
  it('counts the minute from each request, not from the beginning of a minute', async () => {
    const { call, clock } = startSample({ requestsPerMinute: 2 })
    const at = async (second: string) => {
      clock.set(`2025-11-20T15:${second}Z`)
      const { status, headers } = await call('GET', '/system/info')
      return [status, headers.get('Retry-After')]
    }
    expect([await at('00:10'), await at('00:50')]).toEqual([
      [200, null],
      [200, null],
    ])
    expect(await at('01:00')).toEqual([429, '10'])
    expect(await at('01:10')).toEqual([200, null])
    // What was refused is not counted; what came at 00:50 still is.
    expect(await at('01:20')).toEqual([429, '30'])
  })
  it('waits before every answer where that is set', async () => {
    const { call } = startSample({ latencyMs: 20 })
    const startedMs = performance.now()
    await call('GET', '/system/info')
    expect(performance.now() - startedMs).toBeGreaterThan(15)
  })
})

describe('invoices', () => {
  const byAgreement = '/finance/invoices?conditions=type="Agreement" and agreement/id=7&orderBy=date desc&pageSize=1'
  it('can be filtered by agreement, or only by what they apply to', async () => {
    const { call, options, edits } = startSample()
    edits.invoiceAgreement(7, 'jdoe')
    expect((await call('GET', byAgreement)).body).toMatchObject([{ date: '2025-12-01T00:00:00Z' }])
    options.invoiceAgreementFilter = false
    expect((await call('GET', byAgreement)).status).toBe(400)
    const applied = '/finance/invoices?conditions=applyToType="Agreement" and applyToId=7'
    expect((await call('GET', applied)).body).toHaveLength(2)
  })
})

describe('the older set-ups', () => {
  it('link company, customer and agreement, and products', async () => {
    const { rows } = startSample()
    expect(await rows('/company/companies/1/managementSummaryReports')).toMatchObject([
      {
        managementSolution: { name: 'TMRM Management Solution', setupName: 'Trend Micro' },
        agreement: { name: 'Managed Security' },
      },
    ])
    expect(await rows('/company/managementItSolutions/1/managementProducts')).toMatchObject([
      { agreementType: { name: 'Managed Service' }, serverProduct: { identifier: 'TM-12' } },
    ])
    expect(await rows('/company/managedDevicesIntegrations/1/crossReferences')).toMatchObject([
      { vendorType: 'Worry-Free', agreementType: { id: 1 }, product: { id: 12 } },
    ])
  })
  it('take no counts', async () => {
    const { call } = startSample()
    expect((await call('POST', '/company/management/1/executeManagedItSync', {})).status).toBe(404)
    expect((await call('POST', '/company/managedDevicesIntegrations', {})).status).toBe(405)
  })
})

describe('tickets', () => {
  it('need a summary of at most 100 characters and a company, and start with the first status of the board', async () => {
    const { call } = startSample()
    expect((await call('POST', '/service/tickets', { summary: 'x' })).body).toMatchObject({
      errors: [{ field: 'company' }],
    })
    const long = { summary: 'x'.repeat(101), company: { id: 1 } }
    expect((await call('POST', '/service/tickets', long)).status).toBe(400)
    const { status, body } = await call('POST', '/service/tickets', {
      summary: 'Send failed',
      company: { id: 1 },
      board: { id: 1 },
    })
    expect([status, body]).toMatchObject([
      201,
      { board: { name: 'Service' }, status: { name: 'New' }, closedFlag: false },
    ])
  })
  it('take only statuses of their own board, and are found by a search in the body', async () => {
    const { call, patch } = startSample()
    await call('POST', '/service/tickets', { summary: 'Send failed', company: { id: 1 }, board: { id: 1 } })
    const search = async () =>
      (await call('POST', '/service/tickets/search', { conditions: 'summary="Send failed" and closedFlag=false' })).body
    expect(await search()).toHaveLength(1)
    expect((await patch('/service/tickets/1', { op: 'replace', path: 'status', value: { id: 3 } })).status).toBe(400)
    const closed = await patch('/service/tickets/1', { op: 'replace', path: 'status', value: { id: 2 } })
    expect(closed.body).toMatchObject({ closedFlag: true, status: { name: 'Closed' } })
    expect(await search()).toHaveLength(0)
    expect((await call('POST', '/service/tickets/search', { conditions: 'summary=' })).status).toBe(400)
  })
})

describe('notes of tickets', () => {
  it('begin with what the ticket was made with, and are added by who may edit tickets', async () => {
    const { call } = startSample()
    const ticket = { summary: 'Send failed', company: { id: 1 }, initialInternalAnalysis: 'Why' }
    await call('POST', '/service/tickets', ticket)
    expect((await call('POST', '/service/tickets/1/notes', { internalAnalysisFlag: true })).status).toBe(400)
    expect((await call('POST', '/service/tickets/9/notes', { text: 'Nowhere' })).status).toBe(404)
    await call('POST', '/service/tickets/1/notes', { text: 'Still', internalAnalysisFlag: true })
    expect((await call('GET', '/service/tickets/1/notes')).body).toMatchObject([
      { text: 'Why', internalAnalysisFlag: true, detailDescriptionFlag: false },
      { text: 'Still' },
    ])
  })
})

describe('boards', () => {
  const ticket = { summary: 'Send failed', company: { id: 1 }, board: { id: 1 } }
  it('take no ticket while they are inactive, or are for projects', async () => {
    const { call, world } = startSample()
    const [board] = world.boards
    for (const flag of ['inactiveFlag', 'projectFlag']) {
      Object.assign(board ?? {}, { inactiveFlag: false, projectFlag: false, [flag]: true })
      expect((await call('POST', '/service/tickets', ticket)).body).toMatchObject({ errors: [{ field: 'board' }] })
    }
  })
  it('may want fields that no document tells of', async () => {
    const { call, world } = startSample()
    Object.assign(world.boards[0] ?? {}, { required: ['type'] })
    expect((await call('GET', '/service/boards/1')).body).not.toHaveProperty('required')
    expect((await call('POST', '/service/tickets', ticket)).body).toMatchObject({ errors: [{ field: 'type' }] })
    expect((await call('POST', '/service/tickets', { ...ticket, type: { id: 1 } })).status).toBe(201)
  })
})

describe('documents', () => {
  async function post(fields: Record<string, string | File>) {
    const { fetch, world } = startSample()
    const form = new FormData()
    for (const [name, value] of Object.entries(fields)) form.append(name, value)
    const response = await fetch('http://127.0.0.1:4602/v4_6_release/apis/3.0/system/documents', {
      method: 'POST',
      headers: keyHeaders,
      body: form,
    })
    const body: unknown = await response.json()
    return { status: response.status, body, world }
  }
  it('are files of a record', async () => {
    const file = new File(['a,b'], 'seats.csv', { type: 'text/csv' })
    const { status, body, world } = await post({ file, recordType: 'Company', recordId: '1', title: 'Seats' })
    expect([status, body]).toMatchObject([201, { title: 'Seats', fileName: 'seats.csv', size: 3 }])
    expect(world.documents).toMatchObject([{ recordType: 'Company', recordId: 1, content: 'a,b' }])
  })
  it('or links; unknown records and types are refused', async () => {
    expect((await post({ url: 'https://x.example', recordType: 'Company', recordId: '1' })).status).toBe(201)
    expect((await post({ url: 'https://x.example', recordType: 'Starship', recordId: '1' })).status).toBe(400)
    expect((await post({ url: 'https://x.example', recordType: 'Company', recordId: '99' })).status).toBe(400)
    expect((await post({ recordType: 'Company', recordId: '1' })).status).toBe(400)
  })
})

describe('hosted set-ups', () => {
  const setups = '/system/connectwisehostedsetups'
  const pod = {
    screenId: 1,
    description: 'Trend Micro billing',
    url: 'https://pod.example/?id=[cw_id] ',
    type: 'Pod',
    origin: 'https://pod.example/',
    podHeight: 300,
  }
  it('are created, changed, counted and deleted, and stored as they come', async () => {
    const { call, patch } = startSample()
    const { status, body } = await call('POST', setups, pod)
    expect([status, body]).toMatchObject([201, { ...pod, id: 1, createdBy: 'sandboxApi' }])
    expect((await patch(`${setups}/1`, { op: 'replace', path: 'podHeight', value: 400 })).body).toMatchObject({
      podHeight: 400,
    })
    expect((await call('PUT', `${setups}/1`, { ...pod, podHeight: undefined })).body).not.toHaveProperty('podHeight')
    expect((await call('GET', `${setups}/count`)).body).toEqual({ count: 1 })
    expect((await call('DELETE', `${setups}/1`)).status).toBe(204)
    expect((await call('GET', `${setups}/1`)).status).toBe(404)
  })
  it.each([{ screenId: 9 }, { type: 'Window' }, { description: 'x'.repeat(51) }, { url: '' }])(
    'refuse %o',
    async (more) => {
      const { call } = startSample()
      expect((await call('POST', setups, { ...pod, ...more })).status).toBe(400)
    },
  )
  it('name their screen by its number, which the list of screens tells', async () => {
    const { rows } = startSample()
    expect(await rows('/system/connectWiseHostedScreens')).toEqual([
      { id: 1, screenId: 'CompanyDetail', name: 'Company' },
    ])
  })
  it('have custom menu entries beside them', async () => {
    const { call } = startSample()
    const entry = {
      menuLocation: { id: 3 },
      caption: 'Trend Micro',
      link: 'https://pod.example/console',
      newWindowFlag: false,
    }
    expect((await call('POST', '/system/menuEntries', entry)).status).toBe(201)
    expect((await call('POST', '/system/menuentries', { caption: 'x' })).status).toBe(400)
    expect((await call('GET', '/system/menuentries/count')).body).toEqual({ count: 1 })
  })
})

describe('served over HTTP', () => {
  it('answers with all headers, an empty Link included, and destroys the socket for a reset', async () => {
    const { app, faults } = startSample()
    const server = await serveConnectWise({ app }, { port: 0 })
    try {
      const address = `${server.url}/v4_6_release/apis/3.0/finance/agreements`
      const response = await fetch(address, { headers: { ...keyHeaders, 'pagination-type': 'forward-only' } })
      expect(await response.json()).toHaveLength(3)
      expect(response.headers.get('Link')).toBe('')
      expect(response.headers.get('Content-Type')).toBe('application/vnd.connectwise.com+json; version=2026.4')
      faults.add({ system: 'connectwise', kind: 'reset-before', method: null, path: '', times: 1, delayMs: 0 })
      await expect(fetch(address, { headers: keyHeaders })).rejects.toThrow(TypeError)
    } finally {
      await server.close()
    }
  })
})
