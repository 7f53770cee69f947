/** Reviewing and approving a run of all on its page, and its progress with its buttons. */
import { enableAutoUnmount, flushPromises, mount } from '@vue/test-utils'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { OfflineError, type Api } from '../../../client/api'
import { consoleApiKey, type ConsoleApi } from '../../../client/consoleApi'
import { listenKey, type Listen } from '../../../client/httpEvents'
import RunsPage from '../../../client/views/console/RunsPage.vue'
import { useRunDecisions } from '../../../client/stores/runDecisions'
import { instant } from '../../../server/domain/calendar'
import { companyId, lineKey, runId } from '../../../server/domain/ids'
import { noCounts } from '../../../server/domain/line'
import type { RunView } from '../../../server/domain/viewsRun'
import type { RunDecisionsRequest, RunDecisionsView, RunSelectionView } from '../../../server/domain/viewsDecisions'
import type { RunProgressView } from '../../../server/domain/viewsProgress'
import type { RunLineRow, RunLinesView } from '../../../server/domain/viewsRuns'
import { aRow } from '../fixtures/fairhaven'
import { inPod } from '../fixtures/frame'
import { aLinkServer } from '../fixtures/linking'
import { surroundings } from '../fixtures/mount'
import { aRun } from '../fixtures/settings'

enableAutoUnmount(afterEach)
beforeEach(() => {
  window.location.hash = '#/runs'
})

const at = instant('2025-11-24T13:55:00Z')
const id = runId('november')
const keyOf = (place: number) => lineKey(`v1:harbor:${place}:1011:2001:2025-11-01`)
const aLine = (place: number, over: Partial<RunLineRow['row']> = {}): RunLineRow => ({
  company: { id: companyId(place), name: `Firm ${place}`, plan: `plan-${place}` },
  row: aRow({ key: keyOf(place), ...over }),
})
const rows = [aLine(1), aLine(2, { sendable: 'withReason', state: 'held' }), aLine(3, { sendable: 'no' })]
const counts = {
  review: 3,
  willChange: 1,
  held: 1,
  failed: 0,
  unmapped: 0,
  notBilled: 0,
  unchanged: 0,
  sent: 0,
  all: 3,
}
const lines: RunLinesView = { rows, found: rows.length, counts, rises: [], drops: [] }
const selection: RunSelectionView = {
  companies: [1, 2].map((place) => ({
    companyId: companyId(place),
    plan: `plan-${place}`,
    lines: [{ key: keyOf(place), held: place === 2, money: null }],
  })),
  more: 0,
}
const aPicture = (over: Partial<RunProgressView> = {}): RunProgressView => ({
  runId: id,
  at,
  status: 'sending',
  standing: { kind: 'going' },
  isUnderWay: true,
  companies: { total: 3, gathered: 3, problems: 0 },
  lines: { letGo: 58, sent: 40, failed: 1, unknown: 0, notSent: 0, left: 17, held: 9 },
  perMinute: 120,
  secondsLeft: 9,
  ...over,
})

async function show(run: Partial<RunView> = {}, over: Partial<ConsoleApi> = {}, listen: Listen = noStream) {
  const decided: RunDecisionsRequest['companies'][] = []
  const pressed: string[] = []
  const view = { ...aRun({ runId: id, status: 'waiting' }), ...run }
  const head = {
    runId: id,
    trigger: 'manual' as const,
    scope: { kind: 'all' as const },
    status: view.status,
    standing: view.standing,
    createdAt: at,
    createdBy: 'mortiz',
    occurrence: null,
    companies: 3,
    counts: noCounts(),
    problems: 0,
    which: { kind: 'current' as const },
  }
  const api: ConsoleApi = {
    ...aLinkServer([]).api,
    runs: () => Promise.resolve({ runs: [head], found: 1 }),
    runLines: () => Promise.resolve(lines),
    runSelection: () => Promise.resolve(selection),
    decideRun: (_run, { companies }) => {
      decided.push(companies)
      const approved = companies.reduce((sum, company) => sum + company.lines.length, 0)
      const leftOut = companies.reduce((sum, company) => sum + company.skips.length, 0)
      return Promise.resolve({ approved, leftOut, refused: [] })
    },
    controlRun: (_run, action) => {
      pressed.push(action)
      return Promise.resolve(view)
    },
    ...over,
  }
  const pod: Api['run'] = () => Promise.resolve(view)
  const wrapper = mount(inPod(['console', 'runs', 'settings', 'explain'], RunsPage), {
    attachTo: document.body,
    global: {
      plugins: [surroundings({ api: { run: pod } })],
      provide: { [consoleApiKey as symbol]: api, [listenKey as symbol]: listen },
    },
  })
  await flushPromises()
  await vi.waitFor(() => wrapper.get('tbody tr'))
  const press = async (name: string) => {
    const found = wrapper.findAll('button').filter((each) => each.text() === name)
    const last = found.at(-1)
    if (!last) throw new Error(`No button "${name}"`)
    await last.trigger('click')
    await flushPromises()
  }
  const choose = async (place: number) => {
    await wrapper.findAll('tbody input[type=checkbox]')[place]?.setValue(true)
    await flushPromises()
  }
  return { wrapper, decided, pressed, press, choose, text: () => wrapper.text().replaceAll(/\s+/g, ' ') }
}
const noStream: Listen = () => Promise.reject(new OfflineError('no stream'))
/** A server that tells these pictures and then stays on the line. */
const telling =
  (...pictures: RunProgressView[]): Listen =>
  (_path, took, signal) =>
    new Promise((resolve) => {
      for (const picture of pictures) took(picture)
      signal.addEventListener('abort', () => resolve())
    })

describe('choosing lines', () => {
  it('is for those that may be sent; what is chosen is sent by the plan that was on screen', async () => {
    const { wrapper, decided, press, choose, text } = await show()
    const boxes = wrapper.findAll('tbody input[type=checkbox]')
    expect(boxes.map((box) => box.attributes('disabled') !== undefined)).toEqual([false, false, true])
    await choose(0)
    expect(text()).toContain('1 line at 1 company')
    await press('Approve and send 1…')
    expect(text()).toContain('Exactly the plan that you have seen is sent.')
    expect(decided).toEqual([])
    await press('Send 1 line')
    expect(decided).toEqual([[{ companyId: 1, plan: 'plan-1', lines: [{ key: keyOf(1) }], skips: [] }]])
    expect(text()).toContain('1 line approved.')
  })

  it('sends what the dialog said, though more is chosen before it is sent', async () => {
    let answer: (view: RunSelectionView) => void = () => {}
    const asked = new Promise<RunSelectionView>((resolve) => (answer = resolve))
    const { wrapper, decided, press, choose, text } = await show({}, { runSelection: () => asked })
    await choose(0)
    await press('Approve and send 1…')
    expect(text()).toContain('1 line at 1 company')
    // The page behind the dialog goes on.
    await wrapper.get('thead input[type=checkbox]').setValue(true)
    answer(selection)
    await flushPromises()
    await press('Send 1 line')
    expect(decided.flat()).toEqual([{ companyId: 1, plan: 'plan-1', lines: [{ key: keyOf(1) }], skips: [] }])
  })

  it('of all offers nothing to send while the selection is being read', async () => {
    let answer: (view: RunSelectionView) => void = () => {}
    const asked = new Promise<RunSelectionView>((resolve) => (answer = resolve))
    const { wrapper, press, choose, text } = await show({}, { runSelection: () => asked })
    const areDisabled = () => wrapper.findAll('.actbar button').map((each) => each.attributes('disabled') !== undefined)
    await choose(0)
    expect(areDisabled()).toEqual([false, false, false])
    await wrapper.get('thead input[type=checkbox]').setValue(true)
    expect(areDisabled()).toEqual([true, true, true])
    await press('Approve and send 1…')
    expect(wrapper.find('dialog').exists()).toBe(false)
    answer(selection)
    await flushPromises()
    expect(areDisabled()).toEqual([false, false, false])
    expect(text()).toContain('2 lines at 2 companies')
  })

  it('of all is forgotten when another run is opened before the selection is there', async () => {
    let answer: (view: RunSelectionView) => void = () => {}
    const asked = new Promise<RunSelectionView>((resolve) => (answer = resolve))
    const { wrapper } = await show({}, { runSelection: () => asked })
    const decisions = useRunDecisions()
    await wrapper.get('thead input[type=checkbox]').setValue(true)
    decisions.clear()
    expect(decisions.isChoosing).toBe(false)
    answer(selection)
    await flushPromises()
    expect(decisions.lines).toEqual([])
    expect(wrapper.find('.actbar').exists()).toBe(false)
  })

  it('of a company that was planned anew between two choices names the plan of each line', async () => {
    const later = { ...aLine(2), company: { ...aLine(1).company, plan: 'plan-1-anew' } }
    const { decided, press, choose } = await show(
      {},
      { runLines: () => Promise.resolve({ ...lines, rows: [aLine(1), later] }) },
    )
    await choose(0)
    await choose(1)
    await press('Approve and send 2…')
    await press('Send 2 lines')
    expect(decided.flat()).toEqual([
      { companyId: 1, plan: 'plan-1', lines: [{ key: keyOf(1) }], skips: [] },
      { companyId: 1, plan: 'plan-1-anew', lines: [{ key: keyOf(2) }], skips: [] },
    ])
  })

  it('asks for a reason where a line is held, and sends it with that line alone', async () => {
    const { wrapper, decided, press, text } = await show()
    await wrapper.get('thead input[type=checkbox]').setValue(true)
    await flushPromises()
    await press('Approve and send 2…')
    await press('Send 2 lines')
    expect(text()).toContain('Write down why; it is kept with the lines.')
    expect(decided).toEqual([])
    await wrapper.get('dialog input').setValue(' Checked by phone ')
    await press('Send 2 lines')
    expect(decided.flat().flatMap(({ lines }) => lines)).toEqual([
      { key: keyOf(1) },
      { key: keyOf(2), reason: 'Checked by phone' },
    ])
  })

  it('leaves lines out with a reason', async () => {
    const { wrapper, decided, press, choose } = await show()
    await choose(0)
    await press('Leave out…')
    await wrapper.get('dialog input').setValue('Contract under review')
    await press('Leave 1 line out')
    expect(decided.flat()).toMatchObject([{ lines: [], skips: [{ key: keyOf(1), reason: 'Contract under review' }] }])
  })

  it('tells by company what was refused', async () => {
    const refused = [{ companyId: companyId(1), companyName: 'Firm 1', code: 'planReplaced' as const, params: {} }]
    const { press, choose, text } = await show(
      {},
      { decideRun: () => Promise.resolve({ approved: 0, leftOut: 0, refused }) },
    )
    await choose(0)
    await press('Approve and send 1…')
    await press('Send 1 line')
    expect(text()).toContain('1 company was left as it is. Nothing of it was approved:')
    expect(text()).toContain('Firm 1 is not as you saw it, or its plan is too old.')
  })

  it('stays open while it approves, so that what was refused is told', async () => {
    const refused = [{ companyId: companyId(1), companyName: 'Firm 1', code: 'planReplaced' as const, params: {} }]
    let answer: (view: RunDecisionsView) => void = () => {}
    const { wrapper, press, choose, text } = await show(
      {},
      { decideRun: () => new Promise((resolve) => (answer = resolve)) },
    )
    await choose(0)
    await press('Approve and send 1…')
    await press('Send 1 line')
    await wrapper.get('dialog').trigger('cancel')
    await wrapper.get('dialog .sheet-h button').trigger('click')
    answer({ approved: 0, leftOut: 0, refused })
    await flushPromises()
    expect(text()).toContain('Firm 1 is not as you saw it, or its plan is too old.')
    await wrapper.get('dialog .sheet-h button').trigger('click')
    await flushPromises()
    expect(wrapper.find('dialog').exists()).toBe(false)
  })

  it('is not offered of a plan that is too old: it is planned again', async () => {
    const { wrapper, text } = await show({ isOld: true })
    expect(wrapper.findAll('tbody input[type=checkbox]')).toHaveLength(0)
    expect(text()).toContain('Numbers that are more than a day old are not sent.')
  })
})

describe('progress', () => {
  it('shows counts, pace and time left as the events tell them', async () => {
    const { wrapper, text } = await show({ status: 'sending' }, {}, telling(aPicture()))
    expect(text()).toContain('Sending: 41 of 58 lines')
    expect(text()).toContain('40 sent, 1 failed, and 17 to go. 120 lines a minute. About 10 seconds left.')
    expect(wrapper.get('[role=progressbar]').attributes('aria-valuenow')).toBe('41')
  })

  it('comes from asking where there is no stream', async () => {
    const { text } = await show({ status: 'sending', counts: { ...noCounts(), sent: 3, pending: 2 } })
    await vi.waitFor(() => expect(text()).toContain('Sending: 3 of 5 lines'))
  })

  it('of a paused run says who paused it, and goes on by a button', async () => {
    const standing = { kind: 'paused' as const, by: 'jlee', at }
    const { pressed, press, text } = await show(
      { status: 'sending', standing },
      {},
      telling(aPicture({ standing, secondsLeft: null, perMinute: null })),
    )
    expect(text()).toContain('Paused while sending: 41 of 58 lines')
    expect(text()).toContain('Paused by jlee')
    await press('Go on')
    expect(pressed).toEqual(['resume'])
  })

  it('is cancelled only after it was said what that means', async () => {
    const { pressed, press, text } = await show({ status: 'sending' }, {}, telling(aPicture()))
    await press('Cancel the run…')
    expect(text()).toContain('17 lines are not sent. Lines under way are finished first.')
    expect(pressed).toEqual([])
    await press('Cancel the run')
    expect(pressed).toEqual(['cancel'])
  })
})
