import type { FrameLocator } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { button, choose, row, usePod } from './podSetup'
import {
  addTwin,
  additionOf,
  alderFinch,
  editByHand,
  fairhaven,
  linkAndAssign,
  linkOnly,
  reachSendDay,
  worryFree,
} from './podWorld'

/** Which addition a product bills through and how it is written, as a person chooses it, down to ConnectWise. */
const tests = usePod()
const alderWorryFree = { agreement: 1021, item: worryFree.item }
const additionsOf = ({ agreement, item }: typeof worryFree) =>
  tests.stage.sandbox.connectWise.world.additions.filter(
    (addition) => addition.agreementId === agreement && addition.product.id === item,
  )
const productAgreements = (pod: FrameLocator) => pod.getByRole('dialog', { name: 'Product Agreements' })

/** Opens Product Agreements with the fields of this product unfolded, and the ones behind More too. */
async function openFields(pod: FrameLocator, product: string) {
  await row(pod, product).first().waitFor()
  await choose(pod, /^Set Up/)
  const fields = productAgreements(pod).getByRole('group', { name: product })
  await fields.waitFor()
  await button(fields, /^Catalog item and quantity for/).click()
  const more = button(fields, /how .* is written$/)
  if (await more.isVisible()) await more.click()
  return fields
}
async function pick(pod: FrameLocator, field: RegExp, option: string | RegExp) {
  await productAgreements(pod).getByRole('combobox', { name: field }).click()
  await pod.getByRole('option', { name: option }).click()
}
async function sendAll(pod: FrameLocator) {
  await button(pod, 'Review and send').click()
  await button(pod, 'Send now').click()
  await pod.getByText('1 line sent.').waitFor()
}

describe('several additions of a product', () => {
  it('are chosen between where the line stands, and only the chosen one is written', async () => {
    await linkAndAssign(tests.stage, alderFinch)
    const first = additionOf(tests.stage, alderWorryFree)
    const twin = addTwin(tests.stage, first, { quantity: 5, description: 'Worry-Free Services, annex' })
    const { pod } = await tests.open(`company=${alderFinch}&size=348`)
    await button(row(pod, 'Worry-Free'), 'Choose which addition').click()
    const chooser = pod.getByRole('dialog', { name: 'Choose which addition' })
    await button(chooser, 'Use this addition').click()
    await chooser.getByText('Choose one of them.').waitFor()
    await chooser.getByRole('radio', { name: `#${first.id}` }).check()
    await button(chooser, 'Use this addition').click()
    await row(pod, 'Worry-Free').getByText('Will change').waitFor()
    await row(pod, 'Worry-Free').getByText(`#${twin.id} also bills; it is left as it is`).waitFor()
    await sendAll(pod)
    expect(additionsOf(alderWorryFree).map(({ quantity }) => quantity)).toEqual([16, 5])
  })

  it('are chosen between from the review, where the other decisions stay', async () => {
    await linkAndAssign(tests.stage, fairhaven)
    const twin = addTwin(tests.stage, additionOf(tests.stage, worryFree), { quantity: 5 })
    const { pod } = await tests.open(`company=${fairhaven}&size=722`)
    await button(pod, 'Review and send').click()
    await pod.getByRole('checkbox', { name: /Send Cloud App Security although/ }).check()
    await pod.getByLabel('Why is this drop right?').fill('Half of the staff left')
    await button(pod.getByRole('dialog', { name: 'Review and send' }), 'Choose which addition').click()
    const chooser = pod.getByRole('dialog', { name: 'Choose which addition' })
    await chooser.getByRole('radio', { name: `#${twin.id}` }).check()
    await button(chooser, 'Use this addition').click()
    await pod.getByText('These are the numbers of now.').waitFor()
    expect(await pod.getByLabel('Why is this drop right?').inputValue()).toBe('Half of the staff left')
    const line = pod.getByRole('listitem').filter({ hasText: 'Worry-Free' }).first()
    await line.getByText(/5\s*→\s*48/).waitFor()
  })

  it('must be chosen between in Product Agreements before that is saved', async () => {
    await linkOnly(tests.stage, alderFinch)
    const first = additionOf(tests.stage, alderWorryFree)
    const twin = addTwin(tests.stage, first, { quantity: 5 })
    const { pod } = await tests.open(`company=${alderFinch}&size=722`)
    await openFields(pod, 'Worry-Free Services')
    await pick(pod, /^Agreement type/, 'Managed Service')
    await pick(pod, /^Catalog item for/, /TM-WFS-ADV/)
    await productAgreements(pod).getByText('2 additions of TM-WFS-ADV bill here.').waitFor()
    await button(productAgreements(pod), 'OK').click()
    await productAgreements(pod).getByText('Choose one of them.').waitFor()
    await productAgreements(pod)
      .getByRole('radio', { name: `#${twin.id}` })
      .check()
    await productAgreements(pod).getByText(`#${first.id} also bills; it is left as it is.`).waitFor()
    await button(productAgreements(pod), 'OK').click()
    await row(pod, 'Worry-Free')
      .getByText(/5\s*→\s*16/)
      .waitFor()
  })
})

describe('an addition', () => {
  it('that is the only one is shown as the one that bills', async () => {
    await linkAndAssign(tests.stage, alderFinch)
    const { pod } = await tests.open(`company=${alderFinch}&size=722`)
    await openFields(pod, 'Worry-Free Services')
    const { id } = additionOf(tests.stage, alderWorryFree)
    await productAgreements(pod).getByText(`Bills addition #${id} (14 × $4.50).`).waitFor()
  })

  it('that is missing is added by the next send once that is chosen', async () => {
    await linkOnly(tests.stage, alderFinch)
    const { pod } = await tests.open(`company=${alderFinch}&size=722`)
    await openFields(pod, 'Worry-Free Services')
    await pick(pod, /^Agreement type/, 'Managed Service')
    await productAgreements(pod)
      .getByRole('combobox', { name: /^Catalog item for/ })
      .fill('WFS-ESS')
    await pod.getByRole('option', { name: /TM-WFS-ESS/ }).click()
    await productAgreements(pod).getByText('Nothing is billed until somebody adds it in ConnectWise.').waitFor()
    await pick(pod, /^Add an addition/, /^Yes, add it/)
    await productAgreements(pod).getByText('The next send adds it at the catalog price').waitFor()
    await button(productAgreements(pod), 'OK').click()
    await row(pod, 'Worry-Free').getByText('new').waitFor()
    await button(pod, 'Review and send').click()
    await pod.getByText(/A new addition bills from \w+ \d+, 2025\./).waitFor()
    await button(pod, 'Send now').click()
    await pod.getByText('1 line sent.').waitFor()
    expect(additionsOf({ agreement: 1021, item: 2002 }).map(({ quantity }) => quantity)).toEqual([16])
  })
})

describe('how a change is written', () => {
  it('as a new addition: the review names both days, and both are in ConnectWise', async () => {
    await linkAndAssign(tests.stage, alderFinch)
    const { pod } = await tests.open(`company=${alderFinch}&size=722`)
    await openFields(pod, 'Worry-Free Services')
    await pick(pod, /^How a change is written/, /^New addition from the next invoice/)
    await button(productAgreements(pod), 'OK').click()
    // The row says the same before and after; the button is off until the plan is made anew.
    await productAgreements(pod).waitFor({ state: 'detached' })
    await button(pod, 'Review and send').click()
    await pod.getByText('The old addition ends on Nov 30, 2025; a new one bills from Dec 1, 2025.').waitFor()
    await button(pod, 'Send now').click()
    await pod.getByText('1 line sent.').waitFor()
    expect(
      additionsOf(alderWorryFree).map(({ quantity, cancelledDate, effectiveDate }) => [
        quantity,
        cancelledDate?.slice(0, 10) ?? null,
        effectiveDate?.slice(0, 10),
      ]),
    ).toEqual([
      [14, '2025-11-30', expect.anything()],
      [16, null, '2025-12-01'],
    ])
  })

  it('over a person’s own number, or not at all, as it is set', async () => {
    await linkAndAssign(tests.stage, fairhaven)
    await reachSendDay(tests.stage)
    await editByHand(tests.stage, additionOf(tests.stage, worryFree).id, 61)
    const { pod } = await tests.open(`company=${fairhaven}&size=722`)
    await row(pod, 'Worry-Free').getByText('Held').waitFor()
    await openFields(pod, 'Worry-Free Services')
    await pick(pod, /^When somebody changed/, /^Keep theirs/)
    await button(productAgreements(pod), 'OK').click()
    await row(pod, 'Worry-Free')
      .getByText(/kept as it is: .* changed 48 to 61 by hand/)
      .waitFor()

    await openFields(pod, 'Worry-Free Services')
    await pick(pod, /^When somebody changed/, /^Write ours over it/)
    await button(productAgreements(pod), 'OK').click()
    await row(pod, 'Worry-Free')
      .getByText(/writes over the 61 of/)
      .waitFor()
    expect(additionOf(tests.stage, worryFree).quantity).toBe(61)
  })
})
