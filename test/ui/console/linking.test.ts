import { enableAutoUnmount, flushPromises, mount } from '@vue/test-utils'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Api } from '../../../client/api'
import { OfflineError } from '../../../client/api'
import { consoleApiKey, type ConsoleApi } from '../../../client/consoleApi'
import { useLinks } from '../../../client/stores/links'
import LinkingPage from '../../../client/views/console/LinkingPage.vue'
import type { AcceptOutcome, LinkRowView } from '../../../server/domain/viewsLinks'
import { aCompany } from '../fixtures/fairhaven'
import { inPod } from '../fixtures/frame'
import { aLinkRow, aLinkServer } from '../fixtures/linking'
import { surroundings } from '../fixtures/mount'

enableAutoUnmount(afterEach)
beforeEach(() => {
  // The test's browser knows no popovers.
  Object.assign(HTMLElement.prototype, { hidePopover: () => undefined })
  window.location.hash = '#/linking'
})

async function showPage(
  rows: LinkRowView[],
  {
    refuse = {},
    over = {},
    api = {},
  }: { refuse?: Record<number, AcceptOutcome>; over?: Partial<ConsoleApi>; api?: Partial<Api> } = {},
) {
  const server = aLinkServer(rows, refuse)
  const around = surroundings({ api })
  const wrapper = mount(inPod(['console', 'linking', 'link'], LinkingPage), {
    attachTo: document.body,
    global: { plugins: [around], provide: { [consoleApiKey as symbol]: { ...server.api, ...over } } },
  })
  await vi.waitFor(() => wrapper.get('tbody tr'))
  await flushPromises()
  const text = () => wrapper.text().replaceAll(/\s+/g, ' ')
  const button = (name: string) => {
    const found = [...document.body.querySelectorAll('button')].find((each) =>
      `${each.getAttribute('aria-label') ?? ''} ${each.textContent}`.includes(name),
    )
    if (!found) throw new Error(`No button "${name}"`)
    return found
  }
  const press = async (name: string) => {
    button(name).click()
    await flushPromises()
  }
  return { wrapper, text, button, press, server, store: useLinks(around.pinia) }
}

describe('the list', () => {
  it('shows score and reason in words, and where the line is', async () => {
    const { wrapper, text } = await showPage([
      aLinkRow(1),
      aLinkRow(2, { score: 95, bulk: false }),
      aLinkRow(3, { score: 78 }),
    ])
    const rows = wrapper.findAll('tbody tr').map((row) => row.text().replaceAll(/\s+/g, ' '))
    expect(rows[0]).toContain('97 of 100')
    expect(rows[0]).toContain('Same name but for words like “Group”, same city')
    expect(rows[1]).toContain('Another one is about as near')
    expect(rows[2]).toContain('Accept line 90.')
    expect(rows[3]).toContain('78')
    expect(text()).toContain('1 may be accepted together, 2 one by one')
    // Below the line, and where something speaks for another one, nothing can be chosen together.
    expect(wrapper.findAll('tbody input[type=checkbox]')).toHaveLength(1)
  })

  it('reads five thousand companies in pages, and makes only the rows near what is seen', async () => {
    const { wrapper, server, store } = await showPage(Array.from({ length: 5_000 }, (_, place) => aLinkRow(place + 1)))
    await vi.waitFor(() => expect(store.isComplete).toBe(true))
    expect(store.rows).toHaveLength(5_000)
    expect(server.asked).toHaveLength(11)
    expect(wrapper.findAll('tbody tr').length).toBeLessThan(200)
    expect(wrapper.get('table').attributes('aria-rowcount')).toBe('5001')
  })

  it('misses no row where somebody decides while it is still being read', async () => {
    const rows = Array.from({ length: 1_100 }, (_, place) => aLinkRow(place + 1))
    let decided = 0
    let decide = () => {}
    const { store } = await showPage(rows, {
      over: {
        // As with the real one: who is linked is among the suggestions no more.
        links: (query) => {
          if (query.offset === 100) decide()
          return aLinkServer(rows.slice(decided)).api.links(query)
        },
      },
    })
    await vi.waitFor(() => expect(store.isComplete).toBe(true))
    decide = () => {
      decided = 50
      void store.refresh([])
    }
    await store.load({ state: 'suggested', text: '' })
    expect(store.rows).toHaveLength(1_100)
  })

  it('takes filter and search from the address', async () => {
    window.location.hash = '#/linking?state=linked&q=firm'
    const { server, wrapper } = await showPage([aLinkRow(1)])
    expect(server.asked[0]).toBe('linked "firm" 0+100')
    expect(wrapper.get('.seg [aria-pressed=true]').text()).toContain('Linked')
    expect(wrapper.get('input[type=search]').element).toHaveProperty('value', 'firm')
  })
})

describe('accepting many', () => {
  it('begins with nothing chosen, shows every pair before, and asks the server only then', async () => {
    const { wrapper, text, press, server } = await showPage([aLinkRow(1), aLinkRow(2), aLinkRow(3, { score: 78 })])
    expect(wrapper.find('.actbar').exists()).toBe(false)
    await wrapper.get('thead input').trigger('change')
    expect(text()).toContain('2 suggestions chosen')
    await press('Accept 2')
    expect(document.querySelector('dialog')?.textContent).toContain('Link 2 companies')
    expect(document.querySelectorAll('dialog tbody tr')).toHaveLength(2)
    expect(server.asked.filter((ask) => ask.startsWith('accept'))).toEqual([])
    document.querySelector<HTMLElement>('dialog .btn-primary')?.click()
    await flushPromises()
    expect(server.asked.at(-1)).toBe('accept 2')
    expect(text()).toContain('Linked to FIRM 1 LLC. Nothing was sent.')
    expect(wrapper.find('.actbar').exists()).toBe(false)
  })

  it('chooses from one row to another with Shift', async () => {
    const { wrapper, text } = await showPage(Array.from({ length: 9 }, (_, place) => aLinkRow(place + 1)))
    const boxes = wrapper.findAll('tbody input[type=checkbox]')
    const press = async (place: number, shiftKey: boolean) => {
      await boxes[place]?.trigger('click', { shiftKey })
      await flushPromises()
    }
    await press(6, false)
    await press(2, true)
    expect(text()).toContain('5 suggestions chosen')
    await press(4, true)
    expect(text()).toContain('2 suggestions chosen')
  })

  it('asks for at most five hundred at once', async () => {
    const { wrapper, press, server, store } = await showPage(
      Array.from({ length: 600 }, (_, place) => aLinkRow(place + 1)),
    )
    await vi.waitFor(() => expect(store.isComplete).toBe(true))
    await wrapper.get('thead input').trigger('change')
    await press('Accept 600')
    document.querySelector<HTMLElement>('dialog .btn-primary')?.click()
    await vi.waitFor(() => expect(document.querySelector('dialog')).toBeNull())
    expect(server.asked.filter((ask) => ask.startsWith('accept'))).toEqual(['accept 500', 'accept 100'])
  })

  it('tells at each row what was not linked, and why', async () => {
    const { wrapper, text, press } = await showPage([aLinkRow(1), aLinkRow(2), aLinkRow(3)], {
      refuse: { 1: 'taken', 2: 'changed' },
    })
    await wrapper.get('thead input').trigger('change')
    await press('Accept 3')
    document.querySelector<HTMLElement>('dialog .btn-primary')?.click()
    await flushPromises()
    expect(text()).toContain('FIRM 1 LLC belongs to Harrow Manufacturing meanwhile')
    expect(text()).toContain('somebody changed this company meanwhile. The row shows how it is now')
    expect(text()).toContain('Linked to FIRM 3 LLC')
    expect(wrapper.findAll('[role=alert]')).toHaveLength(2)
  })
})

describe('one by one', () => {
  it('a link is taken back in its row, with the version that it has by then', async () => {
    const link = vi.fn<Api['link']>(() => Promise.resolve(aCompany()))
    const { press, text } = await showPage([aLinkRow(1)], { api: { link } })
    await press('Accept:')
    expect(text()).toContain('Linked to FIRM 1 LLC')
    await press('Undo')
    expect(link.mock.calls).toEqual([[1, { version: 1, customerIds: [], enabled: false }]])
  })

  it('a rejection stays until it is taken back', async () => {
    const { press, text, server } = await showPage([aLinkRow(1)])
    await press('is somebody else')
    expect(text()).toContain('FIRM 1 LLC is not suggested here again.')
    expect(text()).toContain('No customer looks like this company')
    await press('Undo')
    expect(server.asked.slice(-2)).toEqual(['reject 1 v0', 'unreject 1 v1'])
    expect(text()).toContain('FIRM 1 LLC')
  })

  it('a fault is told at the row, and the row stays as it is', async () => {
    const { press, wrapper, text } = await showPage([aLinkRow(1)], {
      over: { acceptLinks: () => Promise.reject(new OfflineError()) },
    })
    await press('Accept:')
    expect(wrapper.get('[role=alert]').text()).toContain('No connection to our server')
    expect(text()).toContain('97')
  })

  it('a line outside 85 to 100 is refused at its field and not asked for', async () => {
    const saveLinking = vi.fn<ConsoleApi['saveLinking']>()
    const { wrapper, text } = await showPage([aLinkRow(1)], { over: { saveLinking } })
    await wrapper.get('.line input').setValue('84')
    expect(text()).toContain('A whole number from 85 to 100')
    expect(wrapper.get('.line input').attributes('aria-invalid')).toBe('true')
    expect(saveLinking).not.toHaveBeenCalled()
  })
})
