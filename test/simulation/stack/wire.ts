/**
 * Everything between our server and the two systems. A request and its answer travel by themselves: what was let go may arrive
 * though its server is dead, and minutes later than anybody waits for it.
 */
import { additionId, agreementId, catalogItemId } from '../../../server/domain/ids'
import type { FetchLike } from '../../../server/integrations/httpClient/exchange'
import type { CwAddition } from '../../simulator/connectwise/entities'
import { faultKinds, type FaultKind } from '../../simulator/faults'
import { stateOf, type Records } from '../records'
import type { Place, Trouble } from '../trouble'
import type { Life, Turns } from '../turns'
import {
  judgeDeparture,
  noteEffect,
  placeOf,
  type Departure,
  type Effect,
  type Sent,
  type Witness,
} from '../writeRules'
import type { InvoiceBook } from './invoiceBook'
import {
  cutOff,
  lateMs,
  listMishaps,
  readMishaps,
  stubbornFor,
  timedOut,
  timeoutMs,
  writeMishaps,
  type Mishap,
} from './mishaps'
import { leftOut, readRequest, withoutARow, type Asked } from './requests'
import type { SeatHistory } from './seats'
import { additionOf, trendMicroUrl, type Sites } from './sites'
import { placedAddition } from './placed'

export interface WireOptions {
  turns: Turns
  records: Records
  sites: Sites
  seats: SeatHistory
  invoices: InvoiceBook
  witness: Witness
  trouble: () => Trouble
  onMishap: () => void
}

export interface Wire {
  /** The fetch of one life of a server. */
  fetchOf(life: Life): FetchLike
  /** Writes that changed something, as far as the wire saw. */
  landed(): number
}

interface Journey {
  asked: Asked
  life: Life
  departedMs: number
  /** Of a write: how it was judged when it left. */
  sent: Sent | null
}

export function createWire({ turns, records, sites, seats, invoices, witness, trouble, onMishap }: WireOptions): Wire {
  /** Whoever is on the way lives on when a server dies. */
  const onTheWay: Life = { number: 0, ended: false }
  /** Mishaps that go on, by address. */
  const stubborn = new Map<string, { mishap: Mishap; left: number; of: Trouble }>()
  let changed = 0

  function depart(life: Life, asked: Asked): Journey {
    const departedMs = turns.nowMs()
    const departure = departureOf(life, asked)
    if (departure === null) return { asked, life, departedMs, sent: null }
    records.inFlight.push(placeOf(departure))
    return { asked, life, departedMs, sent: judgeDeparture(records, departure, witness) }
  }

  /** null: it is no write of which anything could come. */
  function departureOf(life: Life, { write }: Asked): Departure | null {
    if (write === null) return null
    const found = write.additionId === null ? null : additionOf(sites, write.additionId)
    const quantity = write.quantity ?? (write.lastDay === null ? undefined : found?.quantity)
    const item = write.catalogItemId ?? found?.product.id
    if (quantity === undefined || item === undefined) return null
    return {
      life: life.number,
      atMs: turns.nowMs(),
      agreementId: agreementId(write.agreementId),
      catalogItemId: catalogItemId(item),
      found: found == null ? null : { id: additionId(found.id), quantity: found.quantity },
      quantity,
      lastDay: write.lastDay,
    }
  }

  /** The request takes effect, and is answered as the fault wants it. */
  async function arrive(journey: Journey, mishap: Mishap | null, late = false): Promise<Response> {
    const { asked, life } = journey
    const { additions } = sites.connectWise.world
    const target = asked.write?.additionId ?? null
    const was = target === null ? undefined : additionOf(sites, target)
    const before = shapeOf(was)
    const state = was === undefined ? null : stateOf(placedAddition(was))
    const count = additions.length
    const write = { reached: false }
    sites.connectWise.hooks.beforeWrite = () => void (write.reached = true)
    if (mishap !== null && isAnswer(mishap))
      sites.aim({ kind: mishap, delayMs: trouble().random.pick([1_000, 5_000, 90_000]) })
    const app = asked.url.startsWith(trendMicroUrl) ? sites.trendMicro.app : sites.connectWise.app
    try {
      const answer = await app.request(asked.url, asked.init)
      // Whole, so that reading it is nobody's work but the reader's.
      const text = await answer.text()
      if (asked.lookAt !== null && answer.ok)
        records.looks.push({
          life: life.number,
          agreementId: agreementId(asked.lookAt),
          askedMs: journey.departedMs,
          atMs: turns.nowMs(),
          isBeforeWrite: true,
        })
      const { status, headers } = answer
      const told = mishap === 'rowMissing' ? withoutARow(text, trouble().random) : text
      if (asked.isOwnTotal)
        for (const id of leftOut(told, sites.trendMicro.world.subscriptions)) seats.hide(id, turns.nowMs())
      return new Response(hasBody(status) ? told : null, { status, headers })
    } finally {
      sites.aim(null)
      const made = additions[count]
      const written = target === null ? made : additionOf(sites, target)
      if (made !== undefined || (target !== null && shapeOf(written) !== before)) changed += 1
      if (write.reached && journey.sent !== null && written !== undefined)
        land(journey.sent, { written, before: state, isNew: made !== undefined, late })
      invoices.note(turns.nowMs())
    }
  }

  function land(
    sent: Sent,
    { written, ...of }: Pick<Effect, 'before' | 'isNew' | 'late'> & { written: CwAddition },
  ): void {
    const all = sites.connectWise.world.additions.map(placedAddition)
    noteEffect(records, sent, { ...of, atMs: turns.nowMs(), addition: placedAddition(written), all })
  }

  /** Arrives when nobody waits for it any more. */
  async function arriveLate(journey: Journey, afterMs: number): Promise<void> {
    await turns.sleep(onTheWay, afterMs)
    await arrive(journey, null, true)
  }

  /** What happens to a request; some of it goes on happening at the same address. */
  function mishapOf(asked: Asked): Mishap | null {
    const stuck = stubborn.get(asked.url)
    // With the step its troubles end.
    if (stuck !== undefined && stuck.left > 0 && stuck.of === trouble()) {
      stuck.left -= 1
      onMishap()
      return stuck.mishap
    }
    const mishap = strike(asked)
    if (mishap !== null) onMishap()
    if (mishap !== null && asked.write === null && trouble().random.percent(50))
      stubborn.set(asked.url, { mishap, left: stubbornFor - 1, of: trouble() })
    return mishap
  }

  function strike(asked: Asked): Mishap | null {
    const once = (place: Place, kinds: readonly Mishap[]) => trouble().strike(place, asked.route, kinds)
    // Few requests are writes, so that each of them is tempted more than once.
    if (asked.write !== null) return once('write', writeMishaps) ?? once('write', writeMishaps)
    // So are lists of seats.
    if (asked.isOwnTotal) return once('seats', listMishaps) ?? once('reading', listMishaps)
    return once('reading', readMishaps)
  }

  /** Whoever let it go is dead: it is lost, or on its way for ever so long. */
  async function outlive(journey: Journey): Promise<never> {
    const { random } = trouble()
    if (journey.asked.write !== null && random.percent(70)) await arriveLate(journey, random.pick(lateMs))
    return new Promise<never>(() => undefined)
  }

  async function travel(journey: Journey): Promise<Response> {
    const { life, asked } = journey
    await turns.take(onTheWay)
    if (life.ended) return outlive(journey)
    const { random } = trouble()
    const mishap = mishapOf(asked)
    switch (mishap) {
      case 'timeoutAfter':
      case 'timeoutBefore':
      case 'timeoutLate':
        if (mishap === 'timeoutAfter') await arrive(journey, null)
        if (mishap === 'timeoutLate') void arriveLate(journey, timeoutMs + random.pick(lateMs.slice(0, -1)))
        await turns.sleep(life, timeoutMs)
        throw timedOut()
      case 'resetLate':
        void arriveLate(journey, random.pick(lateMs))
        await turns.take(life)
        throw cutOff()
      case 'death':
        life.ended = true
        return outlive(journey)
      default: {
        const answer = await arrive(journey, mishap)
        await turns.take(life)
        return answer
      }
    }
  }

  return {
    landed: () => changed,
    fetchOf: (life) => async (input, init) => {
      if (life.ended) return new Promise<never>(() => undefined)
      const journey = depart(life, readRequest(input, init))
      try {
        return await travel(journey)
      } finally {
        if (journey.sent !== null) records.inFlight.splice(records.inFlight.indexOf(placeOf(journey.sent)), 1)
      }
    },
  }
}

const isAnswer = (mishap: Mishap): mishap is FaultKind => faultKinds.some((kind) => kind === mishap)
const shapeOf = (addition: CwAddition | undefined) => JSON.stringify({ ...addition, _info: null })
const hasBody = (status: number) => status !== 204 && status !== 304
