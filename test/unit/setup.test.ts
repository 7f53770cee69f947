import { describe, expect, test } from 'vitest'
import { firstOpen, stageOf, stepsOf, type SetupFacts, type SetupStored } from '../../server/domain/setup'

const stored = (over: Partial<SetupStored> = {}): SetupStored => ({
  hasConnectWiseKeys: true,
  hasSeats: true,
  scheduleOn: false,
  finished: false,
  ...over,
})
const facts = (over: Partial<SetupFacts> = {}): SetupFacts => ({
  connectWise: 'connected',
  trendMicro: 'connected',
  linkedCompanies: 3,
  scheduleOn: true,
  finished: true,
  ...over,
})

describe('the first run', () => {
  test.each([
    ['keys', 'without keys of ConnectWise', { hasConnectWiseKeys: false }],
    ['keys', 'without keys or files of Trend Micro', { hasSeats: false }],
    ['open', 'with both, while nobody chose a day', {}],
    ['done', 'once the monthly send is on', { scheduleOn: true }],
    ['done', 'once somebody said so, also without a monthly send', { finished: true }],
    ['done', 'for good: keys that were taken away later are told by the screens', { finished: true, hasSeats: false }],
  ] as const)('is %s %s', (stage, _, over) => {
    expect(stageOf(stored(over))).toBe(stage)
  })

  test.each([
    ['connectWise', { connectWise: 'notConfigured' }],
    ['connectWise', { connectWise: 'refused', linkedCompanies: 0 }],
    ['trendMicro', { trendMicro: 'unreachable' }],
    ['companies', { linkedCompanies: 0 }],
    ['sendDay', { scheduleOn: false, finished: false }],
    [null, {}],
  ] as const)('goes on at %s after %j', (step, over) => {
    expect(firstOpen(stepsOf(facts(over)))).toBe(step)
  })

  test('is not held up by a right that is missing, and tells of it', () => {
    const steps = stepsOf(facts({ connectWise: 'missingPermissions' }))
    expect(steps.connectWise).toBe('wanting')
    expect(firstOpen(steps)).toBeNull()
  })

  test('is over without a monthly send when somebody chose none', () => {
    expect(stepsOf(facts({ scheduleOn: false })).sendDay).toBe('done')
  })
})
