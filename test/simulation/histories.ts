/** Draws a year and a little: twelve send days, and what people, customers and misfortune do between them. */
import { createRandom, type Random } from '../simulator/seed/random'
import { aChange, aHandEdit, newSeats } from './drawnChanges'
import type { Course, ManualSend, Press, SendOfAll, Step, TakeBack } from './steps'
import type { TroubleSettings } from './trouble'

/** The history of a seed. */
export function makeHistory(seed: number): Step[] {
  const steps: Step[] = []
  const random = createRandom(seed * 2 + 1)
  // What is pressed is drawn beside, so that all else that happens stays as it was.
  const aside = createRandom(seed * 2 + 2)
  for (let month = 0; month < 12; month += 1) {
    for (let count = random.between(0, 3); count > 0; count -= 1) steps.push(...someSteps(random))
    const sendDay: Step = { kind: 'sendDay', course: aCourseOfAll(random) }
    steps.push(sendDay)
    if (sendDay.course.presses.length > 0 || aside.percent(5))
      steps.push({ kind: 'press', press: aLaterPress(aside), course: aCourseOfAll(aside) })
    if (random.percent(20)) steps.push({ kind: 'takeBack', backs: someTakeBacks(random), course: aCourse(random) })
    if (random.percent(60))
      steps.push({ kind: 'change', change: { kind: 'invoices', ahead: random.pick([0, 0, 3, 10]) } })
  }
  return steps
}

function someSteps(random: Random): Step[] {
  const draw = random.between(1, 100)
  if (draw <= 42) return [{ kind: 'change', change: aChange(random) }]
  if (draw <= 80) {
    // Where nothing changed there is nothing to send.
    const changes = Array.from({ length: random.between(1, 3) }, () => random.between(0, 99))
    const sent: Step[] = [
      ...changes.map((subscription): Step => ({ kind: 'change', change: newSeats(random, subscription) })),
      { kind: 'send', sends: someSends(random), course: aCourse(random) },
    ]
    if (!random.percent(35)) return sent
    const between: Step[] = random.percent(25) ? [{ kind: 'change', change: aChange(random) }] : []
    return [...sent, ...between, { kind: 'takeBack', backs: someTakeBacks(random), course: aCourse(random) }]
  }
  if (draw <= 88) return [{ kind: 'sendAll', all: aSendOfAll(random), course: aCourseOfAll(random) }]
  if (draw <= 96) return [{ kind: 'days', days: random.between(1, 9), course: aCourse(random) }]
  return [{ kind: 'restart', course: aCourse(random) }]
}

/** One person, or two at the same time, most often with the same company. */
function someSends(random: Random): ManualSend[] {
  const company = random.between(0, 9)
  const thinksMs = random.pick([0, 60_000, 3_600_000])
  return Array.from({ length: random.percent(50) ? 2 : 1 }, (_, index) => ({
    ...aSend(random, random.percent(80) ? company : company + index),
    thinksMs: random.percent(80) ? thinksMs : 5_000,
  }))
}

const aSend = (random: Random, company: number): ManualSend => ({
  company,
  share: random.pick([100, 100, 60]),
  skips: random.pick([0, 50, 100]),
  twice: random.percent(25),
  thinksMs: 0,
})

const aSendOfAll = (random: Random): SendOfAll => ({
  first: random.percent(40) ? aSend(random, random.between(0, 9)) : null,
  rest: random.percent(75),
})

function someTakeBacks(random: Random): TakeBack[] {
  const run = random.pick([0, 0, 0, 1, 2])
  return Array.from({ length: random.percent(25) ? 2 : 1 }, () => ({
    run,
    what: random.pick(['line', 'line', 'company', 'all'] as const),
    of: random.between(0, 9),
    twice: random.percent(25),
    thinksMs: random.pick([0, 5_000, 600_000]),
  }))
}

/** What was paused is most often gone on with. */
const aLaterPress = (random: Random): Press => ({
  run: random.pick([0, 0, 0, 1]),
  action: random.pick(['resume', 'resume', 'resume', 'cancel', 'pause'] as const),
})

/** A run is paused at any moment; perhaps somebody goes on with it, or cancels it, soon after. */
function somePresses(random: Random): Course['presses'] {
  if (!random.percent(35)) return []
  const turn = random.between(1, 150)
  const first = random.pick(['pause', 'pause', 'pause', 'cancel'] as const)
  const presses: Course['presses'] = [{ turn, press: { run: 0, action: first } }]
  if (random.percent(50))
    presses.push({
      turn: turn + random.between(1, 60),
      press: { run: 0, action: random.pick(['resume', 'resume', 'cancel'] as const) },
    })
  return presses
}

/** Of a run of all companies, which has buttons. */
function aCourseOfAll(random: Random): Course {
  const course = aCourse(random)
  return { ...course, presses: somePresses(createRandom(course.luck)) }
}

function aCourse(random: Random): Course {
  const meanwhile = Array.from({ length: random.percent(35) ? random.between(1, 3) : 0 }, () => ({
    turn: random.between(1, 90),
    change: random.percent(65) ? aHandEdit(random) : aChange(random),
  }))
  return {
    luck: random.between(0, 2 ** 31),
    trouble: random.percent(60) ? someTrouble(random) : { percent: 0, most: 0, aim: null },
    meanwhile,
    presses: [],
    crash: random.percent(25) ? { turn: random.between(1, 120), again: random.percent(70) ? 'now' : 'later' } : null,
    leave: random.percent(10) ? random.between(10, 100) : null,
  }
}

function someTrouble(random: Random): TroubleSettings {
  const aim = random.pick([null, 'write', 'disk', 'reading', 'seats'] as const)
  // Few writes and few rows of seats, so that a fault seldom meets one unless it often strikes.
  const isRare = aim === 'write' || aim === 'seats'
  return { percent: isRare ? random.pick([30, 60]) : random.pick([3, 10, 30]), most: random.between(1, 8), aim }
}
