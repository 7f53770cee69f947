/** Set-up of the pod's browser tests: a fresh world for every test, one browser a file, pages that close with their test. */
import type { Browser, FrameLocator, Locator, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest'
import type { LogEntry } from '../simulator/host/page/protocolLog'
import type { SwitchName } from '../simulator/host/page/switches'
import { launchChromium } from './chromium'
import { fail } from './fail'
import { builtClient, freeBasePort, startStage, visit, type Stage, type StageOptions, type Visit } from './podStage'

export interface OpenPod {
  page: Page
  /** Inside the (first) pod's frame, or the opened hosted tab's. */
  pod: FrameLocator
}

export interface PodTests {
  readonly stage: Stage
  readonly browser: Browser
  /** Opens the host page; a text is its query (`company=101&size=722`). */
  open: (wanted: string | Visit) => Promise<OpenPod>
}

/** `one`: all tests of the file share a world, and their pages stay open until the end; only for tests that change nothing. */
export function usePod(worlds: 'fresh' | 'one' = 'fresh', options: StageOptions = {}): PodTests {
  let browser: Browser | null = null
  let stage: Stage | null = null
  let clientDir = ''
  let basePort = 0
  let pages: Page[] = []

  const start = async () => {
    stage = await startStage({ ...options, basePort, clientDir })
  }
  const end = async () => {
    await Promise.all(pages.map((page) => page.context().close()))
    pages = []
    await stage?.stop()
  }
  beforeAll(async () => {
    ;[clientDir, basePort, browser] = await Promise.all([builtClient(), freeBasePort(), launchChromium()])
    if (worlds === 'one') await start()
  })
  if (worlds === 'fresh') {
    beforeEach(start)
    afterEach(end)
  }
  afterAll(async () => {
    if (worlds === 'one') await end()
    await browser?.close()
  })

  const tests = {
    get stage() {
      return stage ?? fail('no test is running')
    },
    get browser() {
      return browser ?? fail('no test is running')
    },
    async open(wanted: string | Visit) {
      const page = await visit(tests.browser, tests.stage, typeof wanted === 'string' ? { query: wanted } : wanted)
      pages.push(page)
      const isTab = new URL(page.url()).searchParams.has('tab')
      return { page, pod: page.frameLocator(isTab ? '#hosted-tabs iframe' : '#pods iframe >> nth=0') }
    },
  }
  return tests
}

/** The query of a size of the pod; `tab` opens the hosted tab as a person does. */
export function sizeQuery({ sandbox }: Stage, size: '258' | '348' | '722' | 'tab'): string {
  if (size !== 'tab') return `size=${size}`
  const row = sandbox.connectWise.world.hostedSetups.find(({ type }) => type === 'Tab') ?? fail('no tab is registered')
  return `tab=${row.id}`
}

export const button = (pod: FrameLocator | Locator, name: string | RegExp) => pod.getByRole('button', { name })
/** A line of a table by a text in it. */
export const row = (pod: FrameLocator | Locator, text: string | RegExp) =>
  pod.getByRole('row').filter({ hasText: text })

/** Chooses something of the header, whether it is a link or folded into the menu. */
export async function choose(pod: FrameLocator, name: string | RegExp): Promise<void> {
  const menu = pod.getByRole('navigation').getByRole('button').last()
  await menu.waitFor()
  const link = pod.getByRole('navigation').getByRole('button', { name })
  if (await link.isVisible()) return link.click()
  await menu.click()
  await pod.getByRole('menuitem', { name }).click()
}

/** What host and pod said to each other, secrets covered, as text to search in. */
export async function said(page: Page, direction: LogEntry['direction']): Promise<string[]> {
  const entries = await page.evaluate(() => window.__hostLog)
  return entries.filter((entry) => entry.direction === direction).map((entry) => JSON.stringify(entry.message))
}
/** Waits until the host has logged a message that contains every one of these texts. */
export async function heard(page: Page, direction: LogEntry['direction'], ...texts: string[]): Promise<void> {
  await page.waitForFunction(
    ([wantedDirection, wanted]) =>
      window.__hostLog.some(
        (entry) =>
          entry.direction === wantedDirection && wanted.every((text) => JSON.stringify(entry.message).includes(text)),
      ),
    [direction, texts] as const,
  )
}

/** Turns a switch of the host page while it is open; it counts from the next message on. */
export async function turnSwitch(page: Page, name: SwitchName): Promise<void> {
  await page
    .locator(`input[name=${name}]`)
    .evaluate((box) => (box instanceof HTMLInputElement ? box.click() : undefined))
}
