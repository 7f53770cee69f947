import { enableAutoUnmount, flushPromises } from '@vue/test-utils'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { OfflineError, type Api } from '../../client/api'
import { aFailure, aProblem } from './fixtures/api'
import { aPlan, aRow, casRow, emailRow, now, webRow, xdrRow } from './fixtures/fairhaven'
import { openReview as review } from './fixtures/review'
import { sendingPlan, sentPlan } from './fixtures/sending'

enableAutoUnmount(afterEach)
beforeEach(() => vi.useFakeTimers({ now }))
afterEach(() => void vi.useRealTimers())

describe('the review', () => {
  it('ticks what is within the limits, not what is held, and offers no tick where nothing can be sent', async () => {
    const { lines, foot } = await review()
    expect(lines()[0]?.text()).toContain('Worry-Free Services')
    expect(lines()[0]?.find('input').element.checked).toBe(true)
    expect(lines()[1]?.text()).toContain('Cloud App Security')
    expect(lines()[1]?.find('input').element.checked).toBe(false)
    expect(lines()[2]?.text()).toContain('Cannot be sent agreement ended Sep 30')
    expect(lines()[2]?.find('input').exists()).toBe(false)
    expect(lines()[3]?.text()).toBe(
      'Nothing to send for Email Security (unchanged, 52) and Web Security (trial until Dec 14).',
    )
    expect(foot()).toContain('+$13.50 a month')
  })

  it('requires a reason for a held line and puts the focus there', async () => {
    const send = vi.fn<Api['send']>(() => Promise.resolve(sentPlan))
    const { lines, button, sheet } = await review({ send })
    await lines()[1]?.find('input').trigger('change')
    await button('Send now').trigger('click')
    await flushPromises()
    expect(send).not.toHaveBeenCalled()
    expect(sheet.text()).toContain('Write in a few words why this is right.')
    expect(document.activeElement?.getAttribute('aria-invalid')).toBe('true')
  })

  it('sends the ticked lines with the reason, and nothing else', async () => {
    const send = vi.fn<Api['send']>(() => Promise.resolve(sentPlan))
    const { lines, button, foot } = await review({ send })
    await lines()[1]?.find('input').trigger('change')
    await lines()[1]?.find('input.in').setValue('  Northgate practice left ')
    expect(foot()).toContain('−$91.50 a month')
    await button('Send now').trigger('click')
    await flushPromises()
    expect(send.mock.calls[0]?.[2]).toEqual({
      lines: [{ key: casRow.key, reason: 'Northgate practice left' }, { key: aRow().key }],
    })
  })

  it('keeps totals of several currencies apart', async () => {
    const euro = aRow({ key: emailRow.key, money: { unitPrice: 2, currency: 'EUR', difference: 6, monthly: 6 } })
    const { foot } = await review({ plan: () => Promise.resolve(aPlan({ rows: [aRow(), euro, xdrRow, webRow] })) })
    expect(foot()).toContain('+$13.50')
    expect(foot()).toContain('+€6.00')
  })

  it('cannot send when nothing is ticked', async () => {
    const { lines, button, foot } = await review()
    await lines()[0]?.find('input').trigger('change')
    expect(foot()).toContain('No line is ticked')
    expect(button('Send now').attributes('aria-disabled')).toBe('true')
  })
})

describe('the send', () => {
  it('is watched every second until it is finished', async () => {
    const runCompany = vi.fn<Api['runCompany']>().mockResolvedValueOnce(sendingPlan).mockResolvedValueOnce(sentPlan)
    const { button, sheet, sending } = await review({ send: () => Promise.resolve(sendingPlan), runCompany })
    await button('Send now').trigger('click')
    await flushPromises()
    expect(sheet.text()).toContain('1 of 2 lines done')
    await vi.advanceTimersByTimeAsync(2_000)
    expect(sending.state).toBe('finished')
    expect(sheet.text()).toContain(
      '1 of 2 lines sent. The others were not changed in ConnectWise; no line is sent twice.',
    )
    expect(sheet.text()).toContain('J. Lee changed this addition to 60')
    await vi.advanceTimersByTimeAsync(60_000)
    expect(runCompany).toHaveBeenCalledTimes(2)
  })

  it('survives a missed poll', async () => {
    const runCompany = vi
      .fn<Api['runCompany']>()
      .mockRejectedValueOnce(new OfflineError())
      .mockResolvedValueOnce(sentPlan)
    const { button, sending } = await review({ send: () => Promise.resolve(sendingPlan), runCompany })
    await button('Send now').trigger('click')
    await vi.advanceTimersByTimeAsync(2_000)
    expect(sending.state).toBe('finished')
  })

  it('stops watching after ten minutes and says that it goes on', async () => {
    const { button, sheet } = await review({
      send: () => Promise.resolve(sendingPlan),
      runCompany: () => Promise.resolve(sendingPlan),
    })
    await button('Send now').trigger('click')
    await vi.advanceTimersByTimeAsync(11 * 60_000)
    expect(sheet.text()).toContain('It goes on without this window')
  })

  it('that was refused says so and keeps the ticks', async () => {
    const { button, message, lines, sheet } = await review({
      send: () => Promise.reject(aProblem({ code: 'planReplaced', status: 409 })),
    })
    await button('Send now').trigger('click')
    await flushPromises()
    expect(message()).toContain('There are newer numbers. Nothing was sent')
    expect(lines()[0]?.find('input').element.checked).toBe(true)
    expect(sheet.emitted('close')).toBeUndefined()
  })

  it('tells which lines changed in ConnectWise meanwhile, and leads back to the new numbers', async () => {
    const { button, message, sheet } = await review({ send: () => Promise.resolve(sentPlan) })
    await button('Send now').trigger('click')
    await flushPromises()
    expect(message()).toContain('1 line was changed in ConnectWise meanwhile; look at its new numbers')
    await button('Show the new numbers').trigger('click')
    expect(sheet.emitted('close')).toHaveLength(1)
  })

  it('that failed is titled so, speaks of no others, and says what to do and when the schedule comes by', async () => {
    const cause = { kind: 'upstream' as const, failure: aFailure({ system: 'connectwise', kind: 'unavailable' }) }
    const failedRow = aRow({ state: 'failed', lineStatus: 'failed', reason: { kind: 'cause', cause }, sendable: 'no' })
    const failedPlan = aPlan({ status: 'finished', rows: [failedRow] })
    const { button, message, sheet } = await review({ send: () => Promise.resolve(failedPlan) })
    await button('Send now').trigger('click')
    await flushPromises()
    expect(sheet.get('h1').text()).toBe('Not sent')
    expect(message()).toBe(
      'The line was not sent; nothing was changed in ConnectWise. When the cause is mended, show the new numbers and send again. The schedule plans it anew on Nov 30, 2025.',
    )
  })

  it('of which nothing is known yet claims neither that it was sent nor that it was not', async () => {
    const row = aRow({ state: 'unknown', lineStatus: 'unknown', reason: { kind: 'settling' }, sendable: 'no' })
    const { button, message, sheet } = await review({
      send: () => Promise.resolve(aPlan({ status: 'finished', rows: [row] })),
    })
    await button('Send now').trigger('click')
    await flushPromises()
    expect(sheet.get('h1').text()).toBe('Checking')
    expect(message()).toBe('1 line is being checked: ConnectWise gave no answer.')
  })

  it('of a plan that somebody else let go shows what became of it, and says that it was sent before', async () => {
    const { button, message, sending } = await review({
      send: () => Promise.reject(aProblem({ code: 'planNotOpen', status: 409 })),
      runCompany: () => Promise.resolve(sentPlan),
    })
    await button('Send now').trigger('click')
    await vi.advanceTimersByTimeAsync(2_000)
    expect(sending.state).toBe('finished')
    expect(message()).toContain('This plan was let go before; no line is sent twice.')
  })

  it('that was cut off is looked up, and not sent again', async () => {
    const send = vi.fn<Api['send']>().mockRejectedValue(new OfflineError())
    const arrived = await review({ send, runCompany: () => Promise.resolve(sentPlan) })
    await arrived.button('Send now').trigger('click')
    await vi.advanceTimersByTimeAsync(2_000)
    expect(arrived.sending.state).toBe('finished')
    expect(send).toHaveBeenCalledOnce()
  })

  it('that was cut off before it arrived is told as not sent', async () => {
    const { button, sending } = await review({
      send: () => Promise.reject(new OfflineError()),
      runCompany: () => Promise.resolve(aPlan()),
    })
    await button('Send now').trigger('click')
    await vi.advanceTimersByTimeAsync(2_000)
    expect(sending.state).toBe('refused')
  })

  it('happens once however often the button is pressed', async () => {
    const send = vi.fn<Api['send']>(() => new Promise(() => undefined))
    const { button } = await review({ send })
    const now = button('Send now')
    await now.trigger('click')
    await now.trigger('click')
    expect(send).toHaveBeenCalledOnce()
  })
})
