/** What plans say, held against both sides of the world. */
import type { LineStatus } from '../../server/domain/run'
import type { PlanView } from '../../server/domain/views'
import { nameOf, type ApprovedLine, type Finding } from './compare'
import type { Stage } from './stage'
import { seatsByItem } from './world'

/** What was approved is what Trend Micro's side of the world says. */
export function planFindings({ trendMicro }: Stage, approved: readonly ApprovedLine[]): Finding[] {
  return approved
    .filter(({ company, item, quantity }) => seatsByItem(trendMicro.world, company).get(item) !== quantity)
    .map((line) => ({ kind: 'wrong', says: `${nameOf(line)} was planned with ${line.quantity}` }))
}

/** Planned again, what was sent is right, and nobody is taken for having edited what we wrote. */
export function nextPlanFindings(of: {
  approved: readonly ApprovedLine[]
  ends: ReadonlyMap<string, LineStatus>
  company: number
  next: PlanView
}): Finding[] {
  return of.approved
    .filter((line) => line.company === of.company && of.ends.get(nameOf(line)) === 'sent')
    .flatMap((line) => {
      const now = of.next.rows.find(
        ({ agreement, catalogItem }) => agreement?.id === line.agreement && catalogItem?.id === line.item,
      )
      if (now?.change === 'none' && now.reason === null) return []
      return [{ kind: 'wrong', says: `${nameOf(line)} was sent and is planned again: ${JSON.stringify(now)}` }]
    })
}
