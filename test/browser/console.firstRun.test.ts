import type { Locator, Page } from 'playwright-core'
import { expect, it } from 'vitest'
import type { SettingsView } from '../../server/domain/viewsSettings'
import type { RunsView } from '../../server/domain/viewsRuns'
import { itemOfPlan } from '../simulator/demo/oracle'
import { sandboxKeys } from '../simulator/demo/server'
import { catalogItems } from '../simulator/seed/catalogItems'
import { violations } from './axe'
import { fail } from './fail'
import { row, usePod } from './podSetup'
import { asMember, fairhaven } from './podWorld'

/**
 * What a new user does, from an empty folder to a reviewed plan of all companies, counted: every click, and every field that
 * is filled in, for somebody has to go into it first.
 */
const limits = { requestsPerMinute: 60_000, burst: 1_000, inFlight: 16 }
const tests = usePod('fresh', { companies: 300, unset: true, limits })
const mostClicks = 60

it(
  'from an empty folder to a reviewed plan of all companies takes under 60 clicks; it is sent, and a summary is mailed',
  { timeout: 300_000 },
  async () => {
    let clicks = 0
    const click = async (at: Locator) => {
      clicks += 1
      await at.click()
    }
    const fill = async (at: Locator, text: string) => {
      clicks += 1
      await at.fill(text)
    }
    const found: string[] = []
    const { page, pod } = await tests.open({ query: `company=${fairhaven}&size=722`, width: 1280 })
    const lookAtPod = async () => found.push(...(await violations(await frameOf(page))))

    // Keys of ConnectWise.
    await fill(pod.getByLabel('Public key'), sandboxKeys.publicKey)
    await fill(pod.getByLabel('Private key'), sandboxKeys.privateKey)
    await click(pod.getByRole('button', { name: 'Test Connection' }))
    await pod.getByText('as ConnectWise’s companyinfo says').waitFor()
    await lookAtPod()
    await click(pod.getByRole('button', { name: 'Next' }))

    // Keys of Trend Micro.
    const { accessToken, secretKey } = tests.stage.sandbox.trendMicro.world
    await fill(pod.getByLabel('Address'), tests.stage.sandbox.urls.trendMicro)
    await fill(pod.getByLabel('Access token'), accessToken)
    await fill(pod.getByLabel('Secret key'), secretKey)
    await click(pod.getByRole('button', { name: 'Test Connection' }))
    await pod.getByText('Connected: 287 customers').waitFor()
    await lookAtPod()

    // Closed and opened again: it goes on at the first step that is not done.
    await page.reload()
    await pod.locator('[aria-current=step]', { hasText: 'Companies' }).waitFor()
    await click(pod.getByRole('button', { name: /^Look and accept/ }))
    await click(pod.getByRole('button', { name: /^Accept 2\d\d/ }))
    await pod
      .locator('.sheet-b')
      .getByText(/^2\d\d companies linked/)
      .waitFor()
    await lookAtPod()
    await click(pod.getByRole('button', { name: 'Next' }))

    // The day, with the invoice days of the agreements.
    await pod.getByText(/agreements are invoiced on the 1st/).waitFor()
    await lookAtPod()
    await click(pod.getByRole('button', { name: 'Finish', exact: true }))
    await pod.getByText('Set-up is done.').waitFor()
    await lookAtPod()

    // What each product is.
    const opened = page.context().waitForEvent('page')
    await click(pod.getByRole('button', { name: 'Set defaults' }))
    const tab = await opened
    await tab.setViewportSize({ width: 1280, height: 900 })
    await setDefaults(tab, click, fill)
    await click(tab.getByRole('button', { name: 'Fill in for companies' }))
    await click(tab.getByRole('button', { name: /^Fill in for 2\d\d/ }))
    await tab
      .getByRole('dialog')
      .getByText(/^Filled in for 2\d\d companies/)
      .waitFor()
    await click(tab.getByRole('dialog').getByRole('button', { name: 'Close' }).last())

    // The first plan.
    await click(tab.getByRole('link', { name: 'Runs' }))
    await click(tab.getByRole('button', { name: 'Plan all companies' }))
    await tab.getByText('Planned; nothing is sent yet.').waitFor({ timeout: 30_000 })
    await tab.getByRole('row').nth(1).waitFor()

    const member = await asMember(tests.stage)
    const { runs } = await member.get<RunsView>('/api/runs')
    const { linkedCompanies } = await member.get<SettingsView>('/api/settings')
    const run = runs[0] ?? fail('no run')
    console.log(`figure: clicks=${clicks} companies=${run.companies} lines_to_send=${run.counts.pending}`)
    expect(found).toEqual([])
    expect([run.companies, run.status]).toEqual([linkedCompanies, 'waiting'])
    expect(run.counts.pending).toBeGreaterThan(100)
    expect(clicks).toBeLessThan(mostClicks)

    // All that is within the limits is approved, and sent.
    await tab.getByRole('button', { name: /^Approve all \d+ lines/ }).click()
    await tab
      .getByRole('dialog')
      .getByRole('button', { name: /^Send \d+ lines/ })
      .click()
    await tab.getByText(`${run.counts.pending} lines approved.`).waitFor()
    await tab.getByRole('dialog').getByRole('button', { name: 'Close' }).last().click()
    await tab.getByRole('button', { name: `Sent ${run.counts.pending}` }).waitFor({ timeout: 60_000 })
    await mailSummary(tab)
    expect(await violationsOfPages(tab)).toEqual([])
  },
)

/** Every page of the console with what is on it by then. */
async function violationsOfPages(tab: Page): Promise<string[]> {
  const found = [...(await violations(tab))]
  // What is open over the page keeps its links from being pressed.
  await tab.keyboard.press('Escape')
  const pages = tab.getByRole('navigation').first().getByRole('link')
  const names = await pages.evaluateAll((links) => links.map((link) => link.getAttribute('href') ?? ''))
  expect(names.length).toBeGreaterThan(8)
  for (const href of names) {
    await tab.locator(`nav a[href="${href}"]`).click()
    await tab.locator(`nav a[href="${href}"][aria-current]`).waitFor()
    await tab.locator('main h1').first().waitFor()
    await tab.waitForLoadState('networkidle')
    found.push(...(await violations(tab)).map((each) => `${href} ${each}`))
  }
  return found
}

/** The mail server is set, summaries are switched on, and the one of a company is made: it arrives with its PDF. */
async function mailSummary(tab: Page): Promise<void> {
  const { mailServer, mailbox } = tests.stage.sandbox
  await tab.getByRole('link', { name: 'Settings' }).click()
  const notices = tab.getByRole('region', { name: 'Notices' })
  await notices.getByLabel('Server', { exact: true }).fill(mailServer.host)
  await notices.getByLabel('Port').fill(String(mailServer.port))
  await notices.getByLabel('Encryption').selectOption('none')
  await notices.getByLabel('Sender').fill('billing@acme.example')
  await notices.getByRole('button', { name: 'Save' }).click()
  await notices.getByRole('button', { name: 'Save' }).waitFor({ state: 'detached' })
  const all = tab.getByRole('region', { name: 'Executive summaries' })
  await all.getByLabel('Make executive summaries every month').check()
  await all.getByRole('button', { name: 'Save' }).click()
  await all.getByRole('button', { name: 'Save' }).waitFor({ state: 'detached' })

  await tab.getByRole('link', { name: 'Companies' }).click()
  await tab.getByPlaceholder('Find a company or customer').fill('Brightwater')
  await tab.getByRole('link', { name: 'Brightwater Logistics', exact: true }).click()
  await tab.getByRole('button', { name: 'Executive summaries for the customer' }).click()
  const sheet = tab.getByRole('dialog', { name: 'Executive summaries' })
  await sheet.getByLabel('Make a summary for this company every month').check()
  await sheet.getByLabel('Mail it to').fill('dana@brightwater.example')
  await sheet.getByRole('button', { name: 'Save' }).click()
  await sheet.getByRole('button', { name: /^Make the one of/ }).click()
  await sheet.getByRole('button', { name: 'Make it now' }).click()
  await expect
    .poll(() => mailbox.list().map(({ to }) => to), { timeout: 90_000 })
    .toEqual([['dana@brightwater.example']])
  const [mail] = mailbox.list()
  expect(mail?.html).toContain('Brightwater Logistics')
  expect(mail?.files.map(({ contentType }) => contentType)).toEqual(['application/pdf'])
  await sheet.getByText('mailed to dana@brightwater.example').waitFor({ timeout: 30_000 })
}

/** One default for each product that the catalog has an item for. */
async function setDefaults(
  at: Page,
  click: (at: Locator) => Promise<void>,
  fill: (at: Locator, text: string) => Promise<void>,
): Promise<void> {
  const items = new Map<number, string>(Object.values(catalogItems).map(({ id, identifier }) => [id, identifier]))
  await at.getByRole('table').getByRole('button').first().waitFor()
  for (const plan of await at.locator('tbody th .sub').allTextContents()) {
    const item = items.get(itemOfPlan(plan) ?? 0)
    if (item === undefined || isNeverBilled(plan)) continue
    await click(row(at.locator('body'), plan).getByRole('button'))
    await fill(at.getByRole('combobox', { name: /^Catalog item of/ }), item)
    await click(at.getByRole('option', { name: new RegExp(`^${item}`) }))
    await click(at.getByRole('button', { name: 'Save', exact: true }))
    await at.getByRole('dialog').waitFor({ state: 'detached' })
  }
}

/** Trials and licences that are not for resale need no catalog item. */
const isNeverBilled = (plan: string) => /Trial|NFR/.test(plan)

/** The pod's own frame. */
async function frameOf(page: Page) {
  const element = await page.locator('#pods iframe').first().elementHandle()
  return (await element.contentFrame()) ?? fail('the pod has no frame')
}
