/** How far back the runs of a company are read for what is open at it. */
import { describe, expect, it } from 'vitest'
import { instantFromMs, msOf } from '../../server/domain/calendar'
import { companyId, lineKey, runId } from '../../server/domain/ids'
import type { BillingRun, RunLine } from '../../server/domain/run'
import { readOpen } from '../../server/services/inboxRead'
import { openMemoryStore } from '../../server/storage/memoryStore'
import { acme, aCompanyRecord, aRun, aRunCompany, at } from '../contract/documents'

const one = companyId(1)
const minutesOn = (minutes: number) => instantFromMs(msOf(at) + minutes * 60_000)
const clock = { now: () => minutesOn(600), sleep: () => Promise.resolve(), onJump: () => () => undefined }

/** `minute`: when it was planned and when it ended. */
async function withRuns(...runs: { planned: number; ended: number; lines: (line: RunLine) => RunLine[] }[]) {
  const store = openMemoryStore()
  const own = store.of(acme)
  await own.companies.write(one, aCompanyRecord(1), null)
  for (const [place, { planned, ended, lines }] of runs.entries()) {
    const run: BillingRun = aRun(`r-${place}`, {
      companyIds: [one],
      status: 'finished',
      createdAt: minutesOn(planned),
      finishedAt: minutesOn(ended),
    })
    const part = aRunCompany(run.id, 1, { plannedAt: minutesOn(planned) })
    await own.runs.write(run.id, run, null)
    const told = part.lines.flatMap((line) => lines({ ...line, skip: null }))
    await own.runCompanies.write({ runId: run.id, companyId: one }, { ...part, lines: told }, null)
  }
  return readOpen({ store, clock }, acme, [one], (_part, line) => line.key)
}

const at77 = (line: RunLine): RunLine => ({ ...line, key: lineKey('v1:acme:1:77:5:2026-11-01') })
const at78 = (line: RunLine): RunLine => ({ ...line, key: lineKey('v1:acme:1:78:5:2026-11-01') })
const failedAt = (line: RunLine, minute: number): RunLine => ({
  ...line,
  status: 'failed',
  outcome: {
    at: minutesOn(minute),
    quantityAfter: null,
    additionId: null,
    requestId: null,
    cause: { kind: 'interrupted' },
    alreadyRight: false,
  },
})
const unchanged = (line: RunLine): RunLine => ({ ...line, status: 'unchanged' })

describe('what is open', () => {
  it('is told of a run that ended before another one, which was planned before that and knew nothing of it', async () => {
    const open = await withRuns(
      { planned: 0, ended: 300, lines: (line) => [unchanged(at77(line))] },
      { planned: 100, ended: 120, lines: (line) => [failedAt(at77(line), 120), failedAt(at78(line), 120)] },
    )
    expect(open).toMatchObject([{ run: { id: runId('r-1') } }, { run: { id: runId('r-1') } }])
  })

  it('is not asked of runs that ended before a whole answer was planned', async () => {
    const open = await withRuns(
      { planned: 200, ended: 300, lines: (line) => [unchanged(at77(line))] },
      { planned: 100, ended: 120, lines: (line) => [failedAt(at77(line), 120), failedAt(at78(line), 120)] },
    )
    expect(open).toEqual([])
  })
})
