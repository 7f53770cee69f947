/** The stage of the whole stack: routes, services, adapters, store and files are the real ones, the two systems the simulators. */
import { instant, msOf } from '../../../server/domain/calendar'
import type { AdditionId } from '../../../server/domain/ids'
import { nextOccurrences } from '../../../server/domain/schedule'
import type { Composed } from '../../../server/compose'
import { createCrashingDisk } from '../../unit/crashingFiles'
import { createRandom } from '../../simulator/seed/random'
import { checkBoundaries } from '../boundary'
import { checkAlways, checkAtEnd } from '../checks'
import { checkClearWay } from '../clearWay'
import { checkExplained, checkSkips } from '../endChecks'
import type { Stage } from '../history'
import { createRecords } from '../records'
import { checkReplay } from '../replay'
import { quietCourse, someLimits } from '../steps'
import { createTrouble, DiskFault } from '../trouble'
import { createTurns, type Life } from '../turns'
import { carryOut, isAsked } from './change'
import { changesBetween } from './churn'
import { checkAudit, checkPlanAfterSending, checkRest } from './checks'
import { createDiskNotes } from './diskNotes'
import { configure, setUp } from './decisions'
import { createInvoiceBook } from './invoiceBook'
import { manualSend, press, resumeAll, sendAll, takeBack } from './people'
import { begin } from './person'
import { placedAddition } from './placed'
import type { Play } from './play'
import { quiet } from './quiet'
import { createSeatHistory } from './seats'
import { dataFolder, startServer, tenant, type StackPieces } from './server'
import { additionOf, makeSites } from './sites'
import { createWire } from './wire'
import { wireWitness } from './witness'

const startMs = msOf(instant('2026-01-05T10:00:00Z'))
/** Turns of the whole stack for one of the ports': a port is several requests. */
const turnsEach = 3
/** So long after a fault or a change a failed reading is no wonder, milliseconds: lists are kept for minutes. */
const troubledForMs = 15 * 60_000
const never = () => new Promise<never>(() => undefined)

/** A world of this seed, with the server up, companies linked and products assigned. */
export async function openStage(seed: number, pieces: StackPieces): Promise<Stage> {
  const play = makePlay(seed, pieces)
  boot(play)
  const prepared = prepare(play, seed)
  await play.turns.run({ random: createRandom(seed), limit: 100_000 })
  await prepared
  const { turns, records, words } = play
  const placed = (id: AdditionId) => {
    const addition = additionOf(play.sites, id)
    return addition === undefined ? undefined : placedAddition(addition)
  }
  return {
    turns,
    words,
    violations: records.violations,
    violate: (rule, says) => records.violate(rule, says),
    life: () => play.life,
    face(trouble) {
      play.trouble = trouble
      play.stepMs = turns.nowMs()
    },
    boot: () => boot(play),
    restart: (luck) => restart(play, luck.percent(50)),
    passTo: (ms) => passTime(play, seed, ms),
    carryOut: (change) => carryOut(play, change),
    isAsked,
    send: (send, luck) => manualSend(play, send, luck, luck.between(0, 1)),
    sendAll: (all, luck) => sendAll(play, all, luck),
    takeBack: (back) => takeBack(play, back),
    press: (each) => press(play, each),
    resumeAll: () => resumeAll(play),
    nextSendMs() {
      if (play.schedule === null) return null
      const [next] = nextOccurrences(play.schedule, 'global', turns.now(), 1)
      return next === undefined ? null : msOf(next.at)
    },
    tick: () => look(play),
    turnsEach,
    checkAlways: () => checkAlways(records, (part) => play.seats.complaintOf(part)),
    async checkAtRest() {
      checkClearWay(play)
      play.trouble = calm()
      await checkRest(play)
      checkReplay(records, placed)
      checkBoundaries(records, placed)
      await checkPlanAfterSending(play)
    },
    checkAtEnd() {
      checkAtEnd(records, turns.nowMs())
      checkExplained(records)
      checkSkips(records)
      checkAudit(play)
    },
  }
}

/** What was under way goes on in its order; then it is that day, and customers and people have done what they do in between. */
async function passTime(play: Play, seed: number, untilMs: number): Promise<void> {
  const { turns, sites } = play
  play.trouble = calm()
  const fromDay = turns.now().slice(0, 10)
  await turns.run({ random: play.luck, limit: 100_000, untilMs })
  turns.skipTo(untilMs)
  if (sites.connectWise.options.autoInvoice) sites.connectWise.edits.passTime()
  play.invoices.note(turns.nowMs())
  for (const change of changesBetween(seed, fromDay, turns.now().slice(0, 10), sites)) carryOut(play, change)
}

const calm = () => createTrouble(createRandom(1), quietCourse.trouble)

function makePlay(seed: number, pieces: StackPieces): Play {
  const turns = createTurns(startMs, quiet)
  const records = createRecords()
  const luck = createRandom(seed)
  const sites = makeSites(turns, luck, seed)
  const seats = createSeatHistory()
  seats.note(sites.trendMicro, startMs)
  const disk = createCrashingDisk()
  const trouble = () => play.trouble
  const onMishap = () => void (play.troubledMs = turns.nowMs())
  const invoices = createInvoiceBook(sites, records)
  const witness = wireWitness(records, seats, sites)
  const wire = createWire({ turns, records, sites, seats, invoices, witness, trouble, onMishap })
  const play: Play = {
    turns,
    records,
    words: [],
    sites,
    seats,
    invoices,
    disk,
    notes: createDiskNotes({ disk, folder: dataFolder, tenant, turns, records }),
    wire,
    pieces,
    luck,
    trouble: calm(),
    life: { number: 0, ended: true },
    server: never(),
    pods: new Map(),
    open: new Map(),
    schedule: null,
    changedMs: startMs,
    stepMs: startMs,
    troubledMs: startMs,
    replanned: new Set(),
  }
  return play
}

/** A new server on what the last one left; where the power went, that is less than it wrote. */
function boot(play: Play): void {
  const before = play.life.number
  const life: Life = { number: before + 1, ended: false }
  play.life = life
  play.records.boots.set(life.number, play.turns.nowMs())
  const power = play.luck.percent(40)
  const keep = { names: !power || play.luck.percent(50), contents: !power || play.luck.percent(50) }
  play.server = start(play, life, keep, before).catch((error: unknown) => {
    // A process that cannot start, or not go on with what was open, ends; it is started again later.
    life.ended = true
    play.words.push(`    the server does not start: ${String(error)}`)
    if (!(error instanceof DiskFault)) play.records.violate('no defect', `The server does not start: ${String(error)}`)
    return never()
  })
  look(play)
}

/** The clock looks: at the schedules, and whether the day's check is due. */
function look(play: Play): void {
  begin(play, async () => {
    const { scheduler, driftWatch } = await play.server
    await Promise.all([scheduler.tick(), driftWatch.tick()])
  })
}

async function start(
  play: Play,
  life: Life,
  keep: { names: boolean; contents: boolean },
  before: number,
): Promise<Composed> {
  play.disk.restart(keep)
  await play.notes.readAgain(before)
  const isTroubled = () => play.turns.nowMs() - Math.max(play.troubledMs, play.changedMs) < troubledForMs
  const server = await startServer({ ...play, life, isTroubled, trouble: () => play.trouble })
  // As compose's own start; but the clock is looked at when a step says so.
  await server.runs.resume([tenant])
  return server
}

/** Stopped in good order, or killed. */
function restart(play: Play, kindly: boolean): void {
  if (!kindly) {
    play.life.ended = true
    boot(play)
    return
  }
  begin(play, async () => {
    await (await play.server).stop()
    play.words.push('    the server stops')
    play.life.ended = true
    boot(play)
  })
}

/** Everything through the API: settings, links and assignments. */
async function prepare(play: Play, seed: number): Promise<void> {
  const random = createRandom(seed + 7)
  const view = await configure(play, {
    schedule: { on: true, dayOfMonth: random.pick([1, 15, 28, 31]), time: '02:00', timeZone: 'America/New_York' },
    approval: random.percent(80) ? 'withinLimits' : 'person',
    createWhenMissing: random.percent(75),
    limits: someLimits(random),
  })
  play.schedule = view.schedule
  const { trendMicro, connectWise } = play.sites
  for (const company of connectWise.world.companies) {
    const customer = trendMicro.world.customers.find(({ id }) => id.endsWith(String(company.id)))
    if (customer !== undefined) await setUp(play, company.id, customer.id, random)
  }
}
