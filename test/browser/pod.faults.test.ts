import { describe, expect, it } from 'vitest'
import type { FaultRule } from '../simulator/faults'
import { additionOf, fairhaven, linkAndAssign, worryFree } from './podWorld'
import { button, row, usePod } from './podSetup'

/** What a person sees when one of the systems fails, and that nothing else happened. */
const tests = usePod()
const quantity = () => additionOf(tests.stage, worryFree).quantity
const breakIt = (fault: Pick<FaultRule, 'system' | 'kind'> & Partial<FaultRule>) =>
  tests.stage.sandbox.faults.add({ method: null, path: '', times: null, delayMs: 0, ...fault })
const mendAll = () => tests.stage.sandbox.faults.clear()
const openFairhaven = async () => {
  await linkAndAssign(tests.stage, fairhaven)
  return tests.open(`company=${fairhaven}&size=722`)
}

describe('Trend Micro', () => {
  it('out of order: says so, says that nothing changed, and works after Try again', async () => {
    await linkAndAssign(tests.stage, fairhaven)
    // Seats that were read a moment ago would still do.
    tests.stage.sandbox.clock.set('2025-11-25T13:55:00Z')
    breakIt({ system: 'trendmicro', kind: '500-before' })
    const { pod } = await tests.open(`company=${fairhaven}&size=722`)
    await pod.getByRole('heading', { name: 'Trend Micro is out of order right now' }).waitFor({ timeout: 30_000 })
    await pod.getByText('Nothing was changed in ConnectWise, and no number was set to zero.').waitFor()
    expect(quantity()).toBe(45)
    mendAll()
    await button(pod, 'Try again').click()
    await row(pod, 'Worry-Free').getByText('Will change').waitFor()
  })
})

describe('ConnectWise', () => {
  it('cut off after the write: the line is settled as sent, and written once', async () => {
    const { pod } = await openFairhaven()
    await button(pod, 'Review and send').click()
    breakIt({ system: 'connectwise', kind: 'reset-after', method: 'PATCH', times: 1 })
    await button(pod, 'Send now').click()
    await pod.getByText('1 line sent.').waitFor()
    expect(quantity()).toBe(48)
  })

  it('busy for a moment: the send waits and goes on by itself', async () => {
    const { pod } = await openFairhaven()
    await row(pod, 'Worry-Free').getByText('Will change').waitFor()
    breakIt({ system: 'connectwise', kind: '429', method: 'GET', times: 1, delayMs: 1_000 })
    await button(pod, 'Review and send').click()
    await button(pod, 'Send now').click()
    await pod.getByText('1 line sent.').waitFor()
    expect(quantity()).toBe(48)
  })

  it('that refuses the write for being busy leaves the line failed with its cause, and nothing changed', async () => {
    const { pod } = await openFairhaven()
    await button(pod, 'Review and send').click()
    breakIt({ system: 'connectwise', kind: '429', method: 'PATCH' })
    await button(pod, 'Send now').click()
    await pod.getByText('The line was not sent;').waitFor()
    await pod.getByRole('dialog').getByText('ConnectWise is busy').waitFor()
    expect(quantity()).toBe(45)
  })
})

describe('our own server', () => {
  it('gone: the last numbers stay, sending waits, and it connects again', async () => {
    const { page, pod } = await openFairhaven()
    await row(pod, 'Worry-Free').getByText('Will change').waitFor()
    breakIt({ system: 'pod', kind: 'reset-before', path: '/api' })
    await page.getByRole('button', { name: 'Refresh' }).click()
    await pod.getByText(/No connection since .* Sending waits; nothing is lost\./).waitFor()
    await row(pod, 'Worry-Free').getByText('Will change').waitFor()
    expect(await button(pod, 'Review and send').getAttribute('aria-disabled')).toBe('true')
    mendAll()
    await page.getByRole('button', { name: 'Refresh' }).click()
    await pod.getByText('No connection since').waitFor({ state: 'hidden' })
    await button(pod, 'Review and send').click()
    await button(pod, 'Send now').waitFor()
  })

  it('cut off as the send begins: the pod finds out that it went, and nothing is sent twice', async () => {
    const { pod } = await openFairhaven()
    await button(pod, 'Review and send').click()
    breakIt({ system: 'pod', kind: 'reset-after', method: 'POST', path: '/send', times: 1 })
    await button(pod, 'Send now').click()
    await pod.getByText('1 line sent.').waitFor()
    expect(quantity()).toBe(48)
  })
})
