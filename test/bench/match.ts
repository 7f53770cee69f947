/**
 * `npm run bench:match`: how often the matcher is right on labelled pairs, inside two lists of some 5,000, and how long it takes
 * for all of them. `tuned` is the part that the matcher was tuned with; `held back` was never looked at for that.
 * Ends with 1 when precision above the bulk line is below 0.99 or the right customer is among the first three in less than 0.95.
 */
import { defaultLinking } from '../../server/domain/linking'
import { matchAll, rowsInSteps } from '../../server/domain/linkRows'
import { matcherInSteps } from '../../server/domain/matching'
import type { Steps } from '../../server/domain/steps'
import { figuresOf, mistakesOf, rowsOf, type Figures } from '../match/measure'
import { madeUpPairs } from '../match/madeUpPairs'
import { readPairs } from '../match/readPairs'
import { worldOf, type Labelled, type World } from '../match/world'

const wantedCompanies = 5_000
const rounds = 5

const hand = readPairs()
const world = fullWorld()
const rows = rowsOf(world)
const byHand = ({ pair }: Labelled) => !pair.kind.startsWith('rule ')
const parts = {
  'by hand, tuned': (labelled: Labelled) => byHand(labelled) && !labelled.pair.heldBack,
  'by hand, held back': (labelled: Labelled) => byHand(labelled) && labelled.pair.heldBack,
  'made by rule': (labelled: Labelled) => !byHand(labelled),
}
for (const [name, counts] of Object.entries(parts)) console.log(`${name}: ${words(figuresOf(world, rows, counts))}`)
if (process.argv.includes('--mistakes'))
  for (const mistake of mistakesOf(world, rows, parts['by hand, tuned'])) console.log(`  ${mistake}`)

const times = Array.from({ length: rounds }, timed)
const ms = Math.round(middleOf(times.map((time) => time.ms)))
// A step that is long by itself is long in every round; what the machine or the garbage collector did in one of them is not its doing.
const steps = times[0]?.stepsMs.map((_, step) => Math.min(...times.map(({ stepsMs }) => stepsMs[step] ?? 0))) ?? []
console.log(
  `${world.companies.length} companies, ${world.customers.length} customers: ` +
    `${times.map((time) => Math.round(time.ms)).join(', ')} ms in ${steps.length} steps; ` +
    `the longest ${Math.max(...steps).toFixed(1)} ms, half of them below ${middleOf(steps).toFixed(1)} ms`,
)

const all = figuresOf(world, rows, byHand)
const held = figuresOf(world, rows, parts['by hand, held back'])
if ([all, held].some(({ precision, top3 }) => !(precision >= 0.99 && top3 >= 0.95))) process.exitCode = 1
console.log(`figure: precision=${all.precision.toFixed(4)} top3=${all.top3.toFixed(4)} ms=${ms}`)

/** All that was labelled by hand, and made-up firms beside it until there are enough. */
function fullWorld(): World {
  let count = wantedCompanies - hand.length
  for (;;) {
    const made = worldOf([...hand, ...madeUpPairs(count)])
    const missing = wantedCompanies - Math.min(made.companies.length, made.customers.length)
    if (missing <= 0) return made
    count += missing
  }
}

function words({ bulk, precision, pairs, recall, top3 }: Figures): string {
  return (
    `${bulk} in bulk, precision ${precision.toFixed(4)}; ${pairs} have a customer: ` +
    `in bulk ${recall.toFixed(3)}, among the first three ${top3.toFixed(4)}`
  )
}

/** One comparison of all with all, as a server makes it, and its steps: as long as one takes nobody else is answered. */
function timed(): { ms: number; stepsMs: number[] } {
  const stepsMs: number[] = []
  const run = <Result>(steps: Steps<Result>): Result => {
    for (;;) {
      const began = performance.now()
      const step = steps.next()
      stepsMs.push(performance.now() - began)
      if (step.done === true) return step.value
    }
  }
  const began = performance.now()
  const matcher = run(matcherInSteps(world.customers))
  run(rowsInSteps(run(matchAll(world.companies, matcher)), defaultLinking.bulkLine, new Map()))
  return { ms: performance.now() - began, stepsMs }
}

function middleOf(values: readonly number[]): number {
  return [...values].sort((one, other) => one - other)[Math.floor(values.length / 2)] ?? 0
}
