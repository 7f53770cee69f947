import { describe, expect, it } from 'vitest'
import { additionId, type AdditionId } from '../../server/domain/ids'
import type { LineOutcome, RunLine } from '../../server/domain/run'
import { day } from '../../server/domain/calendar'
import { endStale } from '../../server/services/replacement'
import type { SendContext } from '../../server/services/lineResult'
import { aRunLine, anAddition, now } from '../factories'

const [old, made] = [additionId(9001), additionId(9002)]
const changed = { kind: 'changedMeanwhile', by: 'api', quantityNow: 26 } as const

/** A replacement of 24 by 1 of which the new addition has another number by now. `begun`: what is known to have begun. */
async function endIt({ begun, writtenElsewhere }: { begun: AdditionId; writtenElsewhere: boolean }) {
  const outcome: LineOutcome = {
    at: now,
    quantityAfter: 1,
    additionId: begun,
    requestId: null,
    cause: null,
    alreadyRight: false,
  }
  const line: RunLine = aRunLine({
    status: 'unknown',
    attempts: 2,
    change: { kind: 'replace', additionId: old, quantityBefore: 24, quantity: 1, lastDay: day('2026-11-30') },
    startsOn: day('2026-12-01'),
    outcome,
  })
  const ends: (AdditionId | null)[] = []
  const bases: number[] = []
  const refuse = () => Promise.reject(new Error('Nothing else is asked for'))
  const journal: SendContext['journal'] = {
    move: (_key, to, then) => Promise.resolve({ ...line, status: to, outcome: then ?? null }),
    intend: refuse,
    append: (_line, _kind, then) => Promise.resolve(void ends.push(then?.additionId ?? null)),
    isOpenElsewhere: () => Promise.resolve(false),
    isWrittenElsewhere: () => Promise.resolve(writtenElsewhere),
    remember: (_line, { quantity }) => Promise.resolve(void bases.push(quantity)),
    rememberRight: refuse,
    rememberUnchanged: refuse,
  }
  const clock = { now: () => now, sleep: refuse, onJump: () => () => undefined }
  const signal = new AbortController().signal
  const looks = { at: refuse, note: () => undefined, forget: () => undefined, isRecent: () => true }
  const context = { journal, clock, signal, looks, mayAskAgain: false, connectWise: null } as unknown as SendContext // never asked
  await endStale(context, line, { cause: changed, made: anAddition({ id: made, quantity: 26 }) })
  return { ends, bases }
}

describe('a replacement whose new addition has another number when it is looked at again', () => {
  it('is its own where nobody else wrote to it: named in the ledger, and the base of drift', async () => {
    expect(await endIt({ begun: made, writtenElsewhere: false })).toEqual({ ends: [made], bases: [1] })
  })

  it('is named in the ledger where another run wrote to it since, and that run is the base of drift', async () => {
    expect(await endIt({ begun: made, writtenElsewhere: true })).toEqual({ ends: [made], bases: [] })
  })

  it('is the other run’s where this line is not known to have made it', async () => {
    expect(await endIt({ begun: old, writtenElsewhere: true })).toEqual({ ends: [old], bases: [] })
  })
})
