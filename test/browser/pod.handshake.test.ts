import type { Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { button, heard, said, turnSwitch, usePod } from './podSetup'

/** The pod and the page around it: every habit of the host that is known or feared (hosted-api.md 10.2). */
const tests = usePod()
const { open } = tests
const fairhaven = 'FairhavenDental'
const alderFinch = 'AlderFinch'

describe('start-up', () => {
  it('starts once when the frame id comes three times', async () => {
    const { page, pod } = await open('company=101&switches=frameIdTwice')
    await pod.getByText(fairhaven).waitFor()
    expect(count(await said(page, 'out'), 'MessageFrameID')).toBeGreaterThan(2)
    expect(count(await said(page, 'in'), 'getMemberAuthentication')).toBe(1)
  })

  it('acknowledges an onLoad that comes before the frame id, with the frame id, and shows that record', async () => {
    const { page, pod } = await open('company=101&switches=onLoadFirst')
    await pod.getByText(fairhaven).waitFor()
    await heard(page, 'in', '"event":"onLoad"', '"result":"success"', '"frameID":"hosted-')
    expect(await said(page, 'drop')).toEqual([])
  })

  it('works from the address when onLoad never comes', async () => {
    const { page, pod } = await open('company=101&switches=onLoadAbsent')
    await pod.getByText(fairhaven).waitFor()
    expect(count(await said(page, 'out'), 'onLoad')).toBe(0)
  })

  it('follows a new onLoad to another company in the same frame, by number or by text', async () => {
    const { page, pod } = await open('company=101&switches=onLoadAgain,stringId')
    await pod.getByText(fairhaven).waitFor()
    const frames = page.frames().length
    await page.getByLabel('Open company').selectOption('102')
    await pod.getByText(alderFinch).waitFor()
    expect(await pod.getByText(fairhaven).count()).toBe(0)
    expect(page.frames()).toHaveLength(frames)
    expect(count(await said(page, 'in'), 'getMemberAuthentication')).toBe(1)
  })

  it.each(['', 'newRecordEmpty', 'newRecordLiteral'])('has nothing to show for a new record (%s)', async (name) => {
    const { page, pod } = await open(`company=new&switches=${name}`)
    await pod.getByRole('heading', { name: 'No company to show yet' }).waitFor()
    await page.getByRole('button', { name: 'Save' }).click()
    await heard(page, 'in', '"event":"beforeSave"', '"result":"success"')
  })

  it('says nothing but ready to a page whose origin is not allowed', async () => {
    // Its frame is refused altogether: the browser holds the pod's frame-ancestors against the page.
    const { page } = await open('company=101&switches=wrongOrigin')
    expect(new URL(page.url()).hostname).toBe('127.0.0.1')
    await page.waitForFunction(() => document.querySelector('#pods iframe') !== null)
    const frame = await (await page.waitForSelector('#pods iframe')).contentFrame()
    await expect.poll(() => frame?.url()).toContain('chrome-error:')
    expect(await said(page, 'in')).toEqual([])
  })

  it('is deaf to noise, to objects, and to a frame id that another window forged', async () => {
    const { page, pod } = await open('company=101&switches=noise')
    const faults: string[] = []
    page.on('pageerror', (error) => faults.push(error.message))
    await pod.getByText(fairhaven).waitFor()
    const spoken = (await said(page, 'in')).join()
    expect(spoken).not.toContain('forged')
    expect(await said(page, 'drop')).toEqual([])
    expect(faults).toEqual([])
  })

  it('does not mind a host that takes objects, nor one on premises that names itself otherwise', async () => {
    const { pod } = await open('company=101&switches=objectTolerant')
    await pod.getByText(fairhaven).waitFor()
    const other = await open('company=101&switches=onPremises')
    await other.pod.getByRole('heading', { name: 'ConnectWise does not know this sign-in' }).waitFor()
  })
})

describe('who is looking', () => {
  it('asks for a new hash when the first one has expired', async () => {
    const { page, pod } = await open('company=101&switches=expiredHash')
    await pod.getByText(fairhaven).waitFor()
    expect(count(await said(page, 'in'), 'getMemberAuthentication')).toBe(2)
  })

  it('says so when every hash is refused, having asked just once more', async () => {
    const { page, pod } = await open('company=101&switches=expiredHashAlways')
    await pod.getByRole('heading', { name: 'ConnectWise does not know this sign-in' }).waitFor()
    expect(count(await said(page, 'in'), 'getMemberAuthentication')).toBe(2)
  })

  it('is asked once on a device whose clock is forty days behind', async () => {
    const { page, pod } = await open('company=101')
    await pod.getByText(fairhaven).waitFor()
    const opened: string[] = []
    page.on('request', (request) => opened.push(request.url()))
    tests.stage.sandbox.clock.set('2026-01-03T13:55:00Z')
    await page.reload()
    await pod.getByText(fairhaven).waitFor()
    await pod.getByRole('radio').first().waitFor()
    expect(count(opened, '/api/session')).toBe(1)
  })

  it('never lets the tokens of single sign-on leave the browser', async () => {
    const { page, pod } = await open('company=101&switches=ssoTokens,frameIdLate')
    const bodies: string[] = []
    page.on('request', (request) => bodies.push(`${request.url()} ${request.postData() ?? ''}`))
    await pod.getByText(fairhaven).waitFor()
    const sent = bodies.filter((body) => body.includes('/api/'))
    expect(sent.some((body) => body.includes('memberHash'))).toBe(true)
    expect(sent.join()).not.toMatch(/sso|IdToken|AccessToken/i)
  })

  it('keeps its own token out of every place that outlives the page', async () => {
    const { page, pod } = await open('company=101')
    await pod.getByText(fairhaven).waitFor()
    const kept = await pod.locator('body').evaluate(() => [localStorage.length, sessionStorage.length, document.cookie])
    expect(kept).toEqual([0, 0, ''])
    expect(await page.context().cookies()).toEqual([])
  })
})

describe('two surfaces', () => {
  it('two pods at once do not cross, and Save waits for both', async () => {
    const { page } = await open('company=101&switches=twoPods')
    for (const nth of [0, 1]) await page.locator('#pods iframe').nth(nth).contentFrame().getByText(fairhaven).waitFor()
    const ids = new Set((await said(page, 'in')).flatMap((text) => /hosted-[0-9a-f]+/.exec(text) ?? []))
    expect(ids.size).toBe(2)
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByText('Saved.').waitFor()
    expect(count(await said(page, 'in'), '"event":"beforeSave"')).toBe(2)
    expect(await said(page, 'drop')).toEqual([])
  })

  it('works as a tab, and none of its controls depends on what only a pod has', async () => {
    const { page, pod } = await open('company=101&switches=tabMode')
    await pod.getByText(fairhaven).waitFor()
    await heard(page, 'out', '"hostedAs":"tab"')
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByText('Saved.').waitFor()
    expect(count(await said(page, 'out'), 'beforeSave')).toBe(0)
    expect(await said(page, 'drop')).toEqual([])
  })
})

describe('our own server', () => {
  it.each(['podSlow', 'podDead'])('the company can be saved at once while it is out of order (%s)', async (name) => {
    const { page, pod } = await open(`company=101&switches=${name}`)
    await heard(page, 'in', 'getMemberAuthentication')
    await page.getByLabel('City').fill('Springfield')
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByText('Saved.').waitFor({ timeout: 3_000 })
    expect(await saveTookMs(page)).toBeLessThan(1_000)
    if (name === 'podDead') await pod.getByRole('heading', { name: 'Your sign-in cannot be checked' }).waitFor()
  })

  it('starts when it is there again and the person tries again', async () => {
    const { page, pod } = await open('company=101&switches=podDead')
    await pod.getByRole('heading', { name: 'Your sign-in cannot be checked' }).waitFor()
    await turnSwitch(page, 'podDead')
    await expect.poll(() => tests.stage.sandbox.faults.list()).toEqual([])
    await button(pod, 'Try again').click()
    await pod.getByText(fairhaven).waitFor()
  })
})

const count = (texts: string[], part: string) => texts.filter((text) => text.includes(part)).length

/** From the host's question to the pod's answer. */
function saveTookMs(page: Page): Promise<number> {
  return page.evaluate(() => {
    const [asked, answered] = window.__hostLog.filter((entry) => JSON.stringify(entry.message).includes('beforeSave'))
    return answered === undefined || asked === undefined ? Infinity : answered.atMs - asked.atMs
  })
}
