/** Pausing, resuming and cancelling a run of all companies: what may be pressed when, and how the run stands after it. Pure. */
import type { Instant } from './calendar'
import { AppError } from './errors'
import type { BillingRun } from './run'

export const runActions = ['pause', 'resume', 'cancel'] as const
export type RunAction = (typeof runActions)[number]

/** One press of a button, as it is kept with the run. */
export interface RunControl {
  action: RunAction
  /** A member's identifier. */
  by: string
  at: Instant
}

/** What the last press made of the run: nothing new begins while it is paused, and never again once it is cancelled. */
export type Standing = { kind: 'going' } | { kind: 'paused' | 'cancelled'; by: string; at: Instant }

/** Presses that are kept of one run; the oldest go first. */
export const maxControls = 100

export function standingOf({ controls }: Pick<BillingRun, 'controls'>): Standing {
  const last = controls.at(-1)
  if (last === undefined || last.action === 'resume') return { kind: 'going' }
  return { kind: last.action === 'pause' ? 'paused' : 'cancelled', by: last.by, at: last.at }
}

/**
 * The run with the press noted. One that changes nothing (a second pause, a second cancel, going on with what goes on) leaves
 * the run and the name of who was first as they are. Throws AppError `planNotOpen` (params.status) for what is not open to it:
 * a draft, a run of one company, one that is at its end or was cancelled, and a pause where nothing is under way.
 */
export function press(run: BillingRun, action: RunAction, by: string, at: Instant): BillingRun {
  const { kind } = standingOf(run)
  if (kind === 'cancelled' && action === 'cancel') return run
  if (kind === 'cancelled') throw refused('cancelled')
  if (run.scope.kind !== 'all' || !isOpenTo(run, action)) throw refused(run.status)
  const changesNothing = action === 'pause' ? kind === 'paused' : action === 'resume' && kind === 'going'
  return changesNothing ? run : { ...run, controls: [...run.controls, { action, by, at }].slice(-maxControls) }
}

/**
 * May a person still let lines of it go, or leave them out? Of a run of all some may be on their way already: the others wait,
 * unless somebody let all of it go.
 */
export function takesDecisions(run: Pick<BillingRun, 'status' | 'scope' | 'approvedBy' | 'controls'>): boolean {
  if (standingOf(run).kind === 'cancelled') return false
  if (run.status === 'sending') return run.scope.kind === 'all' && run.approvedBy === null
  return run.status === 'draft' || run.status === 'waiting'
}

/** A run that waits for a person begins nothing by itself: it can be cancelled, and there is nothing to pause. */
function isOpenTo({ status }: BillingRun, action: RunAction): boolean {
  if (status === 'planning' || status === 'sending') return true
  return status === 'waiting' && action !== 'pause'
}

const refused = (status: string) => new AppError('planNotOpen', { params: { status } })
