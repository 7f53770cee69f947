/** Trend Micro as files know it: the seats of the month that is asked for, and of no other. */
import { describe, expect, test } from 'vitest'
import { day, instant, month, type Month } from '../../server/domain/calendar'
import { noMapping } from '../../server/domain/fileImport'
import { customerId, tenantId } from '../../server/domain/ids'
import type { SeatReading } from '../../server/domain/trend'
import type { UsageImport } from '../../server/domain/usageImport'
import { createFileUsage } from '../../server/integrations/trendmicro/fileUsage'

const read = (seats: number): SeatReading => ({ kind: 'read', seats })
const notThereYet: SeatReading = { kind: 'unread', why: 'notThereYet' }
const digest = (text: string) => Buffer.from(text).toString('hex').slice(0, 60)
const a = customerId(`file:${digest('a')}`)
const b = customerId(`file:${digest('b')}`)

const anImport = (of: string, seats: Record<string, number>): UsageImport => ({
  tenantId: tenantId('acme'),
  month: month(of),
  at: instant(`${of}-28T00:00:00Z`),
  by: 'jane',
  fileName: 'usage.csv',
  format: 'csv',
  columns: ['Customer', 'Product', 'Seats'],
  mapping: { ...noMapping, customer: 0, product: 1, provisioned: 2 },
  rows: Object.entries(seats).map(([customer, count], at) => ({
    row: at + 2,
    customer,
    city: null,
    product: 'Worry-Free',
    plan: null,
    suite: [],
    unit: null,
    provisioned: read(count),
    used: { kind: 'notReported' },
  })),
})
function usageOf(...imports: UsageImport[]) {
  const stored = new Map<Month, UsageImport>(imports.map((each) => [each.month, each]))
  const source = createFileUsage({
    digest,
    imports: {
      months: () => Promise.resolve([...stored.keys()]),
      read: (of) => Promise.resolve(stored.get(of) ?? null),
    },
  })
  const seats = async (of: string | null) => {
    const which = of === null ? ({ kind: 'current' } as const) : ({ kind: 'closedMonth', month: month(of) } as const)
    const now = instant('2026-11-17T12:00:00Z')
    const snapshot = await source.readUsage({ customers: [a, b], which, now, today: day('2026-11-17') })
    return {
      readings: snapshot.subscriptions.map(({ customerId: of, provisioned }) => [of, provisioned]),
      gaps: snapshot.gaps.map(({ customerId: of, what, why }) => [of, what, why]),
      takenAt: snapshot.takenAt,
    }
  }
  return { source, seats }
}

describe('usage from files', () => {
  const { source, seats } = usageOf(
    anImport('2026-08', { a: 8 }),
    anImport('2026-11', { a: 11 }),
    anImport('2026-06', { a: 6, b: 60 }),
    anImport('2026-09', { a: 9, b: 90 }),
    anImport('2026-10', { a: 10, b: 100 }),
  )

  test('is that of the month that was asked for, however many are imported', async () => {
    expect((await seats('2026-10')).readings).toEqual([
      [a, read(10)],
      [b, read(100)],
    ])
    expect(await seats('2026-06')).toMatchObject({
      readings: [
        [a, read(6)],
        [b, read(60)],
      ],
      gaps: [],
    })
    expect((await seats('2026-06')).takenAt).toBe('2026-06-28T00:00:00.000Z')
  })

  test('is that of the running month where the current seats are asked for, and tells who is not in it', async () => {
    expect(await seats(null)).toMatchObject({ readings: [[a, read(11)]], gaps: [[b, 'customers', 'notFound']] })
  })

  test('is unread while its month is not imported, with the products of the newest', async () => {
    const missing = await seats('2026-07')
    expect(missing.readings).toEqual([[a, notThereYet]])
    expect(missing.gaps).toContainEqual([null, 'usage', 'notThereYet'])
    const older = usageOf(anImport('2026-10', { a: 10 }))
    expect((await older.seats(null)).readings).toEqual([[a, notThereYet]])
  })

  test('still knows a customer that the newest month has not', async () => {
    expect((await source.readCustomers()).map(({ name }) => name)).toEqual(['a', 'b'])
    expect(await source.test()).toEqual({ customers: 1, sources: ['file'] })
  })

  test('names the products of the newest month, without seats', async () => {
    expect(await source.readProducts([a])).toMatchObject({
      products: [{ customerId: a, productName: 'Worry-Free' }],
      whole: true,
    })
    expect(await source.readProducts([a, b])).toMatchObject({ products: [{ customerId: a }], whole: false })
  })

  test('is not configured while nothing is imported', async () => {
    const none = usageOf()
    await expect(none.source.readCustomers()).rejects.toMatchObject({ code: 'notConfigured' })
    await expect(none.seats('2026-10')).rejects.toMatchObject({ code: 'notConfigured' })
    await expect(none.source.readProducts([a])).rejects.toMatchObject({ code: 'notConfigured' })
    await expect(none.source.test()).rejects.toMatchObject({ code: 'notConfigured' })
  })
})
