import { createTransport } from 'nodemailer'
import type { Browser, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { startSandbox, type Sandbox } from '../simulator/sandbox'
import { launchChromium } from './chromium'
import { freeBasePort, startIso } from './podStage'

/** The panel beside the company screen, over a sandbox without a pod. */
let browser: Browser
let sandbox: Sandbox
let page: Page

beforeAll(async () => {
  browser = await launchChromium()
})
afterAll(() => browser.close())
beforeEach(async () => {
  sandbox = await startSandbox({ basePort: await freeBasePort(), startIso })
})
afterEach(async () => {
  await page.close()
  await sandbox.stop()
})

describe('the Sandbox panel', () => {
  it('moves the clock and edits an addition by hand', async () => {
    await open('company=101&member=mortiz')
    await page.getByRole('button', { name: 'To the next 30th, 02:05' }).click()
    await page.getByText('30 November 2025 at 02:05').waitFor()
    const quantity = page.locator('#additions input').first()
    const id = Number(await quantity.getAttribute('data-addition'))
    await quantity.fill('61')
    await page.locator('#additions button').first().click()
    await expect.poll(() => world().additions.find((one) => one.id === id)?.quantity).toBe(61)
  })

  it('cancels a line, adds a twin of it and deletes that, and lets the older sync write', async () => {
    await open('company=102&member=jlee')
    const [name, part] = ['Worry-Free Services, per seat', panelPart('Additions')]
    const lines = () => world().additions.filter((one) => one.agreementId === 1021 && one.product.id === 2001)
    await part.getByText(/^Price 4.5/).click()
    await part.getByLabel(`Last day of ${name}`).fill('2025-12-31')
    await part.getByRole('button', { name: `Cancel ${name} on that day` }).click()
    await part.getByText('to 2025-12-31, then cancelled').waitFor()
    expect(lines()).toMatchObject([{ cancelledDate: '2025-12-31T00:00:00Z', _info: { updatedBy: 'jlee' } }])
    await part.getByRole('button', { name: `Add a twin of ${name}` }).click()
    await expect.poll(() => lines().length).toBe(2)
    await part
      .getByText(/^Price 4.5/)
      .nth(1)
      .click()
    await part
      .getByRole('button', { name: `Delete ${name}` })
      .nth(1)
      .click()
    await expect.poll(() => lines().length).toBe(1)
    await part.getByLabel('Addition that the older sync writes').selectOption({ label: name })
    await part.getByLabel('What it writes').fill('9')
    await part.getByRole('button', { name: 'Let the older sync write' }).click()
    await part.getByText('by RemoteManager').waitFor()
    expect(lines()).toMatchObject([{ quantity: 9 }])
  })

  it('invoices and renews an agreement', async () => {
    await open('company=104&member=mortiz')
    await page.getByText('Agreements', { exact: true }).click()
    const part = panelPart('Agreements')
    await part.getByRole('button', { name: /^Make the next invoice of Depot Support/ }).click()
    await part.getByText(/next invoice 2026-01-01/).waitFor()
    await part.getByLabel('Day for Renew and End').fill('2026-01-01')
    await part.getByRole('button', { name: /^Renew Depot Support/ }).click()
    await part.getByText('Depot Support 2025 (renewed)').waitFor()
    expect(world().agreements.find(({ id }) => id === 1042)?.endDate).toBe('2025-12-31T00:00:00Z')
  })

  it('changes seats, lets a customer vanish and come back, and makes a situation', async () => {
    await open('company=102&member=mortiz')
    await page.getByText('Trend Micro', { exact: true }).click()
    const part = panelPart('Trend Micro')
    const plan = 'Worry-Free Services, Advanced, monthly'
    await part.getByLabel(`Seats of ${plan}`, { exact: true }).fill('21')
    await part.getByLabel(`Used seats of ${plan}`).fill('')
    await part.getByRole('button', { name: `Set the seats of ${plan}` }).click()
    const bought = () => sandbox.trendMicro.world.subscriptions.find(({ customerId }) => /102$/.test(customerId))
    await expect.poll(() => bought()?.used).toBe(null)
    expect(bought()?.licenses[0]?.units).toBe(21)
    await part.getByRole('button', { name: 'Vanish: ALDER AND FINCH' }).click()
    await part.getByRole('button', { name: 'Come back: ALDER AND FINCH' }).click()
    await part.getByRole('button', { name: 'Vanish: ALDER AND FINCH' }).waitFor()
    await page.getByText('Make something happen').click()
    await page.getByRole('button', { name: 'Ten times the seats (16 to 160)' }).click()
    await expect.poll(() => bought()?.licenses[0]?.units).toBe(160)
  })

  it('opens a mail that arrived: its page in a frame without scripts, its text, and its PDF', async () => {
    await open('company=101&member=mortiz')
    await page.getByText('Mail', { exact: true }).click()
    const part = panelPart('Mail')
    await part.getByText('No mail has arrived.').waitFor()
    const { host, port } = sandbox.mailServer
    await part.getByText(`Mail server ${host}, port ${port}, encryption None, no user.`).waitFor()
    const image = page.waitForEvent('requestfailed', (request) => request.url().includes(elsewhere))
    await createTransport({ host, port, ignoreTLS: true }).sendMail({
      from: 'billing@acme.example',
      to: 'dana@fairhaven.example',
      subject: 'Licences in November',
      text: 'In plain words',
      html: `<h1>45 seats</h1><script>document.body.textContent = 'replaced'</script><img src="http://${elsewhere}/">`,
      attachments: [{ filename: 'summary.pdf', contentType: 'application/pdf', content: Buffer.from('%PDF-1.7') }],
    })
    // The panel looks again by itself.
    await part.getByText('dana@fairhaven.example').waitFor()
    await part.getByRole('button', { name: 'Licences in November' }).click()
    const mail = page.getByRole('dialog', { name: 'Licences in November' })
    await mail.getByText('From billing@acme.example to dana@fairhaven.example').waitFor()
    await mail.frameLocator('iframe').getByRole('heading', { name: '45 seats' }).waitFor()
    await mail.getByText('As plain text').click()
    await mail.getByText('In plain words').waitFor()
    const saved = page.waitForEvent('download')
    await mail.getByRole('link', { name: 'Save summary.pdf' }).click()
    expect((await saved).suggestedFilename()).toBe('summary.pdf')
    // The browser did not even ask for it.
    expect((await image).failure()?.errorText).toBe('csp')
    await page.keyboard.press('Escape')
    await expect.poll(() => page.locator('dialog.mail').count()).toBe(0)
  })

  it('lists what was put into ConnectWise: a document to open, and a ticket', async () => {
    await open('company=101&member=mortiz')
    for (const title of ['Documents', 'Tickets']) await page.getByText(title, { exact: true }).click()
    await panelPart('Documents').getByText('ConnectWise holds no documents.').waitFor()
    const form = new FormData()
    for (const [name, value] of [
      ['recordType', 'Company'],
      ['recordId', '101'],
      ['title', 'Summary'],
    ] as const)
      form.set(name, value)
    form.set('file', new File(['%PDF-1.7'], 'summary.pdf', { type: 'application/pdf' }))
    await write('system/documents', form)
    await write('service/tickets', JSON.stringify({ summary: '1 line waits', company: { id: 101 }, board: { id: 2 } }))
    await panelPart('Documents').getByText('Fairhaven Dental Group · by TrendBilling').waitFor()
    const link = panelPart('Documents').getByRole('link', { name: 'Open summary.pdf' })
    expect(await (await fetch(new URL((await link.getAttribute('href')) ?? '', page.url()))).text()).toBe('%PDF-1.7')
    await panelPart('Tickets').getByText('1 line waits').waitFor()
  })

  it('says what went wrong, and goes on', async () => {
    await open('company=102&member=mortiz')
    const part = panelPart('Additions')
    await part.getByLabel('Quantity of Gold support, per user', { exact: true }).fill('')
    await part.getByRole('button', { name: 'Edit the quantity of Gold support, per user' }).click()
    await part.getByRole('alert').filter({ hasText: 'number' }).waitFor()
    // The panel reads the worlds again after it.
    const field = part.getByLabel('Quantity of Gold support, per user', { exact: true })
    await expect.poll(() => field.inputValue()).toBe('16')
  })
})

/** Nobody is there. */
const elsewhere = 'elsewhere.invalid'
const world = () => sandbox.connectWise.world

/** As the pod's server does. */
async function write(path: string, body: FormData | string): Promise<void> {
  const login = Buffer.from('acme+sandboxPublic:sandboxPrivate').toString('base64')
  const answer = await fetch(`${sandbox.urls.connectWise}/v4_6_release/apis/3.0/${path}`, {
    method: 'POST',
    headers: {
      authorization: `Basic ${login}`,
      clientId: '5a2db0c5-0000-4000-8000-000000000001',
      ...(typeof body === 'string' && { 'content-type': 'application/json' }),
    },
    body,
  })
  expect(answer.status).toBe(201)
}

async function open(query: string): Promise<void> {
  page = await browser.newPage({ viewport: { width: 1440, height: 900 } })
  await page.goto(`${sandbox.urls.host}/?${query}`)
}

/** One part of the panel by its title. */
function panelPart(title: string) {
  return page.locator('#panel-body > details').filter({ has: page.getByText(title, { exact: true }) })
}
