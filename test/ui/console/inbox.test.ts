import { enableAutoUnmount, flushPromises, mount } from '@vue/test-utils'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { OfflineError } from '../../../client/api'
import { consoleApiKey, type ConsoleApi } from '../../../client/consoleApi'
import InboxPage from '../../../client/views/console/InboxPage.vue'
import { instant } from '../../../server/domain/calendar'
import { companyId, lineKey, runId } from '../../../server/domain/ids'
import type {
  InboxCause,
  InboxItem,
  InboxRetryRequest,
  InboxView,
  RetryOutcome,
} from '../../../server/domain/viewsInbox'
import { aFailure } from '../fixtures/api'
import { aRow } from '../fixtures/fairhaven'
import { inPod } from '../fixtures/frame'
import { aLinkServer } from '../fixtures/linking'
import { surroundings } from '../fixtures/mount'

enableAutoUnmount(afterEach)

const failure = { ...aFailure(), system: 'connectwise', kind: 'refused', text: 'The agreement is locked.' } as const
const failedRow = aRow({
  state: 'failed',
  lineStatus: 'failed',
  sendable: 'no',
  reason: { kind: 'cause', cause: { kind: 'upstream', failure } },
})
const anItem = (id: number, over: Partial<InboxItem> = {}): InboxItem => ({
  runId: runId('s-global-2025-11-20'),
  key: lineKey(`v1:harbor:${id}:1041:501:2025-11-01`),
  company: { id: companyId(id), name: `Firm ${id}` },
  row: failedRow,
  failure,
  at: instant('2025-11-20T07:00:00Z'),
  state: 'open',
  ...over,
})
const aCause = (items: InboxItem[], over: Partial<InboxCause> = {}): InboxCause => ({
  key: 'connectwise:refused',
  what: { from: 'upstream', system: 'connectwise', failure: 'refused' },
  fixedBy: 'agreements',
  since: instant('2025-11-20T07:00:00Z'),
  money: [{ currency: 'USD', difference: 27, lines: items.length, notMonthly: 0 }],
  items,
  found: items.length,
  ...over,
})
const aView = (causes: InboxCause[]): InboxView => ({
  causes,
  lines: causes.reduce((sum, { found }) => sum + found, 0),
  companies: causes.reduce((sum, { items }) => sum + items.length, 0),
  reading: null,
  since: instant('2025-09-20T07:00:00Z'),
  connectWise: { site: 'na.myconnectwise.net', loginCompany: 'harborit' },
})

/** `after`: what the list says when it is read again. */
async function showPage(
  first: InboxView,
  outcome: RetryOutcome | null = null,
  after: InboxView[] = [],
  over: Partial<ConsoleApi> = {},
) {
  const asked: InboxRetryRequest[] = []
  const views = [first, ...after]
  const api: ConsoleApi = {
    ...aLinkServer([]).api,
    inbox: () => Promise.resolve((views.length > 1 ? views.shift() : views[0]) ?? first),
    retryInbox: (request) => {
      asked.push(request)
      return outcome === null
        ? Promise.reject(new OfflineError('gone'))
        : Promise.resolve({ results: request.lines.map((line) => ({ ...line, outcome })) })
    },
    ...over,
  }
  const wrapper = mount(inPod(['console', 'inbox', 'preflight'], InboxPage), {
    attachTo: document.body,
    global: { plugins: [surroundings()], provide: { [consoleApiKey as symbol]: api } },
  })
  await flushPromises()
  await vi.waitFor(() => wrapper.get('.panel, .blank, .note'))
  const press = async (name: string) => {
    const found = wrapper
      .findAll('button')
      .filter((each) => each.text().includes(name))
      .at(-1)
    if (!found) throw new Error(`No button "${name}"`)
    await found.trigger('click')
    await flushPromises()
  }
  return { wrapper, asked, press, text: () => wrapper.text().replaceAll(/\s+/g, ' ') }
}

describe('a cause', () => {
  it('says what it is, who can put it right, and each line with its numbers, its reason and its records', async () => {
    const { wrapper, text } = await showPage(aView([aCause([anItem(250), anItem(251)])]))
    expect(wrapper.get('h2').text()).toBe('ConnectWise refused it')
    expect(text()).toContain('2 lines, +$27.00 a month, since Nov 20')
    expect(text()).toContain('Put right by: who edits agreements in ConnectWise.')
    const [row] = wrapper.findAll('tbody tr')
    expect(row?.text().replaceAll(/\s+/g, ' ')).toContain('45 → 48')
    expect(row?.text()).toContain('ConnectWise refused it: “The agreement is locked.”')
    expect(row?.findAll('a').map((link) => link.attributes('href')?.replace(/^.*\?/, ''))).toEqual([
      'recordType=CompanyFV&recid=250&companyName=harborit',
      'recordType=AgreementFV&recid=1041&companyName=harborit',
    ])
  })

  it('that nobody has to put right says so, and offers nothing for what is tried by itself', async () => {
    const items = [anItem(250, { state: 'asked' }), anItem(251, { state: 'undo' })]
    const { wrapper, text } = await showPage(aView([aCause(items, { fixedBy: 'nobody' })]))
    expect(text()).toContain('Nobody has to put it right')
    expect(wrapper.findAll('tbody button')).toEqual([])
    expect(text()).toContain('tried again by itself')
  })

  it('of a line that nobody heard about says that it is asked only while it is', async () => {
    const cause = { kind: 'noAnswer', failure: { ...failure, kind: 'timeout' } } as const
    const over = aRow({ lineStatus: 'failed', reason: { kind: 'cause', cause } })
    const asked = aRow({ lineStatus: 'unknown', reason: { kind: 'settling' } })
    const items = [anItem(250, { row: over }), anItem(251, { row: asked, state: 'asked' })]
    const { wrapper } = await showPage(aView([aCause(items)]))
    const [first, second] = wrapper.findAll('tbody tr').map((row) => row.text())
    expect(first).toContain('ConnectWise did not answer: ')
    expect(second).toContain('asking ConnectWise what it holds')
  })

  it('names a company that could not be read, and reads it again', async () => {
    const whole = anItem(250, { key: null, row: null, failure: { ...failure, kind: 'timeout', text: null } })
    const view = aView([aCause([whole])])
    const { text, press, asked } = await showPage(view, { kind: 'readable', lines: 3 })
    expect(text()).toContain('all of the company')
    expect(text()).toContain('ConnectWise did not answer')
    await press('Read again')
    expect(asked[0]?.lines).toEqual([{ runId: whole.runId, companyId: 250, key: null }])
    expect(text()).toContain('3 lines wait in the company’s pod; nothing was sent')
  })
})

describe('trying one line again', () => {
  const one = anItem(250)
  const view = aView([aCause([one, anItem(251)])])

  it('asks for that line only, and says that it was sent when it has left the list', async () => {
    const { wrapper, asked, press, text } = await showPage(view, { kind: 'sending', runId: runId('r-2') }, [
      aView([aCause([one])]),
    ])
    await press('Retry this line')
    expect(asked).toEqual([{ lines: [{ runId: one.runId, companyId: 251, key: anItem(251).key }] }])
    expect(text()).toContain('1 line was sent.')
    expect(wrapper.findAll('tbody tr')).toHaveLength(1)
  })

  it('watches a send that is on its way, and says when it failed again', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    try {
      const sending = aView([aCause([anItem(251, { state: 'sending' })])])
      const again = aView([aCause([anItem(251, { runId: runId('r-2') })])])
      const { press, text } = await showPage(view, { kind: 'sending', runId: runId('r-2') }, [sending, again])
      await press('Retry this line')
      expect(text()).toContain('Tried again: on its way.')
      await vi.advanceTimersByTimeAsync(2_000)
      expect(text()).toContain('Tried again just now, and not sent either.')
      expect(text()).not.toContain('was sent.')
    } finally {
      vi.useRealTimers()
    }
  })

  it.each<[string, RetryOutcome]>([
    ['Not sent: it is 45 → 49 by now.', { kind: 'differs', row: aRow({ quantity: 49 }) }],
    [
      'Not sent: 45 → 480 is held, seats not read completely.',
      {
        kind: 'held',
        row: aRow({
          quantity: 480,
          state: 'held',
          reason: { kind: 'holds', holds: [{ kind: 'incompleteReading', what: 'x' }] },
        }),
      },
    ],
    [
      'Not sent: no addition',
      { kind: 'blocked', row: aRow({ reason: { kind: 'blocked', reason: { kind: 'noAddition' } } }) },
    ],
    ['Not sent. There are newer numbers.', { kind: 'notSent', code: 'planReplaced', failure: null }],
    ['Not sent. ConnectWise refused it', { kind: 'notSent', code: 'upstream', failure }],
    ['It was sent or changed meanwhile', { kind: 'closed' }],
  ])('says at its row: %s', async (said, outcome) => {
    const { wrapper, press } = await showPage(view, outcome)
    await press('Retry this line')
    const rows = wrapper.findAll('tbody tr').map((row) => row.text().replaceAll(/\s+/g, ' '))
    expect(rows[1]?.toLowerCase()).toContain(said.toLowerCase())
    expect(rows[0]?.toLowerCase()).not.toContain(said.toLowerCase())
  })

  it('counts what was closed without a write', async () => {
    const { press, text } = await showPage(view, { kind: 'unchanged' }, [aView([])])
    await press('Retry this line')
    expect(text()).toContain('1 line is closed without a write')
    expect(text()).toContain('Nothing failed')
  })

  it('is asked for once however often it is pressed', async () => {
    const retryInbox = vi.fn<ConsoleApi['retryInbox']>(() => new Promise(() => undefined))
    const { press } = await showPage(view, null, [], { retryInbox })
    await press('Retry this line')
    await press('Retry this line')
    expect(retryInbox).toHaveBeenCalledTimes(1)
  })

  it('that does not get through says so and keeps what is shown', async () => {
    const { wrapper, press, text } = await showPage(view)
    await press('Retry this line')
    expect(text()).toContain('No connection to our server. Nothing was changed.')
    expect(wrapper.findAll('tbody tr')).toHaveLength(2)
  })
})

describe('trying all of a cause again', () => {
  const items = [anItem(250), anItem(251), anItem(252, { state: 'asked' })]

  it('says first what will happen, and asks for nothing when it is left', async () => {
    const { asked, press, text } = await showPage(aView([aCause(items)]), { kind: 'closed' })
    await press('Retry all 2 lines')
    expect(text()).toContain('Nothing is sent where the numbers differ')
    expect(text()).toContain('You approve what is sent.')
    await press('Cancel')
    expect(asked).toEqual([])
  })

  it('asks for all lines that can be tried, and no others', async () => {
    const { asked, press } = await showPage(aView([aCause(items)]), { kind: 'closed' })
    await press('Retry all 2 lines')
    await press('Retry 2 lines')
    expect(asked[0]?.lines.map(({ companyId: id }) => id)).toEqual([250, 251])
  })

  it('says how many more there are', async () => {
    const { text } = await showPage(aView([aCause(items, { found: 303 })]))
    expect(text()).toContain('300 more; they are shown when these are done.')
  })
})

describe('while past runs are read', () => {
  const reading = { read: 20, of: 5_000 }

  it('the list says that there may be more, and never that nothing failed', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    try {
      const { text, wrapper } = await showPage({ ...aView([]), reading }, null, [aView([aCause([anItem(250)])])])
      expect(text()).toContain('Reading what past runs say: 20 of 5,000.')
      expect(text()).not.toContain('Nothing failed')
      await vi.advanceTimersByTimeAsync(2_000)
      expect(text()).not.toContain('Reading what past runs say')
      expect(wrapper.findAll('tbody tr')).toHaveLength(1)
    } finally {
      vi.useRealTimers()
    }
  })

  it('what is not in the list is not said to be closed', async () => {
    const view = aView([aCause([anItem(250)])])
    const { press, text } = await showPage(view, { kind: 'unchanged' }, [{ ...aView([]), reading }])
    await press('Retry this line')
    expect(text()).not.toContain('is closed without a write')
  })
})

describe('the page', () => {
  it('says so when nothing failed', async () => {
    const { text } = await showPage(aView([]))
    expect(text()).toContain('Nothing failed')
  })

  it('that cannot be read says why, and is read again', async () => {
    let fails = true
    const inbox: ConsoleApi['inbox'] = () =>
      fails ? Promise.reject(new OfflineError('gone')) : Promise.resolve(aView([aCause([anItem(250)])]))
    const { text, press } = await showPage(aView([]), null, [], { inbox })
    expect(text()).toContain('The failures cannot be shown right now')
    fails = false
    await press('Try again')
    expect(text()).toContain('Firm 250')
  })
})
