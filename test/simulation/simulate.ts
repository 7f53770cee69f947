/** The stage of the ports: the real services over both outside systems as ports and a store in memory. */
import { instantFromMs, msOf, instant } from '../../server/domain/calendar'
import { tenantId, type AdditionId } from '../../server/domain/ids'
import { nextOccurrences } from '../../server/domain/schedule'
import { defaultLinking } from '../../server/domain/linking'
import { emptyCompanyRecord, type Tenant } from '../../server/domain/settings'
import type { Ids } from '../../server/ports'
import { createRandom } from '../simulator/seed/random'
import { checkBoundaries } from './boundary'
import { carryOut, type Scene } from './change'
import { checkAtEnd, checkAlways } from './checks'
import { checkClearWay } from './clearWay'
import { editRecord } from './decide'
import { anAssignment } from './drawnChanges'
import { checkDriftTold } from './driftTold'
import { checkExplained, checkSkips } from './endChecks'
import { openFastStore } from './fastStore'
import { playHistory, type Stage, type Told } from './history'
import { makeHistory } from './histories'
import { makeInvoice, nextAutoInvoice } from './invoices'
import { boot, manualSend, press, resumeAll, sendAll, takeBack, type Play } from './people'
import { checkPlanAfterSending } from './planAgain'
import { noteOfReading } from './readings'
import { createRecords } from './records'
import { checkReplay } from './replay'
import { startServer, type Pieces } from './server'
import { quietCourse, someLimits, type Step } from './steps'
import { createTrouble } from './trouble'
import { createTurns } from './turns'
import { dayOf, makeWorld, plans } from './world'

const startMs = msOf(instant('2026-01-05T10:00:00Z'))

/** The history of a seed. */
export const historyOf = (seed: number): Step[] => makeHistory(seed)

/** Plays `steps` in the world of the seed; ends with the first step after which something is wrong. */
export const simulate = (seed: number, steps: readonly Step[], pieces: Pieces = {}): Promise<Told> =>
  playHistory(stageOf(setUp(seed, pieces)), steps)

function stageOf(play: Play): Stage {
  const { turns, words, records, world } = play
  const additionOf = (id: AdditionId) => world.additions.find((addition) => addition.id === id)
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
    restart() {
      play.life.ended = true
      boot(play)
    },
    passTo: (ms) => passTo(play, ms),
    carryOut: (change) => carryOut(play, change),
    isAsked: () => false,
    send: (send, luck) => manualSend(play, send, luck),
    sendAll: (all, luck) => sendAll(play, all, luck),
    takeBack: (back) => takeBack(play, back),
    press: (each) => press(play, each),
    resumeAll: () => resumeAll(play),
    nextSendMs() {
      const [next] = nextOccurrences(play.schedule, 'global', turns.now(), 1)
      return next === undefined ? null : msOf(next.at)
    },
    tick() {
      void play.server.scheduler.tick()
      void play.server.driftWatch.tick()
    },
    turnsEach: 1,
    checkAlways: () => checkAlways(records, (part) => noteOfReading(records, part)),
    async checkAtRest() {
      checkReplay(records, additionOf)
      checkBoundaries(records, additionOf)
      checkClearWay(play)
      await checkDriftTold(play)
      await checkPlanAfterSending(play)
    },
    checkAtEnd() {
      checkAtEnd(records, turns.nowMs())
      checkExplained(records)
      checkSkips(records)
    },
  }
}

/** What is on its way arrives meanwhile, and invoices are made on their days; the server sleeps. */
async function passTo({ turns, network, world, records, words }: Play, ms: number): Promise<void> {
  for (let next = nextAutoInvoice(world, ms); next !== null; next = nextAutoInvoice(world, ms)) {
    await turns.passTo(next.atMs, network)
    words.push(`    ${turns.now().slice(0, 16)} ${makeInvoice({ turns, world, records }, next.agreement)}`)
  }
  await turns.passTo(ms, network)
}

function setUp(seed: number, pieces: Pieces): Play {
  const random = createRandom(seed)
  const turns = createTurns(startMs)
  const tenant = tenantId('harbor')
  const disk = openFastStore(tenant)
  const records = createRecords()
  const network = { number: -2, ended: false }
  const world = makeWorld(random, dayOf(turns.now()))
  const settings = someTenant(turns.now(), createRandom(seed + 7))
  const scene: Scene = { world, turns, records, disk, tenant, changedMs: startMs }
  void disk.of(tenant).tenant.write('tenant', settings, null)
  for (const company of world.companies) {
    const customers = world.customers.filter((customer) => customer.companyId === company.id)
    editRecord(scene, company.id, () => ({
      ...emptyCompanyRecord(company.id),
      link: {
        customerIds: customers.map(({ id }) => id),
        customerNames: customers.map(({ name }) => name),
        enabled: true,
        linkedAt: turns.now(),
        linkedBy: 'kim',
      },
      customSchedule: random.percent(20) ? { ...settings.settings.schedule, dayOfMonth: random.between(1, 31) } : null,
      noTrendMicro: null,
    }))
    for (const plan of plans.keys())
      if (random.percent(80))
        carryOut(scene, { ...anAssignment(random), company: world.companies.indexOf(company), plan })
  }
  let uuids = 0
  const ids: Ids = {
    uuid: () => `00000000-0000-4000-8000-${String((uuids += 1)).padStart(12, '0')}`,
    bytes: (length) => new Uint8Array(length),
  }
  const play: Play = {
    ...scene,
    schedule: settings.settings.schedule,
    words: [],
    violations: records.violations,
    trouble: createTrouble(random, quietCourse.trouble),
    life: { number: 0, ended: true },
    network,
    stepMs: startMs,
    start(life) {
      play.life = life
      const gate = { life, network, turns, records, trouble: () => play.trouble }
      play.server = startServer({ gate, world, tenant, disk, ids, pieces })
    },
    server: startServer({
      gate: { life: { number: 0, ended: true }, network, turns, records, trouble: () => play.trouble },
      world,
      tenant,
      disk,
      ids,
      pieces: {},
    }),
  }
  return play
}

function someTenant(now: string, random: ReturnType<typeof createRandom>): Tenant {
  return {
    id: tenantId('harbor'),
    connections: {
      connectWise: { site: '', loginCompany: '', clientId: '', publicKey: '', privateKey: null, privateKeySetAt: null },
      trendMicro: { lmpi: null, smpi: null },
    },
    settings: {
      schedule: {
        on: true,
        dayOfMonth: random.pick([1, 15, 28, 31]),
        time: '02:00',
        timeZone: 'UTC',
        changedAt: instantFromMs(Date.parse(now)),
      },
      approval: random.percent(80) ? 'withinLimits' : 'person',
      rule: { count: 'provisioned', minimum: 0, included: 0 },
      which: 'current',
      createWhenMissing: random.percent(60),
      limits: someLimits(random),
      limitsSet: null,
      defaultTypeNames: ['TMRM Management Solution', 'Managed Service'],
    },
    linking: defaultLinking,
    productDefaults: [],
    preflightDays: [5, 1],
    setup: 'finished',
  }
}
