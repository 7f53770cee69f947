import { enableAutoUnmount, flushPromises, mount } from '@vue/test-utils'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { OfflineError } from '../../../client/api'
import { consoleApiKey, type ConsoleApi } from '../../../client/consoleApi'
import AuditPage from '../../../client/views/console/AuditPage.vue'
import type { AuditEntry } from '../../../server/domain/audit'
import { instant } from '../../../server/domain/calendar'
import { companyId } from '../../../server/domain/ids'
import { inPod } from '../fixtures/frame'
import { aLinkServer } from '../fixtures/linking'
import { surroundings } from '../fixtures/mount'

enableAutoUnmount(afterEach)

const anEntry = (place: number, over: Partial<AuditEntry> = {}): AuditEntry => ({
  id: `20251120150000000-${String(place).padStart(8, '0')}`,
  at: instant('2025-11-20T15:00:00Z'),
  by: 'kim',
  companyId: null,
  changes: [{ path: 'settings.limits.dropPercent', from: '25', to: '30' }],
  more: 0,
  ...over,
})

async function showPage(all: AuditEntry[], over: Partial<ConsoleApi> = {}) {
  const api: ConsoleApi = {
    ...aLinkServer([]).api,
    audit: ({ offset, limit }) =>
      Promise.resolve({
        entries: all.slice(offset, offset + limit),
        found: all.length,
        companies: [{ id: companyId(250), name: 'Fairhaven Dental Group' }],
      }),
    auditTable: () => Promise.reject(new OfflineError('gone')),
    ...over,
  }
  const wrapper = mount(inPod(['console', 'audit'], AuditPage), {
    attachTo: document.body,
    global: { plugins: [surroundings({})], provide: { [consoleApiKey as symbol]: api } },
  })
  await vi.waitFor(() => wrapper.get('.list > :not([role=status])'))
  await flushPromises()
  const press = async (name: string) => {
    const found = wrapper.findAll('button').find((each) => each.text().includes(name))
    if (!found) throw new Error(`No button "${name}"`)
    await found.trigger('click')
    await flushPromises()
  }
  return { wrapper, press, text: () => wrapper.text().replaceAll(/\s+/g, ' ') }
}

describe('the audit log', () => {
  it('says who changed what where, before and after, a line a change', async () => {
    const { wrapper, text } = await showPage([
      anEntry(1, {
        companyId: companyId(250),
        changes: [
          { path: 'assignments.plan-wfs.rule.minimum', from: null, to: '5' },
          { path: 'limits.dropPercent', from: '25', to: null },
        ],
        more: 3,
      }),
      anEntry(2, { by: null, companyId: companyId(251) }),
    ])
    expect(wrapper.findAll('tbody')).toHaveLength(2)
    expect(wrapper.findAll('tbody tr')).toHaveLength(3)
    expect(text()).toContain('Fairhaven Dental Group 3 more changes in this entry')
    expect(text()).toContain('Product agreements plan-wfs.rule.minimum')
    expect(text()).toContain('nothing → 5')
    expect(text()).toContain('Own limits dropPercent')
    expect(text()).toContain('25 → nothing')
    expect(text()).toMatch(/the server itself ?company 251/)
  })

  it('shows no secret, and nothing in its place that could be one', async () => {
    const { text } = await showPage([
      anEntry(1, { changes: [{ path: 'connections.connectWise.privateKey', from: '"set"', to: '"set"' }] }),
    ])
    expect(text()).toContain('a secret, not shown')
  })

  it('goes back page by page', async () => {
    const { wrapper, press } = await showPage(Array.from({ length: 70 }, (_, place) => anEntry(place)))
    expect(wrapper.findAll('tbody')).toHaveLength(50)
    await press('Show 20 older entries')
    expect(wrapper.findAll('tbody')).toHaveLength(70)
  })

  it('that cannot be read keeps what is shown and says why; the table too', async () => {
    let fails = false
    const all = Array.from({ length: 60 }, (_, place) => anEntry(place))
    const { wrapper, press, text } = await showPage(all, {
      audit: ({ offset, limit }) =>
        fails
          ? Promise.reject(new OfflineError('gone'))
          : Promise.resolve({ entries: all.slice(offset, offset + limit), found: 60, companies: [] }),
    })
    fails = true
    await press('Show 10 older entries')
    expect(wrapper.findAll('tbody')).toHaveLength(50)
    expect(text()).toContain('The log cannot be shown right now')
    await press('Export CSV')
    expect(text()).toContain('The table could not be made.')
    fails = false
    await press('Try again')
    expect(wrapper.findAll('tbody')).toHaveLength(60)
  })
})
