import type { FrameLocator, Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { violations } from './axe'
import { fail } from './fail'
import {
  addTwin,
  additionOf,
  cloudApp,
  editByHand,
  fairhaven,
  linkAndAssign,
  reachSendDay,
  worryFree,
} from './podWorld'
import { button, choose, row, sizeQuery, usePod } from './podSetup'

/** Whoever uses it, however wide it is: rules of accessibility, no sideways scroll, one place that scrolls. */
const tests = usePod()

interface Sheet {
  name: string
  /** Opens it and brings it to where it shows most; over when that is there. */
  open: (pod: FrameLocator) => Promise<unknown>
}
/** In this order: what a later one changes in ConnectWise would change what an earlier one shows. */
const sheets: Sheet[] = [
  {
    name: 'the review',
    async open(pod) {
      await button(pod, 'Review and send').click()
      await button(pod.getByRole('listitem').filter({ hasText: 'Co-Managed' }).first(), /^Leave out/).click()
      await pod.getByLabel('Why is it left out this time?').waitFor()
    },
  },
  {
    name: 'the choice of an addition',
    async open(pod) {
      await button(row(pod, 'Cloud App').first(), 'Choose which addition').click()
      await pod.getByRole('radio').first().check()
    },
  },
  {
    name: 'an explanation',
    async open(pod) {
      await button(row(pod, 'Email').first(), /explain this number/).click()
      await pod.getByText('Quantity to bill').waitFor()
    },
  },
  {
    name: 'Product Agreements',
    async open(pod) {
      await choose(pod, /^Set Up/)
      const fields = pod.getByRole('dialog').getByRole('group', { name: 'Worry-Free Services' })
      await fields.waitFor()
      // Where there is room, nothing is folded.
      const fold = button(fields, /^Catalog item and quantity for/)
      if (await fold.isVisible()) await fold.click()
      await button(fields, /how .* is written$/).click()
      await fields.getByRole('combobox', { name: /^How a change is written/ }).waitFor()
    },
  },
  {
    name: 'the schedule of a company with its invoice days and limits',
    async open(pod) {
      await choose(pod, 'Schedule and limits')
      const dialog = pod.getByRole('dialog')
      await dialog.getByLabel('Use custom settings').check()
      await dialog.getByLabel('Day', { exact: true }).fill('5')
      await dialog
        .getByText(/ would suit /)
        .first()
        .waitFor()
      await dialog.getByLabel('the quantity rises by more than', { exact: true }).fill('-1')
      await button(dialog, 'Save').click()
      await dialog.getByText('From 0 to 999').waitFor()
    },
  },
  {
    name: 'the summaries of a company',
    async open(pod) {
      await openSummaries(pod)
      const dialog = pod.getByRole('dialog', { name: 'Executive summaries' })
      await dialog.getByLabel('Make a summary for this company every month').check()
      await dialog.getByLabel('Use custom settings').check()
      await dialog.getByLabel('Mail it to').fill('nobody')
      await button(dialog, 'Save').click()
      await dialog.getByText('“nobody” is no e-mail address.').waitFor()
    },
  },
  {
    name: 'the preview of a summary',
    async open(pod) {
      await openSummaries(pod)
      await button(pod, 'Preview').click()
      await button(pod, 'Save as PDF').waitFor()
    },
  },
  {
    name: 'what is left out of billing',
    async open(pod) {
      await choose(pod, 'Leave out of billing')
      await button(pod, 'Leave out Email Security…').click()
      await pod.getByRole('button', { name: 'Leave out', exact: true }).click()
      await pod.getByText('Write in a few words why; it is kept.').waitFor()
    },
  },
  {
    name: 'the settings of all companies',
    async open(pod) {
      await choose(pod, 'Settings')
      await pod
        .getByRole('dialog')
        .getByText(/ invoiced on /)
        .first()
        .waitFor()
    },
  },
  {
    name: 'the history',
    async open(pod) {
      await choose(pod, 'History')
      await row(pod.getByRole('dialog'), 'Worry-Free').first().waitFor()
    },
  },
  {
    name: 'an undo',
    async open(pod) {
      await choose(pod, 'History')
      await button(pod.getByRole('dialog'), /^Undo: Worry-Free/).click()
      await button(pod, 'Undo 1 line').click()
      await pod.getByText('Write in a few words why it is taken back.').waitFor()
    },
  },
  {
    name: 'what was changed in ConnectWise',
    async open(pod) {
      await editByHand(tests.stage, additionOf(tests.stage, worryFree).id, 61)
      await choose(pod, 'Changed in ConnectWise')
      await button(pod, 'Look now').click()
      await pod.getByRole('radio', { name: 'Keep theirs' }).check()
      await button(pod, 'Save').waitFor()
    },
  },
]
/** The tab has the integration settings beside the rest; the pod has them in a sheet. */
async function openSummaries(pod: FrameLocator) {
  const link = button(pod, 'Executive summaries for the customer')
  if (!(await link.isVisible())) await choose(pod, 'Schedule and limits')
  await link.click()
}
const timeoutMs = 180_000

/** A company of which a line was sent, and another one has two additions to choose between. */
async function prepare() {
  await linkAndAssign(tests.stage, fairhaven)
  addTwin(tests.stage, additionOf(tests.stage, cloudApp), { quantity: 5 })
  await reachSendDay(tests.stage)
}
/** Escape, until nothing is open any more. */
async function closeAll(page: Page, pod: FrameLocator) {
  const explained = pod.getByRole('complementary')
  for (let tries = 0; tries < 5 && (await pod.getByRole('dialog').or(explained).count()) > 0; tries += 1)
    await page.keyboard.press('Escape')
  expect(await pod.getByRole('dialog').count()).toBe(0)
}

describe.each(['348', '722', 'tab'] as const)('accessibility at %s', (size) => {
  it(
    'has no violation among the suggestions, on the linked company and on any sheet',
    { timeout: timeoutMs },
    async () => {
      const fresh = await tests.open(`company=${fairhaven}&${sizeQuery(tests.stage, size)}`)
      await fresh.pod.getByRole('radio').first().waitFor()
      await expectNoViolations(fresh.pod, 'the suggestions')

      await prepare()
      const { page, pod } = await tests.open(`company=${fairhaven}&${sizeQuery(tests.stage, size)}`)
      await row(pod, 'Worry-Free').first().waitFor()
      await expectNoViolations(pod, 'the company')
      for (const { name, open } of sheets) {
        await open(pod)
        await expectNoViolations(pod, name)
        await closeAll(page, pod)
      }
    },
  )
})

describe.each(['258', '320', '348', '722'] as const)('at %s', (size) => {
  it('nothing scrolls sideways, and one place scrolls down, on any sheet', { timeout: timeoutMs }, async () => {
    await prepare()
    const { page, pod } = await tests.open(`company=${fairhaven}&size=${size === '320' ? '348' : size}`)
    await row(pod, 'Worry-Free').first().waitFor()
    await page.locator('#pods iframe').evaluate((frame, width) => (frame.style.width = `${width}px`), size)
    await expect.poll(() => pod.locator('html').evaluate((html) => html.clientWidth)).toBe(Number(size))
    await expectCalmScrolling(pod, 'the company')
    for (const { name, open } of sheets) {
      await open(pod)
      await expectCalmScrolling(pod, name)
      await closeAll(page, pod)
    }
  })
})

async function expectNoViolations(pod: FrameLocator, where: string) {
  const frame = (await (await pod.owner().elementHandle()).contentFrame()) ?? fail('the pod has no frame')
  expect(await violations(frame), where).toEqual([])
}

/** No element is wider than the frame; of what is seen, at most one element has more below than it shows. */
async function expectCalmScrolling(pod: FrameLocator, where: string) {
  const { wide, tall } = await pod.locator('html').evaluate((html) => {
    const top = [...document.querySelectorAll('dialog[open]')].at(-1) ?? document.body
    const all = [html, ...(top === document.body ? [top] : []), ...top.querySelectorAll('*')]
    const scrolls = (style: string) => style === 'auto' || style === 'scroll'
    const name = (one: Element) => `${one.tagName.toLowerCase()}.${one.className}`
    return {
      wide: all
        .filter(
          (one) => one.scrollWidth > one.clientWidth && (one === html || scrolls(getComputedStyle(one).overflowX)),
        )
        .map(name),
      tall: all
        .filter(
          (one) => one.scrollHeight > one.clientHeight && (one === html || scrolls(getComputedStyle(one).overflowY)),
        )
        .map(name),
    }
  })
  expect(wide, where).toEqual([])
  expect(tall.length, `${where}: ${tall.join()}`).toBeLessThanOrEqual(1)
}
