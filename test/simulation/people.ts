/** What is done through the server: sends by people, starts of the server. Nobody waits for the end of it; turns decide. */
import { AppError, UpstreamError } from '../../server/domain/errors'
import type { RunLine } from '../../server/domain/run'
import type { Schedule } from '../../server/domain/settings'
import type { Random } from '../simulator/seed/random'
import { nth, type Scene } from './change'
import type { Violation } from './records'
import type { Server } from './server'
import type { ManualSend } from './steps'
import { DiskFault, type Trouble } from './trouble'
import type { Life } from './turns'

/** A scene with a server in it. */
export interface Play extends Scene {
  schedule: Schedule
  server: Server
  life: Life
  trouble: Trouble
  words: string[]
  violations: Violation[]
  start(life: Life): void
}

/** A new server on the same disk: goes on with what was open, then looks at the schedules. */
export function boot(play: Play): void {
  play.start({ number: play.life.number + 1, ended: false })
  const { server } = play
  begin(play, async () => {
    await server.runs.resume([play.tenant])
    await server.scheduler.tick()
  })
}

/** A person plans one company, reads the plan, ticks lines and sends, perhaps with two clicks. */
export function manualSend(play: Play, send: ManualSend, random: Random): void {
  const company = nth(play.world.companies, send.company)
  if (company === undefined) return
  const { server, turns, life } = play
  begin(play, async () => {
    const { run, part } = await server.runs.draft(play.tenant, company.id, 'ann')
    if (send.thinksMs > 0) await turns.sleep(life, send.thinksMs)
    const lines = part.lines.filter((line) => isSendable(line) && random.percent(send.share))
    play.words.push(`    plan of ${company.id}: ${part.lines.map(inWords).join('; ')} — ${lines.length} ticked`)
    if (lines.length === 0) return
    const ticked = lines.map(({ key, status }) => ({ key, ...(status === 'held' && { reason: 'It is right.' }) }))
    const click = () => server.runs.send(play.tenant, run.id, company.id, { lines: ticked, skips: [] }, 'ann')
    if (send.twice) begin(play, click)
    await click()
  })
}

/** A person plans all companies, and sends what is within the limits once the plan is there. */
export function sendAll(play: Play): void {
  const { server, turns, life } = play
  begin(play, async () => {
    const run = await server.runs.planAll(play.tenant, 'ann')
    // Planning goes on in the background; somebody looks after a while.
    await turns.sleep(life, 600_000)
    await server.runs.sendAll(play.tenant, run.id, 'ann')
  })
}

/** Begins work and lets it go; what is refused or cannot be reached is said, anything else is a defect. */
function begin(play: Play, work: () => Promise<unknown>): void {
  const { life } = play
  work().catch((error: unknown) => {
    if (life.ended) return
    if (error instanceof AppError || error instanceof UpstreamError || error instanceof DiskFault)
      play.words.push(`    refused: ${error.message}`)
    else play.records.violate('no defect', error instanceof Error ? (error.stack ?? error.message) : String(error))
  })
}

const isSendable = (line: RunLine) => line.status === 'pending' || line.status === 'held'

function inWords(line: RunLine): string {
  const { change } = line
  const what =
    change.kind === 'update'
      ? `#${change.additionId} ${change.quantityBefore}→${change.quantity}`
      : change.kind === 'blocked'
        ? `blocked ${change.reason.kind}`
        : `${change.kind} ${change.quantity}`
  const holds = line.holds.map(({ kind }) => kind).join('+')
  return `${line.agreementId}/${line.catalogItemId} ${what}${holds === '' ? '' : ` held ${holds}`} [${line.status}]`
}
