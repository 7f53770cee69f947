import { enableAutoUnmount, flushPromises, mount } from '@vue/test-utils'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { consoleApiKey, type ConsoleApi } from '../../../client/consoleApi'
import DefaultsPage from '../../../client/views/console/DefaultsPage.vue'
import type { DefaultsPreviewRow, ProductView } from '../../../server/domain/viewsDefaults'
import { aProblem } from '../fixtures/api'
import { aDefault, aDefaultsServer, aPreviewRow, aProduct } from '../fixtures/defaults'
import { inPod } from '../fixtures/frame'
import { aLinkServer } from '../fixtures/linking'
import { surroundings } from '../fixtures/mount'

enableAutoUnmount(afterEach)
beforeEach(() => {
  // The test's browser knows no popovers.
  Object.assign(HTMLElement.prototype, { hidePopover: () => undefined, showPopover: () => undefined })
  window.location.hash = '#/defaults'
})

async function showPage(products: ProductView[], rows: DefaultsPreviewRow[] = [], over: Partial<ConsoleApi> = {}) {
  const server = aDefaultsServer(products, rows)
  const api = { ...aLinkServer([]).api, ...server.api, ...over }
  const wrapper = mount(inPod(['console', 'defaults', 'agreements'], DefaultsPage), {
    attachTo: document.body,
    global: { plugins: [surroundings({})], provide: { [consoleApiKey as symbol]: api } },
  })
  await vi.waitFor(() => wrapper.get('.list > :not(.wait)'))
  const text = () => document.body.textContent.replaceAll(/\s+/g, ' ')
  const press = async (name: string) => {
    const found = [...document.body.querySelectorAll('button')].find((each) =>
      `${each.getAttribute('aria-label') ?? ''} ${each.textContent}`.includes(name),
    )
    if (!found) throw new Error(`No button "${name}"`)
    found.click()
    await flushPromises()
  }
  const type = async (label: string, value: string) => {
    const field = [...document.body.querySelectorAll('input')].find((each) =>
      (each.getAttribute('aria-label') ?? '').startsWith(label),
    )
    if (!field) throw new Error(`No field "${label}"`)
    field.value = value
    field.dispatchEvent(new Event('input'))
    await flushPromises()
  }
  return { wrapper, text, press, type, server }
}

describe('the products', () => {
  it('show their default in words, and how many companies have none', async () => {
    const { wrapper } = await showPage([
      aProduct(),
      aProduct({
        productName: 'Email Security',
        default: aDefault({ rule: { count: 'used', minimum: 5, included: 2 } }),
      }),
    ])
    const rows = wrapper.findAll('tbody tr').map((row) => row.text().replaceAll(/\s+/g, ' '))
    expect(rows[0]).toContain('none yet')
    expect(rows[1]).toMatch(/TM-WFS-ADV, .*at least 5, 2 included/)
    expect(rows[1]).toContain('on Managed Service · kim')
    expect(wrapper.text()).toContain('2 Trend customers have no company yet')
  })

  it('that cannot be read say why, and can be read again', async () => {
    let fails = true
    const { view } = aDefaultsServer([aProduct()])
    const { text, press } = await showPage([], [], {
      defaults: () => (fails ? Promise.reject(new Error('gone')) : Promise.resolve(view)),
    })
    expect(text()).toContain('The products cannot be shown right now')
    fails = false
    await press('Try again')
    expect(text()).toContain('Worry-Free Services')
  })
})

describe('setting a default', () => {
  it('asks for the catalog item at its field, and saves nothing without it', async () => {
    const { text, press, server } = await showPage([aProduct()])
    await press('Set the default of Worry-Free')
    await press('Save')
    expect(text()).toContain('Choose the catalog item that is billed.')
    expect(server.saved).toEqual([])
  })

  it('shows what the last months would have billed, again for a changed rule, then saves', async () => {
    const { text, press, type, server } = await showPage([
      aProduct({ default: aDefault({ rule: { count: 'provisioned', minimum: 3, included: 0 } }) }),
    ])
    await press('Change the default of Worry-Free')
    await vi.waitFor(() => expect(text()).toContain('+$18.00'))
    expect(text()).toContain('1 line: the seats that it needs were not read')
    await type('Minimum', '7')
    await vi.waitFor(() => expect(server.asked).toContain('months 7'))
    await press('Save')
    expect(server.saved).toMatchObject([{ catalogItemId: 501, rule: { minimum: 7 }, agreementTypeId: 7 }])
    expect(text()).toContain('Saved. No company is changed yet.')
  })

  it('tells at the field of a number that is none, and computes nothing from it', async () => {
    const { text, press, type, server } = await showPage([
      aProduct({ default: aDefault({ rule: { count: 'provisioned', minimum: 3, included: 0 } }) }),
    ])
    await press('Change the default of Worry-Free')
    await type('Minimum', '-1')
    await press('Save')
    expect(text()).toContain('Put the rule right first.')
    expect(server.saved).toEqual([])
  })

  it('that somebody else changed meanwhile says so and stays open', async () => {
    const { text, press } = await showPage([aProduct({ default: aDefault() })], [], {
      saveDefaults: () => Promise.reject(aProblem({ code: 'conflict', status: 409 })),
    })
    await press('Change the default of Worry-Free')
    await press('Save')
    expect(text()).toContain('Somebody changed the defaults meanwhile. Nothing was saved')
  })
})

describe('filling in', () => {
  const rows = [
    aPreviewRow(1),
    aPreviewRow(2),
    aPreviewRow(3, { outcome: 'exception', agreementName: null }),
    aPreviewRow(4, { outcome: 'unresolved', why: 'severalAgreements', agreementName: null }),
  ]

  it('shows every company first, and asks the server only then', async () => {
    const { text, press, server } = await showPage([aProduct({ default: aDefault() })], rows)
    await press('Fill in for companies')
    expect(text()).toContain('TM-WFS-ADV on Gold Support')
    expect(text()).toContain('several agreements of the preferred type')
    expect(server.asked.some((each) => each.startsWith('apply'))).toBe(false)
    await press('Fill in for 2 companies')
    expect(server.asked).toContain('apply v6 1,2')
    expect(text()).toContain('Filled in for 1 company. Nothing was sent.')
    expect(text()).toContain('1 company was changed by somebody meanwhile and was left as it is.')
  })

  it('shows every row that is filled in, however many there are', async () => {
    const many = Array.from({ length: 620 }, (_, place) => aPreviewRow(place + 1))
    const { text, press, server } = await showPage([aProduct({ default: aDefault() })], many)
    await press('Fill in for companies')
    await vi.waitFor(() => expect(document.querySelector('dialog table')?.getAttribute('aria-rowcount')).toBe('621'))
    expect(server.asked.filter((each) => each === 'preview all')).toHaveLength(2)
    expect(text()).not.toContain('not shown')
  })

  it('narrows the list to what needs a person', async () => {
    const { wrapper, press, server } = await showPage([aProduct({ default: aDefault() })], rows)
    await press('Fill in for companies')
    await press('Needs a person')
    expect(server.asked).toContain('preview unresolved')
    expect(wrapper.exists()).toBe(true)
    expect(document.body.querySelectorAll('dialog tbody tr')).toHaveLength(1)
  })
})
