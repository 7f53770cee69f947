/**
 * `npm run bench:send`: the month of 500 companies with three products each, a third of them to be changed, sent to a ConnectWise
 * that takes 120 ms for each call and 1,000 calls a minute; then the same by a script of the usual kind. Exit 1 when in the end an
 * addition does not hold what it should.
 */
import { parseArgs } from 'node:util'
import { leastCalls } from './send/leastCalls'
import { sendOurWay } from './send/ourWay'
import { callsByRoute, seconds, sum, worstMinute } from './send/report'
import { sendByScript } from './send/scriptWay'
import { requestsPerMinute, serveConnectWise, type Call } from './send/servedConnectWise'
import { makeSite } from './send/site'

const usage = 'npm run bench:send -- [--companies 500] [--latency 120] [--rate 960] [--skip-script]'
const { companies, latencyMs, rate, skipScript } = readArguments()

const site = makeSite(companies)
const least = leastCalls(site)
const leastTotal = sum(least.values())
const limitMs = (leastTotal / requestsPerMinute) * 60_000
console.log(
  `${companies} companies, ${companies * 3} lines, ${site.changedLines} of them to be changed; ${latencyMs} ms a call; ` +
    `429 above ${requestsPerMinute} calls a minute; our server keeps to ${rate} a minute`,
)
const ours = await timeOurs()
const script = skipScript ? null : await timeScript()
console.log(`least:  ${leastTotal} calls; the limit lets them through in ${seconds(limitMs)}`)
console.log(`ours:   ${ours.calls} calls in ${seconds(ours.ms)}`)
if (script !== null) console.log(`script: ${script.calls} calls in ${seconds(script.ms)}`)

const faults = [...ours.faults, ...(script?.faults ?? [])]
for (const fault of faults.slice(0, 20)) console.error(fault)
if (faults.length > 20) console.error(`… and ${faults.length - 20} more`)
console.log(
  `figure: calls_ratio_to_minimum=${(ours.calls / leastTotal).toFixed(3)} ` +
    `time_ratio_to_limit=${(ours.ms / limitMs).toFixed(3)} ` +
    `speedup_over_script=${script === null ? 'skipped' : (script.ms / ours.ms).toFixed(1)} rejected_429=${ours.rejected}`,
)
process.exit(faults.length === 0 ? 0 : 1)

async function timeOurs() {
  const connectWise = await serveConnectWise(site, latencyMs)
  const { beganAtMs, ms, run, trendCalls } = await sendOurWay(site, connectWise, { requestsPerMinute: rate })
  await connectWise.stop()
  const { calls } = connectWise
  const firstListMs = Math.min(...calls.filter(({ route }) => route.endsWith('/additions')).map(({ atMs }) => atMs))
  console.log('ours, by route:')
  for (const line of callsByRoute(calls, least)) console.log(line)
  console.log(
    `  at most ${worstMinute(calls)} of them within a minute; ${trendCalls} calls to Trend Micro, answered at once, ` +
      `before the first list of additions at ${seconds(firstListMs - beganAtMs)}`,
  )
  const { sent, unchanged, ...others } = run.counts
  const isDone = run.status === 'finished' && run.problems.length === 0 && sum(Object.values(others)) === 0
  const faults = connectWise.mismatches().map((each) => `ours: ${each}`)
  if (!isDone || sent !== site.changedLines || unchanged !== companies * 3 - sent)
    faults.push(`ours: the run is ${run.status} with ${JSON.stringify(run.counts)}, ${run.problems.length} problems`)
  return { ms, calls: calls.length, rejected: rejected(calls), faults }
}

async function timeScript() {
  const fresh = makeSite(companies)
  const connectWise = await serveConnectWise(fresh, latencyMs)
  const ms = await sendByScript(fresh, connectWise)
  await connectWise.stop()
  console.log('script, by route:')
  for (const line of callsByRoute(connectWise.calls, null)) console.log(line)
  return { ms, calls: connectWise.calls.length, faults: connectWise.mismatches().map((each) => `script: ${each}`) }
}

function rejected(calls: readonly Call[]): number {
  return calls.filter(({ status }) => status === 429).length
}

function readArguments() {
  try {
    const { values } = parseArgs({
      options: {
        companies: { type: 'string', default: '500' },
        latency: { type: 'string', default: '120' },
        rate: { type: 'string', default: '960' },
        'skip-script': { type: 'boolean', default: false },
      },
    })
    return {
      companies: whole('companies', values.companies, 1, 5_000),
      latencyMs: whole('latency', values.latency, 0, 10_000),
      rate: whole('rate', values.rate, 1, 100_000),
      skipScript: values['skip-script'],
    }
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : String(error)}\n${usage}`)
    process.exit(2)
  }
}

function whole(name: string, text: string, least: number, most: number): number {
  const value = Number(text)
  if (!Number.isInteger(value) || value < least || value > most)
    throw new Error(`--${name} is a whole number from ${least} to ${most}, not "${text}"`)
  return value
}
