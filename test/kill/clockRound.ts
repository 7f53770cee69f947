/** A run of all that the clock starts, killed from the moment it is due. */
import type { LineStatus } from '../../server/domain/run'
import type { PlanView } from '../../server/domain/views'
import type { RunView } from '../../server/domain/viewsRun'
import type { SettingsView } from '../../server/domain/viewsSettings'
import { eachOf } from '../../server/services/each'
import { compare, nameOf, type ApprovedLine, type Finding } from './compare'
import type { Killer } from './killer'
import { planFindings } from './plans'
import { letPatienceEnd, untilAll } from './rest'
import { atOnce, prepare, type RoundOptions, type RoundResult } from './round'
import { linesLetGo, lookAt } from './sends'
import type { Stage } from './stage'
import { seatsByItem } from './world'

/** Hours after the stage's first moment, so that it is not due before everything is prepared. */
const due = { day: '2025-11-18', time: '23:00', at: '2025-11-18T23:00:00Z' }
const runId = `s-global-${due.day}`

export async function playClock(stage: Stage, killer: Killer, of: RoundOptions): Promise<RoundResult> {
  const { visitor, clock, lives } = stage
  const { world } = stage.connectWise
  await prepare(stage, of)
  await visitor.ask(async (pod) => {
    const { version } = await pod.get<SettingsView>('/api/settings')
    const schedule = { on: true, dayOfMonth: Number(due.day.slice(-2)), time: due.time, timeZone: 'UTC' }
    return pod.put<SettingsView>('/api/settings', { version, schedule })
  })
  const before = structuredClone(world.additions)
  const changesBefore = world.auditTrail.length
  clock.set(new Date(Date.parse(due.at) + 1000).toISOString())
  await lives.kill()

  const readRun = () => visitor.ask(async (pod) => ({ run: await pod.tryGet<RunView>(`/api/runs/${runId}`) }))
  const isAtRest = ({ run }: { run: RunView | null }) =>
    run !== null &&
    (run.status === 'finished' || (run.companies.planned === of.companies.length && run.counts.pending === 0))
  await killer.rage(
    untilAll([runId], async () => isAtRest(await readRun())),
    of.mostKills,
  )
  await letPatienceEnd(stage)
  await untilAll([runId], async () => (await readRun()).run?.status === 'finished')

  const approved: ApprovedLine[] = []
  const ends = new Map<string, LineStatus>()
  const findings: Finding[] = problemsOf((await readRun()).run)
  await eachOf(of.companies, atOnce, async (company) => {
    const view = await visitor.ask((pod) => lookAt(pod, company, runId))
    findings.push(...missingRows(stage, company, view))
    approved.push(...linesLetGo(company, view))
    for (const { key, lineStatus } of view.rows)
      if (key !== null && lineStatus !== null) ends.set(nameOf({ runId, key }), lineStatus)
  })
  const changes = world.auditTrail.slice(changesBefore)
  findings.push(
    ...compare({ approved, ends, before, after: world.additions, changes }),
    ...planFindings(stage, approved),
  )
  return { approved, ends, findings }
}

/** A company that could not be read was left out, and nothing here keeps one from being read. */
function problemsOf(run: RunView | null): Finding[] {
  return (run?.problems ?? []).map(({ companyId, failure }) => ({
    kind: 'lost',
    says: `company ${companyId} was left out: ${JSON.stringify(failure)}`,
  }))
}

/** Every product of the company has a line. */
function missingRows({ trendMicro }: Stage, company: number, { rows }: PlanView): Finding[] {
  return [...seatsByItem(trendMicro.world, company).keys()]
    .filter((item) => !rows.some(({ catalogItem }) => catalogItem?.id === item))
    .map((item) => ({ kind: 'lost', says: `company ${company} has no line for item ${item}` }))
}
