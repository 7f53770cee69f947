/** What is done through the server: sends by people, starts of the server. Nobody waits for the end of it; turns decide. */
import type { LineKey, RunId } from '../../server/domain/ids'
import { AppError, UpstreamError } from '../../server/domain/errors'
import type { RunCompany, RunLine } from '../../server/domain/run'
import { standingOf } from '../../server/domain/runControl'
import type { Schedule } from '../../server/domain/settings'
import type { Decision } from '../../server/services/approve'
import type { Random } from '../simulator/seed/random'
import { nth, type Scene } from './change'
import type { Violation } from './records'
import { runsOfAll, sentRuns } from './sentRuns'
import type { Server } from './server'
import type { ManualSend, Press, SendOfAll, TakeBack } from './steps'
import { DiskFault, type Trouble } from './trouble'
import type { Life } from './turns'

/** A scene with a server in it. */
export interface Play extends Scene {
  schedule: Schedule
  server: Server
  life: Life
  /** Whatever is on its way; never dies. */
  network: Life
  trouble: Trouble
  /** When the present step began. */
  stepMs: number
  words: string[]
  violations: Violation[]
  start(life: Life): void
}

/** A new server on the same disk: goes on with what was open, then looks at the schedules and at the day's check. */
export function boot(play: Play): void {
  play.start({ number: play.life.number + 1, ended: false })
  play.records.boots.set(play.life.number, play.turns.nowMs())
  const { server } = play
  begin(play, async () => {
    await server.runs.resume([play.tenant])
    await server.scheduler.tick()
    await server.driftWatch.tick()
  })
}

/** A person plans one company, reads the plan, ticks lines, leaves others out and sends. */
export function manualSend(play: Play, send: ManualSend, random: Random): void {
  const company = nth(play.world.companies, send.company)
  if (company === undefined) return
  begin(play, async () => {
    const { run, part } = await play.server.runs.draft(play.tenant, company.id, { by: 'ann', mayBill: true })
    await decideAndSend(play, run.id, part, send, random)
  })
}

/** A person plans all companies, and sends what is within the limits once the plan is there; perhaps one company before by itself. */
export function sendAll(play: Play, { first, rest }: SendOfAll, random: Random): void {
  const { server, turns, life } = play
  begin(play, async () => {
    const run = await server.runs.planAll(play.tenant, 'ann')
    // Planning goes on in the background; somebody looks after a while.
    await turns.sleep(life, 600_000)
    const company = first === null ? undefined : nth(play.world.companies, first.company)
    if (first !== null && company !== undefined) {
      const key = { runId: run.id, companyId: company.id }
      const part = (await server.store.of(play.tenant).runCompanies.read(key))?.value
      if (part !== undefined) await decideAndSend(play, run.id, part, first, random)
    }
    if (rest) await server.runs.sendAll(play.tenant, run.id, 'ann')
  })
}

/** Reads a plan, decides on its lines and sends, perhaps with two clicks. */
async function decideAndSend(
  play: Play,
  runId: RunId,
  part: RunCompany,
  send: ManualSend,
  random: Random,
): Promise<void> {
  const { server, turns, life } = play
  if (send.thinksMs > 0) await turns.sleep(life, send.thinksMs)
  const lines: Decision['lines'][number][] = []
  const skips: Decision['skips'][number][] = []
  for (const { key, status } of part.lines) {
    const reason = status === 'held' ? { reason: 'It is right.' } : {}
    if ((status === 'pending' || status === 'held') && random.percent(send.share)) lines.push({ key, ...reason })
    else if (['pending', 'held', 'blocked'].includes(status) && random.percent(send.skips))
      skips.push({ key, reason: 'Not this month.' })
  }
  play.words.push(
    `    plan of ${part.companyId}: ${part.lines.map(inWords).join('; ')} — ${lines.length} ticked, ${skips.length} left out`,
  )
  if (lines.length + skips.length === 0) return
  const click = () => server.runs.send(play.tenant, runId, part.companyId, { lines, skips }, 'ann')
  if (send.twice) begin(play, click)
  await click()
}

/** A person presses a button of a run of all; what it came to shows in the run. */
export function press(play: Play, { run, action }: Press): string | null {
  const pressed = nth(runsOfAll(play.records), run)
  if (pressed === undefined) return null
  begin(play, () => play.server.runs.control(play.tenant, pressed.id, action, 'ann'))
  return `somebody presses ${action} of ${pressed.id}`
}

/** Somebody goes on with every run that is paused. */
export function resumeAll(play: Play): void {
  for (const run of runsOfAll(play.records))
    if (standingOf(run).kind === 'paused')
      begin(play, () => play.server.runs.control(play.tenant, run.id, 'resume', 'ann'))
}

/** A person takes back what a run sent, perhaps with two clicks. */
export function takeBack(play: Play, back: TakeBack): void {
  const { server, turns, life, tenant } = play
  const sent = sentRuns(play.records)
  const run = nth(sent, back.run)
  if (run === undefined) return
  const part = nth(run.parts, back.of)
  const line = part === undefined ? undefined : nth(part.lines, back.of)
  if (part === undefined || line === undefined) return
  begin(play, async () => {
    if (back.thinksMs > 0) {
      await server.runs.undoView(tenant, run.id, part.companyId)
      await turns.sleep(life, back.thinksMs)
    }
    const keys: LineKey[] | null = back.what === 'line' ? [line.key] : null
    const click = async () => {
      if (back.what !== 'all') {
        const { id } = await server.runs.undo(tenant, run.id, part.companyId, keys, 'It was wrong.', 'ann')
        play.words.push(`    ${keys?.join() ?? `company ${part.companyId}`} of run ${run.id} is taken back by ${id}`)
        return
      }
      const { runs, refused } = await server.runs.undoAll(tenant, run.id, 'It was wrong.', 'ann')
      play.words.push(`    run ${run.id} is taken back: ${JSON.stringify(runs)}, refused ${JSON.stringify(refused)}`)
    }
    if (back.twice) begin(play, click)
    await click()
  })
}

/** Begins work and lets it go; what is refused or cannot be reached is said, anything else is a defect. */
function begin(play: Play, work: () => Promise<unknown>): void {
  const { life } = play
  work().catch((error: unknown) => {
    if (life.ended) return
    if (error instanceof AppError || error instanceof UpstreamError || error instanceof DiskFault)
      play.words.push(
        `    refused: ${error.message}${error instanceof AppError ? ` ${JSON.stringify(error.params)}` : ''}`,
      )
    else play.records.violate('no defect', error instanceof Error ? (error.stack ?? error.message) : String(error))
  })
}

function inWords(line: RunLine): string {
  const { change } = line
  const what =
    change.kind === 'update' || change.kind === 'replace'
      ? `${change.kind === 'replace' ? `replace from ${line.startsOn} ` : ''}#${change.additionId} ${change.quantityBefore}→${change.quantity}`
      : change.kind === 'blocked'
        ? `blocked ${change.reason.kind}`
        : `${change.kind} ${change.quantity}`
  const holds = line.holds.map(({ kind }) => kind).join('+')
  return `${line.agreementId}/${line.catalogItemId} ${what}${holds === '' ? '' : ` held ${holds}`} [${line.status}]`
}
