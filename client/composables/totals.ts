import type { LineMoney } from '../../server/domain/run'
import type { MoneyTotal } from '../../server/domain/views'

/** Sums by the month per currency, never converted; money that is not known is in none. */
export function totalsOf(rows: readonly { money: LineMoney | null }[]): MoneyTotal[] {
  const sums = new Map<string | null, MoneyTotal>()
  for (const { money } of rows) {
    const currency = money?.currency ?? null
    const sum = sums.get(currency) ?? { currency, difference: 0, lines: 0, notMonthly: 0 }
    sums.set(currency, {
      currency,
      difference: sum.difference + (money?.monthly ?? money?.difference ?? 0),
      lines: sum.lines + 1,
      notMonthly: sum.notMonthly + (money !== null && money.monthly === null ? 1 : 0),
    })
  }
  return [...sums.values()]
}
