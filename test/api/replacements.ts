/** A line that is replaced from the next period that no invoice bills: Alder & Finch, 14 → 16, old until 30 November, new from 1 December. */
import type { CwAddition } from '../simulator/connectwise/entities'
import type { PodClient } from '../simulator/demo/podClient'
import { additionOf, additionsOf, linkAndAssign, watchWrites } from './actions'
import { decide } from './decisions'
import { startHarness, type Harness, type HarnessOptions } from './harness'

export const line = { company: 102, name: 'worryFree' } as const

export interface Replacing {
  harness: Harness
  pod: PodClient
  /** The addition that was there first. */
  old: CwAddition
  writes: ReturnType<typeof watchWrites>
}

/** Linked, with the strategy chosen; nothing is planned yet. */
export async function startReplacing(
  options: HarnessOptions & { prepare?: (harness: Harness, old: CwAddition) => void } = {},
): Promise<Replacing> {
  const harness = await startHarness(options)
  const old = additionOf(harness, 1021, 'worryFree')
  options.prepare?.(harness, old)
  const pod = await harness.pod()
  await linkAndAssign(harness, pod, 102)
  await decide(pod, 102, { worryFree: { strategy: 'replace' } })
  return { harness, pod, old, writes: watchWrites(harness) }
}

/** Additions of the product, the old one first. */
export const all = (harness: Harness): CwAddition[] => additionsOf(harness, 1021, 'worryFree')

/** Those that put something on an invoice for that day. */
export const billingOn = (harness: Harness, day: string): CwAddition[] =>
  all(harness).filter(
    ({ effectiveDate, cancelledDate, quantity }) =>
      quantity > 0 &&
      (effectiveDate ?? '').slice(0, 10) <= day &&
      (cancelledDate === null || cancelledDate.slice(0, 10) >= day),
  )
