/** Arbitrary inputs of a plan: random subscriptions, agreements, additions, rules, gaps and histories. */
import fc from 'fast-check'
import { addDays, day } from '../../server/domain/calendar'
import {
  additionId,
  agreementId,
  agreementTypeId,
  catalogItemId,
  customerId,
  servicePlanKey,
  subscriptionId,
} from '../../server/domain/ids'
import type { PlanInputs } from '../../server/domain/run'
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
/** The usual value, and something else in one world of six: a world in which all is odd shows little. */
const mostly = <Usual, Odd>(usual: Usual, odd: fc.Arbitrary<Odd>) =>
  fc.oneof({ weight: 5, arbitrary: fc.constant(usual) }, { weight: 1, arbitrary: odd })
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
const notBilled = mostly(
  null,
  fc.constantFrom<NotBilledReason>(
    { kind: 'trial', until: null },
    { kind: 'expired', on: day('2026-11-01') },
    { kind: 'disabled' },
  ),
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
          version: mostly('full' as const, fc.constant('unknown' as const)),
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
          cancelled: mostly(false, fc.constant(true)),
          type: mostly(
            { id: agreementTypeId(6 + id), name: id === 1 ? 'Managed Service' : 'Block Time' },
            fc.constant({ id: agreementTypeId(7), name: 'Managed Service' }),
          ),
          prorates: fc.boolean(),
          nextInvoiceOn: maybe(someDay),
          billStartsOn: maybe(someDay),
          noEndingDate: mostly(true, fc.constant(false)),
          endsOn: maybe(someDay),
        })
        .map((over) => anAgreement({ id, ...over })),
    ),
  )
  .chain((all) => mostly(all, fc.subarray(all)))
const additions = fc
  .array(
    fc.record({
      agreementId: fc.constantFrom(...agreementIds),
      catalogItemId: fc.constantFrom(...items),
      quantity: fc.oneof(fc.integer({ min: -2, max: 40 }), fc.constantFrom(0.5, 12.25)),
      unitPrice: maybe(fc.integer({ min: 0, max: 999_999 }).map((price) => price / 10_000)),
      billable: fc.constantFrom('Billable', 'Billable', 'DoNotBill', 'NoCharge'),
      startsOn: mostly(null, someDay),
      cancelledOn: mostly(null, someDay),
    }),
    { minLength: 2, maxLength: 5 },
  )
  .map((list) => list.map((over, index) => anAddition({ id: additionId(100 + index), ...over })))
const assignments = mostly(plans, fc.subarray(plans)).chain((chosen) =>
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
          catalogItemId: fc.option(fc.constantFrom(...items), { nil: null, freq: 8 }),
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
export const worlds: fc.Arbitrary<PlanInputs> = fc
  .record({
    subscriptions,
    agreements,
    additions,
    assignments,
    lastBilled: fc.oneof(fc.constant<ReturnType<typeof aBilled>[]>([]), lastBilled),
    lastWrites,
    gaps: mostly([], gaps),
    unreadAgreements: mostly([], fc.subarray(agreementIds, { minLength: 1, maxLength: 1 })),
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
