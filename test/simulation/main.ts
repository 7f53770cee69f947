/**
 * `npm run simulate -- --seeds N [--from S] [--stack] [--verbose]`: plays N histories through the ports, and every so many of
 * them through the whole stack as well (`--stack`: only that); exit code 1 when an invariant was broken.
 */
import { parseArgs } from 'node:util'
import type { Told } from './history'
import { shrink } from './shrink'
import { historyOf, simulate } from './simulate'
import { simulateStack, stackHistoryOf } from './stack/simulateStack'
import type { Step } from './steps'

const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '200' },
    from: { type: 'string', default: '1' },
    stack: { type: 'boolean', default: false },
    verbose: { type: 'boolean', default: false },
  },
})
const seeds = wholeNumber('seeds', values.seeds)
const from = wholeNumber('from', values.from)
/** A history of the whole stack takes as long as a dozen of the ports'; so the ports keep more than half of the time. */
const portsForOneStack = 20
/** After so many broken seeds more of them say nothing new. */
const mostTold = 10

interface Level {
  name: 'ports' | 'stack'
  /** Plays one of so many seeds. */
  oneOf: number
  historyOf: (seed: number) => Step[]
  play: (seed: number, steps: readonly Step[]) => Promise<Told>
}
const ports: Level = { name: 'ports', oneOf: 1, historyOf, play: (seed, steps) => simulate(seed, steps) }
const stack: Level = {
  name: 'stack',
  oneOf: values.stack ? 1 : portsForOneStack,
  historyOf: stackHistoryOf,
  play: (seed, steps) => simulateStack(seed, steps),
}

const played = { ports: 0, stack: 0 }
let steps = 0
let faults = 0
let violations = 0
for (let seed = from; seed < from + seeds; seed += 1)
  for (const level of values.stack ? [stack] : [ports, stack]) if (seed % level.oneOf === 0) await playSeed(level, seed)
print(`histories: ports=${played.ports} stack=${played.stack}`)
print(`figure: seeds=${seeds} steps=${steps} faults=${faults} violations=${violations}`)
process.exitCode = violations > 0 ? 1 : 0

async function playSeed({ name, historyOf: historyAt, play }: Level, seed: number): Promise<void> {
  const history = historyAt(seed)
  const told = await play(seed, history)
  played[name] += 1
  steps += told.steps
  faults += told.faults
  if (values.verbose) print(`seed ${seed} (${name}): ${told.steps} steps, ${told.faults} faults`)
  if (told.violations.length === 0) return
  violations += told.violations.length
  if (violations > mostTold) return
  const shortest = await shrink((other) => play(seed, other), history.slice(0, told.steps), told)
  const broken = shortest.told.violations.map(({ rule, says }) => `${rule}: ${says}`)
  print(`\nseed ${seed} (${name}) breaks: ${broken.join('\n  ')}`)
  print(
    `shortest history found (${shortest.history.length} of ${told.steps} steps):\n${shortest.told.words.join('\n')}\n`,
  )
}

function wholeNumber(name: string, text: string): number {
  if (!/^[1-9]\d{0,8}$/.test(text)) throw new RangeError(`--${name} is a whole number from 1`)
  return Number(text)
}

function print(text: string): void {
  process.stdout.write(`${text}\n`)
}
