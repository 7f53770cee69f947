/** How the calls of one way are told. */
import type { Call } from './servedConnectWise'

/** A line a route: calls, and what the least would be where that is known. */
export function callsByRoute(calls: readonly Call[], least: ReadonlyMap<string, number> | null): string[] {
  const counts = new Map([...(least?.keys() ?? [])].map((route) => [route, 0]))
  for (const { route } of calls) counts.set(route, (counts.get(route) ?? 0) + 1)
  return [...counts]
    .toSorted(([, one], [, other]) => other - one)
    .map(([route, count]) => {
      const beside = least === null ? '' : `  (least ${least.get(route) ?? 0})`
      return `  ${String(count).padStart(6)}  ${route.padEnd(46)}${beside}`.trimEnd()
    })
}

/** Most calls within any minute. */
export function worstMinute(calls: readonly Call[]): number {
  const atMs = calls.map((call) => call.atMs).toSorted((one, other) => one - other)
  let most = 0
  let from = 0
  for (const [index, ms] of atMs.entries()) {
    while ((atMs[from] ?? ms) <= ms - 60_000) from += 1
    most = Math.max(most, index - from + 1)
  }
  return most
}

export const seconds = (ms: number): string => `${(ms / 1000).toFixed(1)} s`
export const sum = (numbers: Iterable<number>): number => [...numbers].reduce((total, one) => total + one, 0)
