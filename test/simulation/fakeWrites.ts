/**
 * The writes of ConnectWise's port. A request travels by itself: what a server let go may take effect after its death, or
 * minutes after anybody waited for it.
 */
import type { FailureKind } from '../../server/domain/errors'
import type { AdditionId, AgreementId, CatalogItemId } from '../../server/domain/ids'
import type { Addition } from '../../server/domain/psa'
import type { ConnectWise, WriteResult } from '../../server/integrations/connectwise/port'
import type { Gate } from './gatedStore'
import { writeTrail } from './handEdits'
import { stateOf } from './records'
import { failureOf } from './trouble'
import { portWitness } from './witness'
import { judgeDeparture, noteEffect, placeOf, type Departure, type Sent } from './writeRules'
import { addAddition, type World } from './world'

const refusals = ['refused', 'tooMany', 'notApplied', 'forbidden'] as const satisfies readonly FailureKind[]
const writeFaults = ['refused', 'unheardBefore', 'unheardAfter', 'unheardAfter', 'unheardLate'] as const
/** How long a request may be on its way: shorter than our server waits for one that it has not heard of. */
const lateMs = [1_000, 20_000, 120_000, 539_000] as const

type Writes = Pick<ConnectWise, 'setQuantity' | 'createAddition' | 'copyAddition' | 'endAddition'>
/** Changes or makes an addition; null: there is none to change. */
type Effect = () => { addition: Addition; isNew: boolean } | null
type Asked = Omit<Departure, 'life' | 'atMs'>

export function fakeWrites(world: World, gate: Gate): Writes {
  const { turns, life, network, records } = gate
  const witness = portWitness(records, world)
  const us = { by: 'api', source: 'API' }
  const additionOf = (agreement: AgreementId, id: AdditionId) =>
    world.additions.find((each) => each.id === id && each.agreementId === agreement)

  async function write(route: string, asked: Asked | null, effect: Effect): Promise<WriteResult> {
    const departure = asked === null ? null : { life: life.number, atMs: turns.nowMs(), ...asked }
    const place = departure === null ? '' : placeOf(departure)
    records.inFlight.push(place)
    const sent = departure === null ? null : judgeDeparture(records, departure, witness)
    try {
      return await exchange(route, sent, effect)
    } finally {
      records.inFlight.splice(records.inFlight.indexOf(place), 1)
    }
  }

  async function exchange(route: string, sent: Sent | null, effect: Effect): Promise<WriteResult> {
    await turns.take(network)
    const { random } = gate.trouble()
    const fail = (kind: FailureKind) => failureOf('connectwise', kind, route, turns.now())
    if (life.ended) {
      // Whoever let it go is dead: it is lost, arrives now, or some time later.
      if (random.percent(70)) await land(sent, effect, random.pick([0, ...lateMs]))
      return new Promise<never>(() => undefined)
    }
    const fault = gate.trouble().strike('write', route, writeFaults)
    const requestId = `cw-${turns.nowMs()}`
    if (fault === 'refused') {
      await turns.take(life)
      return { kind: 'refused', failure: fail(random.pick(refusals)) }
    }
    if (fault === 'unheardLate') void land(sent, effect, random.pick(lateMs))
    const written = fault === 'unheardBefore' || fault === 'unheardLate' ? null : take(sent, effect, false)
    const answer = written === null ? null : { ...written }
    await turns.take(life)
    if (fault !== null) return { kind: 'unheard', failure: fail('timeout') }
    if (answer === null) return { kind: 'refused', failure: fail('notFound') }
    return { kind: 'done', addition: answer, requestId }
  }

  /** Takes effect when nobody waits for it any more. */
  async function land(sent: Sent | null, effect: Effect, afterMs: number): Promise<void> {
    if (afterMs > 0) await turns.sleep(network, afterMs)
    take(sent, effect, true)
  }

  function take(sent: Sent | null, effect: Effect, late: boolean): Addition | null {
    const target = sent?.found == null ? undefined : additionOf(sent.agreementId, sent.found.id)
    const before = target === undefined ? null : stateOf(target)
    const done = effect()
    if (done === null) return null
    const { addition, isNew } = done
    Object.assign(addition, { revision: turns.now(), updatedBy: us.by })
    writeTrail(world, turns.nowMs(), addition, us)
    if (sent !== null)
      noteEffect(records, sent, { atMs: turns.nowMs(), addition, before, isNew, late, all: world.additions })
    return addition
  }

  function patch(agreement: AgreementId, id: AdditionId, fields: Partial<Addition>): Promise<WriteResult> {
    const found = additionOf(agreement, id)
    const asked =
      found === undefined
        ? null
        : {
            agreementId: agreement,
            catalogItemId: found.catalogItemId,
            found: { id, quantity: found.quantity },
            quantity: fields.quantity ?? found.quantity,
            lastDay: fields.cancelledOn ?? null,
          }
    return write('PATCH /finance/agreements/{id}/additions/{id}', asked, () => {
      const addition = additionOf(agreement, id)
      return addition === undefined ? null : { addition: Object.assign(addition, fields), isNew: false }
    })
  }

  function post(
    agreement: AgreementId,
    item: CatalogItemId,
    quantity: number,
    make: () => Addition | null,
  ): Promise<WriteResult> {
    const asked = { agreementId: agreement, catalogItemId: item, found: null, quantity, lastDay: null }
    return write('POST /finance/agreements/{id}/additions', asked, () => {
      const addition = make()
      return addition === null ? null : { addition, isNew: true }
    })
  }

  return {
    setQuantity: (agreement, addition, quantity) => patch(agreement, addition, { quantity }),
    endAddition: (agreement, addition, lastDay) => patch(agreement, addition, { cancelledOn: lastDay }),
    createAddition: (agreement, { catalogItemId, quantity, startsOn, marker }) =>
      post(agreement, catalogItemId, quantity, () =>
        Object.assign(addAddition(world, agreement, catalogItemId, quantity, startsOn), { serialNumber: marker }),
      ),
    async copyAddition(agreement, id, { catalogItemId, quantity, startsOn, marker }) {
      // The record is read before the copy is made of it; what it says then is what is copied.
      const route = 'GET /finance/agreements/{id}/additions/{id}'
      await turns.take(life)
      const old = additionOf(agreement, id)
      const fault = old === undefined ? 'notFound' : gate.trouble().strike('reading', route, ['timeout', 'malformed'])
      if (old === undefined || fault !== null)
        return { kind: 'refused', failure: failureOf('connectwise', fault ?? 'notFound', route, turns.now()) }
      const { unitPrice, description, billable, included, cancelledOn } = old
      // As the adapter: what is of another item now, or would end before it begins, is not asked for.
      if (old.catalogItemId !== catalogItemId || (cancelledOn !== null && cancelledOn < startsOn))
        return { kind: 'refused', failure: failureOf('connectwise', 'refused', route, turns.now()) }
      return post(agreement, catalogItemId, quantity, () => {
        const made = addAddition(world, agreement, catalogItemId, quantity, startsOn)
        return Object.assign(made, { serialNumber: marker, unitPrice, description, billable, included, cancelledOn })
      })
    },
  }
}
