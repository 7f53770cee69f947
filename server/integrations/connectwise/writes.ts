/** The two writes: an absolute quantity, and a new addition (facts/connectwise-rest.md §7). Neither ever throws or repeats. */
import { UpstreamError, type UpstreamFailure } from '../../domain/errors'
import type { AdditionId, AgreementId } from '../../domain/ids'
import type { Addition } from '../../domain/psa'
import type { Clock } from '../../ports'
import type { Client } from './client'
import { apiOfDay } from './dates'
import { fromApiAddition } from './mapping'
import type { NewAddition, WriteResult } from './port'
import { additionWire } from './wire'

const additions = '/finance/agreements/{id}/additions'
const oneAddition = '/finance/agreements/{id}/additions/{id}'
/** Quantities are doubles (facts/connectwise-rest.md §13.9). */
const tolerance = 1e-6

const sameQuantity = (one: number, other: number) => Math.abs(one - other) < tolerance

export function createWrites(options: {
  client: Client
  clock: Clock
  readAddition: (agreement: AgreementId, addition: AdditionId) => Promise<Addition | null>
}) {
  const { client, clock, readAddition } = options

  /** The request was never sent: it is not one that ConnectWise could be asked. */
  const senseless = (route: string, text: string): WriteResult => ({
    kind: 'refused',
    failure: {
      system: 'connectwise',
      kind: 'refused',
      route,
      status: null,
      requestId: null,
      text,
      attempts: 0,
      at: clock.now(),
    },
  })

  /** PATCHes the quantity, then compares: a wrong path answers 200 without effect (facts/connectwise-rest.md §7.2). */
  async function setQuantity(agreement: AgreementId, addition: AdditionId, quantity: number): Promise<WriteResult> {
    if (!isQuantity(quantity)) return senseless(`PATCH ${oneAddition}`, 'A quantity is a number of at least 0.')
    const written = await client.write('PATCH', { route: oneAddition, ids: [agreement, addition] }, [
      { op: 'replace', path: 'quantity', value: quantity },
    ])
    if (written.kind !== 'answered') return written
    const parsed = additionWire.safeParse(written.body)
    if (!parsed.success || parsed.data.id !== addition) {
      return { kind: 'unheard', failure: written.unreadable('The answer is not the changed addition.') }
    }
    const returned = fromApiAddition(parsed.data, agreement)
    if (sameQuantity(returned.quantity, quantity)) {
      return { kind: 'done', addition: returned, requestId: written.requestId }
    }
    return settleDifference(returned, quantity, written.requestId, {
      ...written.unreadable(`The record still shows ${returned.quantity} instead of ${quantity}.`),
      kind: 'notApplied',
    })
  }

  /** Reads the record back: only one that stands as it was returned certainly did not take the quantity. */
  async function settleDifference(
    returned: Addition,
    quantity: number,
    requestId: string | null,
    failure: UpstreamFailure,
  ): Promise<WriteResult> {
    try {
      const now = await readAddition(returned.agreementId, returned.id)
      if (now !== null && sameQuantity(now.quantity, quantity)) return { kind: 'done', addition: now, requestId }
      const stands = now !== null && sameQuantity(now.quantity, returned.quantity)
      return { kind: stands ? 'refused' : 'unheard', failure }
    } catch (error) {
      if (!(error instanceof UpstreamError)) throw error
      return { kind: 'unheard', failure }
    }
  }

  /** POSTs the four documented fields and our marker; price, description and tax come from the catalog. */
  async function createAddition(agreement: AgreementId, addition: NewAddition): Promise<WriteResult> {
    const route = `POST ${additions}`
    if (!isQuantity(addition.quantity)) return senseless(route, 'A quantity is a number of at least 0.')
    if (!/^[\x20-\x7e]{1,50}$/.test(addition.marker)) return senseless(route, 'A marker has 1 to 50 plain characters.')
    const written = await client.write(
      'POST',
      { route: additions, ids: [agreement] },
      {
        product: { id: addition.catalogItemId },
        billCustomer: 'Billable',
        quantity: addition.quantity,
        effectiveDate: apiOfDay(addition.startsOn),
        serialNumber: addition.marker,
      },
    )
    if (written.kind !== 'answered') return written
    const parsed = additionWire.safeParse(written.body)
    if (!parsed.success) {
      return { kind: 'unheard', failure: written.unreadable('The answer is not the new addition.') }
    }
    const made = fromApiAddition(parsed.data, agreement)
    if (made.catalogItemId !== addition.catalogItemId || !sameQuantity(made.quantity, addition.quantity)) {
      // There is a new line, but not the one that was asked for: only reading back says what stands there.
      const failure = written.unreadable(`Addition ${made.id} was made otherwise than asked.`)
      return { kind: 'unheard', failure: { ...failure, kind: 'notApplied' } }
    }
    return { kind: 'done', addition: made, requestId: written.requestId }
  }

  return { setQuantity, createAddition }
}

const isQuantity = (value: number) => Number.isFinite(value) && value >= 0
