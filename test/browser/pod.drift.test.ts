import type { FrameLocator } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { button, choose, row, usePod } from './podSetup'
import { additionOf, editByHand, fairhaven, linkAndAssign, reachSendDay, worryFree } from './podWorld'

/** What somebody changed in ConnectWise since the last send: seen, and decided about. */
const tests = usePod()
const quantity = () => additionOf(tests.stage, worryFree).quantity
const drift = (pod: FrameLocator) => pod.getByRole('dialog', { name: 'Changed in ConnectWise' })

/** 48 was sent; jlee makes 61 of it. */
async function changedByHand() {
  await linkAndAssign(tests.stage, fairhaven)
  await reachSendDay(tests.stage)
  expect(quantity()).toBe(48)
  await editByHand(tests.stage, additionOf(tests.stage, worryFree).id, 61)
}
async function openDrift(size: '348' | '722' = '722') {
  const { page, pod } = await tests.open(`company=${fairhaven}&size=${size}`)
  await row(pod, 'Worry-Free').first().waitFor()
  await choose(pod, 'Changed in ConnectWise')
  await button(drift(pod), 'Look now').click()
  await drift(pod).getByText('48').first().waitFor()
  return { page, pod }
}
async function decide(pod: FrameLocator, policy: string) {
  await drift(pod).getByRole('radio', { name: policy }).check()
  await button(drift(pod), 'Save').click()
  await button(drift(pod), 'Save').waitFor({ state: 'detached' })
  await button(drift(pod), 'Close').first().click()
}

describe('a number that somebody changed by hand', () => {
  it('is told with who and when, waits for a person, and is kept once that is chosen', async () => {
    await changedByHand()
    const { pod } = await openDrift('348')
    await drift(pod)
      .getByText(/jlee, Nov 30, 2025/)
      .waitFor()
    await drift(pod).getByText('The line waits for a person.').waitFor()
    await decide(pod, 'Keep theirs')
    await row(pod, 'Worry-Free')
      .getByText(/kept as it is: .* changed 48 to 61 by hand/)
      .waitFor()
    await pod.getByText('1 addition was changed in ConnectWise').waitFor()
    await button(pod, 'Show').click()
    await drift(pod).getByText('Left as it is; the line is not sent.').waitFor()
    expect(quantity()).toBe(61)
  })

  it('is written over by the next send once that is chosen, and by nothing before', async () => {
    await changedByHand()
    const { pod } = await openDrift()
    await decide(pod, 'Write ours over it')
    await row(pod, 'Worry-Free').getByText('Will change').waitFor()
    expect(quantity()).toBe(61)
    await button(pod, 'Review and send').click()
    await pod.getByText('it is written over, as the settings say').waitFor()
    await button(pod, 'Send now').click()
    await pod.getByText('1 line sent.').waitFor()
    expect(quantity()).toBe(48)
  })

  it('is asked about again when that is chosen in Product Agreements', async () => {
    await changedByHand()
    const { pod } = await openDrift()
    await decide(pod, 'Keep theirs')
    await row(pod, 'Worry-Free').getByText('kept as it is').waitFor()
    await choose(pod, /^Set Up/)
    const fields = pod.getByRole('dialog').getByRole('group', { name: 'Worry-Free Services' })
    await button(fields, /^Catalog item and quantity for/).click()
    await button(fields, 'More: keep theirs').click()
    await pod.getByRole('combobox', { name: /^When somebody changed/ }).click()
    await pod.getByRole('option', { name: /^Ask me/ }).click()
    await button(pod.getByRole('dialog'), 'OK').click()
    await row(pod, 'Worry-Free').getByText('Held').waitFor()
  })
})

describe('a look', () => {
  it('that finds nothing says so', async () => {
    await linkAndAssign(tests.stage, fairhaven)
    await reachSendDay(tests.stage)
    const { pod } = await tests.open(`company=${fairhaven}&size=258`)
    await row(pod, 'Worry-Free').first().waitFor()
    await choose(pod, 'Changed in ConnectWise')
    await button(drift(pod), 'Look now').click()
    await drift(pod).getByText('Every addition is as the last send left it.').waitFor()
  })
})
