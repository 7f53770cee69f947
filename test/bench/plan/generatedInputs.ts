/** Inputs of plans as an MSP's companies give them: most in good order, some behind, some odd. The same for the same seed. */
import {
  additionId,
  agreementId,
  catalogItemId,
  companyId,
  customerId,
  servicePlanKey,
  subscriptionId,
  type AgreementId,
} from '../../../server/domain/ids'
import type { PlanInputs } from '../../../server/domain/run'
import {
  aBilled,
  aCatalogItem,
  aCompany,
  aLastWrite,
  anAddition,
  anAgreement,
  anAssignment,
  aSubscription,
  planInputs,
} from '../../factories'
import { createRandom, type Random } from '../../simulator/seed/random'

/** Endless: one company after the other, each with 1 to 12 products on 1 to 3 agreements that bill other things too. */
export function* generatedInputs(seed: number): Generator<PlanInputs, never> {
  const random = createRandom(seed)
  for (let place = 1; ; place += 1) yield inputsOf(place, random)
}

function inputsOf(place: number, random: Random): PlanInputs {
  const id = companyId(1000 + place)
  const agreements = times(random.between(1, 3), (index) =>
    anAgreement({
      id: agreementId(place * 10 + index),
      companyId: id,
      cancelled: random.percent(2),
      prorates: random.percent(20),
    }),
  )
  const products = times(random.between(1, 12), (index) =>
    productOf(place * 100 + index, random.pick(agreements).id, random),
  )
  const others = agreements.flatMap((agreement) =>
    times(3, (item) =>
      anAddition({ id: additionId(agreement.id * 10 + item), agreementId: agreement.id, catalogItemId: itemOf(item) }),
    ),
  )
  const hadSends = random.percent(80)
  const inputs = planInputs({
    subscriptions: products.map(({ subscription }) => subscription),
    agreements,
    additions: [...products.flatMap(({ additions }) => additions), ...others],
    catalogItems: products.map(({ assignment }) => aCatalogItem({ id: assignment.catalogItemId ?? itemOf(1) })),
    settings: { createWhenMissing: true },
    record: {
      companyId: id,
      assignments: products.map(({ assignment }) => assignment),
      lastBilled: hadSends ? products.map(({ billed }) => billed) : [],
      lastWrites: hadSends ? products.flatMap(({ writes }) => writes) : [],
    },
  })
  return { ...inputs, companyId: id, state: { ...inputs.state, company: aCompany({ id }) } }
}

/** One product of a company with all that the two systems and our own record hold about it. */
function productOf(number: number, agreement: AgreementId, random: Random) {
  const plan = servicePlanKey(`plan-${number % 100}`)
  const place = { agreementId: agreement, catalogItemId: itemOf(10 + (number % 100)) }
  const who = { id: subscriptionId(`s-${number}`), customerId: customerId(`c-${Math.floor(number / 100)}`) }
  const seats = random.between(3, 80)
  const subscription = aSubscription({
    ...who,
    plan,
    provisioned: random.percent(98) ? seats : { kind: 'unread', why: 'failed' },
    notBilled: random.percent(3) ? { kind: 'disabled' } : null,
  })
  // A third is a little behind; some are far off, and some are missing or there twice.
  const behind = random.percent(33) ? random.between(-3, 3) : random.percent(2) ? seats : 0
  const additions = times(random.percent(96) ? 1 : random.pick([0, 2]), (index) =>
    anAddition({ ...place, id: additionId(number * 1000 + index), quantity: Math.max(0, seats - behind) }),
  )
  return {
    subscription,
    additions,
    assignment: anAssignment({
      plan,
      catalogItemId: place.catalogItemId,
      agreement: random.percent(10)
        ? { kind: 'default' }
        : { kind: 'chosen', typeId: anAgreement().type.id, agreementId: agreement },
    }),
    billed: aBilled({ ...place, subscriptionId: who.id, customerId: who.customerId, plan }),
    writes: additions.map(({ id, quantity }) =>
      aLastWrite({ ...place, additionId: id, quantity: random.percent(97) ? quantity : quantity + 1 }),
    ),
  }
}

const itemOf = (number: number) => catalogItemId(number)
const times = <T>(count: number, make: (number: number) => T): T[] =>
  Array.from({ length: count }, (_, at) => make(at + 1))
