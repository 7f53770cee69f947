import { describe, expect, it } from 'vitest'
import { instant, type Instant } from '../../server/domain/calendar'
import { noStanding, shareOf, standingOf, type RunFacts } from '../../server/domain/companyStanding'
import { lineKey, runId } from '../../server/domain/ids'
import type { LineStatus, RunCompany } from '../../server/domain/run'
import { dayInZone, startOfDay } from '../../server/domain/zone'
import { aRunCompany, aRunLine, planInputs } from '../factories'

const [october, november, later] = [
  instant('2026-10-31T02:00:00Z'),
  instant('2026-11-10T02:00:00Z'),
  instant('2026-11-12T09:00:00Z'),
]
const line = (status: LineStatus, item = 501, sentAt: Instant | null = null) => ({
  ...aRunLine({ status }),
  key: lineKey(`v1:acme:250:1041:${item}:2026-11-01`),
  outcome:
    sentAt === null
      ? null
      : { at: sentAt, quantityAfter: 1, additionId: null, requestId: null, cause: null, alreadyRight: false },
})
const part = (run: string, plannedAt: Instant, lines: RunCompany['lines']) =>
  shareOf(aRunCompany(planInputs(), { runId: runId(run), plannedAt, lines, unplaced: [] }))
const standing = (shares: ReturnType<typeof part>[], runs: Record<string, Partial<RunFacts>>) =>
  standingOf(shares, (id) => {
    const facts = runs[id]
    return facts === undefined ? null : { status: 'finished', trigger: 'schedule', ...facts }
  })

describe('how a company stands', () => {
  it('is nothing where no run is known', () => {
    expect(standing([], {})).toEqual(noStanding)
    expect(standing([part('gone', november, [line('failed')])], {})).toEqual(noStanding)
  })

  it('is what the newest run says, line by line', () => {
    const shares = [
      part('old', october, [line('failed')]),
      part('new', november, [line('sent', 501, later), line('held', 502), line('unchanged', 503)]),
    ]
    expect(standing(shares, { old: {}, new: {} })).toMatchObject({
      failed: 0,
      held: 1,
      unchanged: 2,
      waiting: 0,
      billedAt: later,
      plannedAt: november,
    })
  })

  it('waits where its run waits for approval', () => {
    const share = part('run', november, [line('pending'), line('held', 502), line('unchanged', 503)])
    expect(standing([share], { run: { status: 'waiting' } })).toMatchObject({ waiting: 2, changes: 1, billedAt: null })
    expect(standing([share], { run: { status: 'sending' } })).toMatchObject({ waiting: 0 })
  })

  it('waits on when somebody looks at the company meanwhile', () => {
    const shares = [
      part('run', november, [line('pending'), line('held', 502)]),
      part('look', later, [line('pending'), line('pending', 502), line('pending', 503)]),
    ]
    expect(
      standing(shares, { run: { status: 'waiting' }, look: { status: 'draft', trigger: 'manual' } }),
    ).toMatchObject({ waiting: 2, changes: 3, plannedAt: later })
  })

  it('has failed until a newer look finds the line right or does not have it any more', () => {
    const failed = part('run', november, [line('failed')])
    const look = (...lines: RunCompany['lines']) =>
      standing([failed, part('look', later, lines)], { run: {}, look: { status: 'draft', trigger: 'manual' } })
    expect(look(line('pending'))).toMatchObject({ failed: 1, changes: 1 })
    expect(look(line('unchanged'))).toMatchObject({ failed: 0 })
    expect(look()).toMatchObject({ failed: 0 })
    expect(standing([part('run', november, [line('unknown'), line('stale', 502)])], { run: {} })).toMatchObject({
      failed: 2,
    })
  })

  it('has failed where a run could not read the company, until it is planned again', () => {
    const right = part('run', november, [line('unchanged')])
    const runOf = (): RunFacts => ({ status: 'finished', trigger: 'schedule' })
    expect(standingOf([], runOf, later)).toEqual({ ...noStanding, failed: 1 })
    expect(standingOf([right], runOf, later)).toMatchObject({ failed: 1, unchanged: 1 })
    expect(standingOf([right], runOf, october)).toMatchObject({ failed: 0 })
  })

  it('is billed when a run sent something or found it right; a look bills nothing, nor does taking back', () => {
    const right = [line('unchanged')]
    expect(standing([part('run', november, right)], { run: {} }).billedAt).toBe(november)
    expect(standing([part('run', november, right)], { run: { status: 'draft' } }).billedAt).toBeNull()
    expect(standing([part('run', november, right)], { run: { status: 'waiting' } }).billedAt).toBeNull()
    // Of a run that waits for a person this company was sent by itself.
    const sent = [line('sent', 501, later), line('held', 502)]
    expect(standing([part('run', november, sent)], { run: { status: 'waiting' } }).billedAt).toBe(later)
    const undone = [part('run', october, right), part('undo', november, [line('sent', 501, later)])]
    expect(standing(undone, { run: {}, undo: { trigger: 'undo' } })).toMatchObject({
      billedAt: october,
      plannedAt: october,
    })
  })
})

it('a day begins where its time zone says', () => {
  const begin = startOfDay(dayInZone(instant('2026-11-01T03:00:00Z'), 'America/New_York'), 'America/New_York')
  expect(begin).toBe('2026-10-31T04:00:00.000Z')
})
