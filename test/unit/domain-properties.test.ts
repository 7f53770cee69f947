/** What must hold in any world: random subscriptions, agreements, additions, rules, gaps and histories. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { additionState } from '../../server/domain/agreements'
import { addDays, day } from '../../server/domain/calendar'
import {
  additionId,
  agreementId,
  catalogItemId,
  customerId,
  servicePlanKey,
  subscriptionId,
} from '../../server/domain/ids'
import { planCompany } from '../../server/domain/plan'
import type { Addition } from '../../server/domain/psa'
import type { PlanInputs, RunLine } from '../../server/domain/run'
import type { NotBilledReason, SeatReading, UsageGap } from '../../server/domain/trend'
import {
  aBilled,
  aCatalogItem,
  aLastWrite,
  aRule,
  aSubscription,
  anAddition,
  anAgreement,
  anAssignment,
  notReported,
  planInputs,
  read,
  someLimits,
  today,
} from '../factories'

const plans = ['plan-a', 'plan-b', 'plan-c'].map(servicePlanKey)
const customers = ['c-1', 'c-2'].map(customerId)
const agreementIds = [1, 2].map(agreementId)
const items = [11, 12].map(catalogItemId)
const subscriptionIds = ['s-1', 's-2', 's-3', 's-4', 's-5'].map(subscriptionId)

const someDay = fc.integer({ min: -70, max: 70 }).map((days) => addDays(today, days))
const maybe = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: null })
const seats: fc.Arbitrary<SeatReading> = fc.oneof(
  { weight: 6, arbitrary: fc.nat(40).map(read) },
  { weight: 1, arbitrary: fc.constant(notReported) },
  {
    weight: 1,
    arbitrary: fc.constantFrom<SeatReading>({ kind: 'unread', why: 'failed' }, { kind: 'unread', why: 'notThereYet' }),
  },
)
const rule = fc.record({
  count: fc.constantFrom('provisioned', 'used', 'usedElseProvisioned', 'greater'),
  minimum: fc.nat(5),
  included: fc.nat(5),
})
const notBilled = fc.option(
  fc.constantFrom<NotBilledReason>(
    { kind: 'trial', until: null },
    { kind: 'expired', on: day('2026-11-01') },
    { kind: 'disabled' },
  ),
  { nil: null, freq: 4 },
)
const subscriptions = fc.subarray(subscriptionIds).chain((ids) =>
  fc.tuple(
    ...ids.map((id) =>
      fc
        .record({
          customerId: fc.constantFrom(...customers),
          plan: fc.constantFrom(...plans),
          provisioned: seats,
          used: seats,
          notBilled,
          version: fc.constantFrom('full', 'full', 'full', 'unknown'),
        })
        .map((over) => aSubscription({ id, ...over })),
    ),
  ),
)
const agreements = fc
  .tuple(
    ...agreementIds.map((id) =>
      fc
        .record({
          cancelled: fc.constantFrom(false, false, false, true),
          prorates: fc.boolean(),
          nextInvoiceOn: maybe(someDay),
          billStartsOn: maybe(someDay),
          noEndingDate: fc.boolean(),
          endsOn: maybe(someDay),
        })
        .map((over) => anAgreement({ id, ...over })),
    ),
  )
  .chain((all) => fc.subarray(all))
const additions = fc
  .array(
    fc.record({
      agreementId: fc.constantFrom(...agreementIds),
      catalogItemId: fc.constantFrom(...items),
      quantity: fc.oneof(fc.integer({ min: -2, max: 40 }), fc.constantFrom(0.5, 12.25)),
      unitPrice: maybe(fc.integer({ min: 0, max: 999_999 }).map((price) => price / 10_000)),
      billable: fc.constantFrom('Billable', 'Billable', 'DoNotBill', 'NoCharge'),
      startsOn: maybe(someDay),
      cancelledOn: fc.option(someDay, { nil: null, freq: 3 }),
    }),
    { maxLength: 5 },
  )
  .map((list) => list.map((over, index) => anAddition({ id: additionId(100 + index), ...over })))
const assignments = fc.subarray(plans).chain((chosen) =>
  fc.tuple(
    ...chosen.map((plan) =>
      fc
        .record({
          agreement: fc.oneof(
            fc.constant({ kind: 'default' } as const),
            fc
              .constantFrom(...agreementIds)
              .map((id) => ({ kind: 'chosen', typeId: anAgreement().type.id, agreementId: id }) as const),
          ),
          catalogItemId: maybe(fc.constantFrom(...items)),
          rule: maybe(rule),
          createWhenMissing: maybe(fc.boolean()),
        })
        .map((over) => anAssignment({ plan, ...over })),
    ),
  ),
)
const place = { agreementId: fc.constantFrom(...agreementIds), catalogItemId: fc.constantFrom(...items) }
const lastBilled = fc.array(
  fc
    .record({ ...place, subscriptionId: fc.constantFrom(...subscriptionIds), plan: fc.constantFrom(...plans) })
    .map((over) => aBilled(over)),
  { maxLength: 3 },
)
const lastWrites = fc.array(
  fc
    .record({ ...place, additionId: fc.integer({ min: 100, max: 105 }).map(additionId), quantity: fc.nat(40) })
    .map((over) => aLastWrite(over)),
  { maxLength: 2 },
)
const gaps = fc.array(
  maybe(fc.constantFrom(...customers)).map((id): UsageGap => ({
    customerId: id,
    what: 'subscriptions',
    why: 'failed',
    note: '',
  })),
  { maxLength: 1 },
)
const worlds: fc.Arbitrary<PlanInputs> = fc
  .record({
    subscriptions,
    agreements,
    additions,
    assignments,
    lastBilled,
    lastWrites,
    gaps,
    unreadAgreements: fc.subarray(agreementIds, { maxLength: 1 }),
    rule,
    createWhenMissing: fc.boolean(),
    holdHandEdits: fc.boolean(),
    today: fc.constantFrom(today, day('2026-11-30'), day('2026-11-01')),
  })
  .map((world) =>
    planInputs({
      today: world.today,
      subscriptions: world.subscriptions,
      agreements: world.agreements,
      additions: world.additions,
      gaps: world.gaps,
      unreadAgreements: world.unreadAgreements,
      catalogItems: items.map((id) => aCatalogItem({ id })),
      record: { assignments: world.assignments, lastBilled: world.lastBilled, lastWrites: world.lastWrites },
      settings: {
        rule: aRule(world.rule),
        createWhenMissing: world.createWhenMissing,
        limits: someLimits({ holdHandEdits: world.holdHandEdits }),
      },
    }),
  )

const runs = { numRuns: 1500 }
const always = (claim: (inputs: PlanInputs) => void) => {
  fc.assert(fc.property(worlds, claim), runs)
}

describe('in any world', () => {
  it('every seat that Trend Micro reports is in exactly one bucket', () => {
    always((inputs) => {
      const { lines, unplaced, account } = planCompany(inputs)
      const { total, unreadSubscriptions, ...buckets } = account
      const reported = inputs.snapshot.subscriptions.map(({ provisioned }) => provisioned)
      expect(total).toBe(reported.reduce((sum, seat) => sum + (seat.kind === 'read' ? seat.seats : 0), 0))
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
