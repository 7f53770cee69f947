import { describe, expect, it } from 'vitest'
import { button, choose, row, usePod } from './podSetup'
import { asMember, fairhaven, linkAndAssign, settingsOf } from './podWorld'
import type { CompanyView } from '../../server/domain/viewsCompany'

/** A send day after the invoice is made is told where it is chosen, with the day that would fit. */
const tests = usePod()

describe('a send day that misses the invoice', () => {
  it('of one company is told with its agreements, and the day that suits is taken with one click', async () => {
    await linkAndAssign(tests.stage, fairhaven)
    const { pod } = await tests.open(`company=${fairhaven}&size=348`)
    await row(pod, 'Worry-Free').first().waitFor()
    await choose(pod, 'Schedule and limits')
    await pod.getByLabel('Use custom settings').check()
    await pod.getByLabel('Day', { exact: true }).fill('5')
    await pod.getByText(/Gold Support 2025.* invoiced on the 1st, up to \d+ days after the send/).waitFor()
    await button(pod, /^Use (day|the last day)/).click()
    await pod.getByText(/Gold Support 2025.* invoiced on the 1st, just after the send/).waitFor()
    await button(pod, 'Save').click()
    await button(pod, 'Save').waitFor({ state: 'detached' })
    const { schedule } = await (await asMember(tests.stage)).get<CompanyView>(`/api/companies/${fairhaven}`)
    expect(schedule.custom?.dayOfMonth).toBeGreaterThanOrEqual(28)
  })

  it('of all companies names those that it is too late for', async () => {
    await linkAndAssign(tests.stage, fairhaven)
    const { pod } = await tests.open(`company=${fairhaven}&size=722`)
    await choose(pod, 'Settings')
    await pod.getByLabel('Day', { exact: true }).fill('5')
    await pod.getByText(/are invoiced on the 1st, up to \d+ days after the send/).waitFor()
    await button(pod, /^Show/).click()
    await pod.getByRole('listitem').filter({ hasText: 'Fairhaven Dental' }).waitFor()
    expect((await settingsOf(tests.stage)).schedule.dayOfMonth).not.toBe(5)
  })
})
