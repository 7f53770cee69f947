import { enableAutoUnmount, flushPromises } from '@vue/test-utils'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Api } from '../../client/api'
import { day } from '../../server/domain/calendar'
import { runId } from '../../server/domain/ids'
import { aProblem } from './fixtures/api'
import { closedMonthPlan, decisionsPlan, goneRow, leftOutPlan, severalPlan } from './fixtures/decided'
import { aPlan, aRow, casRow, now, partialPlan, xdrRow } from './fixtures/fairhaven'
import { openReview } from './fixtures/review'
import { sentPlan } from './fixtures/sending'

enableAutoUnmount(afterEach)
beforeEach(() => vi.useFakeTimers({ now }))
afterEach(() => void vi.useRealTimers())

const planned = (plan = aPlan()): Partial<Api> => ({ plan: () => Promise.resolve(plan) })
const refusing = (over: Parameters<typeof aProblem>[0]): Partial<Api> => ({
  send: () => Promise.reject(aProblem({ status: 409, ...over })),
  runCompany: () => Promise.resolve(aPlan()),
})
const sending = () => vi.fn<Api['send']>(() => Promise.resolve(sentPlan))

describe('a line of the review', () => {
  it('tells from when a new addition bills, and when the one that it replaces ends', async () => {
    const { text } = await openReview(planned(decisionsPlan))
    expect(text('Co-Managed XDR')).toContain('A new addition bills from Dec 1, 2025.')
    expect(text('Email Security')).toContain(
      'The old addition ends on Dec 31, 2025; a new one bills from Jan 1, 2026. +$10.80 on each invoice.',
    )
    expect(text('Email Security')).toContain('+$3.60')
    expect(text('Cloud App Security')).toContain('Cloud Protection 2025. Lands on the invoice of Dec 1, 2025')
  })
  it('names the invoice that is made and the one that is not as two', async () => {
    const late = aRow({
      ...casRow,
      reason: { kind: 'holds', holds: [{ kind: 'invoiced', until: day('2026-01-01') }] },
      nextInvoiceOn: day('2026-01-01'),
    })
    const { text } = await openReview(planned(aPlan({ rows: [late] })))
    expect(text('Cloud App Security')).toContain('Held invoice of Dec 1 already made')
    expect(text('Cloud App Security')).toContain('Lands on the invoice of Jan 1, 2026, which is not made yet.')
  })
  it('tells who changed what by hand and when, and what is done about it', async () => {
    const { text } = await openReview(planned(decisionsPlan))
    expect(text('Worry-Free Services')).toContain('Held J. Lee changed 45 to 60 by hand (Nov 18, 9:12 AM)')
    expect(text('Worry-Free Services')).toContain(
      'J. Lee changed the price 4.20 to 4.50 (Nov 18, 9:12 AM); prices are kept.',
    )
    expect(text('Email Security')).toContain('#18823 and #18824 also bill; they are left as they are')
    expect(text('Email Security')).toContain('Email Security is in the suite Worry-Free XDR of this customer too')
  })
  it('says of one invoice what is not known by the month', async () => {
    const yearly = aRow({ money: { unitPrice: 4.5, currency: 'USD', difference: 13.5, monthly: null } })
    const { text } = await openReview(planned(aPlan({ rows: [yearly] })))
    expect(text('Worry-Free Services')).toContain('+$13.50an invoice')
  })
  it('leads to where it is mended: the addition, the agreement, or another reading', async () => {
    const several = await openReview(planned(severalPlan))
    await several.button('Choose which addition').trigger('click')
    expect(several.sheet.emitted('adopt')?.[0]).toMatchObject([{ candidates: [{ id: 18822 }, { id: 18823 }] }])
    expect(several.text('Worry-Free Services')).toContain('–→48')
    expect(several.text('Co-Managed XDR')).toContain('Set Up agreement')
    several.sheet.unmount()
    const plan = vi.fn<Api['plan']>(() => Promise.resolve(partialPlan))
    const partial = await openReview({ plan })
    await partial.button('Read again').trigger('click')
    expect(plan).toHaveBeenCalledTimes(2)
    partial.sheet.unmount()
    const gone = await openReview(planned(aPlan({ rows: [goneRow] })))
    expect(gone.text('Worry-Free Services')).toContain('addition #17001 is gone; choose another')
  })
  it('of a closed month: the sheet says whose seats all lines count', async () => {
    const { sheet } = await openReview(planned(closedMonthPlan))
    expect(sheet.text()).toContain('All lines count the seats of the closed month Oct 2025')
  })
})

describe('leaving a line out', () => {
  it('needs a reason, and puts the focus there', async () => {
    const send = sending()
    const { leaveOut, button, text } = await openReview({ send })
    await leaveOut('Cloud App Security')
    await button('Send now').trigger('click')
    await flushPromises()
    expect(send).not.toHaveBeenCalled()
    expect(text('Cloud App Security')).toContain('Write in a few words why it is left out.')
    expect(document.activeElement?.getAttribute('aria-invalid')).toBe('true')
  })
  it('goes with the send of the others, also for a line that cannot be sent', async () => {
    const send = sending()
    const { leaveOut, button, foot } = await openReview({ send })
    await leaveOut('Cloud App Security', ' Waits for December ')
    await leaveOut('Co-Managed XDR', 'Ends anyway')
    expect(foot()).toContain('from 1 line, in ConnectWise, now, 2 left out')
    await button('Send now').trigger('click')
    await flushPromises()
    expect(send.mock.calls[0]?.[2]).toEqual({
      lines: [{ key: aRow().key }],
      skips: [
        { key: xdrRow.key, reason: 'Ends anyway' },
        { key: casRow.key, reason: 'Waits for December' },
      ],
    })
  })
  it('of all that was decided sends nothing, and the button says so', async () => {
    const send = vi.fn<Api['send']>(() => Promise.resolve(leftOutPlan))
    const { leaveOut, lineOf, button, foot, message, sheet, text } = await openReview({ send })
    await lineOf('Worry-Free Services').get('input').trigger('change')
    await leaveOut('Cloud App Security', 'Waits for December')
    expect(foot()).toContain('Nothing is sent')
    await button('Leave out 1 line').trigger('click')
    await flushPromises()
    expect(send.mock.calls[0]?.[2]).toEqual({
      lines: [],
      skips: [{ key: casRow.key, reason: 'Waits for December' }],
    })
    expect(sheet.get('h1').text()).toBe('Left out')
    expect(message()).toBe('1 line was left out; the reason is in the history. Nothing was sent.')
    expect(text('Cloud App Security')).toContain('Left out by M. Ortiz: Waits for the contract of December')
  })
  it('can be taken back, and ticking the line takes it back too', async () => {
    const { leaveOut, button, lineOf, text } = await openReview()
    await leaveOut('Co-Managed XDR', 'x')
    await button('Do not leave out').trigger('click')
    expect(text('Co-Managed XDR')).toContain('Cannot be sent')
    await leaveOut('Cloud App Security', 'Waits')
    await lineOf('Cloud App Security').get('input[type=checkbox]').trigger('change')
    expect(text('Cloud App Security')).toContain('Why is this drop right?')
    expect(lineOf('Cloud App Security').get<HTMLInputElement>('input.in').element.value).toBe('')
  })
  it('is offered for a line within the limits once it is not ticked', async () => {
    const { lineOf, text } = await openReview()
    expect(text('Worry-Free Services')).not.toContain('Leave out')
    await lineOf('Worry-Free Services').get('input').trigger('change')
    expect(text('Worry-Free Services')).toContain('Leave out')
  })
})

describe('approving all, some or none', () => {
  it('is one box that is half ticked in between; what is left out stays so', async () => {
    const { sheet, leaveOut, foot } = await openReview(planned(decisionsPlan))
    const all = sheet.get<HTMLInputElement>('.sheet-h input')
    expect([all.element.checked, all.element.indeterminate]).toEqual([false, true])
    await leaveOut('Cloud App Security', 'Waits')
    await all.trigger('change')
    expect([all.element.checked, all.element.indeterminate]).toEqual([true, false])
    expect(sheet.findAll('.pick input[type=checkbox]:checked')).toHaveLength(3)
    await all.trigger('change')
    expect(sheet.findAll('.pick input[type=checkbox]:checked')).toHaveLength(0)
    expect(foot()).toContain('Leave out 1 line')
  })
})

describe('a refusal', () => {
  it('of a reason is shown at its field', async () => {
    const { lineOf, leaveOut, button, text, message } = await openReview(
      refusing({
        code: 'invalid',
        status: 400,
        issues: [
          { path: 'lines.0.reason', code: 'tooLong' },
          { path: 'skips.0.reason', code: 'required' },
        ],
      }),
    )
    await lineOf('Cloud App Security').get('input').trigger('change')
    await lineOf('Cloud App Security').get('input.in').setValue('long')
    await leaveOut('Co-Managed XDR', 'blank')
    await button('Send now').trigger('click')
    await flushPromises()
    expect(text('Cloud App Security')).toContain('At most 500 characters.')
    expect(text('Co-Managed XDR')).toContain('Write in a few words why it is left out.')
    expect(message()).toBe('A reason needs another look. Nothing was sent.')
    await lineOf('Cloud App Security').get('input.in').setValue('short')
    expect(text('Cloud App Security')).not.toContain('At most 500')
  })
  it('of a line names its product and offers the new plan', async () => {
    const { button, message } = await openReview(
      refusing({ code: 'lineNotSendable', params: { key: String(aRow().key) } }),
    )
    await button('Send now').trigger('click')
    await flushPromises()
    expect(message()).toBe(
      'Worry-Free Services can no longer be sent as shown, so nothing was sent. Show the new numbers',
    )
  })
  it.each(['planReplaced', 'planNotOpen', 'seatsUnaccounted'] as const)(
    '%s says why and offers the new plan',
    async (code) => {
      const { button, message, company } = await openReview(refusing({ code }))
      await button('Send now').trigger('click')
      await vi.advanceTimersByTimeAsync(1_000)
      expect(message()).toContain('Show the new numbers')
      const readAgain = vi.spyOn(company, 'readAgain')
      await button('Show the new numbers').trigger('click')
      expect(readAgain).toHaveBeenCalledOnce()
    },
  )
})

describe('a new plan under the review', () => {
  const renewed = aPlan({
    runId: runId('draft-250-2'),
    rows: aPlan().rows.map((row) => (row.key === aRow().key ? { ...row, quantity: 51 } : row)),
  })

  it('keeps what was decided of lines that are the same, and names those that are not', async () => {
    const plan = vi.fn<Api['plan']>().mockResolvedValueOnce(aPlan()).mockResolvedValueOnce(renewed)
    const { lineOf, leaveOut, company, message, text } = await openReview({ plan })
    await lineOf('Cloud App Security').get('input').trigger('change')
    await lineOf('Cloud App Security').get('input.in').setValue('They left')
    await leaveOut('Co-Managed XDR', 'Ends')
    await company.readAgain()
    await flushPromises()
    expect(message()).toBe(
      'These are the numbers of now. Worry-Free Services is not as you saw it; look at it before you send.',
    )
    expect(lineOf('Cloud App Security').get<HTMLInputElement>('input.in').element.value).toBe('They left')
    expect(lineOf('Co-Managed XDR').get<HTMLInputElement>('input.in').element.value).toBe('Ends')
    expect(text('Worry-Free Services')).toContain('45→51')
  })
  it('that says the same as the old one lets all stand', async () => {
    const plan = vi
      .fn<Api['plan']>()
      .mockResolvedValueOnce(aPlan())
      .mockResolvedValueOnce(aPlan({ runId: runId('draft-250-2') }))
    const { company, message } = await openReview({ plan })
    await company.readAgain()
    await flushPromises()
    expect(message()).toBe('These are the numbers of now. What you ticked and wrote still stands.')
  })
  it('is waited for: nothing is sent meanwhile, and a failed reading is told', async () => {
    const send = sending()
    let fail: (reason: Error) => void = () => undefined
    const plan = vi
      .fn<Api['plan']>()
      .mockResolvedValueOnce(aPlan())
      .mockReturnValueOnce(new Promise((_, reject) => (fail = reject)))
    const { company, button, message } = await openReview({ plan, send })
    const reading = company.readAgain()
    await flushPromises()
    expect(message()).toBe('Reading seats and agreements again…')
    await button('Send now').trigger('click')
    expect(send).not.toHaveBeenCalled()
    fail(aProblem({ code: 'upstream' }))
    await reading
    expect(button('Send now').attributes('aria-disabled')).toBe('true')
    expect(button('Try again').exists()).toBe(true)
  })
})
