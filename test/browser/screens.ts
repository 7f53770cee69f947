/**
 * Pictures of the pod in every state, from the whole product on loopback:
 * `npx tsx test/browser/screens.ts <folder> [part of a state's name]`.
 */
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { FrameLocator, Locator, Page } from 'playwright-core'
import { launchChromium } from './chromium'
import { fail } from './fail'
import { builtClient, freeBasePort, startStage, visit, type Stage } from './podStage'
import {
  addTwin,
  additionOf,
  editByHand,
  fairhaven,
  linkAndAssign,
  linkOnly,
  reachSendDay,
  worryFree,
} from './podWorld'

interface Shot {
  name: string
  company?: number
  member?: string
  switches?: string
  locale?: string
  before?: (stage: Stage) => Promise<unknown>
  act?: (pod: FrameLocator, page: Page, stage: Stage) => Promise<void>
  /** What must be seen before the picture is taken. */
  until: (pod: FrameLocator) => ReturnType<FrameLocator['locator']>
}

const linked = (stage: Stage) => linkAndAssign(stage, fairhaven)
const button = (pod: FrameLocator | Locator, name: string | RegExp) => pod.getByRole('button', { name })
const heading = (name: string | RegExp) => (pod: FrameLocator) => pod.getByRole('heading', { name })
const table = (pod: FrameLocator) => pod.getByRole('rowheader').first()
const dialog = (pod: FrameLocator) => pod.getByRole('dialog')

async function choose(pod: FrameLocator, item: RegExp) {
  await table(pod).waitFor()
  const shown = pod.getByRole('navigation').getByRole('button', { name: item })
  if (await shown.isVisible()) return shown.click()
  await button(pod, /^(More|Plus)$/).click()
  await pod.getByRole('menuitem', { name: item }).click()
}
const review = async (pod: FrameLocator) => {
  await button(pod, 'Review and send').click()
  await dialog(pod).getByRole('checkbox').first().waitFor()
}
const send = async (pod: FrameLocator) => {
  await review(pod)
  await button(pod, 'Send now').click()
}
const sent = async (pod: FrameLocator) => {
  await send(pod)
  await newNumbers(pod).waitFor()
}
const newNumbers = (pod: FrameLocator) => dialog(pod).getByRole('button', { name: 'Show the new numbers' })
const verify = async (pod: FrameLocator) => {
  await pod.getByRole('radio').first().check()
  await button(pod, 'Verify').click()
}

const shots: Shot[] = [
  { name: 'unlinked', until: (pod) => pod.getByRole('radio').first() },
  { name: 'verified', act: verify, until: (pod) => pod.getByText('Verified.') },
  { name: 'nothing-found', company: 110, until: (pod) => pod.getByText('No Trend customer looks like') },
  { name: 'linked-unmapped', before: (stage) => linkOnly(stage, fairhaven), until: table },
  { name: 'linked', before: linked, until: table },
  {
    name: 'menu',
    before: linked,
    act: (pod) => button(pod, 'More').click(),
    until: (pod) => pod.getByRole('menuitem').last(),
  },
  { name: 'review', before: linked, act: review, until: heading('Review and send') },
  {
    name: 'review-held',
    before: linked,
    act: async (pod) => {
      await review(pod)
      await pod.getByRole('checkbox', { name: /although it is held/ }).check()
      await button(pod, 'Send now').click()
    },
    until: (pod) => pod.getByText('Write in a few words'),
  },
  {
    name: 'sending',
    before: async (stage) => {
      await linked(stage)
      stage.sandbox.faults.add({
        system: 'connectwise',
        kind: 'slow',
        method: 'PATCH',
        path: '',
        times: null,
        delayMs: 8000,
      })
    },
    act: send,
    until: heading('Sending'),
  },
  { name: 'result', before: linked, act: sent, until: heading('Sent') },
  {
    name: 'result-unknown',
    before: linked,
    act: async (pod, _page, stage) => {
      await review(pod)
      const broken = { system: 'connectwise', kind: '500-after', path: 'additions', times: null, delayMs: 0 } as const
      for (const method of ['PATCH', 'GET']) stage.sandbox.faults.add({ ...broken, method })
      await button(pod, 'Send now').click()
    },
    until: newNumbers,
  },
  {
    name: 'explain',
    before: linked,
    act: (pod) => button(pod, /^48, explain/).click(),
    until: (pod) => pod.getByText('Quantity to bill'),
  },
  {
    name: 'explain-held',
    before: linked,
    act: (pod) => button(pod, /^40, explain/).click(),
    until: (pod) => pod.getByText('Why it waits'),
  },
  {
    name: 'explain-past',
    before: sentBySchedule,
    act: async (pod) => {
      await choose(pod, /^History/)
      await dialog(pod)
        .getByRole('button', { name: /^48, explain/ })
        .click()
    },
    until: (pod) => pod.getByText('Why it was sent'),
  },
  {
    name: 'explain-past-end',
    before: sentBySchedule,
    act: async (pod) => {
      await choose(pod, /^History/)
      await dialog(pod)
        .getByRole('button', { name: /^48, explain/ })
        .click()
      await pod.getByText(/^Computed again/).scrollIntoViewIfNeeded()
    },
    until: (pod) => pod.getByText(/^Computed again/),
  },
  { name: 'undo', before: sentBySchedule, act: undo, until: (pod) => pod.getByText('Nothing is erased.') },
  {
    name: 'undo-invoiced',
    before: async (stage) => {
      await sentBySchedule(stage)
      stage.sandbox.connectWise.edits.invoiceAgreement(worryFree.agreement, 'jlee')
    },
    act: undo,
    until: (pod) => pod.getByText('is made already'),
  },
  {
    name: 'undo-done',
    before: sentBySchedule,
    act: takeBack,
    until: (pod) => pod.getByText('1 line taken back.'),
  },
  {
    name: 'history-undone',
    before: sentBySchedule,
    act: async (pod) => {
      await takeBack(pod)
      await pod.getByText('1 line taken back.').waitFor()
      await dialog(pod).last().getByRole('button', { name: 'Close' }).last().click()
    },
    until: (pod) => dialog(pod).getByText(/^taken back .* by mortiz$/),
  },
  {
    name: 'choose-addition',
    before: withTwin,
    act: (pod) => button(pod, 'Choose which addition').first().click(),
    until: (pod) => dialog(pod).getByRole('radio').first(),
  },
  {
    name: 'review-leave-out',
    before: linked,
    act: async (pod) => {
      await review(pod)
      await button(dialog(pod).getByRole('listitem').filter({ hasText: 'Co-Managed' }), /^Leave out/).click()
    },
    until: (pod) => pod.getByLabel('Why is it left out this time?'),
  },
  {
    name: 'leave-out',
    before: linked,
    act: async (pod) => {
      await choose(pod, /^Leave out of/)
      await button(pod, 'Leave out Worry-Free Services…').click()
    },
    until: (pod) => pod.getByLabel('Why Worry-Free Services is left out'),
  },
  {
    name: 'left-out',
    before: linked,
    act: async (pod) => {
      await choose(pod, /^Leave out of/)
      await button(pod, 'Leave out Worry-Free Services…').click()
      await pod.getByLabel('Why Worry-Free Services is left out').fill('Billed by the hosting contract')
      await pod.getByRole('button', { name: 'Leave out', exact: true }).click()
    },
    until: (pod) => pod.getByText('ConnectWise still bills 45.'),
  },
  {
    name: 'drift',
    before: editedByHand,
    act: lookForDrift,
    until: (pod) => pod.getByText('The line waits for a person.'),
  },
  {
    name: 'drift-changed',
    before: editedByHand,
    act: async (pod) => {
      await lookForDrift(pod)
      await pod.getByRole('radio', { name: 'Write ours over it' }).check()
    },
    until: (pod) => pod.getByText('Not saved yet'),
  },
  {
    name: 'drift-notice',
    before: editedByHand,
    act: async (pod) => {
      await lookForDrift(pod)
      await button(dialog(pod), 'Close').click()
    },
    until: (pod) => pod.getByText('1 addition was changed in ConnectWise'),
  },
  {
    name: 'limits',
    before: linked,
    act: async (pod, page) => {
      if (!page.url().includes('tab=')) await choose(pod, /^Schedule and/)
      await pod.getByLabel('the quantity rises by more than', { exact: true }).fill('-1')
      await pod.getByLabel('the quantity drops by more than', { exact: true }).fill('60')
      await button(pod, 'Save').click()
    },
    until: (pod) => pod.getByText('From 0 to 999'),
  },
  {
    name: 'invoice-days',
    before: linked,
    act: async (pod, page) => {
      if (!page.url().includes('tab=')) await choose(pod, /^Schedule and/)
      await pod.getByLabel('Use custom settings').check()
      await pod.getByLabel('Day', { exact: true }).fill('5')
    },
    until: (pod) => pod.getByText(/ would suit /).first(),
  },
  {
    name: 'agreements-more',
    before: linked,
    act: async (pod) => {
      await choose(pod, /^Set Up/)
      const fields = dialog(pod).getByRole('group', { name: 'Worry-Free Services' })
      const fold = fields.getByRole('button', { name: /^Catalog item and quantity for/ })
      if (await fold.isVisible()) await fold.click()
      await fields.getByRole('button', { name: /how .* is written$/ }).click()
    },
    until: (pod) => pod.getByRole('combobox', { name: /^How a change is written/ }),
  },
  {
    name: 'seats',
    before: linked,
    act: async (pod, page) => {
      if (!page.url().includes('size=722') && !page.url().includes('tab=')) return
      await button(pod, /177 of 177/).click()
    },
    until: table,
  },
  {
    name: 'seats-missing',
    before: linked,
    act: async (_pod, page) => {
      await page.route('**/api/companies/*/plan', async (route) => {
        const answer = await route.fetch()
        await route.fulfill({
          response: answer,
          body: (await answer.text()).replace('"reported":177', '"reported":189'),
        })
      })
      await page.getByRole('button', { name: 'Refresh' }).click()
    },
    until: (pod) => pod.getByText('12 seats not accounted for, sending is off'),
  },
  {
    name: 'agreements',
    before: linked,
    act: (pod) => choose(pod, /^Set Up/),
    until: (pod) => dialog(pod).getByRole('combobox').first(),
  },
  {
    name: 'agreements-list',
    before: linked,
    act: async (pod) => {
      await choose(pod, /^Set Up/)
      await dialog(pod)
        .getByRole('combobox', { name: /^Agreement name for/ })
        .nth(1)
        .click()
    },
    until: (pod) => pod.getByRole('option').first(),
  },
  {
    name: 'agreements-changed',
    before: (stage) => linkOnly(stage, fairhaven),
    act: async (pod) => {
      await choose(pod, /^Set Up/)
      await dialog(pod)
        .getByRole('combobox', { name: /^Agreement type for/ })
        .first()
        .click()
      await pod.getByRole('option', { name: 'Security Add-ons' }).click()
    },
    until: (pod) => dialog(pod).getByText('Cloud Protection').first(),
  },
  {
    name: 'schedule',
    before: linked,
    act: async (pod, page) => {
      if (page.url().includes('tab=')) return
      await choose(pod, /^Schedule and/)
    },
    until: (pod) => pod.getByLabel('Use global settings'),
  },
  {
    name: 'schedule-custom',
    before: linked,
    act: async (pod, page) => {
      if (!page.url().includes('tab=')) await choose(pod, /^Schedule and/)
      await pod.getByLabel('Use custom settings').check()
    },
    until: (pod) => pod.getByText('Not saved yet'),
  },
  {
    name: 'settings',
    before: linked,
    act: (pod) => choose(pod, /^Settings/),
    until: (pod) => pod.getByRole('heading', { name: 'Schedule' }),
  },
  {
    name: 'settings-tested',
    before: linked,
    act: async (pod) => {
      await choose(pod, /^Settings/)
      await button(pod, 'Test Connection').first().click()
      await pod
        .getByText(/Connected|missing/)
        .first()
        .waitFor()
      await button(pod, 'Test Connection').last().click()
    },
    until: (pod) => pod.getByText('Connected').nth(1),
  },
  {
    name: 'send-all',
    before: async (stage) => {
      await linked(stage)
      await linkAndAssign(stage, 102)
    },
    act: async (pod) => {
      await choose(pod, /^Settings/)
      await button(pod, 'Send now').click()
    },
    until: (pod) => button(pod, /Send \d+ line/),
  },
  {
    name: 'french-explain',
    before: linked,
    locale: 'fr-CA',
    act: (pod) => button(pod, /^48, expliquer/).click(),
    until: (pod) => pod.getByText('Quantité à facturer'),
  },
  {
    name: 'history-empty',
    before: linked,
    act: (pod) => choose(pod, /^History/),
    until: (pod) => dialog(pod).getByText('Nothing was sent'),
  },
  {
    name: 'history',
    before: async (stage) => {
      await linked(stage)
      await reachSendDay(stage)
    },
    act: (pod) => choose(pod, /^History/),
    until: (pod) => dialog(pod).getByRole('rowheader').first(),
  },
  {
    name: 'after-schedule',
    before: async (stage) => {
      await linked(stage)
      await reachSendDay(stage)
    },
    until: table,
  },
  {
    name: 'link',
    before: linked,
    act: (pod) => choose(pod, /^Link to/),
    until: (pod) => dialog(pod).getByText('Linked to').first(),
  },
  { name: 'link-off', before: async (stage) => linkOff(stage), until: table },
  { name: 'look-only', member: 'tlook', before: linked, until: (pod) => pod.getByText('You can look, not send') },
  { name: 'look-only-unlinked', member: 'tlook', until: (pod) => pod.getByText('Linking is for billing managers') },
  { name: 'no-permission', member: 'nview', until: heading('You cannot see billing here') },
  { name: 'no-record', company: 0, until: heading('No company to show yet') },
  {
    name: 'error',
    before: async (stage) => {
      await linked(stage)
      stage.sandbox.clock.set('2025-11-25T13:55:00Z') // seats that were just read would still do
      stage.sandbox.faults.add({
        system: 'trendmicro',
        kind: '500-before',
        method: null,
        path: '',
        times: null,
        delayMs: 0,
      })
    },
    until: heading('Trend Micro is out of order'),
  },
  {
    name: 'partial',
    before: async (stage) => {
      await linked(stage)
      stage.sandbox.faults.add({
        system: 'trendmicro',
        kind: 'partial-page',
        method: null,
        path: 'subscriptions',
        times: 1,
        delayMs: 0,
      })
    },
    until: table,
  },
  {
    name: 'offline',
    before: linked,
    act: async (pod, page, stage) => {
      await table(pod).waitFor()
      stage.sandbox.faults.add({
        system: 'pod',
        kind: 'reset-before',
        method: null,
        path: '/api',
        times: null,
        delayMs: 0,
      })
      await page.getByRole('button', { name: 'Refresh' }).click()
    },
    until: (pod) => pod.getByText('No connection since'),
  },
  { name: 'offline-no-data', switches: 'podDead', until: (pod) => pod.getByRole('button', { name: 'Try again' }) },
  { name: 'loading', before: linked, switches: 'podSlow', until: (pod) => pod.getByText('Reading seats') },
  { name: 'gave-up', switches: 'frameIdNever', until: heading('ConnectWise did not answer this pod') },
  { name: 'french', before: linked, locale: 'fr-CA', until: table },
  {
    name: 'french-review',
    before: linked,
    locale: 'fr-CA',
    act: (pod) => button(pod, /^Examiner/).click(),
    until: (pod) => pod.getByRole('checkbox').first(),
  },
  {
    name: 'french-settings',
    before: linked,
    locale: 'fr-CA',
    act: (pod) => choose(pod, /^(Réglages|Paramètres)/),
    until: (pod) => dialog(pod).getByRole('heading').nth(2),
  },
  { name: 'dark', before: linked, act: darken, until: table },
  { name: 'harrow', company: 103, before: (stage) => linkAndAssign(stage, 103), until: table },
  { name: 'brightwater', company: 104, before: (stage) => linkAndAssign(stage, 104), until: table },
  { name: 'obrien', company: 105, before: (stage) => linkAndAssign(stage, 105), until: table },
  { name: 'kestrel', company: 107, before: (stage) => linkAndAssign(stage, 107), until: table },
]

async function sentBySchedule(stage: Stage) {
  await linked(stage)
  await reachSendDay(stage)
}
async function undo(pod: FrameLocator) {
  await choose(pod, /^History/)
  await dialog(pod)
    .getByRole('button', { name: /^Undo: Worry-Free/ })
    .click()
  await pod.getByRole('dialog', { name: 'Undo a send' }).getByRole('listitem').first().waitFor()
}
async function takeBack(pod: FrameLocator) {
  await undo(pod)
  await pod.getByLabel('Why is it taken back?').fill('Counted before the move')
  await button(pod, /^Undo 1 line/).click()
}
async function withTwin(stage: Stage) {
  await linked(stage)
  addTwin(stage, additionOf(stage, worryFree), { quantity: 5, description: 'Worry-Free Services, annex' })
}
async function editedByHand(stage: Stage) {
  await sentBySchedule(stage)
  await editByHand(stage, additionOf(stage, worryFree).id, 61)
}
async function lookForDrift(pod: FrameLocator) {
  await choose(pod, /^Changed in/)
  await button(pod, 'Look now').click()
  await pod.getByText('The line waits for a person.').waitFor()
}
async function linkOff(stage: Stage) {
  const { asMember } = await import('./podWorld')
  const view = await linked(stage)
  const customerIds = view.link?.customers.map(({ id }) => id) ?? []
  await (
    await asMember(stage)
  ).put(`/api/companies/${fairhaven}/link`, { version: view.version, customerIds, enabled: false })
}
async function darken(pod: FrameLocator) {
  await table(pod).waitFor()
  await pod.locator('html').evaluate((root) => root.setAttribute('data-theme', 'dark'))
}

const [folder = fail('name the folder for the pictures'), part = ''] = process.argv.slice(2)
await mkdir(folder, { recursive: true })
const clientDir = await builtClient()
const basePort = await freeBasePort()
const browser = await launchChromium()
for (const shot of shots.filter(({ name }) => name.includes(part)))
  for (const size of ['258', '348', '722', 'tab']) await take(shot, size)
await browser.close()

async function take(shot: Shot, size: string) {
  const stage = await startStage({ basePort, clientDir })
  const file = join(folder, `${shot.name}-${size}.png`)
  const page = await open(shot, size, stage)
  try {
    const frame = size === 'tab' ? '#hosted-tabs iframe' : '#pods iframe'
    const pod = page.frameLocator(frame)
    await shot.act?.(pod, page, stage)
    await shot.until(pod).waitFor()
    await page.locator(frame).screenshot({ path: file })
    console.log(file)
  } catch (error) {
    console.error(
      `${shot.name} at ${size}: ${error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error)}`,
    )
    await page.screenshot({ path: file.replace('.png', '.missed.png') })
    process.exitCode = 1
  } finally {
    await page.context().close()
    await stage.stop()
  }
}

async function open(shot: Shot, size: string, stage: Stage) {
  await shot.before?.(stage)
  const tab =
    stage.sandbox.connectWise.world.hostedSetups.find(({ type }) => type === 'Tab') ?? fail('no tab is registered')
  const query = new URLSearchParams({
    company: shot.company === 0 ? 'new' : String(shot.company ?? fairhaven),
    member: shot.member ?? 'mortiz',
    switches: shot.switches ?? '',
    ...(size === 'tab' ? { tab: String(tab.id) } : { size }),
  })
  const page = await visit(browser, stage, {
    query: query.toString().replaceAll('%2C', ','),
    width: size === 'tab' ? 1312 : 1400,
    height: size === 'tab' ? 1020 : 900,
    ...(shot.locale === undefined ? {} : { locale: shot.locale }),
  })
  page.setDefaultTimeout(13_000)
  return page
}
