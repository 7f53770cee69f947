/** Which causes a person hears of after a run: of the clock and of a person, line by line. */
import { describe, expect, it } from 'vitest'
import { noSeats } from '../../server/domain/account'
import { noCounts } from '../../server/domain/line'
import { foundInRun } from '../../server/domain/noticeCauses'
import { runId, tenantId } from '../../server/domain/ids'
import type { BillingRun, BlockedReason, RunLine } from '../../server/domain/run'
import { aDrift, aRunCompany, aRunLine, company, now } from '../factories'

const aRun = (over: Partial<BillingRun> = {}): BillingRun => ({
  id: runId('s-global-2026-11-30'),
  tenantId: tenantId('acme'),
  trigger: 'schedule',
  scope: { kind: 'all' },
  occurrence: null,
  status: 'finished',
  which: { kind: 'current' },
  createdAt: now,
  createdBy: 'schedule',
  approvedBy: 'schedule',
  startedAt: now,
  finishedAt: now,
  companyIds: [company],
  problems: [],
  counts: noCounts(),
  account: noSeats(),
  outside: null,
  controls: [],
  byLine: false,
  ...over,
})
const approval = { by: 'schedule', at: now, reason: null }
const found = (run: Partial<BillingRun>, lines: Partial<RunLine>[]) =>
  foundInRun(
    aRun(run),
    [aRunCompany(undefined, { lines: lines.map((line) => aRunLine(line)), unplaced: [] })],
    () => true,
    () => 'Nobody',
  )
const keys = (run: Partial<BillingRun>, line: Partial<RunLine>) => found(run, [line]).causes.map(({ key }) => key)

describe('a line of the clock', () => {
  it('that was planned waits for approval, or was too late to go by itself', () => {
    expect(keys({ status: 'waiting' }, { status: 'pending' })).toEqual(['held:waits'])
    expect(keys({ status: 'finished' }, { status: 'pending' })).toEqual(['held:tooLate'])
    expect(keys({ status: 'sending' }, { status: 'pending' })).toEqual([])
    expect(keys({}, { status: 'pending', approval })).toEqual([])
  })
  it('that is held is told by each rule that holds it', () => {
    const holds: RunLine['holds'] = [{ kind: 'priceUnknown' }, { kind: 'planVersionUnknown' }]
    expect(keys({}, { status: 'held', holds })).toEqual(['held:priceUnknown', 'held:planVersionUnknown'])
  })
  it('that cannot be billed is told, but not where somebody decided that theirs is kept', () => {
    const blocked = (reason: BlockedReason): Partial<RunLine> => ({
      status: 'blocked',
      change: { kind: 'blocked', reason, quantityBefore: 1, quantity: 2 },
    })
    expect(keys({}, blocked({ kind: 'noAddition' }))).toEqual(['failed:blocked:noAddition'])
    expect(keys({}, blocked({ kind: 'keptTheirs', drift: aDrift() }))).toEqual([])
  })
  it('that went out, was right already, or was left out is no cause', () => {
    for (const status of ['sent', 'unchanged', 'skipped', 'sending'] as const) expect(keys({}, { status })).toEqual([])
  })
  it('that failed is told by who made the trouble', () => {
    const failure = {
      system: 'connectwise',
      kind: 'timeout',
      route: 'PATCH /x',
      status: null,
      requestId: null,
      text: 'secret words',
      attempts: 1,
      at: now,
    } as const
    const outcome = (cause: NonNullable<RunLine['outcome']>['cause']): RunLine['outcome'] => ({
      at: now,
      quantityAfter: null,
      additionId: null,
      requestId: null,
      cause,
      alreadyRight: false,
    })
    const told = found({}, [
      { status: 'unknown', outcome: outcome({ kind: 'noAnswer', failure }) },
      { status: 'failed', outcome: outcome({ kind: 'upstream', failure }) },
      { status: 'failed', outcome: outcome({ kind: 'additionGone' }) },
    ]).causes
    expect(told.map(({ key, lines }) => [key, lines])).toEqual([
      ['failed:connectwise:timeout', 2],
      ['failed:line:additionGone', 1],
    ])
    expect(JSON.stringify(told)).not.toContain('secret words')
  })
})

describe('a run of a person', () => {
  it('tells of companies of which something was decided, and of nothing that could not be read', () => {
    const manual: Partial<BillingRun> = { trigger: 'manual', problems: [{ companyId: company, failure: null }] }
    expect(found(manual, [{ status: 'held', holds: [{ kind: 'priceUnknown' }] }]).causes).toEqual([])
    const told = found(manual, [
      { status: 'sent', approval },
      { status: 'held', holds: [{ kind: 'priceUnknown' }] },
    ])
    expect(told.causes.map(({ key }) => key)).toEqual(['held:priceUnknown'])
    expect(told.sent).toMatchObject({ lines: 1, companies: [{ id: company }] })
  })
})

it('companies that could not be read are told with what stood in the way', () => {
  const { causes } = found({ problems: [{ companyId: company, failure: null }] }, [])
  expect(causes).toMatchObject([{ key: 'failed:ours', companies: [{ name: 'Nobody' }], lines: null }])
})
