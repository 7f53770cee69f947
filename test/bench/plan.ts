/**
 * `npm run bench:plan`: the time in which 100,000 lines are planned, company after company, as a run of all plans them. Making
 * the inputs is not timed.
 */
import { addCounts, countLines, noCounts } from '../../server/domain/line'
import { planCompany } from '../../server/domain/plan'
import { generatedInputs } from './plan/generatedInputs'

const wantedLines = 100_000

let companies = 0
let lines = 0
let ms = 0
let slowestMs = 0
let counts = noCounts()
for (const inputs of generatedInputs(1)) {
  const began = performance.now()
  const plan = planCompany(inputs)
  const tookMs = performance.now() - began
  ms += tookMs
  slowestMs = Math.max(slowestMs, tookMs)
  companies += 1
  lines += plan.lines.length
  counts = addCounts(counts, countLines(plan.lines))
  if (lines >= wantedLines) break
}

const kinds = Object.entries(counts).filter(([, count]) => count > 0)
console.log(`companies: ${companies}, the slowest of them in ${slowestMs.toFixed(1)} ms`)
console.log(`lines: ${kinds.map(([status, count]) => `${count} ${status}`).join(', ')}`)
console.log(`figure: lines=${lines} lines_per_second=${Math.round((lines / ms) * 1000)} ms=${Math.round(ms)}`)
