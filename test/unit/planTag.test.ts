import { describe, expect, it } from 'vitest'
import { day, instant } from '../../server/domain/calendar'
import type { RunCompany, RunLine } from '../../server/domain/run'
import { approveSome } from '../../server/services/approve'
import { planTag } from '../../server/services/planTag'
import { aRunCompany, aRunLine, now } from '../factories'

const line = aRunLine()
const part = (over: Partial<RunLine> = {}, of: Partial<RunCompany> = {}): RunCompany => ({
  ...aRunCompany(),
  ...of,
  lines: [aRunLine(over)],
})

describe('the tag of a plan', () => {
  it('is the same for the same plan', () => {
    expect(planTag(part())).toBe(planTag(part()))
  })

  it.each<[string, Partial<RunLine>]>([
    ['a number', { change: { kind: 'create', quantity: 99 } }],
    ['its money', { money: { unitPrice: 1, currency: 'USD', difference: 7, monthly: 7 } }],
    ['its first day', { startsOn: day('2026-12-24') }],
    ['its invoice', { nextInvoiceOn: day('2026-12-24') }],
    ['a hold', { status: 'held', holds: [{ kind: 'toZero', because: null }] }],
  ])('is another one when %s of a line is otherwise', (_, over) => {
    expect(planTag(part(over))).not.toBe(planTag(part()))
  })

  it('is another one for a plan that was made anew', () => {
    expect(planTag(part({}, { plannedAt: instant('2026-11-16T15:00:01.000Z') }))).not.toBe(planTag(part()))
  })

  it('does not change with what becomes of lines that are decided', () => {
    const decided = approveSome(part(), { lines: [{ key: line.key }], skips: [] }, 'kim', now)
    const sent = { ...decided, lines: decided.lines.map((each) => ({ ...each, status: 'sent' as const })) }
    expect(planTag(decided)).toBe(planTag(sent))
  })
})
