import { describe, expect, it } from 'vitest'
import { day } from '../../server/domain/calendar'
import { driftOf, nextOf, type DriftField, type DriftNext } from '../../server/domain/drift'
import { catalogItemId } from '../../server/domain/ids'
import type { Addition } from '../../server/domain/psa'
import type { RunLine } from '../../server/domain/run'
import type { DriftPolicy } from '../../server/domain/settings'
import {
  aLastWrite,
  aSubscription,
  anAddition,
  anAssignment,
  onlyLine,
  planInputs,
  someLimits,
  today,
} from '../factories'

/** We wrote 10; this is there now, and 12 are due. */
const changes: [string, DriftField, Addition[]][] = [
  ['the quantity', 'quantity', [anAddition({ quantity: 7 })]],
  ['the price', 'price', [anAddition({ unitPrice: 5 })]],
  ['the included units', 'included', [anAddition({ included: 2 })]],
  ['the billable word', 'billable', [anAddition({ billable: 'DoNotBill' })]],
  ['a last day in the past', 'cancelled', [anAddition({ cancelledOn: day('2026-11-10') })]],
  ['a last day to come', 'cancelled', [anAddition({ cancelledOn: day('2027-02-28') })]],
  ['the product', 'moved', [anAddition({ catalogItemId: catalogItemId(777), catalogItemIdentifier: 'OTHER' })]],
  ['that it is there', 'deleted', []],
]
const policies: DriftPolicy[] = ['ask', 'keep', 'overwrite']
const cases = changes.flatMap(([what, field, additions]) =>
  policies.flatMap((policy) =>
    [true, false].map((holdHandEdits) => ({ what, field, additions, policy, holdHandEdits })),
  ),
)

describe('what is said of a difference before the next send', () => {
  it.each(cases)('is what the plan then makes of it: $what, $policy, holds $holdHandEdits', (of) => {
    const write = aLastWrite()
    const line = onlyLine(
      planInputs({
        subscriptions: [aSubscription({ provisioned: 12 })],
        additions: of.additions,
        settings: { createWhenMissing: true, limits: someLimits({ holdHandEdits: of.holdHandEdits }) },
        record: { assignments: [anAssignment({ drift: of.policy })], lastWrites: [write] },
      }),
    )
    const [drift] = driftOf(write, of.additions)
    expect(drift?.field).toBe(of.field)
    const said = drift && nextOf(drift, of.policy, { holdHandEdits: of.holdHandEdits, today })
    expect(said).toBe(madeOf(line, of.field))
  })
})

function madeOf({ change, status }: RunLine, field: DriftField): DriftNext {
  if (change.kind === 'blocked' && change.reason.kind === 'keptTheirs') return 'stays'
  if (status === 'held') return 'waits'
  return field === 'quantity' ? 'writtenOver' : 'untouched'
}
