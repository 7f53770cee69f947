import { enableAutoUnmount, flushPromises, mount } from '@vue/test-utils'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { OfflineError, type Api } from '../../../client/api'
import { consoleApiKey, type ConsoleApi } from '../../../client/consoleApi'
import RunsPage from '../../../client/views/console/RunsPage.vue'
import { instant } from '../../../server/domain/calendar'
import { companyId, runId } from '../../../server/domain/ids'
import { noCounts } from '../../../server/domain/line'
import type { RunHeadView, RunLineRow, RunLinesView } from '../../../server/domain/viewsRuns'
import { inPod } from '../fixtures/frame'
import { aRow } from '../fixtures/fairhaven'
import { aLinkServer } from '../fixtures/linking'
import { surroundings } from '../fixtures/mount'
import { aRun } from '../fixtures/settings'

enableAutoUnmount(afterEach)
beforeEach(() => {
  window.location.hash = '#/runs'
})

const aHead = (id: string, over: Partial<RunHeadView> = {}): RunHeadView => ({
  runId: runId(id),
  trigger: 'manual',
  scope: { kind: 'all' },
  status: 'waiting',
  standing: { kind: 'going' },
  createdAt: instant('2025-11-24T13:55:00Z'),
  createdBy: 'mortiz',
  occurrence: null,
  companies: 2,
  counts: noCounts(),
  problems: 0,
  which: { kind: 'current' },
  ...over,
})
const rowsOf = (count: number): RunLineRow[] =>
  Array.from({ length: count }, (_, place) => ({
    company: { id: companyId(place + 1), name: `Firm ${place + 1}`, plan: 'seen' },
    row: aRow(),
  }))

async function showPage(heads: RunHeadView[], rows: RunLineRow[] = [], over: Partial<ConsoleApi & Api> = {}) {
  const asked: string[] = []
  const counts = {
    review: rows.length,
    willChange: 0,
    held: 2,
    failed: 0,
    unmapped: 0,
    notBilled: 0,
    unchanged: 0,
    sent: 0,
    all: rows.length,
  }
  const api: ConsoleApi = {
    ...aLinkServer([]).api,
    runs: ({ offset, limit }) => Promise.resolve({ runs: heads.slice(offset, offset + limit), found: heads.length }),
    runLines: (run, { filter, text, offset, limit }): Promise<RunLinesView> => {
      asked.push(`${run} ${filter} "${text}" ${offset}+${limit}`)
      const shown = rows.slice(offset, offset + limit)
      return Promise.resolve({ rows: shown, found: rows.length, counts, rises: [], drops: [] })
    },
    runTable: () => Promise.reject(new OfflineError('gone')),
    ...over,
  }
  const run: Api['run'] = (id) => Promise.resolve(aRun({ runId: id }))
  const wrapper = mount(inPod(['console', 'runs', 'settings', 'explain'], RunsPage), {
    attachTo: document.body,
    global: { plugins: [surroundings({ api: { run } })], provide: { [consoleApiKey as symbol]: api } },
  })
  await flushPromises()
  await vi.waitFor(() => wrapper.get('tbody tr, .blank'))
  const press = async (name: string) => {
    const found = wrapper.findAll('button').find((each) => each.text().includes(name))
    if (!found) throw new Error(`No button "${name}"`)
    await found.trigger('click')
    await flushPromises()
  }
  return { wrapper, asked, press, text: () => wrapper.text().replaceAll(/\s+/g, ' ') }
}

describe('the page of runs', () => {
  it('opens the newest run with what a person should look at, and says how it stands', async () => {
    const { wrapper, asked, text } = await showPage([aHead('new'), aHead('old', { status: 'finished' })], rowsOf(3))
    expect(asked).toEqual(['new review "" 0+200'])
    expect(wrapper.get('select').text()).toContain('by mortiz · 2 companies, waits for approval')
    expect(wrapper.findAll('tbody tr')).toHaveLength(3)
    expect(text()).toContain('need a reason to be sent')
  })

  it('takes run, filter and search from the address, and puts the chosen ones there', async () => {
    window.location.hash = '#/runs?run=old&state=held&q=firm'
    const { wrapper, asked, press } = await showPage([aHead('new'), aHead('old')], rowsOf(2))
    expect(asked).toEqual(['old held "firm" 0+200'])
    await press('Failed')
    expect(asked.at(-1)).toBe('old failed "firm" 0+200')
    await wrapper.get('select').setValue('new')
    await flushPromises()
    expect(asked.at(-1)).toBe('new failed "firm" 0+200')
    expect(window.location.hash).toContain('run=new')
  })

  it('shows more lines when asked, and says how many there are', async () => {
    const { wrapper, asked, press } = await showPage([aHead('new')], rowsOf(250))
    expect(wrapper.findAll('tbody tr')).toHaveLength(200)
    expect(wrapper.get('table').attributes('aria-rowcount')).toBe('251')
    await press('Show 50 more')
    expect(asked.at(-1)).toBe('new review "" 200+200')
    expect(wrapper.findAll('tbody tr')).toHaveLength(250)
  })

  it('without any run says what planning does', async () => {
    const { text } = await showPage([])
    expect(text()).toContain('nothing is written before you have looked at it')
  })

  it('that cannot be read says why, and is read again', async () => {
    let fails = true
    const heads = [aHead('new')]
    const { text, press } = await showPage(heads, rowsOf(1), {
      runs: () => (fails ? Promise.reject(new OfflineError('gone')) : Promise.resolve({ runs: heads, found: 1 })),
    })
    expect(text()).toContain('The runs cannot be shown right now')
    fails = false
    await press('Try again')
    expect(text()).toContain('Firm 1')
  })

  it('says where the button is that the table could not be made', async () => {
    const { text, press } = await showPage([aHead('new')], rowsOf(1))
    await press('Export CSV')
    expect(text()).toContain('The table could not be made. Nothing was changed; try again.')
  })
})
