import { enableAutoUnmount, flushPromises, mount } from '@vue/test-utils'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Api } from '../../../client/api'
import ProductAgreements from '../../../client/components/agreements/ProductAgreements.vue'
import type { AssignmentsRequest } from '../../../server/domain/viewsAgreements'
import { searchItems, someAgreements, withSharedLine, withTwins } from '../fixtures/agreements'
import { aProblem } from '../fixtures/api'
import { aCompany } from '../fixtures/fairhaven'
import { inPod } from '../fixtures/frame'
import { surroundings } from '../fixtures/mount'

enableAutoUnmount(afterEach)
beforeEach(() => {
  Element.prototype.scrollIntoView = () => undefined
})

async function open(over: Partial<Api> = {}) {
  const saved: AssignmentsRequest[] = []
  const assign: Api['assign'] = (_, request) => {
    saved.push(request)
    return Promise.resolve(aCompany())
  }
  const closed = vi.fn()
  const around = surroundings({
    api: { agreements: () => Promise.resolve(someAgreements()), catalog: searchItems, assign, ...over },
  })
  const wrapper = mount(inPod(['agreements'], ProductAgreements, { onClose: closed }), {
    attachTo: document.body,
    global: { plugins: [around] },
  })
  await vi.waitFor(() => wrapper.get('[role=group]'))
  const field = (label: string) => wrapper.get<HTMLElement>(`[role=combobox][aria-label^="${label}"]`)
  const press = async (label: string, ...keys: string[]) => {
    for (const key of keys) await field(label).trigger('keydown', { key })
    await flushPromises()
  }
  const openMore = (product: string) => wrapper.get(`[aria-label="${product}"] .mo`).trigger('click')
  const ok = async () => {
    const button = wrapper.findAll('button').find((each) => each.text() === 'OK')
    await button?.trigger('click')
    await flushPromises()
  }
  return { wrapper, saved, closed, field, press, openMore, ok }
}

describe('Product Agreements', () => {
  it('moves from the chosen type to the names of that type, the unusable ones with their reason', async () => {
    const { wrapper, press, field } = await open()
    await press('Agreement type for Web Security', 'Enter', 'ArrowDown', 'Enter')
    expect(document.activeElement).toBe(field('Agreement name for Web Security').element)
    const options = wrapper.findAll('[role=option]').map((option) => option.text())
    expect(options).toHaveLength(4)
    expect(options[3]).toContain('ended Sep 30, 2025')
    expect(wrapper.findAll('[role=option][aria-disabled=true]')).toHaveLength(2)
  })

  it('finds by typing, and keeps the old value on Escape', async () => {
    const { press, field } = await open()
    await press('Agreement type for Cloud App Security', 'm', 'a', 'Escape')
    expect(field('Agreement type for Cloud App Security').text()).toBe('Security Add-ons')
    await press('Agreement type for Cloud App Security', 'm', 'Enter')
    expect(field('Agreement type for Cloud App Security').text()).toBe('Managed Service')
  })

  it('saves the whole list and closes', async () => {
    const { wrapper, saved, closed, ok } = await open()
    await wrapper.get('.note .lnk-in').trigger('click')
    await ok()
    expect(saved).toHaveLength(1)
    expect(saved[0]?.assignments[0]).toMatchObject({ agreement: { kind: 'chosen', agreementId: 1041 } })
    expect(closed).toHaveBeenCalled()
  })

  it('sends nothing when nothing was changed', async () => {
    const { saved, closed, ok } = await open()
    await ok()
    expect(saved).toHaveLength(0)
    expect(closed).toHaveBeenCalled()
  })

  it('does not send a type without a name, and says so at its field', async () => {
    const { wrapper, saved, press, ok } = await open()
    await press('Agreement type for Web Security', 'Enter', 'ArrowDown', 'Enter')
    await press('Agreement name for Web Security', 'Escape')
    await ok()
    expect(saved).toHaveLength(0)
    expect(wrapper.text()).toContain('Choose the agreement name too')
    expect(document.activeElement?.getAttribute('aria-label')).toContain('Agreement name for Web Security')
  })

  it('loses nothing when the server refuses, and puts the reason at the field', async () => {
    const refuse = () =>
      Promise.reject(
        aProblem({
          code: 'invalid',
          status: 400,
          issues: [{ path: 'assignments.1.catalogItemId', code: 'catalogItem.gone' }],
        }),
      )
    const { wrapper, field, closed, ok } = await open({ assign: refuse })
    await wrapper.get('.note .lnk-in').trigger('click')
    await ok()
    expect(closed).not.toHaveBeenCalled()
    expect(field('Agreement name for Co-Managed XDR').text()).toBe('Gold Support 2025')
    expect(field('Catalog item for Cloud App Security').attributes('aria-invalid')).toBe('true')
  })

  it('keeps the own change and takes over those of others after somebody else saved', async () => {
    const [, second, ...rest] = someAgreements().products
    let reads = 0
    const { wrapper, field, ok } = await open({
      agreements: () => {
        reads += 1
        const { products } = someAgreements()
        const theirs = second ? [{ ...second, agreement: { kind: 'default' as const } }] : []
        return Promise.resolve(
          reads === 1
            ? someAgreements()
            : someAgreements({ version: 8, products: [...products.slice(0, 1), ...theirs, ...rest] }),
        )
      },
      assign: () => Promise.reject(aProblem({ code: 'conflict', status: 409 })),
    })
    await wrapper.get('.note .lnk-in').trigger('click')
    await ok()
    await wrapper.get('.msg .lnk-in').trigger('click')
    await flushPromises()
    expect(field('Agreement name for Co-Managed XDR').text()).toBe('Gold Support 2025')
    expect(field('Agreement type for Cloud App Security').text()).toBe('Default')
    expect(wrapper.text()).toContain('your 1 change is kept')
  })

  it('searches the catalog by the typed words and takes what was found', async () => {
    vi.useFakeTimers()
    try {
      const { wrapper, field } = await open()
      const input = field('Catalog item for Web Security')
      await input.setValue('web')
      await vi.advanceTimersByTimeAsync(300)
      expect(wrapper.findAll('[role=option]').map((option) => option.text())).toEqual([
        expect.stringContaining('TM-WEB-STD'),
        expect.stringContaining('inactive in ConnectWise'),
      ])
      await input.trigger('keydown', { key: 'Enter' })
      expect(input.element.getAttribute('title')).toBe('Trend Micro Web Security')
    } finally {
      vi.useRealTimers()
    }
  })
})

describe('the addition of a product', () => {
  const additions = () => Promise.resolve(withTwins())

  it('is shown when there is only one, and nothing needs to be done', async () => {
    const { wrapper } = await open()
    expect(wrapper.get('[aria-label="Worry-Free Services"]').text()).toContain('Bills addition #7501 (45 × $4.50).')
  })

  it('must be chosen among several before a changed row is saved', async () => {
    const { wrapper, saved, press, openMore, ok } = await open({ agreements: additions })
    const twins = wrapper.get('[role=radiogroup]')
    expect(wrapper.text()).toContain('2 additions of TM-CAS-FULL bill here.')
    await openMore('Cloud App Security')
    await press('When somebody changed Cloud App Security', 'k', 'Enter')
    await ok()
    expect(saved).toHaveLength(0)
    expect(twins.text()).toContain('Choose one of them.')
    expect(document.activeElement).toBe(twins.get('input').element)
    await twins.findAll('input')[1]?.trigger('change')
    await ok()
    expect(saved[0]?.assignments[0]).toMatchObject({ additionId: 7702, drift: 'keep' })
  })

  it('that is gone is told, and can be let go', async () => {
    const { wrapper, saved, ok } = await open({ agreements: additions })
    const row = wrapper.get('[aria-label="Worry-Free Services"]')
    expect(row.text()).toContain('The chosen addition #17001 is gone or has ended. Choose another one.')
    await row.get('.note .lnk-in').trigger('click')
    expect(row.text()).toContain('Bills addition #7501')
    await ok()
    expect(saved[0]?.assignments[1]).toMatchObject({ additionId: 7501 })
  })

  it('that is missing is added only if that is chosen, with what it means', async () => {
    const { wrapper, saved, press, ok } = await open({ agreements: additions })
    const row = wrapper.get('[aria-label="Email Security"]')
    expect(row.text()).toContain('Nothing is billed until somebody adds it in ConnectWise.')
    await press('Add an addition for Email Security', 'y', 'Enter')
    expect(row.text()).toContain('The next send adds it at the catalog price')
    await ok()
    expect(saved[0]?.assignments[2]).toMatchObject({ createWhenMissing: true, additionId: null })
  })
})

describe('how a product is written', () => {
  it('stands behind More, which tells what is not usual', async () => {
    const { wrapper, saved, press, openMore, ok } = await open()
    expect(wrapper.find('[aria-label^="How a change is written"]').exists()).toBe(false)
    await openMore('Cloud App Security')
    await press('How a change is written for Cloud App Security', 'n', 'Enter')
    expect(wrapper.get('[aria-label="Cloud App Security"] .mo').text()).toBe('More: new addition')
    await ok()
    expect(saved[0]?.assignments[1]).toMatchObject({ strategy: 'replace', drift: 'ask', createWhenMissing: null })
  })

  it('is the same for products on one line, and says so', async () => {
    const { wrapper, saved, press, openMore, ok } = await open({
      agreements: () => Promise.resolve(withSharedLine()),
    })
    await openMore('Worry-Free Services')
    expect(wrapper.text()).toContain('On one line with Email Security')
    await press('When somebody changed Worry-Free Services', 'w', 'Enter')
    await ok()
    expect(saved[0]?.assignments.map(({ drift }) => drift)).toEqual(['overwrite', 'overwrite'])
  })

  it('that differs within a line is refused at its field, which is opened', async () => {
    const refuse = () =>
      Promise.reject(
        aProblem({ code: 'invalid', status: 400, issues: [{ path: 'assignments.1.drift', code: 'sharedLine' }] }),
      )
    const { wrapper, field, ok } = await open({ assign: refuse })
    await wrapper.get('.note .lnk-in').trigger('click')
    await ok()
    expect(field('When somebody changed Cloud App Security').attributes('aria-invalid')).toBe('true')
    expect(wrapper.text()).toContain('Another product is on the same line; both need the same choice here.')
  })
})
