/** What must hold in any world: random subscriptions, agreements, additions, rules, gaps and histories. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { additionState } from '../../server/domain/agreements'
import { additionId } from '../../server/domain/ids'
import { planCompany } from '../../server/domain/plan'
import type { Addition } from '../../server/domain/psa'
import type { PlanInputs, RunLine } from '../../server/domain/run'
import { aBilled, aLastWrite, anAddition } from '../factories'
import { worlds } from './worlds'

const runs = { numRuns: 1500 }
const always = (claim: (inputs: PlanInputs) => void) => {
  fc.assert(fc.property(worlds, claim), runs)
}

describe('in any world', () => {
  it('every seat that Trend Micro reports is in exactly one bucket', () => {
    always((inputs) => {
      const { lines, unplaced, account } = planCompany(inputs)
      const { total, reported: said, unreadSubscriptions, ...buckets } = account
      const reported = inputs.snapshot.subscriptions.map(({ provisioned }) => provisioned)
      expect(total).toBe(reported.reduce((sum, seat) => sum + (seat.kind === 'read' ? seat.seats : 0), 0))
      expect(said).toBe(total)
      expect(Object.values(buckets).reduce((sum, bucket) => sum + bucket, 0)).toBe(total)
      expect(unreadSubscriptions).toBeGreaterThanOrEqual(reported.filter(({ kind }) => kind !== 'read').length)
      const placed = [...lines.flatMap(({ sources }) => sources), ...unplaced.map(({ source }) => source)]
      for (const { id, provisioned } of inputs.snapshot.subscriptions)
        expect(
          placed.filter((source) => source.subscriptionId === id && source.provisioned === provisioned),
        ).toHaveLength(1)
    })
  })

  it('a plan is the same whenever it is made, and changes nothing that it was made from', () => {
    always((inputs) => {
      const copy = structuredClone(inputs)
      expect(planCompany(inputs)).toEqual(planCompany(copy))
      expect(inputs).toEqual(copy)
    })
  })

  it('a line key is there once', () => {
    always((inputs) => {
      const keys = planCompany(inputs).lines.map(({ key }) => key)
      expect(new Set(keys).size).toBe(keys.length)
    })
  })

  it('nothing goes out by itself that lowers a quantity on a reading with a hole, or to zero', () => {
    always((inputs) => {
      const billed = new Set(
        inputs.record.lastBilled.map((one) => `${one.subscriptionId} ${one.agreementId} ${one.catalogItemId}`),
      )
      const reported = new Set<string>(inputs.snapshot.subscriptions.map(({ id }) => id))
      for (const line of planCompany(inputs).lines) {
        if (line.status !== 'pending' || line.change.kind !== 'update') continue
        const { quantity, quantityBefore } = line.change
        expect(line.sources.every(({ counted }) => counted !== null)).toBe(true)
        if (quantity >= quantityBefore) continue
        expect(inputs.snapshot.gaps).toEqual([])
        expect(quantity).toBeGreaterThan(0)
        const hasVanished = [...billed].some(
          (one) => one.endsWith(` ${line.agreementId} ${line.catalogItemId}`) && !reported.has(one.split(' ')[0] ?? ''),
        )
        expect(hasVanished).toBe(false)
      }
    })
  })

  it('the money is the difference in units times the price, to the ten-thousandth', () => {
    always((inputs) => {
      for (const { change, money, seen } of planCompany(inputs).lines) {
        if (money === null || change.kind === 'none' || change.quantity === null) continue
        const before = change.kind === 'create' ? 0 : (change.quantityBefore ?? 0)
        const isBilled = seen === null || seen.billable === 'Billable'
        const exact = isBilled ? (change.quantity - before) * money.unitPrice : 0
        expect(Math.abs(money.difference - exact)).toBeLessThan(0.000_06)
        expect(Math.round(money.difference * 10_000) / 10_000).toBe(money.difference)
      }
    })
  })

  it('a new addition begins on no day that ConnectWise refuses, and beside none that bills', () => {
    always((inputs) => {
      for (const line of planCompany(inputs).lines) {
        if (line.change.kind !== 'create') continue
        const agreement = inputs.state.agreements.find(({ id }) => id === line.agreementId)
        const { startsOn } = line
        if (agreement === undefined || startsOn === null) throw new Error('A creation has an agreement and a day')
        expect(startsOn >= inputs.today && startsOn >= (agreement.billStartsOn ?? startsOn)).toBe(true)
        if (!agreement.prorates) expect(startsOn >= (agreement.nextInvoiceOn ?? startsOn)).toBe(true)
        for (const addition of additionsOf(inputs, line)) {
          expect(addition.cancelledOn).not.toBeNull()
          expect((addition.cancelledOn ?? startsOn) < startsOn).toBe(true)
          expect(additionState(addition, line.period)).toBe('ended')
        }
      }
    })
  })

  it('planning again after everything was sent finds nothing more to do', () => {
    always((inputs) => {
      const after = applied(inputs)
      for (const line of planCompany(after).lines) expect(['none', 'blocked']).toContain(line.change.kind)
      expect(applied(after).state).toEqual(after.state)
    })
  })
})

function additionsOf(inputs: PlanInputs, line: RunLine): Addition[] {
  const reading = inputs.state.additions.find(({ agreementId: on }) => on === line.agreementId)
  return (reading?.list ?? []).filter((addition) => addition.catalogItemId === line.catalogItemId)
}

/** The world after every change, held ones too, was released and took effect, and was remembered. */
function applied(inputs: PlanInputs): PlanInputs {
  const after = structuredClone(inputs)
  let next = 900
  for (const line of planCompany(inputs).lines) {
    const { change } = line
    if (change.kind !== 'update' && change.kind !== 'create') continue
    const isHere = (one: { agreementId: number; catalogItemId: number }) =>
      one.agreementId === line.agreementId && one.catalogItemId === line.catalogItemId
    const list = after.state.additions.find(({ agreementId: on }) => on === line.agreementId)?.list ?? []
    const written =
      change.kind === 'update'
        ? list.find(({ id }) => id === change.additionId)
        : anAddition({
            id: additionId((next += 1)),
            agreementId: line.agreementId,
            catalogItemId: line.catalogItemId,
            startsOn: line.startsOn,
          })
    if (written === undefined) throw new Error('An update has an addition')
    if (change.kind === 'create') list.push(written)
    written.quantity = change.quantity
    const write = aLastWrite({
      additionId: written.id,
      agreementId: line.agreementId,
      catalogItemId: line.catalogItemId,
      quantity: change.quantity,
    })
    const billed = line.sources
      .filter((source) => source.notBilled === null)
      .map(({ subscriptionId: id, plan }) =>
        aBilled({ subscriptionId: id, plan, agreementId: line.agreementId, catalogItemId: line.catalogItemId }),
      )
    after.record.lastWrites = [...after.record.lastWrites.filter((one) => !isHere(one)), write]
    after.record.lastBilled = [...after.record.lastBilled.filter((one) => !isHere(one)), ...billed]
  }
  return after
}
