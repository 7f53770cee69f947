import type { FrameLocator } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import type { CompanyView } from '../../server/domain/viewsCompany'
import { button, choose, row, usePod } from './podSetup'
import { additionOf, asMember, fairhaven, linkAndAssign, worryFree } from './podWorld'

/** A product that a company is not billed for, on purpose, and the way back. */
const tests = usePod()
const sheet = (pod: FrameLocator) => pod.getByRole('dialog', { name: 'Leave out of billing' })
const confirm = (pod: FrameLocator) => sheet(pod).getByRole('button', { name: 'Leave out', exact: true })
const exclusions = async () =>
  (await (await asMember(tests.stage)).get<CompanyView>(`/api/companies/${fairhaven}`)).exclusions

async function leaveOut(size: '258' | '722') {
  await linkAndAssign(tests.stage, fairhaven)
  const { pod } = await tests.open(`company=${fairhaven}&size=${size}`)
  await row(pod, 'Worry-Free').getByText('Will change').waitFor()
  await choose(pod, 'Leave out of billing')
  await button(sheet(pod), 'Leave out Worry-Free Services…').click()
  return pod
}

describe('a product', () => {
  it('is not left out without a reason', async () => {
    const pod = await leaveOut('258')
    await confirm(pod).click()
    await sheet(pod).getByText('Write in a few words why; it is kept.').waitFor()
    expect(await exclusions()).toEqual([])
    await button(sheet(pod), 'Cancel').click()
    await button(sheet(pod), 'Leave out Worry-Free Services…').waitFor()
  })

  it('that is left out says why and by whom, sends nothing by that, and comes back into billing', async () => {
    const pod = await leaveOut('722')
    await pod.getByLabel('Why Worry-Free Services is left out').fill('Billed by the hosting contract')
    await confirm(pod).click()
    await sheet(pod)
      .getByText(/Left out by mortiz, Nov 24, 2025/)
      .waitFor()
    await sheet(pod).getByText('Billed by the hosting contract').waitFor()
    await sheet(pod).getByText('ConnectWise still bills 45.').waitFor()
    await button(sheet(pod), 'Close').click()
    await row(pod, 'Worry-Free').getByText('Held').waitFor()

    await button(row(pod, 'Worry-Free'), /Worry-Free/)
      .last()
      .click()
    await button(sheet(pod), 'Bill Worry-Free Services again').click()
    await button(sheet(pod), 'Leave out Worry-Free Services…').waitFor()
    await button(sheet(pod), 'Close').click()
    await row(pod, 'Worry-Free').getByText('Will change').waitFor()
    expect(await exclusions()).toEqual([])
    expect(additionOf(tests.stage, worryFree).quantity).toBe(45)
  })
})
