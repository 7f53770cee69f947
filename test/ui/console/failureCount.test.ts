/** The number of causes beside the page of failures in the console's navigation. */
import { enableAutoUnmount, flushPromises, mount } from '@vue/test-utils'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { OfflineError } from '../../../client/api'
import ConsoleNav from '../../../client/components/console/ConsoleNav.vue'
import { consoleApiKey, type ConsoleApi } from '../../../client/consoleApi'
import { useFailureCount } from '../../../client/stores/failureCount'
import { consolePages, failuresPage } from '../../../client/views/console/pages'
import { aLinkServer } from '../fixtures/linking'
import { anI18n, surroundings } from '../fixtures/mount'

enableAutoUnmount(afterEach)
beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
})
afterEach(() => {
  vi.useRealTimers()
  setVisibility('visible')
})

function setVisibility(state: DocumentVisibilityState) {
  Object.defineProperty(document, 'visibilityState', { configurable: true, get: () => state })
  document.dispatchEvent(new Event('visibilitychange'))
}

async function showNav(answers: (number | null | Error)[], { pages = consolePages, locale = 'en-US' } = {}) {
  const inboxCount = vi.fn<ConsoleApi['inboxCount']>(() => {
    const causes = answers.length > 1 ? answers.shift() : answers[0]
    return causes instanceof Error ? Promise.reject(causes) : Promise.resolve({ causes: causes ?? null })
  })
  const i18n = anI18n(locale)
  await i18n.load('console')
  const around = surroundings({ i18n })
  const wrapper = mount(ConsoleNav, {
    props: { pages, current: null },
    global: { plugins: [around], provide: { [consoleApiKey as symbol]: { ...aLinkServer([]).api, inboxCount } } },
  })
  await flushPromises()
  const link = () => wrapper.get(`a[href="#/${failuresPage}"]`)
  return {
    wrapper,
    inboxCount,
    pinia: around.pinia,
    i18n,
    seen: () =>
      link()
        .findAll('[aria-hidden=true]')
        .map((each) => each.text()),
    /** What a screen reader says. */
    heard: () => {
      const copy = link().element.cloneNode(true)
      if (!(copy instanceof HTMLElement)) throw new Error('A link is an element')
      copy.querySelectorAll('[aria-hidden=true]').forEach((each) => each.remove())
      return copy.textContent
    },
  }
}

describe('the number of causes', () => {
  it('is seen beside the name of the page, and heard as what it counts', async () => {
    const { seen, heard } = await showNav([3])
    expect(seen()).toEqual(['3'])
    expect(heard()).toBe('Failures, 3 causes')
  })

  it('is told of none and of one, in both languages', async () => {
    expect((await showNav([0])).heard()).toBe('Failures, 0 causes')
    expect((await showNav([1])).heard()).toBe('Failures, 1 cause')
    const french = await showNav([0], { locale: 'fr-FR' })
    await french.i18n.use('fr')
    await flushPromises()
    expect(french.heard()).toBe('Échecs, 0 cause')
  })

  it('is not there while nobody knows it, and is asked for again soon', async () => {
    const { seen, heard, inboxCount } = await showNav([null, new OfflineError(), 2])
    expect([seen(), heard()]).toEqual([[], 'Failures'])
    await vi.advanceTimersByTimeAsync(5_000)
    expect([seen(), heard()]).toEqual([[], 'Failures'])
    await vi.advanceTimersByTimeAsync(5_000)
    expect(heard()).toBe('Failures, 2 causes')
    await vi.advanceTimersByTimeAsync(5_000)
    expect(inboxCount).toHaveBeenCalledTimes(3)
  })

  it('is asked for each minute, but not while nobody looks', async () => {
    const { heard, inboxCount } = await showNav([3, 4, 5])
    await vi.advanceTimersByTimeAsync(60_000)
    expect(heard()).toBe('Failures, 4 causes')
    setVisibility('hidden')
    await vi.advanceTimersByTimeAsync(600_000)
    expect(inboxCount).toHaveBeenCalledTimes(2)
    setVisibility('visible')
    await flushPromises()
    expect(heard()).toBe('Failures, 5 causes')
  })

  it('is that of the list when it is looked at, and unknown while that is being read', async () => {
    const { heard, pinia } = await showNav([3])
    const failures = useFailureCount(pinia)
    failures.tell({ causes: [], reading: null })
    await flushPromises()
    expect(heard()).toBe('Failures, 0 causes')
    failures.tell({ causes: [], reading: { read: 1, of: 2 } })
    await flushPromises()
    expect(heard()).toBe('Failures')
  })

  it('is not asked for by who has no such page, nor after the console is left', async () => {
    const { inboxCount } = await showNav([3], { pages: consolePages.filter(({ id }) => id !== failuresPage) })
    expect(inboxCount).not.toHaveBeenCalled()
    const other = await showNav([3])
    other.wrapper.unmount()
    await vi.advanceTimersByTimeAsync(600_000)
    expect(other.inboxCount).toHaveBeenCalledTimes(1)
  })
})
