/** Plays one history on a stage and checks every invariant after every step. What the stage is made of, it does not know. */
import type { Random } from '../simulator/seed/random'
import type { Violation } from './records'
import {
  luckOf,
  quietCourse,
  type Change,
  type Course,
  type ManualSend,
  type Press,
  type SendOfAll,
  type Step,
  type TakeBack,
} from './steps'
import { createTrouble, type Trouble } from './trouble'
import type { Life, Turns } from './turns'

/** Two worlds with a server between them. Nothing here waits for an end: turns decide. */
export interface Stage {
  turns: Turns
  /** Every step in words, with what came of it. */
  words: string[]
  violations: Violation[]
  violate(rule: string, says: string): void
  /** The server of now; an ended one is dead. */
  life(): Life
  /** What goes wrong from now on. */
  face(trouble: Trouble): void
  /** Starts a server on what the last one left. */
  boot(): void
  restart(luck: Random): void
  /** Lets time pass until then, with what others do meanwhile. */
  passTo(ms: number): Promise<void>
  /** Answers what the change came to, in words; null when there was nothing to change. */
  carryOut(change: Change): string | null
  /** Is the change asked of the server, so that it has to come to its end first? */
  isAsked(change: Change): boolean
  send(send: ManualSend, luck: Random): void
  sendAll(all: SendOfAll, luck: Random): void
  takeBack(back: TakeBack, luck: Random): void
  /** Answers what is pressed, in words; null when there is no such run. */
  press(press: Press): string | null
  /** Somebody goes on with every run that is paused. */
  resumeAll(): void
  /** When the clock sends next, by the tenant's schedule. */
  nextSendMs(): number | null
  /** The clock looks: at the schedules, and whether the day's check is due. */
  tick(): void
  /** How many turns there are for each that a course speaks of: some stages have more of them for the same work. */
  turnsEach: number
  checkAlways(): void
  checkAtRest(): Promise<void>
  /** After a last restart without trouble. */
  checkAtEnd(): void
}

export interface Told {
  steps: number
  faults: number
  violations: Violation[]
  words: string[]
}

/** More turns than the longest step needs; one that needs more goes round in circles. */
const turnLimit = 20_000

/** Plays `steps`; ends with the first step after which something is wrong. */
export async function playHistory(stage: Stage, steps: readonly Step[]): Promise<Told> {
  const { words, violations } = stage
  const told: Told = { steps: 0, faults: 0, violations, words }
  if (stage.life().ended) stage.boot()
  await run(stage, quietCourse)
  for (const step of steps) {
    told.steps += 1
    words.push(`${stage.turns.now().slice(0, 16)} ${title(step)}`)
    told.faults += await perform(stage, step)
    if (violations.length > 0) return told
  }
  await finish(stage)
  return told
}

/** Answers how many faults struck. */
async function perform(stage: Stage, step: Step): Promise<number> {
  let struck = 0
  if (step.kind === 'change') {
    say(stage, stage.carryOut(step.change))
    if (stage.isAsked(step.change)) struck = await run(stage, quietCourse)
  } else {
    if (stage.life().ended) stage.boot()
    if (step.kind === 'send') for (const send of step.sends) stage.send(send, luckOf(step.course))
    else if (step.kind === 'sendAll') stage.sendAll(step.all, luckOf(step.course))
    else if (step.kind === 'takeBack') for (const back of step.backs) stage.takeBack(back, luckOf(step.course))
    else if (step.kind === 'press') say(stage, stage.press(step.press))
    else if (step.kind === 'restart') stage.restart(luckOf(step.course))
    else await tickAt(stage, step)
    struck = await run(stage, step.course)
  }
  stage.checkAlways()
  if (stage.violations.length === 0 && stage.turns.isQuiet() && !stage.life().ended) await stage.checkAtRest()
  return struck
}

/** Moves the clock and lets the schedule look. */
async function tickAt(stage: Stage, step: Extract<Step, { kind: 'days' | 'sendDay' }>): Promise<void> {
  const days = step.kind === 'days' ? step.days : null
  const next = stage.nextSendMs()
  const { turns } = stage
  await stage.passTo(days !== null || next === null ? turns.nowMs() + (days ?? 28) * 86_400_000 : next + 1_000)
  stage.tick()
}

/** Gives turns until all is done, the course ends early, or the server dies (and, perhaps, is started again). */
async function run(stage: Stage, course: Course): Promise<number> {
  const { turns, words, turnsEach } = stage
  const random = luckOf(course)
  const trouble = createTrouble(random, course.trouble, (told) => say(stage, told))
  stage.face(trouble)
  const limit = course.leave === null ? turnLimit : course.leave * turnsEach
  const before = (turn: number): 'stop' | 'go' => {
    for (const { turn: at, change } of course.meanwhile)
      if (at * turnsEach === turn) say(stage, stage.carryOut(change), 'meanwhile ')
    for (const { turn: at, press } of course.presses)
      if (at * turnsEach === turn && !stage.life().ended) say(stage, stage.press(press), 'meanwhile ')
    if (course.crash === null || course.crash.turn * turnsEach !== turn || stage.life().ended) return 'go'
    stage.life().ended = true
    words.push('    the server dies')
    // What it let go is on its way, whether another one is started at once or not.
    return 'stop'
  }
  const ended = await turns.run({ random, limit, before })
  if (ended === 'limit' && course.leave === null) stage.violate('comes to rest', 'a step goes round in circles')
  if (stage.life().ended && course.crash?.again === 'now') {
    stage.boot()
    words.push('    and is started again')
    await turns.run({ random, limit: turnLimit })
  }
  return trouble.struck
}

/** No more trouble: a last restart, and going on with what was paused, must bring everything to its end. */
async function finish(stage: Stage): Promise<void> {
  stage.words.push(`${stage.turns.now().slice(0, 16)} a last restart, without trouble`)
  stage.life().ended = true
  stage.boot()
  await run(stage, quietCourse)
  stage.resumeAll()
  await run(stage, quietCourse)
  stage.checkAlways()
  stage.checkAtEnd()
  if (stage.violations.length === 0) await stage.checkAtRest()
}

function say(stage: Stage, words: string | null, prefix = ''): void {
  if (words !== null) stage.words.push(`    ${prefix}${words}`)
}

function title(step: Step): string {
  switch (step.kind) {
    case 'change':
      return 'a change'
    case 'send':
      return `${step.sends.length} people send${course(step.course)}`
    case 'sendAll':
      return `somebody sends all companies${course(step.course)}`
    case 'takeBack':
      return `${step.backs.length} people take back${course(step.course)}`
    case 'days':
      return `${step.days} days pass${course(step.course)}`
    case 'sendDay':
      return `the day of the send${course(step.course)}`
    case 'press':
      return `somebody presses ${step.press.action}${course(step.course)}`
    case 'restart':
      return `the server is killed and started${course(step.course)}`
    default:
      return step satisfies never
  }
}

function course({ trouble, crash, leave, meanwhile, presses }: Course): string {
  const parts = [
    trouble.most > 0 ? `up to ${trouble.most} faults` : '',
    meanwhile.length > 0 ? `${meanwhile.length} changes meanwhile` : '',
    presses.length > 0 ? presses.map(({ turn, press }) => `${press.action} at turn ${turn}`).join(', ') : '',
    crash === null ? '' : `death at turn ${crash.turn}, started ${crash.again}`,
    leave === null ? '' : `left after ${leave} turns`,
  ].filter((part) => part !== '')
  return parts.length === 0 ? '' : ` (${parts.join(', ')})`
}
