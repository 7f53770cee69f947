/** What stays in the list of failures, under which cause, and what a second plan may send of it. */
import { describe, expect, it } from 'vitest'
import { instant, type Instant } from '../../server/domain/calendar'
import { agreementId, companyId, lineKey, runId, tenantId } from '../../server/domain/ids'
import {
  isAnsweredBefore,
  openOfCompany,
  resultOfPart,
  type CompanyResult,
  type OpenItem,
} from '../../server/domain/inbox'
import { causeOfLine, causesOf, countCauses, type CausedLine } from '../../server/domain/inboxCauses'
import { verdictOfRetry } from '../../server/domain/inboxRetry'
import { noSeats } from '../../server/domain/account'
import { noCounts } from '../../server/domain/line'
import type { UpstreamFailure } from '../../server/domain/errors'
import type { BillingRun, BlockedReason, FailureCause, RunLine } from '../../server/domain/run'
import { aDrift, anAddition, aRunCompany, aRunLine, aSubscription, company, onlyLine, planInputs } from '../factories'

const at = (minute: number): Instant => instant(`2026-11-16T15:${String(minute).padStart(2, '0')}:00Z`)
const aFailure = (over: Partial<UpstreamFailure> = {}): UpstreamFailure => ({
  system: 'connectwise',
  kind: 'refused',
  route: 'PATCH /finance/agreements/additions',
  status: 400,
  requestId: null,
  text: 'no',
  attempts: 1,
  at: at(1),
  ...over,
})
const outcomeOf = (cause: FailureCause | null, when: Instant): RunLine['outcome'] => ({
  at: when,
  quantityAfter: null,
  additionId: null,
  requestId: null,
  cause,
  alreadyRight: false,
})
const aRun = (id: string, over: Partial<BillingRun> = {}): BillingRun => ({
  id: runId(id),
  tenantId: tenantId('harbor'),
  trigger: 'manual',
  scope: { kind: 'all' },
  occurrence: null,
  status: 'finished',
  which: { kind: 'current' },
  createdAt: at(0),
  createdBy: 'mortiz',
  approvedBy: null,
  startedAt: null,
  finishedAt: null,
  companyIds: [company],
  problems: [],
  counts: noCounts(),
  account: noSeats(),
  outside: null,
  controls: [],
  byLine: false,
  ...over,
})
const aLine = (status: RunLine['status'], over: Partial<RunLine> = {}) => aRunLine({ status, ...over })
const failed = aLine('failed', { outcome: outcomeOf({ kind: 'upstream', failure: aFailure() }, at(1)) })
/** What is kept of an open line here: all of it. */
type Open = CausedLine & { line: RunLine }
const result = (minute: number, lines: RunLine[], run: Partial<BillingRun> = {}): CompanyResult<Open> => ({
  run: aRun(`run-${minute}`, { createdAt: at(minute), ...run }),
  part: resultOfPart(
    aRunCompany(planInputs(), { runId: runId(`run-${minute}`), plannedAt: at(minute), lines }),
    (line) => ({ line, cause: causeOfLine(line), money: line.money }),
  ),
  problem: null,
})
const blockedBy = (reason: BlockedReason, over: Partial<RunLine> = {}) =>
  aLine('blocked', { change: { kind: 'blocked', reason, quantityBefore: 10, quantity: 12 }, ...over })
const open = (...results: CompanyResult<Open>[]) => openOfCompany(company, results)

describe('a line stays open', () => {
  const skip = { by: 'mortiz', at: at(5), reason: 'Not this month' }
  const approval = { by: 'mortiz', at: at(5), reason: null }
  const sent = aLine('sent', { approval, outcome: outcomeOf(null, at(6)) })

  it.each(['failed', 'stale', 'unknown', 'blocked'] as const)('that is %s', (status) => {
    expect(open(result(1, [aLine(status)]))).toMatchObject([{ kind: 'line', run: { id: 'run-1' } }])
  })
  it.each(['pending', 'held', 'sent', 'unchanged', 'skipped'] as const)('but not one that is only %s', (status) => {
    expect(open(result(1, [aLine(status)]))).toEqual([])
  })
  it.each([
    ['sent', sent],
    ['found right', aLine('unchanged')],
    ['left out by name', aLine('skipped', { skip })],
    ['kept as somebody changed it', blockedBy({ kind: 'keptTheirs', drift: aDrift() })],
  ])('until it is %s, whichever run is looked at first', (_how, line) => {
    expect(open(result(1, [failed]), result(5, [line]))).toEqual([])
    expect(open(result(5, [line]), result(1, [failed]))).toEqual([])
  })
  it.each([
    ['waits for approval', aLine('pending')],
    ['is held', aLine('held')],
    ['was not let go with the others of its plan', aLine('skipped')],
  ])('while a later plan of it %s', (_how, line) => {
    expect(open(result(1, [failed]), result(5, [line]))).toHaveLength(1)
  })
  it('by its newest result, also where an older run was sent later', () => {
    const later = aLine('sent', { outcome: outcomeOf(null, at(9)) })
    expect(open(result(1, [later]), result(5, [{ ...failed, outcome: outcomeOf(null, at(6)) }]))).toEqual([])
    const again = blockedBy({ kind: 'noAddition' })
    expect(open(result(1, [failed]), result(5, [again]))).toMatchObject([{ run: { id: 'run-5' } }])
  })
  it('over months, and is closed in the next one', () => {
    const next = lineKey(failed.key.replace(/:[^:]+$/, ':2026-12-01'))
    expect(open(result(1, [failed]), result(5, [{ ...sent, key: next }]))).toEqual([])
  })
  it('unless a later plan has no such line any more', () => {
    expect(open(result(1, [failed]), result(5, []))).toEqual([])
    expect(open(result(1, [failed]), result(5, [], { trigger: 'undo' }))).toHaveLength(1)
  })
  it('and says that it is on its way again', () => {
    const again = aLine('pending', { approval })
    expect(open(result(1, [failed]), result(5, [again], { status: 'sending' }))).toMatchObject([{ sending: true }])
    expect(open(result(1, [failed]))).toMatchObject([{ sending: false }])
  })
  it('whatever a draft would do, unless it finds it right', () => {
    const draft = { status: 'draft' } as const
    expect(open(result(1, [failed]), result(5, [blockedBy({ kind: 'noAddition' })], draft))).toMatchObject([
      { run: { id: 'run-1' } },
    ])
    expect(open(result(5, [blockedBy({ kind: 'noAddition' })], draft))).toEqual([])
    expect(open(result(1, [failed]), result(5, [aLine('unchanged')], draft))).toEqual([])
  })
  it('and older runs are asked while a newer one leaves a line undecided, is under way or was planned before they ended', () => {
    const older = aRun('run-1', { finishedAt: at(4) })
    const ended = { finishedAt: at(6) }
    const isAnswered = (lines: RunLine[], run: Partial<BillingRun> = ended) =>
      isAnsweredBefore(older, [result(5, lines, run)])
    expect(isAnswered([failed, sent])).toBe(true)
    expect(isAnswered([failed, aLine('held')])).toBe(false)
    expect(isAnswered([sent], { ...ended, trigger: 'undo' })).toBe(false)
    expect(isAnswered([sent], { ...ended, status: 'draft' })).toBe(false)
    expect(isAnswered([sent], { finishedAt: null })).toBe(false)
    const whole = result(5, [sent], ended)
    expect(isAnsweredBefore(older, [{ ...whole, part: null }])).toBe(false)
    expect(isAnsweredBefore({ ...older, finishedAt: at(5) }, [whole])).toBe(false)
    expect(isAnsweredBefore({ ...older, finishedAt: null }, [whole])).toBe(false)
  })
})

describe('a company that could not be read', () => {
  const unread: CompanyResult<Open> = {
    run: aRun('run-1'),
    part: null,
    problem: { failure: aFailure({ kind: 'timeout', at: at(1) }) },
  }
  it('stays open until it is planned, by a look only when there was nothing to send', () => {
    expect(open(unread)).toMatchObject([{ kind: 'company', failure: { kind: 'timeout' } }])
    expect(open(unread, result(0, []))).toHaveLength(1)
    expect(open(unread, result(5, [aLine('pending')]))).toEqual([])
    expect(open(unread, result(5, [aLine('pending')], { status: 'draft' }))).toHaveLength(1)
    expect(open(unread, result(5, [aLine('unchanged')], { status: 'draft' }))).toEqual([])
  })
  it('is told once, of the newest run', () => {
    const again: CompanyResult<Open> = {
      run: aRun('run-5', { createdAt: at(5) }),
      part: null,
      problem: { failure: null },
    }
    expect(open(unread, again)).toMatchObject([{ run: { id: 'run-5' }, failure: null }])
  })
})

describe('causes', () => {
  const itemsOf = (line: RunLine, id = 250): OpenItem<Open>[] =>
    openOfCompany(companyId(id), [result(1, [line])]).map((item) => ({ ...item, companyId: companyId(id) }))
  const ended = (on: number) =>
    blockedBy({ kind: 'agreementUnusable', why: { kind: 'gone' }, otherAgreementId: agreementId(on) })

  it('are one however many companies they meet, and name who can put it right', () => {
    const causes = causesOf([...itemsOf(ended(1)), ...itemsOf(ended(2), 251), ...itemsOf(failed)])
    expect(causes.map(({ key, fixedBy, items }) => [key, fixedBy, items.length])).toEqual([
      ['blocked:agreementUnusable:gone', 'billing', 2],
      ['connectwise:refused', 'agreements', 1],
    ])
    expect(countCauses([...itemsOf(ended(1)), ...itemsOf(ended(2), 251), ...itemsOf(failed)])).toBe(2)
    expect(countCauses([])).toBe(0)
  })
  it('come with the largest money first, whichever way it goes, then with the most lines', () => {
    const worth = (monthly: number) => ({ unitPrice: 1, currency: 'USD', difference: monthly, monthly })
    const dear = blockedBy({ kind: 'noAddition' }, { money: worth(-900) })
    const cheap = { ...failed, money: worth(20) }
    const causes = causesOf([...itemsOf(cheap, 1), ...itemsOf(cheap, 2), ...itemsOf(dear, 3), ...itemsOf(ended(1), 4)])
    expect(causes.map(({ key }) => key)[0]).toBe('blocked:noAddition')
    const even = { ...failed, money: null }
    const less = blockedBy({ kind: 'noAddition' }, { money: null })
    expect(causesOf([...itemsOf(less, 9), ...itemsOf(even, 1), ...itemsOf(even, 2)])[0]?.key).toBe(
      'connectwise:refused',
    )
  })
  it.each<[string, string, RunLine]>([
    [
      'connectwise:timeout',
      'nobody',
      aLine('failed', { outcome: outcomeOf({ kind: 'upstream', failure: aFailure({ kind: 'timeout' }) }, at(1)) }),
    ],
    [
      'connectwise:forbidden',
      'administrator',
      aLine('failed', { outcome: outcomeOf({ kind: 'upstream', failure: aFailure({ kind: 'forbidden' }) }, at(1)) }),
    ],
    [
      'unknown',
      'nobody',
      aLine('unknown', { outcome: outcomeOf({ kind: 'noAnswer', failure: aFailure({ kind: 'timeout' }) }, at(1)) }),
    ],
    [
      'line:agreementClosed:gone',
      'billing',
      aLine('stale', { outcome: outcomeOf({ kind: 'agreementClosed', why: { kind: 'gone' } }, at(1)) }),
    ],
    [
      'line:changedMeanwhile',
      'billing',
      aLine('stale', { outcome: outcomeOf({ kind: 'changedMeanwhile', by: null, quantityNow: 9 }, at(1)) }),
    ],
    [
      'blocked:catalogItemUnusable:inactive:501',
      'catalog',
      blockedBy({ kind: 'catalogItemUnusable', why: 'inactive' }),
    ],
    ['blocked:seatsUnread:soon', 'nobody', blockedBy({ kind: 'seatsUnread', which: 'used', why: 'notThereYet' })],
    [
      'blocked:seatsUnread:notReported',
      'billing',
      blockedBy({ kind: 'seatsUnread', which: 'used', why: 'notReported' }),
    ],
  ])('have the key %s and are put right by %s', (key, fixedBy, line) => {
    expect(causesOf(itemsOf(line))).toMatchObject([{ key, fixedBy }])
  })
})

describe('a retry', () => {
  const planned = (seats: number, quantity = 10): RunLine =>
    onlyLine(
      planInputs({ subscriptions: [aSubscription({ provisioned: seats })], additions: [anAddition({ quantity })] }),
    )
  const verdict = (was: RunLine, ...now: RunLine[]) => verdictOfRetry(was, now).kind

  it('sends what is planned anew with the same numbers and the same kind of change', () => {
    expect(verdict(failed, planned(12))).toBe('same')
    expect(verdict(blockedBy({ kind: 'catalogItemUnusable', why: 'inactive' }), planned(12))).toBe('same')
  })
  it('sends nothing where a number differs, before or after', () => {
    expect(verdict(failed, planned(13))).toBe('differs')
    expect(verdict(failed, planned(12, 11))).toBe('differs')
  })
  it('sends nothing of another kind: what is made anew was never shown', () => {
    const create: RunLine = { ...planned(12), change: { kind: 'create', quantity: 12 } }
    expect(verdict(failed, create)).toBe('differs')
    const none = aLine('blocked', {
      change: { kind: 'blocked', reason: { kind: 'noAddition' }, quantityBefore: null, quantity: 12 },
    })
    expect(verdict(none, create)).toBe('differs')
    expect(verdict(create, create)).toBe('same')
    const nextMonth = { ...create, key: lineKey(create.key.replace(/:[^:]+$/, ':2026-12-01')) }
    expect(verdict(create, nextMonth)).toBe('differs')
  })
  it('says what the new plan says instead', () => {
    expect(verdict(failed)).toBe('gone')
    expect(verdict(failed, { ...planned(12), status: 'held' })).toBe('held')
    expect(verdict(failed, planned(12, 12))).toBe('unchanged')
    expect(verdict(failed, blockedBy({ kind: 'noAddition' }))).toBe('blocked')
  })
})
