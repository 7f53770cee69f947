import { describe, expect, it } from 'vitest'
import { day } from '../../server/domain/calendar'
import { additionId, agreementId, catalogItemId } from '../../server/domain/ids'
import { catalogItems } from '../simulator/seed/catalogItems'
import { aConnectWise } from './connectwiseSite'

const gold = agreementId(1011)

async function aLine(...args: Parameters<typeof aConnectWise>) {
  const made = aConnectWise(...args)
  const stored = made.world.additions.find(
    (each) => each.agreementId === 1011 && each.product.id === catalogItems.worryFree.id,
  )
  if (stored === undefined) throw new Error('No such addition')
  await made.connectWise.readSite()
  made.requests.length = 0
  made.simulator.journal.clear()
  const id = additionId(stored.id)
  return { ...made, stored, id, set: (quantity: number) => made.connectWise.setQuantity(gold, id, quantity) }
}

describe('setting a quantity', () => {
  it('is one PATCH of a list with a bare path and a number, and gives the record back', async () => {
    const { set, requests, stored, id } = await aLine()
    expect(await set(48)).toMatchObject({
      kind: 'done',
      addition: { id, agreementId: 1011, quantity: 48, unitPrice: 4.5, updatedBy: 'TrendBilling' },
      requestId: expect.stringMatching(/^request-/) as string,
    })
    expect(requests).toHaveLength(1)
    expect(requests[0]).toMatchObject({ method: 'PATCH', body: '[{"op":"replace","path":"quantity","value":48}]' })
    expect(requests[0]?.url.pathname).toMatch(/^\/v2025_1\/apis\/3\.0\/finance\/agreements\/1011\/additions\/\d+$/)
    expect(stored).toMatchObject({ quantity: 48, unitPrice: 4.5 })
  })

  it.each([
    ['429', 'refused', 'tooMany', 45],
    ['wrong-signature', 'refused', 'unauthorised', 45],
    ['500-before', 'unheard', 'unavailable', 45],
    ['500-after', 'unheard', 'unavailable', 48],
    ['reset-before', 'unheard', 'unreachable', 45],
    ['reset-after', 'unheard', 'unreachable', 48],
    ['html', 'unheard', 'unavailable', 45],
    ['malformed-json', 'unheard', 'malformed', 48],
  ] as const)('that meets %s is %s (%s) and never repeated', async (kind, outcome, failure, quantity) => {
    const { set, fault, simulator, stored } = await aLine()
    fault(kind, '/additions/', { method: 'PATCH' })
    expect(await set(48)).toMatchObject({
      kind: outcome,
      failure: { kind: failure, attempts: 1, route: 'PATCH /finance/agreements/{id}/additions/{id}' },
    })
    expect(stored.quantity).toBe(quantity)
    expect(simulator.journal.writes()).toHaveLength(1)
  })

  it('without an answer in time is unheard', async () => {
    const { set, fault, stored } = await aLine({ limits: { timeoutMs: 30 } })
    fault('slow', '/additions/', { method: 'PATCH', delayMs: 60 })
    expect(await set(48)).toMatchObject({ kind: 'unheard', failure: { kind: 'timeout' } })
    await new Promise((resolve) => setTimeout(resolve, 80))
    expect(stored.quantity).toBe(48)
  })

  it.each(['empty-list', 'partial-page'] as const)('is not concerned by %s', async (kind) => {
    const { set, fault } = await aLine()
    fault(kind, '/additions/', { method: 'PATCH' })
    expect((await set(48)).kind).toBe('done')
  })

  it('that answers 200 without effect is refused after reading the record back', async () => {
    const { set, simulator, stored, requests } = await aLine()
    // Somebody else's hook: what was asked for is put back before the record is returned.
    simulator.hooks.beforeWrite = ({ body }) => {
      if (Array.isArray(body)) body.length = 0
    }
    expect(await set(48)).toMatchObject({
      kind: 'refused',
      failure: { kind: 'notApplied', status: 200, text: 'The record still shows 45 instead of 48.' },
    })
    expect(stored.quantity).toBe(45)
    expect(requests.map(({ method }) => method)).toEqual(['PATCH', 'GET'])
  })

  it('that answers without effect is unheard when the record cannot be read back', async () => {
    const { set, simulator, fault } = await aLine()
    simulator.hooks.beforeWrite = ({ body }) => {
      if (Array.isArray(body)) body.length = 0
    }
    fault('500-before', '/additions/', { method: 'GET' })
    expect(await set(48)).toMatchObject({ kind: 'unheard', failure: { kind: 'notApplied' } })
  })

  it('of an addition that is gone is refused', async () => {
    const { connectWise } = await aLine()
    const written = await connectWise.setQuantity(gold, additionId(999_999), 3)
    expect(written).toMatchObject({ kind: 'refused', failure: { kind: 'notFound', status: 404 } })
  })

  it.each([-1, NaN, Infinity])('to %d is not even asked', async (quantity) => {
    const { set, requests } = await aLine()
    expect(await set(quantity)).toMatchObject({ kind: 'refused', failure: { attempts: 0 } })
    expect(requests).toHaveLength(0)
  })

  it('sends nothing when too many requests wait already', async () => {
    const { connectWise, id, requests } = await aLine({ limits: { inFlight: 1, maxQueue: 1 } })
    const results = await Promise.all([2, 3, 4].map((quantity) => connectWise.setQuantity(gold, id, quantity)))
    expect(results.map(({ kind }) => kind)).toEqual(['done', 'done', 'refused'])
    expect(results[2]).toMatchObject({ failure: { kind: 'tooMany', attempts: 0 } })
    expect(requests).toHaveLength(2)
  })
})

describe('creating an addition', () => {
  const wanted = {
    catalogItemId: catalogItemId(catalogItems.web.id),
    quantity: 7,
    startsOn: day('2026-12-01'),
    marker: 'TMICRO:v1-test',
  }

  it('is one POST of the documented fields and the marker', async () => {
    const { connectWise, requests, world } = await aLine()
    const count = world.additions.length
    expect(await connectWise.createAddition(gold, wanted)).toMatchObject({
      kind: 'done',
      addition: {
        quantity: 7,
        startsOn: '2026-12-01',
        serialNumber: 'TMICRO:v1-test',
        catalogItemId: catalogItems.web.id,
      },
    })
    expect(JSON.parse(requests[0]?.body ?? '')).toEqual({
      product: { id: catalogItems.web.id },
      billCustomer: 'Billable',
      quantity: 7,
      effectiveDate: '2026-12-01T00:00:00Z',
      serialNumber: 'TMICRO:v1-test',
    })
    expect(world.additions).toHaveLength(count + 1)
  })

  it.each([
    ['429', 'refused', 0],
    ['500-before', 'unheard', 0],
    ['500-after', 'unheard', 1],
    ['reset-after', 'unheard', 1],
    ['html', 'unheard', 0],
    ['malformed-json', 'unheard', 1],
  ] as const)('that meets %s is %s and never repeated', async (kind, outcome, made) => {
    const { connectWise, fault, world } = await aLine()
    const count = world.additions.length
    fault(kind, '/additions', { method: 'POST' })
    expect((await connectWise.createAddition(gold, wanted)).kind).toBe(outcome)
    expect(world.additions).toHaveLength(count + made)
  })

  it('that ConnectWise refuses tells its reason', async () => {
    const { connectWise } = await aLine()
    const written = await connectWise.createAddition(gold, { ...wanted, startsOn: day('2001-01-01') })
    expect(written).toMatchObject({
      kind: 'refused',
      failure: { kind: 'refused', status: 400, text: expect.stringContaining('effectiveDate') as string },
    })
  })

  it('with a marker that is too long is not even asked', async () => {
    const { connectWise, requests } = await aLine()
    const written = await connectWise.createAddition(gold, { ...wanted, marker: 'x'.repeat(51) })
    expect(written).toMatchObject({ kind: 'refused', failure: { attempts: 0 } })
    expect(requests).toHaveLength(0)
  })
})

describe('copying an addition', () => {
  const copy = {
    catalogItemId: catalogItemId(catalogItems.worryFree.id),
    quantity: 7,
    startsOn: day('2026-12-01'),
    marker: 'TMICRO:v1-test',
  }

  it('that somebody has moved to another item is not even asked', async () => {
    const { connectWise, requests, id } = await aLine()
    const other = { ...copy, catalogItemId: catalogItemId(catalogItems.web.id) }
    expect(await connectWise.copyAddition(gold, id, other)).toMatchObject({ kind: 'refused', failure: { attempts: 0 } })
    expect(requests.map(({ method }) => method)).toEqual(['GET'])
  })

  it('that ends before the copy would begin is not even asked', async () => {
    const { connectWise, requests, stored, id } = await aLine()
    stored.cancelledDate = '2026-11-30T00:00:00Z'
    expect(await connectWise.copyAddition(gold, id, copy)).toMatchObject({ kind: 'refused', failure: { attempts: 0 } })
    expect(requests.map(({ method }) => method)).toEqual(['GET'])
    stored.cancelledDate = '2026-12-01T00:00:00Z'
    expect(await connectWise.copyAddition(gold, id, copy)).toMatchObject({
      kind: 'done',
      addition: { startsOn: '2026-12-01', cancelledOn: '2026-12-01' },
    })
  })
})
