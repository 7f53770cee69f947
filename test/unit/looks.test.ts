import { expect, it } from 'vitest'
import { instantFromMs } from '../../server/domain/calendar'
import { createLooks } from '../../server/services/looks'
import { anAddition, gold } from '../factories'

/** `readingMs`: how long ConnectWise takes to answer, with all that is tried again. */
function slowly(readingMs: number) {
  let nowMs = Date.parse('2026-11-17T15:00:00Z')
  const pass = (ms: number) => (nowMs += ms)
  const looks = createLooks({
    clock: { now: () => instantFromMs(nowMs) },
    connectWise: {
      readAdditions() {
        pass(readingMs)
        return Promise.resolve([anAddition()])
      },
    },
    planned: [],
  })
  return { looks, pass }
}

it('is a look to write by as soon as it has come, also where ConnectWise took its time', async () => {
  const { looks, pass } = slowly(60_000)
  await looks.at(gold, 'whole')
  expect(looks.isRecent(gold)).toBe(true)
  pass(10_001)
  expect(looks.isRecent(gold)).toBe(false)
})

it('is none when minutes have passed in the middle of it: nobody knows when ConnectWise looked', async () => {
  const { looks } = slowly(150_000)
  await looks.at(gold, 'whole')
  expect(looks.isRecent(gold)).toBe(false)
})
