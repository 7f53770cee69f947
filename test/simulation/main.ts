/** `npm run simulate -- --seeds N [--from S] [--verbose]`: plays N histories; exit code 1 when an invariant was broken. */
import { parseArgs } from 'node:util'
import { shrink } from './shrink'
import { historyOf, simulate } from './simulate'

const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '200' },
    from: { type: 'string', default: '1' },
    verbose: { type: 'boolean', default: false },
  },
})
const seeds = wholeNumber('seeds', values.seeds)
const from = wholeNumber('from', values.from)
/** After so many broken seeds more of them say nothing new. */
const mostTold = 10

let steps = 0
let faults = 0
let violations = 0
for (let seed = from; seed < from + seeds; seed += 1) {
  const history = historyOf(seed)
  const told = await simulate(seed, history)
  steps += told.steps
  faults += told.faults
  if (values.verbose) print(`seed ${seed}: ${told.steps} steps, ${told.faults} faults`)
  if (told.violations.length === 0) continue
  violations += told.violations.length
  if (violations > mostTold) continue
  const { history: shortest, told: best } = await shrink(
    (steps) => simulate(seed, steps),
    history.slice(0, told.steps),
    told,
  )
  print(`\nseed ${seed} breaks: ${best.violations.map(({ rule, says }) => `${rule}: ${says}`).join('\n  ')}`)
  print(`shortest history found (${shortest.length} of ${told.steps} steps):\n${best.words.join('\n')}\n`)
}
print(`figure: seeds=${seeds} steps=${steps} faults=${faults} violations=${violations}`)
process.exitCode = violations > 0 ? 1 : 0

function wholeNumber(name: string, text: string): number {
  if (!/^[1-9]\d{0,8}$/.test(text)) throw new RangeError(`--${name} is a whole number from 1`)
  return Number(text)
}

function print(text: string): void {
  process.stdout.write(`${text}\n`)
}
