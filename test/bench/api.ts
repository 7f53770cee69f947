/**
 * `npm run bench:api`: a tenant of 5,000 companies on embedded storage, with one run that was planned for all of them, and 30
 * members who use pod and console at once. Told are the milliseconds within which 95 of 100 answers came, and the answers that were
 * no success. Both outside systems answer at once, and their limits are lifted: what is measured is the server. Nothing is taken off
 * for them, though they share one process with the members: a third of the time that a plan takes is theirs. What is written is on
 * the disk before it is answered, so a disk that others use at the same time shows in the plans.
 */
import { parseArgs } from 'node:util'
import { setTimeout as wait } from 'node:timers/promises'
import type { RunStatus } from '../../server/domain/run'
import type { RunView } from '../../server/domain/viewsRun'
import type { RunsView } from '../../server/domain/viewsRuns'
import { openPod } from '../simulator/demo/podClient'
import { useApi, type Answer } from './api/members'
import { startStage } from './api/stage'

const usage = 'npm run bench:api -- [--companies 5000] [--members 30] [--seconds 60] [--look 1000]'
const { companies, members, seconds, lookMs } = readArguments()

const stage = await startStage({ companies, members })
try {
  const runId = await planAll()
  console.log(`${members} members, who look at each screen for ${lookMs} ms on average, for ${seconds} s:`)
  const warmUpMs = Math.min(10, seconds / 4) * 1_000
  await useApi({ stage, runId, lookMs, untilMs: Date.now() + warmUpMs })
  const answers = await useApi({ stage, runId, lookMs, untilMs: Date.now() + seconds * 1_000 })
  const errors = tell(answers)
  console.log(`figure: p95_ms=${percentile(answers, 95).toFixed(0)} errors=${errors} answers=${answers.length}`)
} finally {
  await stage.stop()
}

/** Plans the month of every company, as the console does. */
async function planAll(): Promise<string> {
  const began = performance.now()
  const pod = await openPod(stage.url, stage.world, 'mortiz', { site: stage.site })
  const { runId } = await pod.post<RunView>('/api/runs', {})
  for (let status: RunStatus = 'planning'; status === 'planning';) {
    await wait(1_000)
    status = (await pod.get<RunsView>('/api/runs?limit=1').catch(ifClosed))?.runs[0]?.status ?? status
  }
  const run = await pod.get<RunView>(`/api/runs/${runId}`)
  const { planned, total } = run.companies
  console.log(
    `Planned ${planned} of ${total} companies in ${((performance.now() - began) / 1_000).toFixed(0)} s: ` +
      JSON.stringify(run.counts),
  )
  if (planned !== companies || run.problems.length > 0) throw new Error(`The run is ${run.status}, not whole`)
  return run.runId
}

/** While both processes plan, a connection may have been closed as idle before the next question reaches it. */
function ifClosed(error: unknown): null {
  if (error instanceof TypeError) return null
  throw error
}

/** A line a route. Gives how many answers were errors. */
function tell(answers: readonly Answer[]): number {
  console.log(
    `${'route'.padEnd(36)}${'answers'.padStart(8)}${'p50'.padStart(8)}${'p95'.padStart(8)}${'most'.padStart(8)}`,
  )
  for (const route of [...new Set(answers.map((answer) => answer.route))].sort()) {
    const its = answers.filter((answer) => answer.route === route)
    const times = [50, 95, 100].map((share) => percentile(its, share).toFixed(0).padStart(8)).join('')
    console.log(`${route.padEnd(36)}${String(its.length).padStart(8)}${times}`)
  }
  const errors = answers.flatMap(({ route, error }) => (error === null ? [] : [`${route}: ${error}`]))
  for (const error of new Set(errors)) console.error(error)
  return errors.length
}

function percentile(answers: readonly Answer[], share: number): number {
  const sorted = answers.map(({ ms }) => ms).toSorted((one, other) => one - other)
  return sorted[Math.max(0, Math.ceil((sorted.length * share) / 100) - 1)] ?? NaN
}

function readArguments() {
  try {
    const { values } = parseArgs({
      options: {
        companies: { type: 'string', default: '5000' },
        members: { type: 'string', default: '30' },
        seconds: { type: 'string', default: '60' },
        look: { type: 'string', default: '1000' },
      },
    })
    return {
      companies: whole('companies', values.companies, 1, 10_000),
      members: whole('members', values.members, 1, 200),
      seconds: whole('seconds', values.seconds, 1, 3_600),
      lookMs: whole('look', values.look, 0, 60_000),
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
