import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import type axe from 'axe-core'
import type { FrameLocator } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { fail } from './fail'
import { fairhaven, linkAndAssign, reachSendDay } from './podWorld'
import { button, choose, row, sizeQuery, usePod } from './podSetup'

declare global {
  interface Window {
    /** Put into the frame by the tests here. */
    axe: typeof axe
  }
}

/** Whoever uses it, however wide it is: rules of accessibility, no sideways scroll, one place that scrolls. */
const tests = usePod()
const axeSource = readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

describe.each(['348', '722', 'tab'] as const)('accessibility at %s', (size) => {
  it('has no violation from the suggestions to the linked company, its review and its sheets', async () => {
    const fresh = await tests.open(`company=${fairhaven}&${sizeQuery(tests.stage, size)}`)
    await fresh.pod.getByRole('radio').first().waitFor()
    await expectNoViolations(fresh.pod)

    await linkAndAssign(tests.stage, fairhaven)
    await reachSendDay(tests.stage)
    const { pod } = await tests.open(`company=${fairhaven}&${sizeQuery(tests.stage, size)}`)
    await row(pod, 'Worry-Free').first().waitFor()
    await expectNoViolations(pod)
    await button(pod, 'Review and send').click()
    await pod.getByRole('checkbox').first().check()
    await expectNoViolations(pod)
    await button(pod, 'Close without sending').click()

    for (const sheet of [/^Set Up/, 'History', 'Settings'] as const) {
      await choose(pod, sheet)
      const dialog = pod.getByRole('dialog')
      await dialog.getByRole('combobox').or(dialog.getByRole('table')).or(dialog.getByRole('textbox')).first().waitFor()
      await expectNoViolations(pod)
      await button(dialog, /^(Close|Cancel, change nothing)$/)
        .first()
        .click()
      await dialog.waitFor({ state: 'detached' })
    }
  })
})

describe.each(['258', '320', '348', '722'] as const)('at %s', (size) => {
  it('nothing scrolls sideways, and one place scrolls down', async () => {
    await linkAndAssign(tests.stage, fairhaven)
    const { page, pod } = await tests.open(`company=${fairhaven}&size=${size === '320' ? '348' : size}`)
    await row(pod, 'Worry-Free').first().waitFor()
    await page.locator('#pods iframe').evaluate((frame, width) => (frame.style.width = `${width}px`), size)
    await expect.poll(() => pod.locator('html').evaluate((html) => html.clientWidth)).toBe(Number(size))
    await expectCalmScrolling(pod)

    await button(pod, 'Review and send').click()
    await pod.getByRole('checkbox').last().check()
    await expectCalmScrolling(pod)
    await button(pod, 'Close without sending').click()
    await choose(pod, /^Set Up/)
    await pod.getByRole('dialog').getByRole('combobox').first().waitFor()
    await expectCalmScrolling(pod)
  })
})

async function expectNoViolations(pod: FrameLocator) {
  const frame = (await (await pod.owner().elementHandle()).contentFrame()) ?? fail('the pod has no frame')
  await frame.evaluate(await axeSource)
  const found = await frame.evaluate(async () => {
    const { violations } = await window.axe.run()
    return violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html.slice(0, 160)).join(' | ')}`)
  })
  expect(found).toEqual([])
}

/** No element is wider than the frame; of what is seen, at most one element has more below than it shows. */
async function expectCalmScrolling(pod: FrameLocator) {
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
  expect(wide).toEqual([])
  expect(tall.length, tall.join()).toBeLessThanOrEqual(1)
}
