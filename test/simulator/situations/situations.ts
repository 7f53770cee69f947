/** What can be made to happen in the seeded worlds: one for every reason to hold a line, and more. */
import { situationsAtTrendMicro } from './atTrendMicro'
import { situationsInConnectWise } from './inConnectWise'
import type { Situation, SituationTools } from './tools'

export const situations: readonly Situation[] = [...situationsInConnectWise, ...situationsAtTrendMicro]

/** Makes the situation of this name. Throws RangeError for an unknown name, or where what it needs is gone. */
export function makeSituation(name: string, tools: SituationTools, memberIdentifier = 'jlee'): void {
  const found = situations.find((each) => each.name === name)
  if (found === undefined) throw new RangeError(`There is no situation ${name}`)
  found.make(tools, memberIdentifier)
}
