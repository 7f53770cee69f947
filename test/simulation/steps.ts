/** Histories as data: each step stands for itself, with its own numbers, so that any of them can be left out. */
import { createRandom, type Random } from '../simulator/seed/random'
import type { TroubleSettings } from './trouble'
import type { Limits } from '../../server/domain/settings'

/** Something that changes at once. Numbers that name a thing are taken modulo the things there are. */
export type Change =
  | { kind: 'seats'; subscription: number; seats: number }
  | { kind: 'used'; subscription: number; used: number | null }
  | { kind: 'state'; subscription: number; state: 'there' | 'gone' | 'trial' | 'expired' }
  | { kind: 'subscribe'; company: number; plan: number; seats: number }
  | { kind: 'status'; customer: number; code: number }
  | { kind: 'edit'; addition: number; quantity: number }
  | { kind: 'price'; addition: number; price: number }
  | { kind: 'cancel'; addition: number; inDays: number }
  | { kind: 'reopen'; addition: number }
  | { kind: 'twin'; addition: number; quantity: number }
  | { kind: 'delete'; addition: number }
  | { kind: 'end'; agreement: number }
  | { kind: 'renew'; agreement: number }
  | { kind: 'revive'; agreement: number }
  | {
      kind: 'assign'
      company: number
      plan: number
      agreement: number | 'default'
      create: boolean | null
      used: boolean
    }
  | { kind: 'limits'; limits: Limits; approval: 'withinLimits' | 'person' }

/** How a step goes: its own luck, what goes wrong, what happens meanwhile, and when the server dies. */
export interface Course {
  luck: number
  trouble: TroubleSettings
  meanwhile: { turn: number; change: Change }[]
  crash: { turn: number; again: 'now' | 'later' } | null
  /** The next step begins after so many turns, whether all is done or not. */
  leave: number | null
}

export interface ManualSend {
  company: number
  /** How many percent of the lines are ticked. */
  share: number
  twice: boolean
  /** The person reads the plan for so long. */
  thinksMs: number
}

export type Step =
  | { kind: 'change'; change: Change }
  | { kind: 'send'; sends: ManualSend[]; course: Course }
  | { kind: 'sendAll'; course: Course }
  | { kind: 'days'; days: number; course: Course }
  | { kind: 'sendDay'; course: Course }
  | { kind: 'restart'; course: Course }

/** A year and a little: twelve send days, and what people, customers and misfortune do between them. */
export function makeHistory(random: Random): Step[] {
  const steps: Step[] = []
  for (let month = 0; month < 12; month += 1) {
    for (let count = random.between(0, 3); count > 0; count -= 1) steps.push(...someSteps(random))
    steps.push({ kind: 'sendDay', course: aCourse(random) })
  }
  return steps
}

function someSteps(random: Random): Step[] {
  const draw = random.between(1, 100)
  if (draw <= 45) return [{ kind: 'change', change: aChange(random) }]
  if (draw <= 80) {
    // Where nothing changed there is nothing to send.
    const changes = Array.from({ length: random.between(1, 3) }, () => random.between(0, 99))
    return [
      ...changes.map((subscription): Step => ({ kind: 'change', change: newSeats(random, subscription) })),
      { kind: 'send', sends: someSends(random), course: aCourse(random) },
    ]
  }
  if (draw <= 88) return [{ kind: 'sendAll', course: aCourse(random) }]
  if (draw <= 96) return [{ kind: 'days', days: random.between(1, 9), course: aCourse(random) }]
  return [{ kind: 'restart', course: aCourse(random) }]
}

/** One person, or two at the same time, most often with the same company. */
function someSends(random: Random): ManualSend[] {
  const company = random.between(0, 9)
  const thinksMs = random.pick([0, 60_000, 3_600_000])
  return Array.from({ length: random.percent(50) ? 2 : 1 }, (_, index) => ({
    company: random.percent(80) ? company : company + index,
    share: random.pick([100, 100, 60]),
    twice: random.percent(25),
    thinksMs: random.percent(80) ? thinksMs : 5_000,
  }))
}

const newSeats = (random: Random, subscription: number): Change => ({
  kind: 'seats',
  subscription,
  seats: random.pick([0, 1, random.between(1, 60), random.between(1, 60)]),
})

function aCourse(random: Random): Course {
  const meanwhile = Array.from({ length: random.percent(35) ? random.between(1, 3) : 0 }, () => ({
    turn: random.between(1, 90),
    change: random.percent(70) ? aHandEdit(random) : aChange(random),
  }))
  return {
    luck: random.between(0, 2 ** 31),
    trouble: random.percent(60) ? someTrouble(random) : { percent: 0, most: 0, aim: null },
    meanwhile,
    crash: random.percent(25) ? { turn: random.between(1, 120), again: random.percent(70) ? 'now' : 'later' } : null,
    leave: random.percent(10) ? random.between(10, 100) : null,
  }
}

function someTrouble(random: Random): TroubleSettings {
  const aim = random.pick([null, 'write', 'disk', 'reading'] as const)
  // Few writes, so that a fault seldom meets one unless it often strikes.
  const percent = aim === 'write' ? random.pick([30, 60]) : random.pick([3, 10, 30])
  return { percent, most: random.between(1, aim === 'write' ? 4 : 8), aim }
}

export const quietCourse: Course = {
  luck: 1,
  trouble: { percent: 0, most: 0, aim: null },
  meanwhile: [],
  crash: null,
  leave: null,
}

function aHandEdit(random: Random): Change {
  const addition = random.between(0, 99)
  const draw = random.between(1, 100)
  if (draw <= 50) return { kind: 'edit', addition, quantity: random.between(0, 40) }
  if (draw <= 58) return { kind: 'price', addition, price: random.between(1, 9) }
  if (draw <= 70) return { kind: 'cancel', addition, inDays: random.pick([-5, 0, 3, 40]) }
  if (draw <= 78) return { kind: 'reopen', addition }
  if (draw <= 90) return { kind: 'twin', addition, quantity: random.between(1, 40) }
  return { kind: 'delete', addition }
}

function aChange(random: Random): Change {
  const draw = random.between(1, 100)
  const subscription = random.between(0, 99)
  if (draw <= 35) return newSeats(random, subscription)
  if (draw <= 40) return { kind: 'used', subscription, used: random.percent(30) ? null : random.between(0, 60) }
  if (draw <= 50) return { kind: 'state', subscription, state: random.pick(['there', 'gone', 'trial', 'expired']) }
  if (draw <= 54)
    return {
      kind: 'subscribe',
      company: random.between(0, 9),
      plan: random.between(0, 3),
      seats: random.between(1, 40),
    }
  if (draw <= 56) return { kind: 'status', customer: random.between(0, 9), code: random.pick([1, 1, 3]) }
  if (draw <= 72) return aHandEdit(random)
  if (draw <= 75) return { kind: 'end', agreement: random.between(0, 19) }
  if (draw <= 78) return { kind: 'renew', agreement: random.between(0, 19) }
  if (draw <= 80) return { kind: 'revive', agreement: random.between(0, 19) }
  if (draw <= 94) return anAssignment(random)
  return { kind: 'limits', limits: someLimits(random), approval: random.percent(85) ? 'withinLimits' : 'person' }
}

export const anAssignment = (random: Random): Extract<Change, { kind: 'assign' }> => ({
  kind: 'assign',
  company: random.between(0, 9),
  plan: random.between(0, 3),
  agreement: random.percent(25) ? 'default' : random.between(0, 9),
  create: random.pick([null, true, true, false]),
  used: random.percent(20),
})

export const someLimits = (random: Random): Limits => ({
  risePercent: random.pick([999, 999, 50]),
  dropPercent: random.pick([100, 100, 30]),
  minSeats: 5,
  moneyPerMonth: random.percent(15) ? 100 : null,
  holdInvoiced: random.percent(80),
  holdHandEdits: random.percent(70),
  usageAgeHours: 48,
})

export const luckOf = (course: Course): Random => createRandom(course.luck)
