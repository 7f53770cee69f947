import { describe, expect, it } from 'vitest'
import { instant, type Instant } from '../../server/domain/calendar'
import { AppError } from '../../server/domain/errors'
import { lineKey, type LineKey } from '../../server/domain/ids'
import type { Hold, RunCompany } from '../../server/domain/run'
import { approveLines, approveWithinLimits } from '../../server/services/approve'
import { aRunCompany, aRunLine, now } from '../factories'

const keyOf = (item: number): LineKey => lineKey(`v1:harbor:250:1041:${item}:2026-11-01`)
const toZero: Hold = { kind: 'toZero', because: null }
const [pending, held, blocked, unchanged, otherPending] = [501, 502, 503, 504, 505].map(keyOf) as [
  LineKey,
  LineKey,
  LineKey,
  LineKey,
  LineKey,
]
const part = (over: Partial<RunCompany> = {}): RunCompany => ({
  ...aRunCompany(),
  lines: [
    aRunLine({ key: pending }),
    aRunLine({ key: held, status: 'held', holds: [toZero] }),
    aRunLine({
      key: blocked,
      status: 'blocked',
      change: { kind: 'blocked', reason: { kind: 'noAddition' }, quantityBefore: null, quantity: 3 },
    }),
    aRunLine({ key: unchanged, status: 'unchanged' }),
    aRunLine({ key: otherPending }),
  ],
  ...over,
})

const statuses = (of: RunCompany) => of.lines.map((line) => [line.status, line.approval?.by ?? null])
function refusal(wanted: { key: LineKey; reason?: string }[], of = part(), at: Instant = now): AppError {
  try {
    approveLines(of, { lines: wanted, skips: [] }, 'kim', at)
  } catch (error) {
    if (error instanceof AppError) return error
    throw error
  }
  throw new Error('It was approved')
}

describe('approval by a person', () => {
  it('lets the named lines go, skips what else could have gone, and leaves the rest as it is', () => {
    expect(statuses(approveLines(part(), { lines: [{ key: pending }], skips: [] }, 'kim', now))).toEqual([
      ['pending', 'kim'],
      ['held', null],
      ['blocked', null],
      ['unchanged', null],
      ['skipped', null],
    ])
  })

  it('releases a held line with its reason, trimmed and kept, and with its holds still to be seen', () => {
    const [, line] = approveLines(
      part(),
      { lines: [{ key: held, reason: '  they left  ' }], skips: [] },
      'kim',
      now,
    ).lines
    expect(line).toMatchObject({
      status: 'pending',
      approval: { by: 'kim', at: now, reason: 'they left' },
      holds: [toZero],
    })
  })

  it('does not change the plan that it was given', () => {
    const before = part()
    approveLines(before, { lines: [{ key: pending }], skips: [] }, 'kim', now)
    expect(before).toEqual(part())
  })

  it('takes a reason of 500 characters and a plan of exactly a day', () => {
    const wanted = [{ key: held, reason: 'x'.repeat(500) }]
    expect(() =>
      approveLines(part(), { lines: wanted, skips: [] }, 'kim', instant('2026-11-17T15:00:00Z')),
    ).not.toThrow()
  })

  it.each([
    ['a key that is not in the plan', [{ key: keyOf(999) }], 'lineNotSendable', []],
    ['a blocked line, whatever the reason', [{ key: blocked, reason: 'please' }], 'lineNotSendable', []],
    ['a line that is right already', [{ key: unchanged }], 'lineNotSendable', []],
    ['a held line without a reason', [{ key: pending }, { key: held }], 'invalid', [['lines.1.reason', 'required']]],
    ['a reason of blanks', [{ key: held, reason: ' \n' }], 'invalid', [['lines.0.reason', 'required']]],
    ['a reason that is too long', [{ key: held, reason: 'x'.repeat(501) }], 'invalid', [['lines.0.reason', 'tooLong']]],
    ['a line named twice', [{ key: pending }, { key: pending }], 'invalid', [['lines.1.key', 'twice']]],
    ['nothing at all', [], 'invalid', [['lines', 'required']]],
  ])('refuses %s', (_, wanted, code, issues) => {
    const error = refusal(wanted)
    expect(error.code).toBe(code)
    expect(error.issues.map((issue) => [issue.path, issue.code])).toEqual(issues)
  })

  it('refuses a plan that is more than a day old', () => {
    expect(refusal([{ key: pending }], part(), instant('2026-11-17T15:00:00.001Z')).code).toBe('planReplaced')
  })

  it('refuses a plan whose seats do not add up to what was reported', () => {
    const account = { ...part().account, reported: part().account.total + 1 }
    expect(refusal([{ key: pending }], part({ account })).code).toBe('seatsUnaccounted')
  })

  it('refuses a second approval of the same plan', () => {
    const approved = approveLines(part(), { lines: [{ key: pending }], skips: [] }, 'kim', now)
    expect(refusal([{ key: pending }], approved).code).toBe('planNotOpen')
    expect(refusal([{ key: held, reason: 'now this' }], approved).code).toBe('planNotOpen')
  })
})

describe('approval within the limits', () => {
  it('lets every line go that nothing holds, and no other', () => {
    expect(statuses(approveWithinLimits(part(), 'schedule', now))).toEqual([
      ['pending', 'schedule'],
      ['held', null],
      ['blocked', null],
      ['unchanged', null],
      ['pending', 'schedule'],
    ])
  })

  it('lets nothing go of a plan whose seats do not add up to what was reported', () => {
    const uneven = part({ account: { ...part().account, reported: part().account.total + 1 } })
    expect(approveWithinLimits(uneven, 'schedule', now)).toEqual(uneven)
  })

  it('does not take over what a person approved', () => {
    const approved = approveLines(part(), { lines: [{ key: pending }], skips: [] }, 'kim', now)
    expect(approveWithinLimits(approved, 'schedule', now)).toEqual(approved)
  })
})
