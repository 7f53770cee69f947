/** What arises from what: causes, what is solved, texts in both languages, and the pauses of the outbox. */
import { describe, expect, it } from 'vitest'
import { instant, instantFromMs, msOf } from '../../server/domain/calendar'
import { catalogItemId, companyId, runId, tenantId } from '../../server/domain/ids'
import { settleRun, withTold } from '../../server/domain/noticeBook'
import type { Cause } from '../../server/domain/noticeCauses'
import { isMailAddress } from '../../server/domain/noticeChecks'
import { noticeEntries } from '../../server/domain/noticeEntries'
import { emptyNoticeSettings, type NoticeBook, type NoticeSettings, type OpenCause } from '../../server/domain/notices'
import { causeMessage, causesMessage, sentMessage } from '../../server/domain/noticeTexts/compose'
import {
  afterTry,
  dueLanes,
  mayTryAgain,
  outworn,
  retryPausesMinutes,
  triedAgain,
  type OutboxEntry,
} from '../../server/domain/outbox'

const now = instant('2026-11-30T02:10:00Z')
const run = runId('s-global-2026-11-30')
const about = { of: 'run', runId: run, day: '2026-11-30', by: null } as const
const ids = (...numbers: number[]) => numbers.map(companyId)
const named = (...numbers: number[]) => ids(...numbers).map((id) => ({ id, name: `Company ${id}` }))

const aCause = (parts: Partial<Cause> = {}): Cause => ({
  key: 'held:money',
  kind: 'held',
  what: { from: 'hold', hold: 'money' },
  companies: named(1),
  moreCompanies: 0,
  lines: 1,
  ...parts,
})
const anOpenCause = (parts: Partial<OpenCause> = {}): OpenCause => ({
  audience: 'global',
  key: 'held:money',
  kind: 'held',
  companies: ids(1, 2),
  since: instant('2026-10-30T02:10:00Z'),
  ...parts,
})
const anEntry = (parts: Partial<OutboxEntry> = {}): OutboxEntry => ({
  id: 'a'.repeat(32),
  tenantId: tenantId('acme'),
  audience: 'global',
  channel: 'webhook',
  ticket: null,
  to: null,
  message: { kind: 'held', title: '', lines: [], runId: run, causes: [] },
  summary: null,
  createdAt: now,
  order: 0,
  state: 'waiting',
  tries: 0,
  nextTryAt: now,
  endedAt: null,
  failure: null,
  ...parts,
})

describe('a cause', () => {
  const settle = (open: OpenCause[], causes: Cause[], looked: number[], isTold = true) =>
    settleRun(open, { audience: 'global', causes, looked: new Set(ids(...looked)), isTold: () => isTold, now })

  it('stays while one of its companies was not looked at', () => {
    const { open, solved } = settle([anOpenCause()], [], [1])
    expect(open).toEqual([anOpenCause({ companies: ids(2) })])
    expect(solved).toEqual([])
  })
  it('is solved when all were looked at and none has it any more', () => {
    const { open, solved } = settle([anOpenCause()], [], [1, 2])
    expect(open).toEqual([])
    expect(solved).toMatchObject([{ key: 'held:money', since: anOpenCause().since }])
  })
  it('that is met again keeps since when it is there', () => {
    const { open } = settle([anOpenCause()], [aCause({ companies: named(1, 3) })], [1, 2, 3])
    expect(open).toEqual([anOpenCause({ companies: ids(1, 3) })])
  })
  it('of another audience, and one of a check, are left alone', () => {
    const others = [
      anOpenCause({ audience: 'company:1', companies: ids(1) }),
      anOpenCause({ key: 'preflight:x', kind: 'preflight', companies: [] }),
    ]
    expect(settle(others, [], [1, 2])).toEqual({ open: others, solved: [] })
  })
  it('leaves with companies that belong to another audience now', () => {
    expect(settle([anOpenCause()], [], [], false).solved).toHaveLength(1)
  })
})

describe('entries', () => {
  const settings: NoticeSettings = {
    ...emptyNoticeSettings(),
    mail: { on: true, kinds: ['held'], to: ['a@b.example', 'c@d.example'] },
    ticket: { on: true, kinds: ['held', 'failed'], boardId: 1, companyId: companyId(1) },
  }
  const found = { about, source: run, sent: null, causes: [aCause(), aCause({ key: 'held:toZero' })] }

  it('are one a mail address, and one ticket a cause', () => {
    const entries = noticeEntries('global', settings, found, [])
    expect(entries.map(({ channel, to, ticket }) => to ?? `${channel} ${ticket?.causeKey ?? ''}`)).toEqual([
      'ticket held:money',
      'ticket held:toZero',
      'a@b.example',
      'c@d.example',
    ])
  })
  it('are the same again for the same, whenever that is looked at, and others for more lines', () => {
    const identities = (causes: Cause[]) =>
      noticeEntries('global', settings, { ...found, causes }, []).map(({ identity }) => JSON.stringify(identity))
    expect(identities(found.causes)).toEqual(identities(found.causes))
    expect(new Set([...identities([aCause()]), ...identities([aCause({ lines: 2 })])]).size).toBe(6)
  })
  it('close what is solved, but only where tickets of its kind are wanted', () => {
    const solved = [anOpenCause(), anOpenCause({ key: 'preflight:x', kind: 'preflight' })]
    const entries = noticeEntries('global', settings, { ...found, causes: [] }, solved)
    expect(entries).toMatchObject([{ ticket: { causeKey: 'held:money', action: 'close' } }])
  })
})

describe('texts', () => {
  it('name ten companies and count the rest', () => {
    const companies = named(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12)
    const { lines } = causesMessage('en', about, 'held', [aCause({ companies, moreCompanies: 3, lines: 15 })])
    expect(lines[0]).toBe('Send of 2026-11-30 by the schedule.')
    expect(lines[1]).toMatch(/^Change beyond the limit in money \(15 lines\): Company 1, .*, Company 10 and 5 more$/)
  })
  it('are in French with its numbers', () => {
    const sent = { lines: 2, companies: named(1), monthly: [{ currency: 'CAD', amount: 1234.5 }] }
    const { title, lines } = sentMessage('fr', about, sent)
    expect(title).toBe('Facturation Trend Micro : 2 lignes envoyées à ConnectWise')
    expect(lines.at(-1)?.replaceAll(/\s/g, ' ')).toBe('Variation par mois : +1 234,50 CAD')
  })
  it('take no line break from a name, and fit into a summary of 100 characters', () => {
    const what = {
      from: 'preflight',
      cause: {
        kind: 'catalogItemUnusable',
        why: 'gone',
        catalogItemId: catalogItemId(1),
        identifier: `A\r\nBcc: x ${'y'.repeat(200)}`,
      },
    } as const
    const { title } = causeMessage('en', about, aCause({ what }))
    expect(title).toContain('A Bcc: x')
    expect(title).not.toMatch(/[\r\n]/)
    expect(title.length).toBeLessThanOrEqual(100)
  })
})

describe('what was told', () => {
  it('is remembered for as long as a start looks back, however many runs that are, and of older ones the last', () => {
    const dayMs = 24 * 60 * 60_000
    const tell = (book: NoticeBook, key: string, daysAgo: number) =>
      withTold(book, key, 'x', instantFromMs(msOf(now) - daysAgo * dayMs))
    const many = Array.from({ length: 600 }, (_, number) => `run ${number}`)
    const empty: NoticeBook = { tenantId: tenantId('acme'), told: [], open: [] }
    const week = tell(
      many.reduce((book, key) => tell(book, key, 6), empty),
      'run now',
      0,
    )
    expect(week.told.map(({ key }) => key)).toEqual([...many, 'run now'])
    const month = tell(
      many.reduce((book, key) => tell(book, key, 30), empty),
      'run now',
      0,
    )
    expect(month.told).toHaveLength(500)
  })
})

describe('the outbox', () => {
  const failed = { kind: 'failed', failure: { kind: 'timeout', status: null, text: null, at: now } } as const

  it('waits longer after each try, and gives up after the last', () => {
    const pauses: number[] = []
    let entry = anEntry()
    while (entry.state === 'waiting') {
      const next = afterTry(entry, failed, now)
      if (next.nextTryAt !== null) pauses.push((msOf(next.nextTryAt) - msOf(now)) / 60_000)
      entry = next
    }
    expect(pauses).toEqual(retryPausesMinutes)
    expect(pauses).toEqual([...pauses].sort((one, other) => one - other))
    expect(entry).toMatchObject({ state: 'givenUp', tries: 8, nextTryAt: null, endedAt: now })
  })
  it('does not grow for ever behind a receiver that is gone', () => {
    let entries: OutboxEntry[] = []
    // A look every ten minutes; three notices a day.
    for (let look = 0; look < 30 * 144; look += 1) {
      const at = instantFromMs(msOf(now) + look * 600_000)
      if (look % 144 === 0)
        entries.push(
          ...[0, 1, 2].map((order) => anEntry({ id: `${look} ${order}`, createdAt: at, order, nextTryAt: at })),
        )
      // As the work in the background does: of each lane one after the other, until one has to wait.
      for (const lane of dueLanes(entries, at))
        for (const entry of lane) {
          const next = afterTry(entry, failed, at)
          entries = entries.map((each) => (each === entry ? next : each))
          if (next.state === 'waiting') break
        }
    }
    expect(entries.filter(({ state }) => state === 'waiting').length).toBeLessThanOrEqual(9)
  })
  it('lets nothing of one ticket overtake what was made before it', () => {
    const ticket = (action: 'tell' | 'close', parts: Partial<OutboxEntry>) =>
      anEntry({ channel: 'ticket', ticket: { causeKey: 'held:money', action }, ...parts })
    const later = instant('2026-11-30T05:00:00Z')
    const open = ticket('tell', { nextTryAt: later, tries: 3 })
    const close = ticket('close', {
      createdAt: instant('2026-11-30T03:00:00Z'),
      nextTryAt: instant('2026-11-30T03:00:00Z'),
    })
    expect(dueLanes([close, open], instant('2026-11-30T04:00:00Z'))).toEqual([])
    expect(dueLanes([close, open], later)).toEqual([[open, close]])
  })
  it('tries again what was given up, but not what something later of its ticket has overtaken', () => {
    const ticket = (action: 'tell' | 'close', parts: Partial<OutboxEntry>) =>
      anEntry({ channel: 'ticket', ticket: { causeKey: 'held:money', action }, ...parts })
    const givenUp = { state: 'givenUp', endedAt: now, nextTryAt: null, tries: 8 } as const
    const opening = ticket('tell', { id: 'open', ...givenUp })
    const closing = (state: OutboxEntry['state']) =>
      ticket('close', { id: 'close', createdAt: instant('2027-01-01T00:00:00Z'), state })
    expect(mayTryAgain(opening, [opening, closing('waiting')])).toBe(true)
    expect(mayTryAgain(opening, [opening, closing('delivered')])).toBe(false)
    const mail = anEntry(givenUp)
    expect(mayTryAgain(mail, [mail, anEntry({ createdAt: instant('2027-01-01T00:00:00Z'), state: 'delivered' })])).toBe(
      true,
    )
    expect(mayTryAgain(anEntry(), [])).toBe(false)
    expect(triedAgain(mail, now)).toMatchObject({ state: 'waiting', tries: 0, nextTryAt: now, endedAt: null })
  })
  it('keeps what ended for thirty days, and what waits for ever', () => {
    const old = instant('2026-10-01T00:00:00Z')
    const gone = anEntry({ state: 'delivered', endedAt: old })
    const kept = [anEntry({ createdAt: old }), anEntry({ state: 'givenUp', endedAt: now })]
    expect(outworn([gone, ...kept], now)).toEqual([gone])
  })
})

describe('a mail address', () => {
  it.each(['a@b.example', 'first.last+tag@sub.example.com', 'émilie@société.example', "o'neil@b.example"])(
    'is one: %s',
    (address) => expect(isMailAddress(address)).toBe(true),
  )
  it.each([
    ...[
      '',
      'a',
      'a@b',
      'a@@b.example',
      'a b@c.example',
      '.a@b.example',
      'a.@b.example',
      'a@b..example',
      'a@-b.example',
    ],
    ...[
      'Ann <a@b.example>',
      'a@b.example,c@d.example',
      'a@b.example\nBcc: x@y.example',
      'a@127.0.0.1',
      '"a b"@c.example',
    ],
    `${'a'.repeat(65)}@b.example`,
  ])('is none: %j', (address) => expect(isMailAddress(address)).toBe(false))
})
