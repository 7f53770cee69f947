import type { FrameLocator } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import type { CompanyView } from '../../server/domain/viewsCompany'
import { button, choose, row, usePod } from './podSetup'
import { asMember, fairhaven, linkAndAssign } from './podWorld'

/** Limits that one company has for itself: beyond them a line waits for a person. */
const tests = usePod()
const rise = 'the quantity rises by more than'
const drop = 'the quantity drops by more than'
const ownLimits = async () =>
  (await (await asMember(tests.stage)).get<CompanyView>(`/api/companies/${fairhaven}`)).limits.own

async function openLimits(size: '258' | '722') {
  await linkAndAssign(tests.stage, fairhaven)
  const { pod } = await tests.open(`company=${fairhaven}&size=${size}`)
  await row(pod, 'Worry-Free').first().waitFor()
  await choose(pod, 'Schedule and limits')
  return pod
}
async function save(pod: FrameLocator) {
  await button(pod, 'Save').click()
  await button(pod, 'Save').waitFor({ state: 'detached' })
  await button(pod.getByRole('dialog'), 'Close').click()
}

describe('a limit of a company', () => {
  it.each([
    [rise, '-1'],
    [drop, '1000'],
  ])('that cannot be is told at its field and not saved: %s %s', async (label, wrong) => {
    const pod = await openLimits('258')
    const field = pod.getByLabel(label, { exact: true })
    await field.fill(wrong)
    await button(pod, 'Save').click()
    await pod.getByText('From 0 to 999').waitFor()
    expect(await field.getAttribute('aria-invalid')).toBe('true')
    expect(await field.evaluate((element) => element === document.activeElement)).toBe(true)
    await pod.getByText('Not saved yet').waitFor()
    expect(await ownLimits()).toEqual({})
  })

  it('holds a line that was within the one of all, until it is set back', async () => {
    const pod = await openLimits('722')
    await pod.getByLabel(rise, { exact: true }).fill('5')
    await pod.getByLabel('but only if it moves by at least', { exact: true }).fill('1')
    await pod.getByText('only here; Settings: 25%.').waitFor()
    await save(pod)
    await row(pod, 'Worry-Free').getByText('rise of 6.7%, limit 5%').waitFor()
    expect(await ownLimits()).toEqual({ risePercent: 5, minSeats: 1 })

    await choose(pod, 'Schedule and limits')
    await button(pod, `Set back: ${rise}`).click()
    await save(pod)
    await row(pod, 'Worry-Free').getByText('Will change').waitFor()
    expect(await ownLimits()).toEqual({ minSeats: 1 })
  })

  it('lets a line go that the one of all holds', async () => {
    const pod = await openLimits('722')
    await row(pod, 'Cloud App').getByText('drop of 56%, limit 25%').waitFor()
    await pod.getByLabel(drop, { exact: true }).fill('60')
    await save(pod)
    await row(pod, 'Cloud App').getByText('Will change').waitFor()
  })
})
