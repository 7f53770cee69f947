/** What people send and take back with the pod, over the HTTP API and nothing else. */
import { standingOf } from '../../../server/domain/runControl'
import type { PlanRow, PlanView } from '../../../server/domain/views'
import type { RunView } from '../../../server/domain/viewsRun'
import type { Random } from '../../simulator/seed/random'
import { nth } from '../change'
import { runsOfAll, sentRuns } from '../sentRuns'
import type { ManualSend, Press, SendOfAll, TakeBack } from '../steps'
import { begin, personOf, type Person } from './person'
import type { Play } from './play'

/** A person plans one company, reads the plan, ticks lines, leaves others out and sends. */
export function manualSend(play: Play, send: ManualSend, random: Random, tab: number): void {
  const company = nth(play.sites.connectWise.world.companies, send.company)
  if (company === undefined) return
  begin(play, async () => {
    const person = personOf(play, tab)
    const plan = await person((pod) => pod.post<PlanView>(`/api/companies/${company.id}/plan`, {}))
    await decideAndSend(play, person, company.id, plan, send, random)
  })
}

/** A person plans all companies, and sends what is within the limits once the plan is there; perhaps one company before by itself. */
export function sendAll(play: Play, { first, rest }: SendOfAll, random: Random): void {
  begin(play, async () => {
    const person = personOf(play, 0)
    const run = await person((pod) => pod.post<RunView>('/api/runs', {}))
    // Planning goes on in the background; somebody looks after a while.
    await play.turns.sleep(play.life, 600_000)
    const company = first === null ? undefined : nth(play.sites.connectWise.world.companies, first.company)
    if (first !== null && company !== undefined) {
      const plan = await person((pod) => pod.tryGet<PlanView>(`/api/runs/${run.runId}/companies/${company.id}`))
      if (plan !== null) await decideAndSend(play, person, company.id, plan, first, random)
    }
    if (rest) await person((pod) => pod.post(`/api/runs/${run.runId}/send`, {}))
  })
}

/** Reads a plan, decides on its lines and sends, perhaps with two clicks. */
async function decideAndSend(
  play: Play,
  person: Person,
  company: number,
  plan: PlanView,
  send: ManualSend,
  random: Random,
): Promise<void> {
  if (send.thinksMs > 0) await play.turns.sleep(play.life, send.thinksMs)
  const lines: { key: string; reason?: string }[] = []
  const skips: { key: string; reason: string }[] = []
  for (const { key, sendable, lineStatus } of plan.rows) {
    if (key === null) continue
    if (sendable !== 'no' && random.percent(send.share))
      lines.push({ key, ...(sendable === 'withReason' && { reason: 'It is right.' }) })
    else if (['pending', 'held', 'blocked'].includes(lineStatus ?? '') && random.percent(send.skips))
      skips.push({ key, reason: 'Not this month.' })
  }
  const shown = plan.rows.map((row) => inWords(row)).join('; ')
  play.words.push(`    plan of ${company}: ${shown} — ${lines.length} ticked, ${skips.length} left out`)
  if (lines.length + skips.length === 0) return
  const path = `/api/runs/${plan.runId}/companies/${company}/send`
  const click = () => person((pod) => pod.post(path, { lines, skips }))
  if (send.twice) begin(play, click)
  await click()
}

/** A person presses a button of a run of all; what it came to shows in the run. */
export function press(play: Play, { run, action }: Press): string | null {
  const pressed = nth(runsOfAll(play.records), run)
  if (pressed === undefined) return null
  begin(play, () => personOf(play, 0)((pod) => pod.post(`/api/runs/${pressed.id}/control`, { action })))
  return `somebody presses ${action} of ${pressed.id}`
}

/** Somebody goes on with every run that is paused. */
export function resumeAll(play: Play): void {
  for (const run of runsOfAll(play.records))
    if (standingOf(run).kind === 'paused')
      begin(play, () => personOf(play, 0)((pod) => pod.post(`/api/runs/${run.id}/control`, { action: 'resume' })))
}

/** A person takes back what a run sent, perhaps with two clicks. */
export function takeBack(play: Play, back: TakeBack): void {
  const run = nth(sentRuns(play.records), back.run)
  const part = run === undefined ? undefined : nth(run.parts, back.of)
  const line = part === undefined ? undefined : nth(part.lines, back.of)
  if (run === undefined || part === undefined || line === undefined) return
  const ofCompany = `/api/runs/${run.id}/companies/${part.companyId}/undo`
  begin(play, async () => {
    const person = personOf(play, 0)
    if (back.thinksMs > 0) {
      await person((pod) => pod.get(ofCompany))
      await play.turns.sleep(play.life, back.thinksMs)
    }
    const reason = 'It was wrong.'
    const click = async () => {
      if (back.what === 'all') await person((pod) => pod.post(`/api/runs/${run.id}/undo`, { reason }))
      else await person((pod) => pod.post(ofCompany, { ...(back.what === 'line' && { keys: [line.key] }), reason }))
      play.words.push(`    ${back.what === 'line' ? line.key : back.what} of run ${run.id} is taken back`)
    }
    if (back.twice) begin(play, click)
    await click()
  })
}

/** What would be sent if somebody planned the company now. */
export function planned(play: Play, company: number): Promise<PlanView> {
  return personOf(play, 0)((pod) => pod.post<PlanView>(`/api/companies/${company}/plan`, {}))
}

function inWords(row: PlanRow): string {
  const reason = row.reason === null ? '' : ` ${row.reason.kind}`
  return `${row.agreement?.id ?? '–'}/${row.catalogItem?.id ?? '–'} ${row.quantityBefore ?? '–'}→${row.quantity ?? '–'} ${row.change === 'replace' ? 'replace ' : ''}${row.state}${reason}`
}
