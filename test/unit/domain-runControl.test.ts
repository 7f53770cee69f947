/** Which button may be pressed when, and how the run stands after it. */
import { describe, expect, it } from 'vitest'
import { instant } from '../../server/domain/calendar'
import { AppError } from '../../server/domain/errors'
import type { BillingRun } from '../../server/domain/run'
import { maxControls, press, standingOf, type RunAction } from '../../server/domain/runControl'
import { aRun } from '../contract/documents'

const at = instant('2026-11-17T15:00:00Z')
const ofAll = (over: Partial<BillingRun> = {}) =>
  aRun('run-1', { scope: { kind: 'all' }, status: 'sending', controls: [], ...over })
const pressAll = (run: BillingRun, ...actions: readonly RunAction[]) =>
  actions.reduce((before, action) => press(before, action, 'mortiz', at), run)
function statusOfRefusal(run: BillingRun, action: RunAction): unknown {
  try {
    press(run, action, 'mortiz', at)
  } catch (error) {
    if (error instanceof AppError && error.code === 'planNotOpen') return error.params['status']
    throw error
  }
  return null
}

describe('a run of all', () => {
  it('goes on until somebody presses a button, and again after going on', () => {
    expect(standingOf(ofAll())).toEqual({ kind: 'going' })
    expect(standingOf(pressAll(ofAll(), 'pause', 'resume'))).toEqual({ kind: 'going' })
  })

  it('is paused or cancelled by whom and since when', () => {
    expect(standingOf(pressAll(ofAll(), 'pause'))).toEqual({ kind: 'paused', by: 'mortiz', at })
    expect(standingOf(pressAll(ofAll(), 'pause', 'cancel'))).toEqual({ kind: 'cancelled', by: 'mortiz', at })
  })

  it('keeps the name of who was first when the same is pressed again', () => {
    for (const action of ['pause', 'cancel'] as const) {
      const first = press(ofAll(), action, 'mortiz', at)
      expect(press(first, action, 'jlee', at)).toBe(first)
    }
    expect(press(ofAll(), 'resume', 'jlee', at).controls).toEqual([])
  })

  it('never goes on after it was cancelled', () => {
    const cancelled = pressAll(ofAll(), 'cancel')
    expect(statusOfRefusal(cancelled, 'resume')).toBe('cancelled')
    expect(statusOfRefusal(cancelled, 'pause')).toBe('cancelled')
  })

  it('that waits for a person can be cancelled; there is nothing to pause', () => {
    expect(statusOfRefusal(ofAll({ status: 'waiting' }), 'pause')).toBe('waiting')
    expect(statusOfRefusal(ofAll({ status: 'waiting' }), 'cancel')).toBeNull()
  })

  it('that is at its end is open to nothing', () => {
    for (const action of ['pause', 'resume', 'cancel'] as const)
      expect(statusOfRefusal(ofAll({ status: 'finished' }), action)).toBe('finished')
  })

  it('remembers a bounded number of presses', () => {
    const presses = Array.from({ length: maxControls + 1 }, (_, index) => (index % 2 === 0 ? 'pause' : 'resume'))
    const run = pressAll(ofAll(), ...presses)
    expect(run.controls).toHaveLength(maxControls)
    expect(standingOf(run).kind).toBe('paused')
  })
})

it('a run of one company, and a draft, have no such buttons', () => {
  for (const action of ['pause', 'resume', 'cancel'] as const) {
    expect(statusOfRefusal(aRun('run-1', { status: 'sending' }), action)).toBe('sending')
    expect(statusOfRefusal(ofAll({ status: 'draft' }), action)).toBe('draft')
  }
})
