import type { FrameLocator, Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import type { LinksView } from '../../server/domain/viewsLinks'
import { violations } from './axe'
import { fail } from './fail'
import { choose, row, usePod } from './podSetup'
import { asMember, fairhaven } from './podWorld'

/** The console, opened from the pod in a tab of its own, or inside ConnectWise as its menu entry opens it. */
const tests = usePod()
const linked = async () => (await (await asMember(tests.stage)).get<LinksView>('/api/links')).totals.linked

async function openConsole(): Promise<{ tab: Page; pod: FrameLocator; code: string }> {
  const { page, pod } = await tests.open(`company=${fairhaven}&size=722`)
  const answer = page.waitForResponse(/console\/codes/)
  const [tab] = await Promise.all([page.context().waitForEvent('page'), choose(pod, 'Open the console')])
  await tab.setViewportSize({ width: 1280, height: 900 })
  const { code } = (await (await answer).json()) as { code: string }
  await tab.getByRole('heading', { name: 'Runs' }).waitFor()
  return { tab, pod, code }
}

describe('the console', () => {
  it('opens from the pod without a trace of its code, and links many at once after they were shown', async () => {
    const { tab, code } = await openConsole()
    const { url } = tests.stage.server
    expect(tab.url()).toBe(`${url}/console?lang=en#/runs`)
    const traces = () => ({ places: history.length, from: document.referrer, hasOpener: window.opener !== null })
    expect(await tab.evaluate(traces)).toEqual({ places: 1, from: '', hasOpener: false })
    await tab.getByText('No run yet').waitFor()
    expect(await violations(tab)).toEqual([])

    await tab.getByRole('link', { name: 'Linking' }).click()
    await row(tab.locator('body'), 'Fairhaven Dental Group').getByText('97').waitFor()
    expect(await violations(tab)).toEqual([])
    await tab.getByLabel(/^Choose all 6 at or above 90/).check()
    await tab.getByRole('button', { name: 'Accept 6' }).click()
    const dialog = tab.getByRole('dialog', { name: 'Link 6 companies' })
    await dialog.getByRole('cell', { name: 'Harrow Mfg' }).waitFor()
    expect(await linked()).toBe(0)
    await dialog.getByRole('button', { name: 'Accept 6' }).click()
    await tab.getByText('Linked to Harrow Mfg. Nothing was sent.').waitFor()
    expect(await linked()).toBe(6)

    await tab.getByRole('button', { name: 'Undo: Harrow Manufacturing' }).click()
    await row(tab.locator('body'), 'Harrow Manufacturing')
      .getByRole('button', { name: /^Accept/ })
      .waitFor()
    expect(await linked()).toBe(5)
    expect(await violations(tab)).toEqual([])

    // Filters are places: Back leads from one to the one before.
    await tab.getByRole('button', { name: /^Linked/ }).click()
    await tab.getByText('ALDER AND FINCH').first().waitFor()
    expect(tab.url()).toContain('#/linking?state=linked')
    await tab.goBack()
    await tab.getByRole('button', { name: /^Suggestions/, pressed: true }).waitFor()

    // From page to page: the focus goes to the title, and nothing breaks a rule of accessibility.
    await tab.getByRole('link', { name: 'Pre-flight' }).click()
    const heading = tab.getByRole('heading', { name: 'Pre-flight' })
    expect(await heading.evaluate((element) => element === document.activeElement)).toBe(true)
    await tab.getByRole('button', { name: 'Look now' }).click()
    await tab.getByText(/Trend customers with something to bill belong to no company/).waitFor()
    expect(await violations(tab)).toEqual([])
    await tab.getByRole('link', { name: 'Settings' }).click()
    await tab.getByRole('heading', { name: 'Schedule' }).waitFor()
    expect(await violations(tab)).toEqual([])

    // The code is used up, and the sign-in is nowhere but in the page's memory.
    await tab.goto(`${url}/console?again#code=${code}`)
    await tab.getByRole('heading', { name: 'This way into the console is over' }).waitFor()
    expect(tab.url()).not.toContain(code)
    await tab.goto(`${url}/console#/linking`)
    await tab.getByRole('heading', { name: 'Open the console from the pod' }).waitFor()
  })

  it('signs in by the host where ConnectWise frames it', async () => {
    const entry =
      tests.stage.sandbox.connectWise.world.hostedSetups.find(({ type }) => type === 'Tab') ?? fail('no tab')
    entry.url = `${tests.stage.server.url}/console`
    const { pod } = await tests.open({ query: `company=${fairhaven}&tab=${entry.id}`, height: 1020 })
    await pod.getByRole('link', { name: 'Linking' }).click()
    await row(pod, 'Fairhaven Dental Group').getByText('97').waitFor()
  })
})
