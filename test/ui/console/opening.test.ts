import { enableAutoUnmount, flushPromises, mount } from '@vue/test-utils'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { OfflineError } from '../../../client/api'
import OpenConsole from '../../../client/components/console/OpenConsole.vue'
import { createConsoleTicket } from '../../../client/composables/consoleTicket'
import { consoleApiKey, type ConsoleApi } from '../../../client/consoleApi'
import { setupApiKey } from '../../../client/setupApi'
import ConsoleApp from '../../../client/views/console/ConsoleApp.vue'
import { instant } from '../../../server/domain/calendar'
import type { SetupStage } from '../../../server/domain/setup'
import type { Rights } from '../../../server/domain/viewsSession'
import { aProblem } from '../fixtures/api'
import { aSession } from '../fixtures/fairhaven'
import { inPod } from '../fixtures/frame'
import { aLinkRow, aLinkServer } from '../fixtures/linking'
import { aHost, surroundings } from '../fixtures/mount'
import { someSettings } from '../fixtures/settings'
import { aSetupServer } from '../fixtures/setup'

enableAutoUnmount(afterEach)
beforeEach(() => {
  window.location.hash = ''
})
const over = () => Promise.reject(aProblem({ code: 'consoleCode', status: 401 }))

describe('the way in by a code', () => {
  it('uses the code once and then goes on by the token', async () => {
    const openSession = vi.fn<ConsoleApi['openSession']>(() => Promise.resolve(aSession()))
    const renewSession = vi.fn<ConsoleApi['renewSession']>(() => Promise.resolve(aSession({ token: 'token-2' })))
    const ticket = createConsoleTicket({ openSession, renewSession }, 'the-code')
    expect((await ticket()).token).toBe('token-1')
    expect((await ticket()).token).toBe('token-2')
    expect(openSession.mock.calls).toEqual([[{ code: 'the-code' }]])
  })

  it('tries a code again that did not reach the server', async () => {
    const openSession = vi
      .fn<ConsoleApi['openSession']>()
      .mockRejectedValueOnce(new OfflineError())
      .mockResolvedValue(aSession())
    const ticket = createConsoleTicket({ openSession, renewSession: over }, 'the-code')
    await expect(ticket()).rejects.toThrow('offline')
    expect((await ticket()).token).toBe('token-1')
  })
})

interface Opened {
  code?: string | null
  outside?: boolean
  openSession?: ConsoleApi['openSession']
  rights?: Rights
  setup?: SetupStage
}
async function openPage({ code = 'the-code', outside = true, openSession, rights, setup = 'done' }: Opened) {
  const session = aSession({ setup, ...(rights ? { rights } : {}) })
  const around = surroundings({
    api: { openSession: () => Promise.resolve(session), settings: () => Promise.resolve(someSettings()) },
    host: { outside },
  })
  await around.i18n.load('console')
  const wrapper = mount(ConsoleApp, {
    attachTo: document.body,
    props: { code },
    global: {
      plugins: [around],
      provide: {
        [consoleApiKey as symbol]: {
          ...aLinkServer([aLinkRow(1)]).api,
          openSession: openSession ?? (() => Promise.resolve(session)),
          renewSession: over,
        },
        [setupApiKey as symbol]: aSetupServer().setup,
      },
    },
  })
  await flushPromises()
  return { wrapper, text: () => wrapper.text().replaceAll(/\s+/g, ' ') }
}

/** A page is fetched when it is first shown. */
const patience = { timeout: 10_000 }
const titled = (wrapper: Awaited<ReturnType<typeof openPage>>['wrapper'], title: string) =>
  vi.waitFor(() => expect(wrapper.get('h1').text()).toBe(title), patience)

describe('the page', () => {
  it('opens by its code outside ConnectWise, and leads an address that names no page to the first one', async () => {
    window.location.hash = '#/no-such-page'
    const { wrapper } = await openPage({})
    await titled(wrapper, 'Runs')
    expect(window.location.hash).toBe('#/runs')
    expect(document.title).toBe('Runs – Trend Micro billing')
    expect(wrapper.get('nav [aria-current=page]').text()).toBe('Runs')
    expect(wrapper.text()).toContain('M. Ortiz')
  })

  it('begins with the page that its code names', async () => {
    const openSession = vi.fn<ConsoleApi['openSession']>(() => Promise.resolve(aSession()))
    const { wrapper } = await openPage({ code: 'the-code/settings', openSession })
    await titled(wrapper, 'Settings')
    expect(openSession.mock.calls).toEqual([[{ code: 'the-code' }]])
  })

  it('begins with the first run until that is over, and names it no more then', async () => {
    const { wrapper } = await openPage({ setup: 'open' })
    await titled(wrapper, 'Set-up')
    expect(wrapper.get('nav [aria-current=page]').text()).toBe('Set-up')
    wrapper.unmount()
    window.location.hash = ''
    const later = await openPage({})
    await titled(later.wrapper, 'Runs')
    expect(later.wrapper.get('nav').text()).not.toContain('Set-up')
  })

  it('opens by the host inside ConnectWise', async () => {
    const { wrapper } = await openPage({ code: null, outside: false })
    await titled(wrapper, 'Runs')
  })

  it('says that a code is over, and how to get another', async () => {
    const { text } = await openPage({ openSession: over })
    expect(text()).toContain('This way into the console is over')
    expect(text()).toContain('was used already, or is older than 30 seconds')
    expect(text()).toContain('the menu of the Trend Micro billing pod has “Open the console”')
  })

  it('says after a reload why it asks again', async () => {
    const { text } = await openPage({ code: null })
    expect(text()).toContain('Open the console from the pod')
    expect(text()).toContain('kept in the memory of the tab only, so a reload ends it')
  })

  it('tries again when the server could not be reached', async () => {
    const openSession = vi
      .fn<ConsoleApi['openSession']>()
      .mockRejectedValueOnce(new OfflineError())
      .mockResolvedValue(aSession())
    const { wrapper } = await openPage({ openSession })
    await wrapper.get('button').trigger('click')
    await titled(wrapper, 'Runs')
  })

  it('leads from page to page, names each, and moves the focus to its title', async () => {
    const { wrapper } = await openPage({})
    await titled(wrapper, 'Runs')
    expect(document.activeElement).not.toBe(wrapper.get('h1').element)
    window.location.hash = '#/settings'
    await titled(wrapper, 'Settings')
    expect(document.title).toBe('Settings – Trend Micro billing')
    expect(document.activeElement?.textContent).toBe('Settings')
  })

  it('keeps a page on which something is not saved yet, and says so', async () => {
    window.location.hash = '#/settings'
    const { wrapper, text } = await openPage({})
    await vi.waitFor(() => wrapper.get('form'), patience)
    await wrapper.get('input[inputmode=numeric]').setValue('15')
    window.location.hash = '#/linking'
    await vi.waitFor(() => expect(text()).toContain('Save or discard it before you go to another page'))
    expect(window.location.hash).toBe('#/settings')
    expect(wrapper.get('input[inputmode=numeric]').element).toHaveProperty('value', '15')
  })

  it.each([true, false])('shows no page of all companies to who does not administer (bills: %s)', async (bill) => {
    const { text } = await openPage({ rights: { view: true, bill, administer: false } })
    expect(text()).toContain('Nothing here for your role')
    expect(text()).not.toContain('Linking')
  })
})

describe('opening it from the pod', () => {
  const aTab = () => ({
    opener: window as Window | null,
    location: { replace: vi.fn<(to: URL) => void>() },
    close: vi.fn(),
  })
  async function openFrom(tab: ReturnType<typeof aTab> | null, consoleCode: ConsoleApi['consoleCode'], to = '') {
    const around = surroundings({ host: aHost() })
    const onClose = vi.fn()
    const wrapper = mount(inPod(['console'], OpenConsole, { tab, to, onClose }), {
      attachTo: document.body,
      global: { plugins: [around], provide: { [consoleApiKey as symbol]: { ...aLinkServer([]).api, consoleCode } } },
    })
    await flushPromises()
    return { wrapper, onClose }
  }

  it('leads the new tab to the console with the code behind the #, where no server sees it', async () => {
    const tab = aTab()
    const code = { code: 'the-code', expiresAt: instant('2025-11-21T14:12:30.000Z') }
    const { onClose } = await openFrom(tab, () => Promise.resolve(code))
    await vi.waitFor(() => expect(onClose).toHaveBeenCalled())
    const address = tab.location.replace.mock.calls[0]?.[0]
    expect([address?.pathname, address?.search, address?.hash]).toEqual(['/console', '?lang=en', '#code=the-code'])
    expect(tab.opener).toBeNull()
  })

  it('names the page to begin with behind the code', async () => {
    const tab = aTab()
    const code = { code: 'the-code', expiresAt: instant('2025-11-21T14:12:30.000Z') }
    const { onClose } = await openFrom(tab, () => Promise.resolve(code), 'defaults')
    await vi.waitFor(() => expect(onClose).toHaveBeenCalled())
    expect(tab.location.replace.mock.calls[0]?.[0]?.hash).toBe('#code=the-code/defaults')
  })

  it('closes the empty tab and says why when there is no code', async () => {
    const tab = aTab()
    const tooMany = aProblem({ code: 'tooManyAttempts', status: 429, retryAfterSeconds: 20 })
    await openFrom(tab, () => Promise.reject(tooMany))
    await vi.waitFor(() => expect(document.body.textContent).toContain('Try again in 20 seconds'))
    expect(tab.close).toHaveBeenCalled()
  })

  it('says so when the browser opened no tab, and asks for no code', async () => {
    const consoleCode = vi.fn<ConsoleApi['consoleCode']>()
    await openFrom(null, consoleCode)
    await vi.waitFor(() => expect(document.body.textContent).toContain('The browser did not open a new tab'))
    expect(consoleCode).not.toHaveBeenCalled()
  })
})
