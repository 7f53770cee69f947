import { flushPromises, mount, type VueWrapper } from '@vue/test-utils'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { OfflineError, type Api } from '../../../client/api'
import UndoSheet from '../../../client/components/undo/UndoSheet.vue'
import { useCompany } from '../../../client/stores/company'
import type { UndoRefusal } from '../../../server/domain/viewsUndo'
import { day } from '../../../server/domain/calendar'
import { runId } from '../../../server/domain/ids'
import { aProblem, never } from '../fixtures/api'
import { aPlan, fairhavenId, now } from '../fixtures/fairhaven'
import { anI18n, surroundings } from '../fixtures/mount'
import { anUndoView, casEntry, undoingPlan, undonePlan, wfsEntry } from '../fixtures/undo'

let wrapper: VueWrapper | undefined
beforeEach(() => vi.useFakeTimers({ now }))
afterEach(() => {
  wrapper?.unmount()
  vi.useRealTimers()
})

async function undo(api: Partial<Api> = {}) {
  const i18n = anI18n()
  await i18n.load('history')
  const around = surroundings({ api: { undoView: () => Promise.resolve(anUndoView()), ...api }, i18n })
  const host = mount({ render: () => null }, { global: { plugins: [around] } })
  const company = useCompany(around.pinia)
  await company.open(fairhavenId)
  host.unmount()
  wrapper = mount(UndoSheet, { props: { entry: wfsEntry }, global: { plugins: [around] }, attachTo: document.body })
  await flushPromises()
  const sheet = wrapper
  const button = (text: string) => sheet.findAll('button').find((each) => each.text() === text)
  return {
    sheet,
    company,
    button,
    text: () => sheet.text().replaceAll(/\s+/g, ' '),
    press: async (text: string) => {
      const found = button(text)
      if (!found) throw new Error(`No button "${text}"`)
      await found.trigger('click')
      await flushPromises()
    },
    lines: () => sheet.findAll('.body > ul > li').map((line) => line.text().replaceAll(/\s+/g, ' ')),
    say: (reason: string) => sheet.get('input.in').setValue(reason),
  }
}

describe('before anything is taken back', () => {
  it('says line by line what would happen, the line asked about first, and that nothing is erased', async () => {
    const { lines, text } = await undo()
    expect(lines()).toEqual(['Worry-Free Services45→42', 'Cloud App Security90→88'])
    expect(text()).toContain('Nothing is erased.')
  })

  it('requires a reason, at the field', async () => {
    const send = vi.fn<Api['undo']>(() => never())
    const { press, text } = await undo({ undo: send })
    await press('Undo 1 line')
    expect(send).not.toHaveBeenCalled()
    expect(text()).toContain('Write in a few words why it is taken back.')
    expect(document.activeElement?.getAttribute('aria-invalid')).toBe('true')
  })

  it('has no filled button before a reason is written', async () => {
    const { button, say } = await undo()
    expect(button('Undo 1 line')?.classes()).not.toContain('btn-primary')
    await say('Counted wrongly')
    expect(button('Undo 1 line')?.classes()).toContain('btn-primary')
  })

  it.each<[UndoRefusal, string]>([
    [{ kind: 'notSent' }, 'This run wrote nothing here'],
    [{ kind: 'undoneAlready', runId: runId('undo-0') }, 'Taken back already; the history has the entry.'],
    [
      { kind: 'invoiced', on: day('2025-11-01') },
      'The invoice of Nov 1, 2025 is made already. Correct it with a credit',
    ],
    [{ kind: 'invoiced', on: null }, 'It is invoiced already. Correct it with a credit'],
    [{ kind: 'invoiceUnknown' }, 'ConnectWise does not say whether it is invoiced. Look at the agreement’s invoices'],
    [{ kind: 'edited', by: 'J. Lee', quantityNow: 44 }, 'J. Lee changed this addition since; it has 44 now'],
    [{ kind: 'edited', by: null, quantityNow: null }, 'somebody took this addition away since'],
    [{ kind: 'sentSince', runId: runId('run-later') }, 'A later send wrote this line again. Undo that one first'],
    [{ kind: 'takenBackSince', runId: runId('run-undo') }, 'and was taken back, so it has the number of this send'],
    [{ kind: 'agreementClosed' }, 'The agreement has ended or was cancelled. Open it again in ConnectWise first'],
    [{ kind: 'additionsUnread' }, 'The additions of this agreement could not be read.'],
  ])('says in words why not and what to do: %o', async (refusal, words) => {
    const { lines, sheet } = await undo({ undoView: () => Promise.resolve(anUndoView(refusal)) })
    expect(lines()[0]?.toLowerCase()).toContain(words.toLowerCase())
    // The other line of the run can still be taken back; this one cannot.
    expect(sheet.get('input[value=line]').attributes('disabled')).toBeDefined()
  })

  it('offers nothing to press when no line can be taken back', async () => {
    const [, refused] = anUndoView({ kind: 'invoiced', on: null }).lines
    const { sheet, button } = await undo({ undoView: () => Promise.resolve({ lines: refused ? [refused] : [] }) })
    expect(sheet.find('input').exists()).toBe(false)
    expect(sheet.findAll('.sheet-f button').map((each) => each.text())).toEqual(['Close'])
    expect(button('Close')).toBeDefined()
  })

  it('offers to read again when ConnectWise cannot be asked', async () => {
    const undoView = vi.fn<Api['undoView']>().mockRejectedValueOnce(aProblem()).mockResolvedValueOnce(anUndoView())
    const { press, lines } = await undo({ undoView })
    expect(lines()).toEqual([])
    await press('Try again')
    expect(lines()).toHaveLength(2)
  })
})

describe('taking back', () => {
  const finishing = () => ({
    undo: vi.fn<Api['undo']>(() => Promise.resolve(undoingPlan)),
    runCompany: vi.fn<Api['runCompany']>(() => Promise.resolve(undonePlan)),
    plan: vi.fn<Api['plan']>(() => Promise.resolve(aPlan())),
  })

  it('sends this line alone with its reason, is watched to its end, and has the plan read again', async () => {
    const api = finishing()
    const { say, press, text, company } = await undo(api)
    await say('  Counted wrongly ')
    await press('Undo 1 line')
    expect(api.undo.mock.calls[0]).toEqual([
      'run-2025-10-30',
      fairhavenId,
      { keys: [wfsEntry.key], reason: 'Counted wrongly' },
    ])
    expect(text()).toContain('0 of 1 lines done')
    await vi.advanceTimersByTimeAsync(1_000)
    await flushPromises()
    expect(text()).toContain('1 line taken back. The history has a new entry for it.')
    expect(text()).toContain(
      'The next plan offers the number of this send again, and the schedule may send it on Nov 30, 2025, unless the product is left out',
    )
    expect(api.plan).toHaveBeenCalledTimes(2)
    expect(company.plan?.status).toBe('draft')
  })

  it('sends every line of the run that was shown as possible when all of it is chosen', async () => {
    const api = finishing()
    const { say, press, sheet } = await undo(api)
    await sheet.get('input[value=run]').setValue()
    await say('Counted wrongly')
    await press('Undo 2 lines')
    expect(api.undo.mock.calls[0]?.[2].keys).toEqual([casEntry.key, wfsEntry.key])
  })

  it('says at the place why it was refused, and shows what can be done now', async () => {
    const refusal: UndoRefusal = { kind: 'edited', by: 'J. Lee', quantityNow: 44 }
    const undoView = vi
      .fn<Api['undoView']>()
      .mockResolvedValueOnce(anUndoView())
      .mockResolvedValueOnce(anUndoView(refusal))
    const params = { reason: 'edited', key: wfsEntry.key }
    const send = vi.fn<Api['undo']>(() => Promise.reject(aProblem({ code: 'undoRefused', status: 409, params })))
    const { say, press, sheet, lines } = await undo({ undoView, undo: send })
    await say('Counted wrongly')
    await press('Undo 1 line')
    expect(sheet.get('[role=alert]').text()).toContain('Not taken back; nothing was changed in ConnectWise.')
    expect(lines()[0]).toContain('stays 44')
    expect(lines()[0]).toContain('J. Lee changed this addition since')
    // The other line of the run is not taken back by a second click.
    await press('Undo')
    expect(send).toHaveBeenCalledTimes(1)
  })

  it('goes on watching when the answer was lost but taking back has begun', async () => {
    const begun = anUndoView({ kind: 'undoneAlready', runId: undonePlan.runId })
    const undoView = vi
      .fn<Api['undoView']>()
      .mockResolvedValueOnce(anUndoView())
      .mockRejectedValueOnce(new OfflineError())
      .mockResolvedValueOnce(begun)
    const { say, press, text } = await undo({ ...finishing(), undoView, undo: offline })
    await say('Counted wrongly')
    await press('Undo 1 line')
    await vi.advanceTimersByTimeAsync(2_000)
    expect(text()).toContain('1 line taken back.')
  })

  it('says that nothing was changed when the answer was lost and nothing has begun', async () => {
    const { say, press, text } = await undo({ undo: offline })
    await say('Counted wrongly')
    await press('Undo 1 line')
    await vi.advanceTimersByTimeAsync(1_000)
    expect(text()).toContain('No connection to our server. Nothing was changed.')
  })

  it('says that it is not known when the connection does not come back', async () => {
    const undoView = vi.fn<Api['undoView']>().mockResolvedValueOnce(anUndoView()).mockImplementation(offline)
    const { say, press, text } = await undo({ undoView, undo: offline })
    await say('Counted wrongly')
    await press('Undo 1 line')
    await vi.advanceTimersByTimeAsync(30_000)
    expect(text()).toContain('nobody here knows whether it has begun')
    expect(text()).not.toContain('Nothing was changed')
  })
})

const offline = () => Promise.reject(new OfflineError())
