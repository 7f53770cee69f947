import { enableAutoUnmount, flushPromises, mount } from '@vue/test-utils'
import { afterEach, describe, expect, it, vi } from 'vitest'
import ExplainPanel from '../../../client/components/explain/ExplainPanel.vue'
import ExplainSheet from '../../../client/components/explain/ExplainSheet.vue'
import { instant } from '../../../server/domain/calendar'
import type { ExplainView } from '../../../server/domain/viewsExplain'
import { aProblem } from '../fixtures/api'
import {
  differingExplanation,
  heldExplanation,
  releasedExplanation,
  replacingExplanation,
  sentExplanation,
  unchangedExplanation,
  undoExplanation,
} from '../fixtures/explanations'
import { anExplanation } from '../fixtures/fairhaven'
import { inPod } from '../fixtures/frame'
import { anI18n, surroundings } from '../fixtures/mount'

enableAutoUnmount(afterEach)

async function explain(view: ExplainView, { part = ExplainPanel, locale = 'en-US' } = {}) {
  const i18n = anI18n(locale)
  if (locale.startsWith('fr')) await i18n.use('fr')
  const explained = vi.fn(() => Promise.resolve(view))
  const line = { runId: view.runId, key: view.row.key }
  const wrapper = mount(inPod(['explain'], part, { line }), {
    attachTo: document.body,
    global: { plugins: [surroundings({ api: { explain: explained }, i18n })] },
  })
  await vi.waitFor(() => wrapper.get('.ex'))
  const plain = (text: string) => text.replaceAll(/\s+/g, ' ').trim()
  const text = () => plain(wrapper.text())
  return {
    wrapper,
    text,
    explained,
    /** Label, value and note of each line of a sum. */
    sums: () =>
      wrapper.findAll('.sumline').map((line) =>
        plain(
          line
            .findAll('dt, dd')
            .map((each) => each.text())
            .join(' | '),
        ),
      ),
    /** The rules that were asked, each after its mark. */
    rules: () =>
      wrapper
        .findAll('.checks > li')
        .map((line) => `${line.classes().find((name) => name !== 'note') ?? ''}: ${plain(line.text())}`),
    record: () => plain(wrapper.get('.rec').text()),
  }
}

describe('the explanation of a number', () => {
  it('leads from the seats over the rule, with who set it, to the quantity', async () => {
    const { sums } = await explain(anExplanation())
    expect(sums().slice(0, 5)).toEqual([
      'Provisioned at Trend Micro | 48 | Read today, 8:55 AM; seat changes can take 2 hours to show',
      'Used | 46',
      'Rule: provisioned | 48 | Set for this company by M. Ortiz, Nov 4, 2024',
      'Included 0, minimum 10 | no effect',
      'Quantity to bill | 48',
    ])
  })

  it('says what stands in ConnectWise, who wrote it, and what it changes in money', async () => {
    const { sums } = await explain(anExplanation())
    expect(sums().slice(-5)).toEqual([
      'Addition #18822 | TM-WFS-ADV | Managed Service › Gold Support 2025',
      'Quantity there now | 45 | Written Oct 30, 2025 by the schedule; not changed since',
      'Difference | +3',
      'Unit price, never written | $4.50',
      'Change a month | +$13.50',
    ])
  })

  it('adds up to the money also where the base price covers units', async () => {
    const { row } = anExplanation()
    const money = { unitPrice: 4.5, currency: 'USD', difference: 9, monthly: 9 }
    const covered = { ...row, quantityBefore: 5, quantity: 12, included: 10, money }
    const { sums } = await explain({ ...anExplanation(), row: covered })
    expect(sums().slice(-5)).toEqual([
      'Covered by the base price in ConnectWise | 10',
      'Difference | +7',
      'Difference beyond what is covered | +2',
      'Unit price, never written | $4.50',
      'Change a month | +$9.00',
    ])
  })

  it('names who set the limits that applied, and nobody where that is not known', async () => {
    const company = { by: 'M. Ortiz', at: instant('2025-11-03T15:00:00.000Z') }
    const tenant = { by: 'A. Chen', at: instant('2024-11-04T15:00:00.000Z') }
    const { record } = await explain(anExplanation({ limitsSetBy: { company, tenant } }))
    expect(record()).toContain('LimitsSet for this company by M. Ortiz, Nov 3, 2025')
    expect(record()).toContain('Set for all companies by A. Chen, Nov 4, 2024')
    expect((await explain(anExplanation())).record()).not.toContain('Limits')
  })

  it('lists every rule that was asked with its numbers', async () => {
    const { text, rules } = await explain(anExplanation())
    expect(text()).toContain('Why it may be sent')
    expect(rules()).toEqual([
      'done: +6.7%, limit 25%',
      'done: +$13.50, limit $250.00',
      'done: Invoice of Dec 1, 2025 not made yet',
      'done: Seats not older than 48 hours',
      'done: No hand edit since our last write',
      'done: One addition bills it',
      'done: Agreement runs to Dec 31, 2025',
    ])
  })

  it('puts first what a person must look at, and says who changed what by hand', async () => {
    const { text, rules, sums } = await explain(heldExplanation)
    expect(text()).toContain('Why it waits')
    expect(rules().slice(0, 3)).toEqual([
      'held: J. Lee changed 88 to 90 by hand (Nov 20, 10:00 AM)',
      'held: Drop of 56%, limit 25%',
      'done: −$105.00, limit $250.00',
    ])
    expect(sums()).toContain(
      'Quantity there now | 90 | Written as 88 on Oct 30, 2025 by the schedule. J. Lee changed 88 to 90 by hand (Nov 20, 10:00 AM)',
    )
  })

  it('still tells which rules a line was released from, with the reason', async () => {
    const { rules, record } = await explain(releasedExplanation)
    expect(rules().slice(0, 3)).toEqual([
      'done: Released by M. Ortiz: Half of the staff left',
      'held: −55.6%, limit 25%',
      'held: Changed by hand since our last write',
    ])
    expect(record()).toContain('Reason: Half of the staff left')
  })

  it('names source, month, plan, approval, run, request and every attempt of a past send', async () => {
    const { record, sums, text } = await explain(sentExplanation)
    expect(text()).toContain('Why it was sent')
    expect(text()).toContain('What changed in ConnectWise')
    expect(sums()).toContain('Quantity before | 42 | Written Sep 30, 2025 by A. Chen; not changed since')
    for (const part of [
      'Trend Micro, Licensing Management Platform',
      'the closed month Sep 2025',
      'by the schedule',
      'Oct 29, 2025, 11:02 AM by M. Ortiz',
      'run-2025-10-30',
      'cw-7f30',
      'Oct 30, 2025, 2:00 AM: begins to write 45',
      'no answer to 45; ConnectWise is asked what it has',
      'asked: ConnectWise has 45 (request cw-7f30)',
    ])
      expect(record()).toContain(part)
  })

  it('says that the stored inputs give the same number, or in red that they do not', async () => {
    const same = await explain(anExplanation())
    expect(same.wrapper.get('.again').text()).toBe('Computed again from the stored inputs: same result')
    const differs = await explain(differingExplanation)
    expect(differs.wrapper.get('.again.failed').text()).toContain('Computed again from the stored inputs: 88, not 91.')
  })

  it('adds up several products, each by its own rule', async () => {
    const { sums } = await explain(differingExplanation)
    expect(sums()).toContain('Mobile Security, Monthly: Used | 46')
    expect(sums().slice(4, 9)).toEqual([
      'Rule for Worry-Free Services: provisioned | 48 | The rule for all companies',
      'Rule for Mobile Security: used | 46',
      'Included: 3 not charged | 43',
      'Sum of the products on this line | 91',
      'Quantity to bill | 91',
    ])
    expect(sums()).toContain('Quantity there now | 45 | Not written by us before')
  })

  it('names last and first day of a replacement, and what an invoice changes where it is not monthly', async () => {
    const { sums } = await explain(replacingExplanation)
    expect(sums().slice(-5)).toEqual([
      'Last billed day of the old addition | Nov 30, 2025',
      'First billed day of the new one | Dec 1, 2025',
      'Unit price, never written | $13.50',
      'Change an invoice | +$40.50',
      'Change a month | +$13.50',
    ])
  })

  it('of a line that takes back, is what was there before, and no sum of seats', async () => {
    const { sums, rules, text } = await explain(undoExplanation)
    expect(sums().slice(0, 2)).toEqual([
      'Written by the send that is taken back | 45',
      'Quantity from before that send | 42',
    ])
    expect(rules()).toEqual(['done: Taken back by M. Ortiz: Trend Micro had counted wrongly'])
    expect(text()).not.toContain('Computed again')
  })

  it('of an unchanged line says that ConnectWise has it already', async () => {
    const { rules } = await explain(unchangedExplanation)
    expect(rules()).toEqual(['plain: ConnectWise has 52 already'])
  })

  it('ends the sheet of the pod with its limits in one sentence', async () => {
    const { wrapper } = await explain(anExplanation(), { part: ExplainSheet })
    expect(wrapper.get('.sheet-f').text()).toBe(
      'Within all limits: +6.7% of 25%, +$13.50 of $250.00. Invoice of Dec 1, 2025 not made yet.',
    )
  })

  it('ends the sheet in red when the number does not come out again', async () => {
    const { wrapper } = await explain(differingExplanation, { part: ExplainSheet })
    expect(wrapper.get('.sheet-f .note').classes()).toContain('failed')
    expect(wrapper.get('.sheet-f').text()).toContain('Do not rely on this number')
  })

  it('copies all of it', async () => {
    const copied: string[] = []
    vi.spyOn(navigator.clipboard, 'writeText').mockImplementation((text) => {
      copied.push(text)
      return Promise.resolve()
    })
    const { wrapper } = await explain(sentExplanation)
    await wrapper.get('.panel-h .lnk').trigger('click')
    await flushPromises()
    vi.restoreAllMocks()
    const [text = ''] = copied
    for (const part of [
      'Worry-Free Services, Advanced, monthly',
      'Provisioned at Trend Micro: 48',
      'Quantity before: 42 (Written Sep 30, 2025 by A. Chen; not changed since)',
      '✓ +6.7%, limit 25%',
      'Run: run-2025-10-30',
      'Request: cw-7f30',
      'Computed again from the stored inputs: same result',
    ])
      expect(text).toContain(part)
  })

  it('has its French words', async () => {
    const { text } = await explain(sentExplanation, { locale: 'fr-FR' })
    expect(text()).toContain('Pourquoi la ligne a été envoyée')
    expect(text()).toContain('Recalculé à partir des données conservées : même résultat')
  })
})

describe('a number whose run is gone', () => {
  it.each([
    ['panel', ExplainPanel],
    ['sheet', ExplainSheet],
  ])('is told so in the %s, without an offer to try again', async (_name, part) => {
    const wrapper = mount(inPod(['explain'], part, { line: { runId: 'run-old', key: 'v1:x' } }), {
      attachTo: document.body,
      global: {
        plugins: [
          surroundings({ api: { explain: () => Promise.reject(aProblem({ code: 'notFound', status: 404 })) } }),
        ],
      },
    })
    await vi.waitFor(() => wrapper.get('.msg'))
    expect(wrapper.text()).toContain('is no longer kept')
    expect(wrapper.text()).not.toContain('Try again')
  })
})
