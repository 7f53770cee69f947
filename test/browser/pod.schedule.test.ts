import { describe, expect, it } from 'vitest'
import { additionOf, alderFinch, fairhaven, linkAndAssign, reachSendDay, settingsOf, worryFree } from './podWorld'
import { button, choose, row, usePod } from './podSetup'

/** Sending by the clock and for all companies, and the connections behind it. */
const tests = usePod()

describe('the schedule', () => {
  it('of one company is its own day, saved and written out', async () => {
    await linkAndAssign(tests.stage, fairhaven)
    const { page, pod } = await tests.open(`company=${fairhaven}&size=722`)
    await choose(pod, 'Schedule and limits')
    await pod.getByLabel('Use custom settings').check()
    await pod.getByLabel('Day', { exact: true }).fill('31')
    const dates = pod.getByRole('list', { name: 'Next sends' })
    await dates.getByText('Sun, Nov 30, 2025').waitFor()
    await dates.getByText('Wed, Dec 31, 2025').waitFor()
    expect(await dates.getByText('last day of the month').count()).toBe(2)
    await page.locator('#unsaved').waitFor()
    await button(pod, 'Save').click()
    await page.locator('#unsaved').waitFor({ state: 'hidden' })
    await button(pod, 'Close').click()
    await pod.getByText('own schedule, day 31').waitFor()
  })

  it('sends by itself when its day comes, and the pod shows it after a refresh', async () => {
    await linkAndAssign(tests.stage, fairhaven)
    const { page, pod } = await tests.open(`company=${fairhaven}&size=722`)
    await row(pod, 'Worry-Free').getByText('Will change').waitFor()
    await reachSendDay(tests.stage)
    expect(additionOf(tests.stage, worryFree).quantity).toBe(48)
    await page.clock.setFixedTime(tests.stage.sandbox.clock.nowMs())
    await page.getByRole('button', { name: 'Refresh' }).click()
    await row(pod, 'Worry-Free').getByText('Unchanged').waitFor()
    await pod.getByText(/Nov 30, 2025 · 1 sent/).waitFor()
    await pod.getByText('Tue, Dec 30, 2025').waitFor()
    await choose(pod, 'History')
    await row(pod.getByRole('dialog'), 'Worry-Free').getByText('schedule').waitFor()
  })
})

describe('the settings for all companies', () => {
  it('take a day that some months do not have, say so, and keep it', async () => {
    const { page, pod } = await tests.open(`company=${fairhaven}&size=722`)
    await choose(pod, 'Settings')
    await pod.getByLabel('Day', { exact: true }).fill('29')
    await pod.getByText('in a month that ends earlier it is sent on the last day').waitFor()
    await pod.getByText('Not saved yet').waitFor()
    await button(pod, 'Save').click()
    await pod.getByText('Not saved yet').waitFor({ state: 'hidden' })
    await page.locator('#unsaved').waitFor({ state: 'hidden' })
    expect((await settingsOf(tests.stage)).schedule.dayOfMonth).toBe(29)
  })

  it('test both connections', async () => {
    const { pod } = await tests.open(`company=${fairhaven}&size=722`)
    await choose(pod, 'Settings')
    for (const name of ['ConnectWise PSA', 'Trend Micro']) {
      const panel = pod.getByRole('region', { name, exact: true })
      await button(panel, 'Test Connection').click()
      await panel.getByText('Connected').waitFor()
    }
    await pod.getByText('15 customers').waitFor()
  })

  it('send now for all companies after the totals were seen', async () => {
    await linkAndAssign(tests.stage, fairhaven)
    await linkAndAssign(tests.stage, alderFinch)
    const { pod } = await tests.open(`company=${fairhaven}&size=722`)
    await choose(pod, 'Settings')
    await button(pod, 'Send now').click()
    await button(pod, 'Send 2 lines').waitFor()
    expect(additionOf(tests.stage, worryFree).quantity).toBe(45)
    await button(pod, 'Send 2 lines').click()
    await pod.getByText('No line is sent twice.', { exact: true }).waitFor()
    expect(additionOf(tests.stage, worryFree).quantity).toBe(48)
    expect(additionOf(tests.stage, { agreement: 1021, item: worryFree.item }).quantity).toBe(16)
  })
})
