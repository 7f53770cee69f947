/** How fast a run gets on, and how long it will still take. */
import { expect, it } from 'vitest'
import { instantFromMs } from '../../server/domain/calendar'
import { paceOf, withSample, type Sample } from '../../server/domain/progress'

const samplesOf = (...points: readonly [second: number, done: number][]) =>
  points.reduce<Sample[]>(
    (samples, [second, done]) => withSample(samples, { at: instantFromMs(second * 1_000), done }),
    [],
  )

it('tells lines a minute and the seconds left from how far it had come', () => {
  expect(paceOf(samplesOf([0, 0], [5, 10], [10, 20]), 40)).toEqual({ perMinute: 120, secondsLeft: 20 })
})

it('tells nothing from one moment, nor from less than two seconds', () => {
  expect(paceOf([], 5)).toEqual({ perMinute: null, secondsLeft: null })
  expect(paceOf(samplesOf([0, 0]), 5)).toEqual({ perMinute: null, secondsLeft: null })
  expect(paceOf(samplesOf([0, 0], [1.9, 9]), 5)).toEqual({ perMinute: null, secondsLeft: null })
})

it('does not promise an end while nothing gets done', () => {
  expect(paceOf(samplesOf([0, 4], [30, 4]), 5)).toEqual({ perMinute: 0, secondsLeft: null })
})

it('goes by the last minute alone', () => {
  expect(paceOf(samplesOf([0, 0], [100, 1_000], [110, 1_010]), 60)).toEqual({ perMinute: 60, secondsLeft: 60 })
})

it('begins anew where the clock or the count went backwards', () => {
  expect(samplesOf([0, 5], [10, 8], [20, 2])).toHaveLength(1)
  expect(samplesOf([10, 5], [5, 8])).toHaveLength(1)
})
