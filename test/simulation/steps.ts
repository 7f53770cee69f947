/** Histories as data: each step stands for itself, with its own numbers, so that any of them can be left out. */
import { createRandom, type Random } from '../simulator/seed/random'
import type { Addition } from '../../server/domain/psa'
import type { RunAction } from '../../server/domain/runControl'
import type { ChangeStrategy, DriftPolicy, Limits } from '../../server/domain/settings'
import type { TroubleSettings } from './trouble'

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
  | { kind: 'billable'; addition: number; billable: Addition['billable'] }
  | { kind: 'included'; addition: number; included: number }
  | { kind: 'move'; addition: number; item: number }
  | { kind: 'twin'; addition: number; quantity: number }
  | { kind: 'delete'; addition: number }
  /** Another program writes what we write. */
  | { kind: 'oldSync'; addition: number; quantity: number }
  | { kind: 'end'; agreement: number }
  | { kind: 'renew'; agreement: number }
  | { kind: 'revive'; agreement: number }
  | { kind: 'invoice'; agreement: number }
  /** All that are due in so many days. */
  | { kind: 'invoices'; ahead: number }
  | {
      kind: 'assign'
      company: number
      plan: number
      agreement: number | 'default'
      create: boolean | null
      used: boolean
      /** Which of the additions that are there is adopted; null: none. */
      adopt: number | null
      strategy: ChangeStrategy
      drift: DriftPolicy
    }
  | { kind: 'exclude'; company: number; plan: number; out: boolean }
  | { kind: 'companyLimits'; company: number; limits: Partial<Limits> }
  | { kind: 'limits'; limits: Limits; approval: 'withinLimits' | 'person' }

/** How a step goes: its own luck, what goes wrong, what happens meanwhile, and when the server dies. */
export interface Course {
  luck: number
  trouble: TroubleSettings
  meanwhile: { turn: number; change: Change }[]
  /** What somebody presses meanwhile. */
  presses: { turn: number; press: Press }[]
  crash: { turn: number; again: 'now' | 'later' } | null
  /** The next step begins after so many turns, whether all is done or not. */
  leave: number | null
}

export interface ManualSend {
  company: number
  /** How many percent of the lines are ticked. */
  share: number
  /** How many percent of the others are left out with a reason. */
  skips: number
  twice: boolean
  /** The person reads the plan for so long. */
  thinksMs: number
}

/** A send of all: perhaps one company of it first, by itself, and then perhaps not the rest. */
export interface SendOfAll {
  first: ManualSend | null
  rest: boolean
}

/** A button of a run of all companies that is not at its end. */
export interface Press {
  /** How many such runs ago. */
  run: number
  action: RunAction
}

/** What somebody takes back of a run that was sent: a line, what can be of a company, or what can be of all. */
export interface TakeBack {
  /** How many runs ago. */
  run: number
  what: 'line' | 'company' | 'all'
  /** Which of its companies, and of their lines. */
  of: number
  twice: boolean
  /** Looks at what would be done for so long. */
  thinksMs: number
}

export type Step =
  | { kind: 'change'; change: Change }
  | { kind: 'send'; sends: ManualSend[]; course: Course }
  | { kind: 'sendAll'; all: SendOfAll; course: Course }
  | { kind: 'takeBack'; backs: TakeBack[]; course: Course }
  | { kind: 'days'; days: number; course: Course }
  | { kind: 'sendDay'; course: Course }
  | { kind: 'press'; press: Press; course: Course }
  | { kind: 'restart'; course: Course }

export const quietCourse: Course = {
  luck: 1,
  trouble: { percent: 0, most: 0, aim: null },
  meanwhile: [],
  presses: [],
  crash: null,
  leave: null,
}

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
