import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { faultKinds, faultSystems } from './faults'
import * as pageNames from './host/page/faultNames'
import { switches } from './host/page/switches'
import { aHost, json, send } from './host/sample'

describe("the page's files", () => {
  it('serves TypeScript as JavaScript', async () => {
    const { app } = aHost()
    const response = await app.request('/page/hostProtocol.ts')
    expect(response.headers.get('content-type')).toContain('text/javascript')
    const script = await response.text()
    expect(script).toContain('export function step(state, input, on)')
    expect(script).not.toContain('interface')
  })

  it.each(['/page/../hostPage.ts', '/page/%2e%2e/hostPage.ts', '/page/nothing.ts'])(
    'serves nothing at %s',
    async (path) => {
      expect((await aHost().app.request(path)).status).toBe(404)
    },
  )

  it('knows the same faults as the simulators', () => {
    expect(pageNames.faultKinds).toEqual(faultKinds)
    expect(pageNames.faultSystems).toEqual(faultSystems)
  })

  it('explains every switch in the README in the words of the panel', () => {
    const readme = readFileSync(new URL('host/README.md', import.meta.url), 'utf8').replace(/ +/g, ' ')
    for (const [name, one] of Object.entries(switches)) expect(readme).toContain(`| \`${name}\` | ${one.does} |`)
  })
})

describe('the company screen', () => {
  it('tells a company with its fields, the people, and what each may do', async () => {
    const { app } = aHost()
    expect(await json(app, '/host/start?company=101')).toMatchObject({
      company: { id: 101, fields: { name: 'Fairhaven Dental Group', city: 'Dayton' } },
      members: [
        { identifier: 'mortiz', access: 'edits agreements' },
        { identifier: 'tlook', access: 'looks only' },
        { identifier: 'nview', access: 'no rights' },
        { identifier: 'jlee' },
      ],
    })
    expect(await json(app, '/host/start?company=new')).toMatchObject({ company: null })
  })

  it('shows the pods and tabs of the company screen that are switched on, and no others', async () => {
    const { app, world } = aHost()
    const screen = world.hostedScreens.find((one) => one.screenId === 'CompanyDetail')
    const other = world.hostedScreens.find((one) => one.screenId !== 'CompanyDetail')
    if (screen === undefined || other === undefined) throw new Error('The seed lacks screens.')
    const row = {
      ...rowDefaults,
      description: 'Pod',
      type: 'Pod' as const,
      screenId: screen.id,
    }
    world.hostedSetups = [
      { ...row, id: 1 },
      { ...row, id: 2, type: 'Tab' },
      { ...row, id: 3, disabledFlag: true },
      { ...row, id: 4, type: 'ToolbarButton' },
      { ...row, id: 5, screenId: other.id },
    ]
    expect(await json(app, '/host/start?company=101')).toMatchObject({ rows: [{ id: 1 }, { id: 2 }] })
  })

  it('writes changed fields as the member, and refuses a Company ID that is taken', async () => {
    const { app, world } = aHost()
    const start = (await json(app, '/host/start?company=101')) as { company: { fields: Record<string, string> } }
    const fields = { ...start.company.fields, city: 'Columbus' }
    expect(await json(app, '/host/company/101', 'PUT', { fields, member: 'mortiz' })).toEqual({ id: 101 })
    expect(world.companies.find((one) => one.id === 101)).toMatchObject({
      city: 'Columbus',
      _info: { updatedBy: 'mortiz' },
    })
    expect(await json(app, '/host/company/new', 'PUT', { fields, member: 'mortiz' })).toEqual({
      error: 'The Company ID FairhavenDental belongs to Fairhaven Dental Group.',
    })
  })

  it('hands out a session that REST knows, or one that has ended', async () => {
    const { app, world } = aHost()
    const good = await json(app, '/host/member-authentication', 'POST', { member: 'mortiz' })
    expect(good).toMatchObject({
      site: `https://${world.site.host}/`,
      companyid: world.site.loginCompany,
      memberid: 'mortiz',
      memberContext: 'web',
      memberEmail: 'mortiz@acme.example',
      codeBase: world.site.codebase,
    })
    const before = world.sessions.length
    const ended = await json(app, '/host/member-authentication', 'POST', { member: 'mortiz', expired: true })
    expect(world.sessions.slice(before)).toEqual([
      expect.objectContaining({
        memberHash: (ended as { memberHash: string }).memberHash,
        expiresAt: '2025-11-24T11:59:00.000Z',
      }),
    ])
    expect(await json(app, '/host/member-authentication', 'POST', { member: 'TrendBilling' })).toHaveProperty('error')
  })
})

describe('the sandbox', () => {
  it.each([
    [{ set: '2025-12-24T08:00:00+01:00' }, '2025-12-24T07:00:00.000Z'],
    [{ local: '2025-12-24T08:00' }, '2025-12-24T13:00:00.000Z'],
    [{ advanceHours: 24 }, '2025-11-25T12:00:00.000Z'],
    [{ next: { day: 30, time: '02:05' } }, '2025-11-30T07:05:00.000Z'],
    [{ next: { day: 1, time: '02:05' } }, '2025-12-01T07:05:00.000Z'],
  ])('moves the clock: %j', async (to, nowIso) => {
    const { app, clock } = aHost()
    expect(await json(app, '/sandbox/clock', 'POST', to)).toMatchObject({ nowIso })
    expect(new Date(clock.nowMs()).toISOString()).toBe(nowIso)
  })

  it('takes the last day of a shorter month', async () => {
    const { app, clock } = aHost()
    clock.set('2026-02-01T12:00:00Z')
    const moved = await json(app, '/sandbox/clock', 'POST', { next: { day: 30, time: '02:05' } })
    expect(moved).toMatchObject({ nowIso: '2026-02-28T07:05:00.000Z' })
  })

  it.each([
    ['/sandbox/clock', { set: 'tomorrow' }],
    ['/sandbox/clock', { advanceHours: -1 }],
    ['/sandbox/faults', { system: 'mars', kind: '429' }],
    ['/sandbox/faults', { system: 'pod', kind: 'slow', times: 0 }],
    ['/sandbox/edit-addition', { additionId: 1, quantity: -1, member: 'mortiz' }],
  ])('refuses %s %j with 400 and says why', async (path, body) => {
    const response = await send(aHost().app, path, 'POST', body)
    expect(response.status).toBe(400)
    expect(await response.json()).toMatchObject({ error: expect.stringMatching(/\w{3}/) as string })
  })

  it('adds, lists, removes and clears faults', async () => {
    const { app, faults } = aHost()
    const added = await json(app, '/sandbox/faults', 'POST', { system: 'connectwise', kind: 'slow', delayMs: 50 })
    expect(await json(app, '/sandbox/faults')).toEqual([added])
    expect(await json(app, '/sandbox/faults?id=fault-9', 'DELETE')).toEqual({ error: 'There is no fault fault-9.' })
    expect(await json(app, '/sandbox/faults?id=fault-1', 'DELETE')).toEqual([])
    await json(app, '/sandbox/faults', 'POST', { system: 'pod', kind: 'html' })
    await json(app, '/sandbox/faults', 'DELETE')
    expect(faults.list()).toEqual([])
  })

  it('shows what ConnectWise bills and edits a quantity as a member, with its trace', async () => {
    const { app, world } = aHost()
    const additions = (await json(app, '/sandbox/additions?companyId=101')) as { id: number; quantity: number }[]
    const first = additions[0]
    if (first === undefined) throw new Error('The seed bills nothing.')
    const edit = { additionId: first.id, quantity: 77, member: 'jlee' }
    expect(await json(app, '/sandbox/edit-addition', 'POST', edit)).toMatchObject({ quantity: 77, updatedBy: 'jlee' })
    expect(world.additions.find((one) => one.id === first.id)?._info).toEqual({
      lastUpdated: '2025-11-24T12:00:00Z',
      updatedBy: 'jlee',
    })
    expect(world.auditTrail.at(-1)).toMatchObject({ recordId: first.id, enteredBy: 'jlee' })
    expect(world.auditTrail.at(-1)?.text).toContain('77')
    expect(await json(app, '/sandbox/additions?companyId=9999')).toEqual({ error: 'There is no company 9999.' })
  })
})

const rowDefaults = {
  url: 'https://pod.example/?id=[cw_id]',
  origin: 'https://pod.example',
  clientId: null,
  podHeight: 300,
  toolbarButtonDialogHeight: null,
  toolbarButtonDialogWidth: null,
  toolbarButtonText: null,
  toolbarButtonToolTip: null,
  toolbarButtonIconDocumentId: null,
  disabledFlag: false,
  locationIds: [],
  locationsEnabledFlag: false,
  createdBy: 'mortiz',
  dateCreated: '2025-11-01T00:00:00Z',
  _info: { lastUpdated: '2025-11-01T00:00:00Z', updatedBy: 'mortiz' },
}
