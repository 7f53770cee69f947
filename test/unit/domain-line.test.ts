import { describe, expect, it } from 'vitest'
import { accountSeats } from '../../server/domain/account'
import { day, month, periodOfMonth } from '../../server/domain/calendar'
import { additionId, catalogItemId, lineKey, tenantId } from '../../server/domain/ids'
import { addCounts, countLines, isSettled, makeLineKey, moveLine, noCounts } from '../../server/domain/line'
import type { BlockedReason, LineStatus } from '../../server/domain/run'
import { aDrift, aRunLine, company, gold, item } from '../factories'

const every: readonly LineStatus[] = [
  'pending',
  'held',
  'blocked',
  'unchanged',
  'sending',
  'sent',
  'failed',
  'unknown',
  'stale',
  'skipped',
]

describe('a line', () => {
  it.each([
    ['pending', ['sending', 'sent', 'failed', 'stale', 'unknown', 'skipped']],
    ['held', ['pending', 'skipped']],
    ['sending', ['pending', 'sent', 'failed', 'unknown']],
    ['unknown', ['pending', 'sent', 'failed', 'stale']],
    ['blocked', ['skipped']],
    ['unchanged', []],
    ['sent', []],
    ['failed', []],
    ['stale', []],
    ['skipped', []],
  ] as const)('that is %s can become %j and nothing else', (from, allowed) => {
    const line = aRunLine({ status: from })
    for (const to of every)
      if (allowed.some((status) => status === to)) expect(moveLine(line, to).status).toBe(to)
      else expect(() => moveLine(line, to)).toThrow(RangeError)
    expect(line.status).toBe(from)
  })

  it('is at its end unless it can still be sent or nobody knows', () => {
    expect(every.filter((status) => !isSettled(status))).toEqual(['pending', 'held', 'sending', 'unknown'])
  })

  it('has a key of tenant, company, agreement, item and period', () => {
    const period = periodOfMonth(month('2026-11'))
    expect(makeLineKey(tenantId('harbor'), company, gold, item, period)).toBe('v1:harbor:250:1041:501:2026-11-01')
    expect(makeLineKey(tenantId('harbor'), company, gold, catalogItemId(9), period)).not.toBe(
      makeLineKey(tenantId('harbor'), company, gold, item, period),
    )
    expect(() => lineKey('v1:harbor:250:1041:501')).toThrow(RangeError)
  })
})

describe('the counts', () => {
  it('count each line once, one that is being sent as pending', () => {
    const counts = countLines(every.map((status) => aRunLine({ status })))
    expect(counts).toEqual({ ...counts, pending: 2, held: 1, unknown: 1 })
    expect(Object.values<number>({ ...counts }).reduce((sum, count) => sum + count, 0)).toBe(every.length)
    expect(addCounts(counts, noCounts())).toEqual(counts)
    expect(addCounts(counts, counts).pending).toBe(4)
  })
})

describe('the seats', () => {
  it.each([
    ['pending', 'willChange'],
    ['sending', 'willChange'],
    ['sent', 'billed'],
    ['unchanged', 'billed'],
    ['held', 'held'],
    ['skipped', 'held'],
    ['stale', 'held'],
    ['unknown', 'held'],
    ['failed', 'failed'],
  ] as const)('of a line that is %s are %s', (status, bucket) => {
    expect(accountSeats([aRunLine({ status })], [], 12)).toMatchObject({ total: 12, [bucket]: 12 })
  })

  const on = day('2026-11-01')
  it.each<[BlockedReason, string]>([
    [{ kind: 'noAddition' }, 'unmapped'],
    [{ kind: 'agreementUnusable', why: { kind: 'ended', on }, otherAgreementId: null }, 'failed'],
    [{ kind: 'catalogItemUnusable', why: 'inactive' }, 'failed'],
    [{ kind: 'severalAdditions', additionIds: [] }, 'held'],
    [{ kind: 'seatsUnread', which: 'used', why: 'failed' }, 'held'],
    [{ kind: 'additionsUnread' }, 'held'],
    [{ kind: 'vanished' }, 'held'],
    [{ kind: 'adoptedGone', additionId: additionId(1) }, 'held'],
    [{ kind: 'takenAway', drift: aDrift() }, 'held'],
    [{ kind: 'keptTheirs', drift: aDrift() }, 'excluded'],
  ])('of a line that is blocked by %j are %s', (reason, bucket) => {
    const change = { kind: 'blocked', reason, quantityBefore: null, quantity: null } as const
    expect(accountSeats([aRunLine({ status: 'blocked', change })], [], 12)).toMatchObject({ total: 12, [bucket]: 12 })
  })
})
