import { describe, expect, it } from 'vitest'
import type { PlanView } from '../../server/domain/views'
import { button, choose, usePod } from './podSetup'
import {
  additionOf,
  asMember,
  cloudApp,
  editByHand,
  fairhaven,
  linkAndAssign,
  reachSendDay,
  worryFree,
} from './podWorld'

/** What a person decides in the review, and what becomes of it in ConnectWise and in the history. */
const tests = usePod()
const quantityOf = (of: { agreement: number; item: number }) => additionOf(tests.stage, of).quantity
const openReview = async (size: '348' | '722' = '722') => {
  const { pod } = await tests.open(`company=${fairhaven}&size=${size}`)
  await button(pod, 'Review and send').click()
  const review = pod.getByRole('dialog', { name: 'Review and send' })
  const line = (product: string) => review.getByRole('listitem').filter({ hasText: product }).first()
  await line('Worry-Free').waitFor()
  return { pod, review, line }
}

describe('a held line', () => {
  it('says who changed what by hand, and goes out over it with a reason that is kept', async () => {
    await linkAndAssign(tests.stage, fairhaven)
    await reachSendDay(tests.stage)
    await editByHand(tests.stage, additionOf(tests.stage, worryFree).id, 61)
    const { pod, review, line } = await openReview()
    await line('Worry-Free')
      .getByText(/J\. Lee|jlee/)
      .waitFor()
    await line('Worry-Free')
      .getByText(/changed 48 to 61 by hand \(Nov 30/)
      .waitFor()
    await line('Worry-Free').getByRole('checkbox').check()
    await pod.getByLabel('Why is this drop right?').fill('The thirteen are on loan')
    await button(review, 'Send now').click()
    await pod.getByText('1 line sent.').waitFor()
    expect(quantityOf(worryFree)).toBe(48)
    await button(pod.getByRole('dialog'), 'Show the new numbers').click()
    await choose(pod, 'History')
    await pod.getByText('The thirteen are on loan').waitFor()
  })

  it('is left out of this run with a reason, while the others go', async () => {
    await linkAndAssign(tests.stage, fairhaven)
    const { pod, review, line } = await openReview('348')
    await button(line('Cloud App'), /^Leave out/).click()
    await button(review, 'Send now').click()
    await pod.getByText('Write in a few words why it is left out.').waitFor()
    expect(quantityOf(worryFree)).toBe(45)
    await pod.getByLabel('Why is it left out this time?').fill('Waits for the new contract')
    await button(review, 'Send now').click()
    await pod.getByText('1 line sent. 1 line was left out.').waitFor()
    expect([quantityOf(worryFree), quantityOf(cloudApp)]).toEqual([48, 90])
    const result = pod.getByRole('dialog', { name: 'Sent' })
    await result.getByText('Waits for the new contract').waitFor()
  })
})

describe('a line that cannot be sent', () => {
  it('can be left out too; without a ticked line nothing is sent, and the button says so', async () => {
    await linkAndAssign(tests.stage, fairhaven)
    const { pod, review, line } = await openReview()
    await line('Worry-Free').getByRole('checkbox').uncheck()
    await button(line('Co-Managed XDR'), /^Leave out/).click()
    await pod.getByLabel('Why is it left out this time?').fill('The retainer has ended')
    await review.getByText('Nothing is sent').waitFor()
    await button(review, 'Leave out 1 line').click()
    await pod.getByText('1 line was left out; the reason is in the history. Nothing was sent.').waitFor()
    expect([quantityOf(worryFree), quantityOf(cloudApp)]).toEqual([45, 90])
    await pod
      .getByRole('dialog')
      .getByText(/by .*: The retainer has ended/)
      .waitFor()
  })
})

describe('all or none', () => {
  it('are one box; a held line still asks for its reason', async () => {
    await linkAndAssign(tests.stage, fairhaven)
    const { pod, review } = await openReview()
    const all = review.getByRole('checkbox', { name: /lines that can be sent/ })
    await all.click()
    await pod.getByLabel('Why is this drop right?').waitFor()
    await review.getByText('from 2 lines').first().waitFor()
    await all.click()
    await review.getByText('No line is ticked').waitFor()
    expect(await button(review, 'Send now').getAttribute('aria-disabled')).toBe('true')
  })
})

describe('a plan that somebody else replaced', () => {
  it('is refused; the new numbers come where the person is, and what is the same stands', async () => {
    await linkAndAssign(tests.stage, fairhaven)
    const { pod, review, line } = await openReview()
    await line('Cloud App').getByRole('checkbox').check()
    await pod.getByLabel('Why is this drop right?').fill('Half of the staff left')
    await editByHand(tests.stage, additionOf(tests.stage, worryFree).id, 46)
    await (await asMember(tests.stage)).post<PlanView>(`/api/companies/${fairhaven}/plan`, {})
    await button(review, 'Send now').click()
    await review.getByText('There are newer numbers. Nothing was sent').waitFor()
    expect([quantityOf(worryFree), quantityOf(cloudApp)]).toEqual([46, 90])

    await button(review, 'Show the new numbers').click()
    await review.getByText('Worry-Free Services is not as you saw it').waitFor()
    await line('Worry-Free')
      .getByText(/46\s*→\s*48/)
      .waitFor()
    expect(await pod.getByLabel('Why is this drop right?').inputValue()).toBe('Half of the staff left')
    await button(review, 'Send now').click()
    await pod.getByText('2 lines sent.').waitFor()
    expect([quantityOf(worryFree), quantityOf(cloudApp)]).toEqual([48, 40])
  })
})
