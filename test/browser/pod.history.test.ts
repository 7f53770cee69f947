import type { FrameLocator, Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import type { AgreementsView } from '../../server/domain/viewsAgreements'
import { button, choose, row, sizeQuery, usePod } from './podSetup'
import { additionOf, asMember, fairhaven, linkAndAssign, reachSendDay, worryFree } from './podWorld'

/** What was sent, afterwards: why it was that number, and taking it back. */
const tests = usePod()
const quantity = () => additionOf(tests.stage, worryFree).quantity
const history = (pod: FrameLocator) => pod.getByRole('dialog', { name: 'History' })
const sheet = (pod: FrameLocator) => pod.getByRole('dialog', { name: 'Undo a send' })

async function sentBySchedule() {
  await linkAndAssign(tests.stage, fairhaven)
  await reachSendDay(tests.stage)
  expect(quantity()).toBe(48)
}
async function openHistory(size: '348' | '722' = '722') {
  const { page, pod } = await tests.open(`company=${fairhaven}&size=${size}`)
  await choose(pod, 'History')
  await row(history(pod), /Worry-Free/)
    .first()
    .waitFor()
  return { page, pod }
}
async function openUndo(size: '348' | '722' = '722') {
  const opened = await openHistory(size)
  await button(history(opened.pod), /^Undo: Worry-Free/).click()
  await sheet(opened.pod)
    .getByText(/^(Worry-Free.*|Undo this line.*)/)
    .first()
    .waitFor()
  return opened
}

describe('the number of a past send', () => {
  it('opens to its inputs months later, after the rule was changed, and still comes out the same', async () => {
    await sentBySchedule()
    await countUsedSeats()
    tests.stage.sandbox.clock.set('2026-02-02T15:00:00Z')
    const { pod } = await openHistory()
    // The schedule has caught up with another number since; the oldest entry is the one that is asked about.
    await button(history(pod), '48, explain this number').last().click()
    const why = pod.getByRole('dialog', { name: /^Why 48/ })
    await why.getByText('Rule: provisioned').waitFor()
    await why.getByText('Why it was sent').waitFor()
    await why.getByText('Computed again from the stored inputs: same result').waitFor()
    await why
      .getByText(/by the schedule/)
      .first()
      .waitFor()
    await why.getByText(/written, ConnectWise has 48/).waitFor()
    await button(why, 'Back').click()
    await history(pod).waitFor()
  })

  it('opens beside the tables of the company tab, and Escape gives the focus back', async () => {
    await sentBySchedule()
    const { page, pod } = await tests.open(`company=${fairhaven}&${sizeQuery(tests.stage, 'tab')}`)
    const number = button(pod.getByRole('region', { name: 'History' }), '48, explain this number')
    await number.click()
    const panel = pod.getByRole('complementary', { name: 'Explain this number: 48' })
    await panel.getByText('Why it was sent').waitFor()
    await page.keyboard.press('Escape')
    await panel.waitFor({ state: 'detached' })
    await expect.poll(() => number.evaluate((element) => element === document.activeElement)).toBe(true)
  })
})

describe('undo', () => {
  it('writes back what was there before, with its reason as a new entry, and reads the plan again', async () => {
    await sentBySchedule()
    const { pod } = await openUndo()
    await sheet(pod)
      .getByText(/48\s*→\s*45/)
      .waitFor()
    await button(sheet(pod), /^Undo 1 line/).click()
    await sheet(pod).getByText('Write in a few words why it is taken back.').waitFor()
    expect(quantity()).toBe(48)

    await sheet(pod).getByLabel('Why is it taken back?').fill('Counted before the move')
    await button(sheet(pod), /^Undo 1 line/).click()
    await sheet(pod).getByText('1 line taken back.').waitFor()
    expect(quantity()).toBe(45)

    await button(sheet(pod), 'Close').last().click()
    await history(pod).getByText('taken back by mortiz: Counted before the move').waitFor()
    await history(pod)
      .getByText(/^taken back \S+ \d+, 2025 by mortiz$/)
      .waitFor()
    expect(await button(history(pod), /^Undo: Worry-Free/).count()).toBe(0)
    await button(history(pod), 'Close').click()
    await row(pod, /Worry-Free/)
      .getByText('Will change')
      .waitFor()
  })

  it('is refused after invoicing, with what to do instead', async () => {
    await sentBySchedule()
    tests.stage.sandbox.connectWise.edits.invoiceAgreement(worryFree.agreement, 'jlee')
    const { pod } = await openUndo('348')
    await sheet(pod)
      .getByText(/The invoice of \S+ 1, 2025 is made already. Correct it with a credit/)
      .waitFor()
    expect(await button(sheet(pod), /^Undo/).count()).toBe(0)
    expect(quantity()).toBe(48)
  })

  it('is refused when somebody changes the addition between the look and the click', async () => {
    await sentBySchedule()
    const { pod } = await openUndo()
    await sheet(pod).getByLabel('Why is it taken back?').fill('Counted before the move')
    tests.stage.sandbox.connectWise.edits.editAddition(additionOf(tests.stage, worryFree).id, { quantity: 61 }, 'jlee')
    await button(sheet(pod), /^Undo 1 line/).click()
    await sheet(pod).getByRole('alert').getByText('Not taken back; nothing was changed in ConnectWise.').waitFor()
    await sheet(pod).getByText('jlee changed this addition since; it has 61 now').waitFor()
    expect(quantity()).toBe(61)
  })
})

describe('the sum of all seats', () => {
  it('opens to the products in each group', async () => {
    await linkAndAssign(tests.stage, fairhaven)
    const { pod } = await tests.open(`company=${fairhaven}&size=722`)
    await button(pod, '177 of 177 seats accounted for').click()
    const seats = pod.getByRole('dialog', { name: 'Where every seat is' })
    await seats.getByText('Cloud App Security').waitFor()
    expect(await seats.locator('.acc-key').innerText()).toContain('Held')
  })

  it.each(['258', '722', 'tab'] as const)(
    'that lacks seats is told in red at %s, and nothing can be sent',
    async (size) => {
      await linkAndAssign(tests.stage, fairhaven)
      const { page, pod } = await tests.open(`company=${fairhaven}&${sizeQuery(tests.stage, size)}`)
      await reportMoreSeats(page, 12)
      await page.getByRole('button', { name: 'Refresh' }).click()
      await pod.getByText('12 seats not accounted for, sending is off').waitFor()
      const review = button(pod, 'Review and send')
      expect(await review.getAttribute('aria-disabled')).toBe('true')
      await review.click({ force: true })
      expect(await pod.getByRole('dialog').count()).toBe(0)
    },
  )
})

/** Another rule for every product, as if a person had chosen it after the send. */
async function countUsedSeats() {
  const pod = await asMember(tests.stage)
  const { products, version } = await pod.get<AgreementsView>(`/api/companies/${fairhaven}/agreements`)
  const assignments = products.map(({ source, agreement, catalogItem }) => ({
    plan: source.plan,
    agreement,
    catalogItemId: catalogItem?.id ?? null,
    rule: { count: 'used', minimum: 0, included: 5 },
  }))
  await pod.put(`/api/companies/${fairhaven}/assignments`, { version, assignments })
}

/** No world of the sandbox loses seats, so what Trend Micro reports is raised in the answer. */
async function reportMoreSeats(page: Page, more: number) {
  await page.route('**/api/companies/*/plan', async (route) => {
    const answer = await route.fetch()
    const plan: unknown = await answer.json()
    const text = JSON.stringify(plan).replace(/"reported":(\d+)/, (_, seats) => `"reported":${Number(seats) + more}`)
    await route.fulfill({ response: answer, body: text })
  })
}
