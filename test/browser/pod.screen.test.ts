import { describe, expect, it } from 'vitest'
import { alderFinch, fairhaven, linkAndAssign, linkOnly } from './podWorld'
import { button, choose, row, usePod } from './podSetup'

/** The pod as a part of the company screen: unsaved edits, who may what, and where there is nothing to show. */
const tests = usePod()

describe('edits that are not saved', () => {
  it('keep the company from being saved, in a sentence, until they are saved in the pod', async () => {
    await linkAndAssign(tests.stage, fairhaven)
    const { page, pod } = await tests.open(`company=${fairhaven}&size=722`)
    await choose(pod, 'Schedule and limits')
    await pod.getByLabel('Use custom settings').check()
    await page.locator('#save').click()
    await page.locator('#messages').getByText('Trend Micro billing has changes that are not saved.').waitFor()
    await button(pod, 'Save').click()
    await page.locator('#unsaved').waitFor({ state: 'hidden' })
    await page.locator('#save').click()
    await page.getByText('Saved.', { exact: true }).waitFor()
  })

  it('are asked about when the person leaves, and no more after they are discarded', async () => {
    await linkAndAssign(tests.stage, fairhaven)
    const { page, pod } = await tests.open(`company=${fairhaven}&size=722`)
    await choose(pod, 'Schedule and limits')
    await pod.getByLabel('Use custom settings').check()
    await page.locator('#unsaved').waitFor()
    await page.locator('#back').click()
    await page.getByRole('button', { name: 'Stay here' }).click()
    expect(await pod.getByLabel('Use custom settings').isChecked()).toBe(true)
    await button(pod, 'Discard').click()
    await page.locator('#unsaved').waitFor({ state: 'hidden' })
    await page.locator('#back').click()
    await page.getByRole('heading', { name: 'Companies' }).waitFor()
  })

  it('in Product Agreements count too, and end with Cancel', async () => {
    await linkOnly(tests.stage, alderFinch)
    const { page, pod } = await tests.open(`company=${alderFinch}&size=722`)
    await choose(pod, /^Set Up/)
    await pod.getByRole('combobox', { name: /^Agreement type/ }).click()
    await pod.getByRole('option', { name: 'Managed Service' }).click()
    await page.locator('#unsaved').waitFor()
    await button(pod, /^Cancel$/).click()
    await page.locator('#unsaved').waitFor({ state: 'hidden' })
  })
})

describe('who may what', () => {
  it('somebody who may only look sees the numbers and no way to send', async () => {
    await linkAndAssign(tests.stage, fairhaven)
    const { pod } = await tests.open(`company=${fairhaven}&member=tlook&size=722`)
    await row(pod, 'Worry-Free').waitFor()
    await pod.getByText('You can look, not send.').waitFor()
    expect(await pod.getByRole('button', { name: /Review|Set Up|Settings/ }).count()).toBe(0)
    const refused = await pod.locator('body').evaluate(async () => (await fetch('/api/settings')).status)
    expect(refused).toBe(401)
  })

  it('somebody without the right to agreements sees none of it, and whom to ask', async () => {
    const { pod } = await tests.open(`company=${fairhaven}&member=nview`)
    await pod.getByRole('heading', { name: 'You cannot see billing here' }).waitFor()
    await pod.getByText('A ConnectWise administrator can change that.').waitFor()
    expect(await pod.getByText('Fairhaven').count()).toBe(0)
  })
})

describe('nothing to show', () => {
  it('outside ConnectWise says where to open it, and loads nothing', async () => {
    const context = await tests.browser.newContext()
    try {
      const page = await context.newPage()
      const asked: string[] = []
      page.on('request', (request) => asked.push(request.url()))
      await page.goto(`${tests.stage.sandbox.urls.pod}/?id=${fairhaven}&screen=company`)
      await page.getByRole('heading', { name: 'Open this from ConnectWise' }).waitFor()
      expect(asked.filter((url) => url.includes('/api/'))).toEqual([])
    } finally {
      await context.close()
    }
  })

  it('a company that ConnectWise no longer has', async () => {
    const { pod } = await tests.open('company=111')
    await pod.getByText('ConnectWise has no such company any more.').waitFor()
    const unknown = await tests.open('company=999999')
    await unknown.pod.getByText('ConnectWise has no such company any more.').waitFor()
  })
})

describe('languages', () => {
  it('speaks French to a French browser, with French dates and signs, and changes to English', async () => {
    await linkAndAssign(tests.stage, fairhaven)
    const { pod } = await tests.open({ query: `company=${fairhaven}&size=722`, locale: 'fr-FR' })
    await row(pod, 'Worry-Free').getByText('Sera modifié').waitFor()
    expect(await pod.locator('html').getAttribute('lang')).toBe('fr')
    expect(await pod.getByText(/dim\. 30 nov\. 2025/).count()).toBeGreaterThan(0)
    const drop = await row(pod, 'Cloud App').innerText()
    expect(drop).toContain('−105,00')
    expect(drop).not.toContain('-105')
    await choose(pod, 'English')
    await row(pod, 'Worry-Free').getByText('Will change').waitFor()
    expect(await pod.locator('html').getAttribute('lang')).toBe('en')
  })

  it('writes English money and dates with a real minus', async () => {
    await linkAndAssign(tests.stage, fairhaven)
    const { pod } = await tests.open(`company=${fairhaven}&size=722`)
    await row(pod, 'Cloud App').getByText('−$105.00').waitFor()
    await row(pod, 'Worry-Free').getByText('+$13.50').waitFor()
    await pod.getByText('Sun, Nov 30, 2025, 2:00 AM').waitFor()
  })
})
