import type { FrameLocator, Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { additionOf, alderFinch, cloudApp, editByHand, fairhaven, linkAndAssign, worryFree } from './podWorld'
import { button, choose, row, usePod } from './podSetup'

/** The main job from the first look at a company to the quantity in ConnectWise, as a person does it. */
const tests = usePod()
const quantityOf = (of: { agreement: number; item: number }) => additionOf(tests.stage, of).quantity
const alderWorryFree = { agreement: 1021, item: worryFree.item }

describe('from no link to the changed addition', () => {
  it('by mouse: suggestion, Verify, Link, Product Agreements, review, send, history', async () => {
    const { pod } = await tests.open(`company=${alderFinch}&size=722`)
    await pod.getByRole('radio', { name: /ALDER AND FINCH/ }).check()
    await button(pod, 'Verify').click()
    await pod.getByText('Verified. Trend Micro: 1 product, 16 seats.').waitFor()
    await button(pod, 'Link').click()

    await row(pod, /Worry-Free/)
      .getByText('Unmapped')
      .waitFor()
    await choose(pod, /^Set Up/)
    const dialog = pod.getByRole('dialog', { name: 'Product Agreements' })
    await dialog.getByRole('combobox', { name: /^Agreement type for Worry-Free/ }).click()
    await pod.getByRole('option', { name: 'Managed Service' }).click()
    await dialog.getByRole('combobox', { name: /^Agreement name for .*: Total Care/ }).waitFor()
    await unfold(pod)
    await dialog.getByRole('combobox', { name: /^Catalog item for/ }).click()
    await pod.getByRole('option', { name: /TM-WFS-ADV/ }).click()
    await dialog.getByRole('combobox', { name: /^Quantity rule for/ }).click()
    await pod.getByRole('option', { name: /^Provisioned/ }).click()
    await button(dialog, 'OK').click()

    await row(pod, /Worry-Free/)
      .getByText('Will change')
      .waitFor()
    expect(quantityOf(alderWorryFree)).toBe(14)
    await button(pod, 'Review and send').click()
    await button(pod, 'Send now').click()
    await pod.getByText('1 line sent.').waitFor()
    expect(quantityOf(alderWorryFree)).toBe(16)

    await button(pod.getByRole('dialog'), 'Show the new numbers').click()
    await row(pod, /Worry-Free/)
      .getByText('Unchanged')
      .waitFor()
    await choose(pod, 'History')
    const entry = row(pod.getByRole('dialog', { name: 'History' }), /Worry-Free/)
    await entry.getByText(/14\s*→\s*16/).waitFor()
    await entry.getByText(/Maria Ortiz|mortiz/).waitFor()
  })

  it('by keyboard alone', async () => {
    const { page, pod } = await tests.open(`company=${alderFinch}&size=348`)
    await pod.getByRole('radio').first().waitFor()
    await enterFrame(page, pod)
    await tabTo(page, pod, 'radio')
    await page.keyboard.press('Space')
    await tabTo(page, pod, 'button', 'Verify')
    await page.keyboard.press('Enter')
    await pod.getByText('Verified.').waitFor()
    expect(await focused(pod)).toContain('Link')
    await page.keyboard.press('Enter')

    await row(pod, /Worry-Free/)
      .getByText('Unmapped')
      .waitFor()
    await enterFrame(page, pod)
    await tabTo(page, pod, 'button', 'Set Up')
    await page.keyboard.press('Enter')
    // Focus begins at the type; letters search, Enter takes, and the only agreement of the type is taken with it.
    await pod.getByRole('combobox', { name: /^Agreement type/ }).waitFor()
    await expect.poll(() => focused(pod)).toContain('Agreement type')
    await page.keyboard.type('Man')
    await page.keyboard.press('Enter')
    await expect.poll(() => focused(pod)).toContain('Total Care')
    await tabTo(page, pod, 'button', 'Catalog item and quantity')
    await page.keyboard.press('Enter')
    await tabTo(page, pod, 'combobox', 'Catalog item')
    await page.keyboard.press('ArrowDown')
    await pod.getByRole('option', { name: /TM-WFS-ADV/ }).waitFor()
    await page.keyboard.type('WFS-ADV')
    await pod.getByRole('option').first().waitFor()
    await expect.poll(() => activeOption(pod)).toContain('TM-WFS-ADV')
    await page.keyboard.press('Enter')
    await tabTo(page, pod, 'button', 'OK')
    await page.keyboard.press('Enter')

    await row(pod, /Worry-Free/)
      .getByText('Will change')
      .waitFor()
    await tabTo(page, pod, 'button', '16, explain this number')
    await page.keyboard.press('Enter')
    await pod.getByText('Quantity to bill').waitFor()
    await page.keyboard.press('Escape')
    await expect.poll(() => focused(pod)).toContain('16, explain this number')
    await tabTo(page, pod, 'button', 'Review and send')
    await page.keyboard.press('Enter')
    await pod.getByRole('dialog', { name: 'Review and send' }).waitFor()
    await tabTo(page, pod, 'button', 'Send now')
    await page.keyboard.press('Enter')
    await pod.getByText('1 line sent.').waitFor()
    expect(quantityOf(alderWorryFree)).toBe(16)
  })
})

describe('the review', () => {
  it('sends a held line only with a reason, and the history keeps it', async () => {
    await linkAndAssign(tests.stage, fairhaven)
    const { pod } = await tests.open(`company=${fairhaven}&size=722`)
    await button(pod, 'Review and send').click()
    await pod.getByRole('checkbox', { name: /Send Cloud App Security although it is held/ }).check()
    await button(pod, 'Send now').click()
    await pod.getByText('Write in a few words why this is right.').waitFor()
    expect(await focused(pod)).toContain('Why is this drop right?')
    expect([quantityOf(cloudApp), quantityOf(worryFree)]).toEqual([90, 45])

    await pod.getByLabel('Why is this drop right?').fill('Half of the staff left in October')
    await button(pod, 'Send now').click()
    await pod.getByText('2 lines sent.').waitFor()
    expect([quantityOf(cloudApp), quantityOf(worryFree)]).toEqual([40, 48])
    await button(pod.getByRole('dialog'), 'Show the new numbers').click()
    await choose(pod, 'History')
    await pod.getByText('Half of the staff left in October').waitFor()
  })

  it('refuses a line that somebody changed by hand meanwhile, and only that line', async () => {
    await linkAndAssign(tests.stage, fairhaven)
    const { pod } = await tests.open(`company=${fairhaven}&size=722`)
    await button(pod, 'Review and send').click()
    await button(pod, 'Send now').waitFor()
    await editByHand(tests.stage, additionOf(tests.stage, worryFree).id, 61)
    await button(pod, 'Send now').click()
    await pod
      .getByRole('dialog')
      .getByText(/changed this addition to 61; look again before sending/)
      .waitFor()
    await pod.getByText('The line was not sent;').waitFor()
    expect(quantityOf(worryFree)).toBe(61)
    await button(pod.getByRole('dialog'), 'Show the new numbers').click()
    await row(pod, /Worry-Free/)
      .getByText('61')
      .waitFor()
  })

  it('says why a line cannot be sent and leads to where that is mended', async () => {
    await linkAndAssign(tests.stage, fairhaven)
    const { pod } = await tests.open(`company=${fairhaven}&size=722`)
    await button(pod, 'Review and send').click()
    const line = pod.getByRole('listitem').filter({ hasText: 'Co-Managed XDR' }).first()
    await line.getByText('agreement ended Sep 30').waitFor()
    expect(await line.getByRole('checkbox').count()).toBe(0)
    await button(line, 'Set Up agreement').click()
    const dialog = pod.getByRole('dialog', { name: 'Product Agreements' })
    await expect.poll(() => focused(pod)).toContain('Co-Managed XDR: XDR Retainer')
    await button(dialog, /^Use Gold Support/).click()
    await button(dialog, 'OK').click()
    await row(pod, 'Co-Managed XDR').getByText('agreement ended').waitFor({ state: 'detached' })
  })
})

async function unfold(pod: FrameLocator) {
  const fold = button(pod, /^Catalog item and quantity for/)
  if (await fold.isVisible()) await fold.click()
}

/** Puts the focus at the frame's beginning, as Tab from the host's page does. */
async function enterFrame(page: Page, pod: FrameLocator) {
  await page.locator('#refresh').focus()
  for (let presses = 0; presses < 30 && (await pod.locator(':focus').count()) === 0; presses += 1)
    await page.keyboard.press('Tab')
}

/** Presses Tab until something with this role and name has the focus; at most forty times. */
async function tabTo(page: Page, pod: FrameLocator, role: 'button' | 'radio' | 'combobox', name = '') {
  const passed: string[] = []
  for (let presses = 0; presses < 40; presses += 1) {
    const now = await focused(pod)
    if (now.replace(/^'/, '').startsWith(`${role} `) && now.includes(name)) return
    passed.push(now)
    await page.keyboard.press('Tab')
  }
  throw new Error(`Tab does not reach the ${role} "${name}": ${passed.join(' · ')}`)
}

/** Role and accessible name of what has the focus in the pod; '' when the focus is elsewhere. */
async function focused(pod: FrameLocator): Promise<string> {
  const focus = pod.locator(':focus')
  if ((await focus.count()) !== 1) return ''
  const snapshot = await focus.ariaSnapshot()
  return snapshot.replace(/^- /, '')
}
const activeOption = async (pod: FrameLocator) => (await pod.locator('[role=option].is-active').allInnerTexts()).join()
