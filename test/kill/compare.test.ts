/** The comparison itself must be able to fail: what it is made to find is put there by hand. */
import { describe, expect, test } from 'vitest'
import type { LineStatus } from '../../server/domain/run'
import type { CwAddition, CwAuditTrailEntry } from '../simulator/connectwise/entities'
import { createRandom } from '../simulator/seed/random'
import { compare, nameOf, type ApprovedLine, type Finding, type Round } from './compare'
import { createFastClock } from './fastTime'
import { killWorld } from './world'

const [addition] = killWorld(createFastClock('2025-11-18T15:00:00Z'), 1, createRandom(1)).connectWise.additions
if (addition === undefined) throw new Error('The world has no addition')

const line: ApprovedLine = {
  company: 5001,
  runId: 'run',
  key: 'key',
  agreement: addition.agreementId,
  item: addition.product.id,
  change: 'update',
  quantity: addition.quantity + 3,
}
const written: CwAddition = { ...addition, quantity: line.quantity }
const change = (recordId: number): CwAuditTrailEntry => ({
  type: 'AgreementAddition',
  recordId,
  text: 'quantity was changed',
  enteredDate: '2025-11-18T15:01:00Z',
  enteredBy: 'TrendBilling',
  auditType: 'AgreementAddition',
  auditSubType: 'Updated',
  auditSource: 'API',
})
const ended = (status: LineStatus): Round['ends'] => new Map([[nameOf(line), status]])
const kinds = (round: Partial<Round>): Finding['kind'][] =>
  compare({
    approved: [line],
    ends: ended('sent'),
    before: [addition],
    after: [written],
    changes: [change(addition.id)],
    ...round,
  }).map(({ kind }) => kind)

describe('the comparison after a round', () => {
  test('has nothing to say of a line that was sent once', () => {
    expect(kinds({})).toEqual([])
  })

  test('has nothing to say of a line that was refused and left alone', () => {
    expect(kinds({ ends: ended('stale'), after: [addition], changes: [] })).toEqual([])
  })

  const made = { ...written, id: addition.id + 1000, serialNumber: 'TMICRO:0' }
  const creation: ApprovedLine = { ...line, change: 'create' }
  test.each<{ name: string; round: Partial<Round>; found: Finding['kind'] }>([
    {
      name: 'a line that was written twice',
      round: { changes: [change(addition.id), change(addition.id)] },
      found: 'doubled',
    },
    {
      name: 'an addition that was made twice',
      round: { approved: [creation], before: [], after: [made, { ...made, id: made.id + 1 }] },
      found: 'doubled',
    },
    { name: 'a line that is still open', round: { ends: ended('unknown') }, found: 'lost' },
    { name: 'a line that is there no more', round: { ends: new Map() }, found: 'lost' },
    { name: 'another quantity than was approved', round: { after: [{ ...written, quantity: 1 }] }, found: 'wrong' },
    { name: 'a line said to be sent that was never written', round: { changes: [] }, found: 'wrong' },
    { name: 'a line said to have failed that was written', round: { ends: ended('failed') }, found: 'wrong' },
    {
      name: 'an addition that nobody approved',
      round: { after: [written, { ...made, product: { id: 1 } }] },
      found: 'wrong',
    },
    { name: 'another price', round: { after: [{ ...written, unitPrice: 0 }] }, found: 'wrong' },
    { name: 'an addition that is gone', round: { approved: [], after: [] }, found: 'wrong' },
  ])('finds $name', ({ round, found }) => {
    expect(kinds(round)).toEqual([found])
  })
})
