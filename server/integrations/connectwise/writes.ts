/** The writes: an absolute quantity, a new addition, a copy, a last day (facts/connectwise-rest.md §7). None ever throws or repeats. */
import { UpstreamError, type UpstreamFailure } from '../../domain/errors'
import type { AdditionId, AgreementId } from '../../domain/ids'
import type { Addition } from '../../domain/psa'
import type { Clock } from '../../ports'
import type { Client } from './client'
import { copiedFields } from './copy'
import { apiOfDay, dayOfApi } from './dates'
import { fromApiAddition } from './mapping'
import type { ConnectWise, WriteResult } from './port'
import { additionWire, wholeAdditionWire } from './wire'

const additions = '/finance/agreements/{id}/additions'
const oneAddition = '/finance/agreements/{id}/additions/{id}'
/** Quantities are doubles (facts/connectwise-rest.md §13.9). */
const tolerance = 1e-6

const sameQuantity = (one: number, other: number) => Math.abs(one - other) < tolerance

/** What one write is to leave behind: how to see it in a record, and how a record without it is told. */
interface Intent {
  isIn(addition: Addition): boolean
  missing(addition: Addition): string
}

export function createWrites(options: {
  client: Client
  clock: Clock
  readAddition: (agreement: AgreementId, addition: AdditionId) => Promise<Addition | null>
}): Pick<ConnectWise, 'setQuantity' | 'createAddition' | 'copyAddition' | 'endAddition'> {
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

  /** PATCHes one field, then compares: a wrong path answers 200 without effect (facts/connectwise-rest.md §7.2). */
  async function patch(
    agreement: AgreementId,
    addition: AdditionId,
    field: { path: string; value: unknown },
    intent: Intent,
  ): Promise<WriteResult> {
    const written = await client.write('PATCH', { route: oneAddition, ids: [agreement, addition] }, [
      { op: 'replace', ...field },
    ])
    if (written.kind !== 'answered') return written
    const parsed = additionWire.safeParse(written.body)
    if (!parsed.success || parsed.data.id !== addition) {
      return { kind: 'unheard', failure: written.unreadable('The answer is not the changed addition.') }
    }
    const returned = fromApiAddition(parsed.data, agreement)
    if (intent.isIn(returned)) return { kind: 'done', addition: returned, requestId: written.requestId }
    return settleDifference(returned, intent, written.requestId, {
      ...written.unreadable(intent.missing(returned)),
      kind: 'notApplied',
    })
  }

  /** Reads the record back: only one that stands as it was returned certainly did not take the change. */
  async function settleDifference(
    returned: Addition,
    intent: Intent,
    requestId: string | null,
    failure: UpstreamFailure,
  ): Promise<WriteResult> {
    try {
      const now = await readAddition(returned.agreementId, returned.id)
      if (now !== null && intent.isIn(now)) return { kind: 'done', addition: now, requestId }
      const stands =
        now !== null && sameQuantity(now.quantity, returned.quantity) && now.cancelledOn === returned.cancelledOn
      return { kind: stands ? 'refused' : 'unheard', failure }
    } catch (error) {
      if (!(error instanceof UpstreamError)) throw error
      return { kind: 'unheard', failure }
    }
  }

  /** POSTs a new addition and compares: only one that is as it was asked for is done. */
  async function post(
    agreement: AgreementId,
    body: Record<string, unknown>,
    intent: Intent & { marker: string },
  ): Promise<WriteResult> {
    const route = `POST ${additions}`
    if (!/^[\x20-\x7e]{1,50}$/.test(intent.marker)) return senseless(route, 'A marker has 1 to 50 plain characters.')
    const written = await client.write(
      'POST',
      { route: additions, ids: [agreement] },
      { ...body, serialNumber: intent.marker },
    )
    if (written.kind !== 'answered') return written
    const parsed = additionWire.safeParse(written.body)
    if (!parsed.success) {
      return { kind: 'unheard', failure: written.unreadable('The answer is not the new addition.') }
    }
    const made = fromApiAddition(parsed.data, agreement)
    if (!intent.isIn(made)) {
      // There is a new line, but not the one that was asked for: only reading back says what stands there.
      const failure = written.unreadable(intent.missing(made))
      return { kind: 'unheard', failure: { ...failure, kind: 'notApplied' } }
    }
    return { kind: 'done', addition: made, requestId: written.requestId }
  }

  return {
    setQuantity(agreement, addition, quantity) {
      if (!isQuantity(quantity))
        return Promise.resolve(senseless(`PATCH ${oneAddition}`, 'A quantity is a number of at least 0.'))
      return patch(
        agreement,
        addition,
        { path: 'quantity', value: quantity },
        {
          isIn: (now) => sameQuantity(now.quantity, quantity),
          missing: (now) => `The record still shows ${now.quantity} instead of ${quantity}.`,
        },
      )
    },

    endAddition: (agreement, addition, lastDay) =>
      patch(
        agreement,
        addition,
        { path: 'cancelledDate', value: apiOfDay(lastDay) },
        {
          isIn: (now) => now.cancelledOn === lastDay,
          missing: (now) => `The record still ends on ${now.cancelledOn ?? 'no day'} instead of ${lastDay}.`,
        },
      ),

    /** The four documented fields and our marker; price, description and tax come from the catalog. */
    createAddition(agreement, { catalogItemId, quantity, startsOn, marker }) {
      if (!isQuantity(quantity))
        return Promise.resolve(senseless(`POST ${additions}`, 'A quantity is a number of at least 0.'))
      return post(
        agreement,
        {
          product: { id: catalogItemId },
          billCustomer: 'Billable',
          quantity,
          effectiveDate: apiOfDay(startsOn),
        },
        {
          isIn: (made) => made.catalogItemId === catalogItemId && sameQuantity(made.quantity, quantity),
          missing: (made) => `Addition ${made.id} was made otherwise than asked.`,
          marker,
        },
      )
    },

    async copyAddition(agreement, addition, { catalogItemId, quantity, startsOn, marker }) {
      const route = `POST ${additions}`
      if (!isQuantity(quantity)) return senseless(route, 'A quantity is a number of at least 0.')
      let whole
      try {
        whole = (await client.get({ route: oneAddition, ids: [agreement, addition] }, {}, wholeAdditionWire)).body
      } catch (error) {
        if (!(error instanceof UpstreamError)) throw error
        return { kind: 'refused', failure: error.failure } // Nothing was sent.
      }
      const lastDay = dayOfApi(whole.cancelledDate)
      if (whole.product.id !== catalogItemId) return senseless(route, 'The addition is of another item now.')
      if (lastDay !== null && lastDay < startsOn) return senseless(route, 'The copy would end before it begins.')
      return post(
        agreement,
        { ...copiedFields(whole), quantity, effectiveDate: apiOfDay(startsOn) },
        {
          isIn: (made) =>
            made.catalogItemId === catalogItemId &&
            sameQuantity(made.quantity, quantity) &&
            made.unitPrice === (whole.unitPrice ?? null) &&
            made.cancelledOn === lastDay,
          missing: (made) => `Addition ${made.id} was not copied as it was.`,
          marker,
        },
      )
    },
  }
}

const isQuantity = (value: number) => Number.isFinite(value) && value >= 0
