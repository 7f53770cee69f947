import { describe, expect, it } from 'vitest'
import { createLog } from '../../server/log'

function logged(write: (log: ReturnType<typeof createLog>) => void, level: 'info' | 'warn' = 'info'): string[] {
  const lines: string[] = []
  write(createLog({ level, destination: { write: (line: string) => void lines.push(line) } }))
  return lines
}

describe('the log', () => {
  it('writes one line of JSON a message, with level, time and fields', () => {
    const [line = ''] = logged((log) => log.warn('A send was missed', { tenant: 'acme', day: '2026-11-30' }))
    expect(JSON.parse(line)).toMatchObject({
      level: 'warn',
      msg: 'A send was missed',
      tenant: 'acme',
      day: '2026-11-30',
    })
    expect(line).toMatch(/"time":"\d{4}-\d{2}-\d{2}T/)
    expect(line.trim()).not.toContain('\n')
  })
  it('writes nothing below its level', () => {
    expect(logged((log) => log.info('hello'), 'warn')).toEqual([])
  })
  it.each([
    'memberHash',
    'memberContext',
    'privateKey',
    'secretKey',
    'accessToken',
    'authorization',
    'Authorization',
    'cookie',
    'set-cookie',
    'x-signature',
    'X-Access-Token',
    'sealed',
    'password',
  ])('never shows %s, however deep', (name) => {
    const lines = logged((log) => {
      log.info('one', { [name]: 'hunter2' })
      log.error('two', { request: { headers: [{ [name]: ['hunter2'] }] } })
    })
    expect(lines.join()).not.toContain('hunter2')
    expect(lines.join()).toContain('[removed]')
  })
  it('takes credentials out of texts and errors', () => {
    const cause = new Error('refused: Authorization: Basic aHVudGVyMjpodW50ZXIy')
    const lines = logged((log) => {
      log.error('failed with Bearer aHVudGVyMg.x.y', { error: new Error('outer', { cause }) })
    })
    expect(lines.join()).not.toContain('aHVudGVy')
    expect(lines.join()).toContain('outer')
  })
  it('bounds what is huge, deep or turns back on itself', () => {
    const round: Record<string, unknown> = { text: 'x'.repeat(100_000), list: Array.from({ length: 9999 }, () => 1) }
    round['self'] = round
    const [line = ''] = logged((log) => log.info('big', round))
    expect(line.length).toBeLessThan(40_000)
  })
})
