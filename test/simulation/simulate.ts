/** Plays one history in one world and checks every invariant after every step. */
import { instantFromMs, msOf, instant } from '../../server/domain/calendar'
import { tenantId } from '../../server/domain/ids'
import { nextOccurrences } from '../../server/domain/schedule'
import { emptyCompanyRecord, type Tenant } from '../../server/domain/settings'
import type { Ids } from '../../server/ports'
import { createRandom } from '../simulator/seed/random'
import { carryOut, editRecord, type Scene } from './change'
import { checkAtEnd, checkAtRest, checkAlways } from './checks'
import { openFastStore } from './fastStore'
import { boot, manualSend, sendAll, type Play } from './people'
import { createRecords, type Violation } from './records'
import { startServer, type Pieces } from './server'
import { anAssignment, luckOf, makeHistory, quietCourse, someLimits, type Course, type Step } from './steps'
import { createTrouble } from './trouble'
import { createTurns } from './turns'
import { dayOf, makeWorld, plans } from './world'

export interface Told {
  steps: number
  faults: number
  violations: Violation[]
  /** Every step in words, with what came of it. */
  words: string[]
}

const startMs = msOf(instant('2026-01-05T10:00:00Z'))
/** More turns than the longest step needs; one that needs more goes round in circles. */
const turnLimit = 20_000

/** The history of a seed. */
export const historyOf = (seed: number): Step[] => makeHistory(createRandom(seed * 2 + 1))

/** Plays `steps` in the world of the seed; ends with the first step after which something is wrong. */
export async function simulate(seed: number, steps: readonly Step[], pieces: Pieces = {}): Promise<Told> {
  const play = setUp(seed, pieces)
  const told: Told = { steps: 0, faults: 0, violations: play.records.violations, words: play.words }
  boot(play)
  await run(play, quietCourse)
  for (const step of steps) {
    told.steps += 1
    play.words.push(`${play.turns.now().slice(0, 16)} ${title(step)}`)
    await perform(play, step)
    told.faults += play.trouble.struck
    if (told.violations.length > 0) return told
  }
  await finish(play)
  return told
}

async function perform(play: Play, step: Step): Promise<void> {
  if (step.kind === 'change') {
    say(play, carryOut(play, step.change))
  } else {
    if (play.life.ended) boot(play)
    if (step.kind === 'send') for (const send of step.sends) manualSend(play, send, luckOf(step.course))
    else if (step.kind === 'sendAll') sendAll(play)
    else if (step.kind === 'restart') {
      play.life.ended = true
      boot(play)
    } else tickAt(play, step)
    await run(play, step.course)
  }
  checkAlways(play)
  if (play.violations.length === 0 && play.turns.isQuiet() && !play.life.ended) await checkAtRest(play)
}

/** Moves the clock and lets the schedule look. */
function tickAt(play: Play, step: Extract<Step, { kind: 'days' | 'sendDay' }>): void {
  const { turns } = play
  const days = step.kind === 'days' ? step.days : null
  const next = nextOccurrences(play.schedule, 'global', turns.now(), 1)[0]
  turns.skipTo(days !== null || next === undefined ? turns.nowMs() + (days ?? 28) * 86_400_000 : msOf(next.at) + 1_000)
  void play.server.scheduler.tick()
}

/** Gives turns until all is done, the course ends early, or the server dies (and, perhaps, is started again). */
async function run(play: Play, course: Course): Promise<void> {
  const random = luckOf(course)
  play.trouble = createTrouble(random, course.trouble, (words) => say(play, words))
  const limit = course.leave ?? turnLimit
  const before = (turn: number) => {
    for (const { turn: at, change } of course.meanwhile)
      if (at === turn) say(play, carryOut(play, change), 'meanwhile ')
    if (course.crash?.turn === turn && !play.life.ended) {
      play.life.ended = true
      play.words.push('    the server dies')
    }
  }
  const ended = await play.turns.run({ random, limit, before })
  if (ended === 'limit' && course.leave === null) play.records.violate('comes to rest', 'a step goes round in circles')
  if (play.life.ended && course.crash?.again === 'now') {
    boot(play)
    play.words.push('    and is started again')
    await play.turns.run({ random, limit: turnLimit })
  }
}

/** No more trouble: a last restart must bring everything to its end. */
async function finish(play: Play): Promise<void> {
  play.words.push(`${play.turns.now().slice(0, 16)} a last restart, without trouble`)
  play.life.ended = true
  boot(play)
  await run(play, quietCourse)
  checkAlways(play)
  checkAtEnd(play)
  if (play.violations.length === 0) await checkAtRest(play)
}

function setUp(seed: number, pieces: Pieces): Play {
  const random = createRandom(seed)
  const turns = createTurns(startMs)
  const tenant = tenantId('harbor')
  const disk = openFastStore(tenant)
  const records = createRecords()
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
    start(life) {
      play.life = life
      const gate = { life, turns, records, trouble: () => play.trouble }
      play.server = startServer({ gate, world, tenant, disk, ids, pieces })
    },
    server: startServer({
      gate: { life: { number: 0, ended: true }, turns, records, trouble: () => play.trouble },
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
      defaultTypeNames: ['TMRM Management Solution', 'Managed Service'],
    },
  }
}

function say(play: Play, words: string | null, prefix = ''): void {
  if (words !== null) play.words.push(`    ${prefix}${words}`)
}

function title(step: Step): string {
  switch (step.kind) {
    case 'change':
      return 'a change'
    case 'send':
      return `${step.sends.length} people send${course(step.course)}`
    case 'sendAll':
      return `somebody sends all companies${course(step.course)}`
    case 'days':
      return `${step.days} days pass${course(step.course)}`
    case 'sendDay':
      return `the day of the send${course(step.course)}`
    case 'restart':
      return `the server is killed and started${course(step.course)}`
    default:
      return step satisfies never
  }
}

function course({ trouble, crash, leave, meanwhile }: Course): string {
  const parts = [
    trouble.most > 0 ? `up to ${trouble.most} faults` : '',
    meanwhile.length > 0 ? `${meanwhile.length} changes meanwhile` : '',
    crash === null ? '' : `death at turn ${crash.turn}, started ${crash.again}`,
    leave === null ? '' : `left after ${leave} turns`,
  ].filter((part) => part !== '')
  return parts.length === 0 ? '' : ` (${parts.join(', ')})`
}
