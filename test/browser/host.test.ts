import { serve, type ServerType } from '@hono/node-server'
import type { Browser, Frame, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { createSandboxClock } from '../simulator/clock'
import { createConnectWise } from '../simulator/connectwise/app'
import type { CwHostedSetup } from '../simulator/connectwise/entities'
import type { ConnectWiseWorld } from '../simulator/connectwise/world'
import { createFaults, type Faults } from '../simulator/faults'
import { createHostPage } from '../simulator/host/hostPage'
import { createMailbox } from '../simulator/mail/mailbox'
import { seedWorld } from '../simulator/seed/seedWorld'
import { createTrendMicro } from '../simulator/trendmicro/trendMicro'
import { launchChromium } from './chromium'

/** The reference client stands in for the pod: from another site, as a real pod is. */
let browser: Browser
let server: ServerType
let world: ConnectWiseWorld
let faults: Faults
let port = 0
let page: Page

beforeAll(async () => {
  const clock = createSandboxClock({ startIso: '2025-11-24T12:00:00Z' })
  const worlds = seedWorld(clock)
  world = worlds.connectWise
  faults = createFaults()
  const app = createHostPage({
    connectWise: createConnectWise({ world, clock, faults }),
    trendMicro: createTrendMicro({ world: worlds.trendMicro, clock, faults }),
    clock,
    faults,
    customersOf: worlds.customersOf,
    mailbox: createMailbox(clock),
    mailServer: null,
  })
  port = await new Promise<number>((resolve) => {
    server = serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' }, (address) => resolve(address.port))
  })
  world.hostedSetups = [aRow({ id: 1, description: 'Reference pod', type: 'Pod' })]
  browser = await launchChromium()
})

afterAll(async () => {
  await browser.close()
  server.close()
})

afterEach(async () => {
  world.hostedSetups = [aRow({ id: 1, description: 'Reference pod', type: 'Pod' })]
  await page.close()
})

describe('a page written for the host', () => {
  it('loads and learns who is looking', async () => {
    const pod = await open('company=101&member=mortiz')
    await pod.getByText('"id":101').waitFor()
    expect(await pod.locator('#record').textContent()).toBe('{"screen":"company","id":101,"hostedAs":"pod"}')
    await pod.click('#who')
    await pod.getByText(`mortiz at ${world.site.loginCompany}`).waitFor()
    expect(JSON.stringify(await logOf(page))).not.toContain('5eed5eed')
  })

  it('is heard before changes are lost, and not when it is clean again', async () => {
    const pod = await open('company=101')
    await loaded(pod)
    await pod.click('#dirty')
    await page.locator('#unsaved').waitFor()
    await page.click('#back')
    await page.getByRole('button', { name: 'Stay here' }).click()
    expect(await page.locator('#title').textContent()).toBe('Fairhaven Dental Group')
    await pod.click('#clean')
    await page.locator('#unsaved').waitFor({ state: 'hidden' })
    await page.click('#back')
    await page.getByRole('heading', { name: 'Companies' }).waitFor()
  })

  it('refreshes the screen and gets a new onLoad in the same frame', async () => {
    const pod = await open('company=101')
    await loaded(pod)
    await pod.click('#refresh')
    await pod.locator('#loads', { hasText: '2' }).waitFor()
  })

  it('opens another company, after the person agreed to drop the changes', async () => {
    const pod = await open('company=101')
    await loaded(pod)
    await page.fill('[name=city]', 'Columbus')
    await pod.fill('#open-id', '102')
    await pod.click('#open')
    await page.getByRole('button', { name: 'Discard changes' }).click()
    await page.getByRole('heading', { name: 'Alder & Finch LLP' }).waitFor()
    await (await podFrame()).getByText('"id":102').waitFor()
    expect(world.companies.find((one) => one.id === 101)?.city).toBe('Dayton')
  })

  it('keeps a record from being saved, with its words in the message area, and lets it be saved', async () => {
    const pod = await open('company=102&member=jlee')
    await loaded(pod)
    await page.fill('[name=city]', 'Springfield')
    await pod.check('#veto')
    await page.click('#save')
    await page.getByText('Reference pod: Pick a plan first').waitFor()
    expect(await page.locator('#unsaved').isVisible()).toBe(true)
    await pod.uncheck('#veto')
    await page.click('#save')
    await page.getByText('Saved.').waitFor()
    const saved = world.companies.find((one) => one.id === 102)
    expect(saved).toMatchObject({ city: 'Springfield', _info: { updatedBy: 'jlee' } })
    expect(await page.locator('#unsaved').isVisible()).toBe(false)
  })
})

describe('switches', () => {
  it('two pods have two frame ids, and Save waits for both', async () => {
    const pod = await open('company=101&switches=twoPods')
    await loaded(pod)
    await page.waitForFunction(() => window.__host.frames().filter((frame) => frame.isReady()).length === 2)
    const ids = await page.locator('#pods iframe').evaluateAll((all) => all.map((one) => one.dataset['frameId']))
    expect(new Set(ids).size).toBe(2)
    await pod.check('#veto')
    await page.click('#save')
    await page.locator('#messages', { hasText: 'Pick a plan first' }).waitFor()
    const asked = (await logOf(page)).filter((entry) =>
      JSON.stringify(entry.message).includes('"event":"beforeSave","_id"'),
    )
    expect(asked.filter((entry) => entry.direction === 'in')).toHaveLength(2)
  })

  it('noise from this and another window does not keep a careless page from starting', async () => {
    const pod = await open('company=101&switches=noise,frameIdTwice')
    await loaded(pod)
    // This client checks nothing, so it falls for the forged frame id: the host then stays silent.
    await pod.getByText('forged-by-another-window').waitFor()
    await pod.click('#who')
    await page.waitForFunction(() => window.__hostLog.some((entry) => entry.note === 'wrong frameID'))
  })

  it('a tab is loaded when it is opened and says so', async () => {
    world.hostedSetups.push(aRow({ id: 2, description: 'Reference tab', type: 'Tab' }))
    await open('company=101')
    await page.getByRole('tab', { name: 'Reference tab' }).click()
    await (await podFrame('#hosted-tabs iframe')).getByText('"hostedAs":"tab"').waitFor()
    expect(await page.locator('#pods').isVisible()).toBe(false)
  })

  it('another company comes as a new onLoad in the same frame', async () => {
    const pod = await open('company=101&switches=onLoadAgain,stringId')
    await loaded(pod)
    await page.getByLabel('Open company').selectOption('102')
    await pod.getByText('"id":"102"').waitFor()
    expect(await pod.locator('#loads').textContent()).toBe('2')
  })

  it.each([
    ['', '0', '"id":0'],
    ['newRecordEmpty', '', '"id":""'],
    ['newRecordLiteral', '[cw_id]', '"id":"[cw_id]"'],
  ])('a new record with %j is %j in the address', async (name, id, told) => {
    const pod = await open(`company=new&switches=${name}`)
    await pod.getByText(told).waitFor()
    expect(new URL(pod.url()).searchParams.get('id')).toBe(id)
  })

  it('a row with a wrong origin hears nothing', async () => {
    world.hostedSetups = [aRow({ id: 1, description: 'Wrong', type: 'Pod', origin: 'http://localhost:1' })]
    const pod = await open('company=101')
    await page.waitForFunction(() =>
      window.__hostLog.some((entry) => entry.note.includes('expected http://localhost:1')),
    )
    expect(await pod.locator('#frame').textContent()).toBe('–')
  })

  it('opens the page under an address that is on no list', async () => {
    await open('company=101&switches=wrongOrigin')
    expect(new URL(page.url()).hostname).toBe('127.0.0.1')
  })

  it('a dead pod server is one fault, and gone when the page is opened without it', async () => {
    await open('company=101&switches=podDead')
    await page.reload()
    await podFrame()
    expect(faults.list().map(({ system, kind }) => `${system} ${kind}`)).toEqual(['pod reset-before'])
    await page.goto(`http://localhost:${port}/?company=101`)
    await podFrame()
    expect(faults.list()).toEqual([])
  })

  it('names a switch that does not exist', async () => {
    await open('company=101&switches=frameIdTwise')
    await page.getByText('There is no switch “frameIdTwise”.').waitFor()
  })
})

async function open(query: string): Promise<Frame> {
  page = await browser.newPage({ viewport: { width: 1440, height: 900 } })
  await page.goto(`http://localhost:${port}/?${query}`)
  return podFrame()
}

async function podFrame(selector = '#pods iframe'): Promise<Frame> {
  const element = await page.waitForSelector(selector)
  const frame = await element.contentFrame()
  if (frame === null) throw new Error('The iframe has no frame.')
  await frame.waitForSelector('#record')
  return frame
}

async function loaded(pod: Frame): Promise<void> {
  await pod.locator('#record', { hasText: 'screen' }).waitFor()
}

function logOf(from: Page) {
  return from.evaluate(() => window.__hostLog)
}

function aRow(row: Pick<CwHostedSetup, 'id' | 'description' | 'type'> & { origin?: string }): CwHostedSetup {
  const at = '2025-11-01T00:00:00Z'
  return {
    screenId: 1,
    url: `http://127.0.0.1:${port}/reference-client.html?id=[cw_id]&screen=[cw_screen]&host=http://localhost:${port} `,
    origin: `http://127.0.0.1:${port}/`,
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
    dateCreated: at,
    _info: { lastUpdated: at, updatedBy: 'mortiz' },
    ...row,
  }
}
