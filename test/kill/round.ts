/** One round: many companies are sent at once while the server is killed; then it is left alone until every line is at its end. */
import type { LineStatus } from '../../server/domain/run'
import type { PlanView } from '../../server/domain/views'
import { eachOf } from '../../server/services/each'
import type { Random } from '../simulator/seed/random'
import { compare, nameOf, type ApprovedLine, type Finding } from './compare'
import type { Killer } from './killer'
import { nextPlanFindings, planFindings } from './plans'
import { letPatienceEnd, untilAll } from './rest'
import { approve, isAtRest, isEnded, linesOf, linkAndAssign, lookAt, plan } from './sends'
import type { Stage } from './stage'
import { changeSeats } from './world'

/** People at work at once; the server's own limits are what counts. */
export const atOnce = 6

export interface RoundOptions {
  companies: readonly number[]
  random: Random
  mostKills: number
}

export interface RoundResult {
  approved: ApprovedLine[]
  /** What became of the lines, by run and key. */
  ends: Map<string, LineStatus>
  findings: Finding[]
}

export async function playRound(stage: Stage, killer: Killer, of: RoundOptions): Promise<RoundResult> {
  const { visitor } = stage
  const { world } = stage.connectWise
  await prepare(stage, of)
  const plans = new Map<number, PlanView>()
  await eachOf(of.companies, atOnce, async (company) => {
    plans.set(company, await visitor.ask((pod) => plan(pod, company)))
  })
  const approved = [...plans].flatMap(([company, view]) => linesOf(company, view))
  const edited = editByHand(stage, approved, of.random)
  const before = structuredClone(world.additions)
  const changesBefore = world.auditTrail.length

  const all = (is: (view: PlanView) => boolean) =>
    untilAll(plans, async ([company, { runId }]) => is(await visitor.ask((pod) => lookAt(pod, company, runId))))
  const approveAll = () => eachOf([...plans], atOnce, ([company, view]) => approve(visitor, company, view))
  await killer.rage(
    approveAll().then(() => all(isAtRest)),
    of.mostKills,
  )
  await letPatienceEnd(stage)
  await all(isEnded)

  const ends = new Map<string, LineStatus>()
  const findings: Finding[] = []
  await eachOf([...plans], atOnce, async ([company, { runId }]) => {
    const { rows } = await visitor.ask((pod) => lookAt(pod, company, runId))
    for (const { key, lineStatus } of rows)
      if (key !== null && lineStatus !== null) ends.set(nameOf({ runId, key }), lineStatus)
    const next = await visitor.ask((pod) => plan(pod, company))
    findings.push(...nextPlanFindings({ approved, ends, company, next }))
  })
  const changes = world.auditTrail.slice(changesBefore)
  findings.push(
    ...compare({ approved, ends, before, after: world.additions, changes }),
    ...planFindings(stage, approved),
    ...edited
      .filter((line) => ends.get(nameOf(line)) !== 'stale')
      .map((line): Finding => ({ kind: 'wrong', says: `${nameOf(line)} was edited by hand and not refused` })),
  )
  return { approved, ends, findings }
}

/** Seats change at Trend Micro, and the companies are linked with every product on their agreement. */
export async function prepare(stage: Stage, { companies, random }: RoundOptions): Promise<void> {
  for (const company of companies) changeSeats(stage.trendMicro.world, company, random)
  await eachOf(companies, atOnce, (company) => stage.visitor.ask((pod) => linkAndAssign(pod, company)))
}

/** Of a few lines somebody changes the addition after the plan was made: they must be refused. */
function editByHand({ connectWise }: Stage, approved: readonly ApprovedLine[], random: Random): ApprovedLine[] {
  return approved.filter((line) => {
    const addition = connectWise.world.additions.find(
      ({ agreementId, product }) => agreementId === line.agreement && product.id === line.item,
    )
    if (addition === undefined || !random.percent(3)) return false
    connectWise.edits.editAddition(addition.id, { quantity: addition.quantity + 50 }, 'jlee')
    return true
  })
}
