import { describe, expect, it } from 'vitest'
import { day } from '../../server/domain/calendar'
import { timingOf } from '../../server/domain/invoiceTiming'

describe('a send on day N before an invoice', () => {
  it.each([
    // send day, next invoice, longest wait in a year, late, the day that fits
    [30, '2025-12-01', 2, false, 31], // 30 January to 1 February; 28 February to 1 March is one day
    [31, '2025-12-01', 1, false, 31],
    [28, '2025-12-01', 4, false, 31],
    [17, '2025-12-01', 15, false, 31],
    [16, '2025-12-01', 16, true, 31],
    [1, '2025-12-01', 31, true, 31],
    [2, '2025-12-01', 30, true, 31],
    [14, '2025-12-15', 1, false, 14],
    [15, '2025-12-15', 31, true, 14],
    [30, '2025-12-15', 16, true, 14],
    [5, '2025-12-15', 10, false, 14],
    [30, '2025-12-31', 31, true, 30], // in months of 30 days both fall on the last day: the invoice is missed
    [29, '2025-12-31', 31, true, 30], // in February both fall on the last day
    [28, '2026-02-28', 31, true, 27],
    [10, '2026-02-28', 18, true, 27],
    [20, '2026-02-28', 8, false, 27],
  ])('%d and an invoice on %s waits up to %d days', (sendDay, next, waitDays, late, fits) => {
    expect(timingOf(sendDay, day(next))).toEqual({ waitDays, late, fits })
  })

  it('is in time on the day that it names, whatever the invoice day', () => {
    for (let invoice = 1; invoice <= 28; invoice += 1) {
      const next = day(`2026-01-${String(invoice).padStart(2, '0')}`)
      const { fits } = timingOf(1, next)
      expect({ invoice, ...timingOf(fits, next) }).toMatchObject({ invoice, late: false })
    }
  })
})
