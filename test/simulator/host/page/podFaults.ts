import { hostApi, type FaultShown } from './hostApi.ts'
import type { SwitchName, Switches } from './switches.ts'

/** The switches that are faults of the pod's own server. */
export const podFaults: Partial<Record<SwitchName, Omit<FaultShown, 'id'>>> = {
  podSlow: { system: 'pod', kind: 'slow', method: null, path: '/api', times: null, delayMs: 5000 },
  podDead: { system: 'pod', kind: 'reset-before', method: null, path: '/api', times: null, delayMs: 0 },
}

/** Makes the sandbox's faults agree with the switches; a fault left over from an earlier page is taken away. */
export async function applyPodFaults(on: Switches): Promise<void> {
  const present = await hostApi.faults()
  for (const name of ['podSlow', 'podDead'] as const) {
    const rule = podFaults[name]
    const found = present.find((fault) => rule !== undefined && isSame(rule, fault))
    if (on.has(name) && found === undefined && rule !== undefined) await hostApi.addFault(rule)
    if (!on.has(name) && found !== undefined) await hostApi.removeFault(found.id)
  }
}

function isSame(rule: Omit<FaultShown, 'id'>, fault: FaultShown): boolean {
  return JSON.stringify({ ...rule, id: fault.id }) === JSON.stringify({ ...rule, ...fault })
}
