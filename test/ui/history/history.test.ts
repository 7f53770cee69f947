import { enableAutoUnmount, mount } from '@vue/test-utils'
import { afterEach, describe, expect, it, vi } from 'vitest'
import HistoryView from '../../../client/views/HistoryView.vue'
import type { HistoryEntryView } from '../../../server/domain/viewsHistory'
import { aSession } from '../fixtures/fairhaven'
import { inPod } from '../fixtures/frame'
import { surroundings } from '../fixtures/mount'
import { casEntry, historyAfterUndo, wfsEntry } from '../fixtures/undo'

enableAutoUnmount(afterEach)

async function history(entries: HistoryEntryView[], rights = { view: true, bill: true, administer: false }) {
  const explained = vi.fn()
  const wrapper = mount(inPod(['history'], HistoryView, { onExplain: explained }), {
    attachTo: document.body,
    global: {
      plugins: [
        surroundings({
          api: { history: () => Promise.resolve(entries), openSession: () => Promise.resolve(aSession({ rights })) },
        }),
      ],
    },
  })
  await vi.waitFor(() => wrapper.get('tbody tr'))
  return {
    wrapper,
    explained,
    rows: () => wrapper.findAll('tbody tr').map((row) => row.text().replaceAll(/\s+/g, ' ')),
    undos: () => wrapper.findAll('tbody button').filter((each) => each.text() === 'Undo'),
  }
}

describe('the history', () => {
  it('opens the explanation of any quantity, by the run of its time', async () => {
    const { wrapper, explained } = await history([casEntry, wfsEntry])
    const quantity = wrapper.findAll('tbody .why')[1]
    expect(quantity?.attributes('aria-label')).toBe('45, explain this number')
    await quantity?.trigger('click')
    expect(explained).toHaveBeenCalledWith({ runId: 'run-2025-10-30', key: wfsEntry.key })
  })

  it('tells of a send that was taken back, on both entries, and of a line left out', async () => {
    const { rows } = await history(historyAfterUndo)
    expect(rows()[0]).toContain('taken back by M. Ortiz: Trend Micro had counted wrongly')
    expect(rows()[1]).toContain('left out by A. Chen')
    expect(rows()[1]).toContain('counted again next month')
    expect(rows()[2]).toContain('taken back Nov 21, 2025 by M. Ortiz')
  })

  it('offers to undo what the server says may be asked, and only to who may bill', async () => {
    const { undos } = await history([casEntry, { ...wfsEntry, undoable: false }])
    expect(undos().map((each) => each.attributes('aria-label'))).toEqual(['Undo: Cloud App Security, Oct 30, 2025'])
    const looking = await history([casEntry], { view: true, bill: false, administer: false })
    expect(looking.undos()).toEqual([])
  })
})
