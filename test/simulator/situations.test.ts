import { describe, expect, it } from 'vitest'
import { createSandboxClock } from './clock'
import { createConnectWise } from './connectwise/app'
import { createFaults } from './faults'
import { catalogItems, type ItemKey } from './seed/catalogItems'
import { companyCases } from './seed/companyCases'
import { seedWorld } from './seed/seedWorld'
import { makeSituation, situations } from './situations/situations'
import { subscriptionOf } from './situations/tools'
import { createTrendMicro } from './trendmicro/trendMicro'

type Sandbox = ReturnType<typeof aSandbox>
type Line = [agreement: number, item: ItemKey]
const worryFreeAt101: Line = [1011, 'worryFree']
const worryFreeAt102: Line = [1021, 'worryFree']

/** What is different after each situation, as the worlds hold it: the wire has its own tests. */
const outcomes: Record<string, (sandbox: Sandbox) => unknown> = {
  zero: ({ seats }) => expect(seats(102, 'worryFree')).toEqual({ units: 0, used: 0 }),
  jump: ({ seats }) => expect(seats(102, 'worryFree')).toEqual({ units: 160, used: 15 }),
  dear: ({ seats }) => expect(seats(103, 'worryFree')).toEqual({ units: 500, used: 398 }),
  noUsage: ({ seats }) => expect(seats(102, 'worryFree')).toEqual({ units: 16, used: null }),
  customerGone: ({ trendMicro }) => expect(trendMicro.options.vanished).toHaveLength(1),
  subscriptionGone: ({ trendMicro }) => expect(trendMicro.options.vanished).toEqual([subscriptionOf(101, 'cloudApp')]),
  leftover: ({ trendMicro }) =>
    expect(trendMicro.world.subscriptions.at(-1)).toMatchObject({
      name: 'Unbundled Licenses',
      licenses: [{ productName: 'Cloud App Security', units: 12 }],
    }),
  namesake: ({ trendMicro }) =>
    expect(trendMicro.world.customers.filter(({ name }) => name === 'ALDER AND FINCH')).toHaveLength(2),
  halfGone: ({ trendMicro }) => expect(trendMicro.options.customersShown).toBe('half'),
  noneListed: ({ trendMicro }) => expect(trendMicro.options.customersShown).toBe('none'),
  lateReports: ({ trendMicro }) => expect(trendMicro.edits.reportsStoppedAt()).not.toBeNull(),
  noReportYet: ({ trendMicro }) => expect(trendMicro.options.currentMonthSummary).toBe('empty'),
  asBefore: ({ trendMicro }) =>
    expect(trendMicro.options).toMatchObject({ customersShown: 'all', vanished: [], currentMonthSummary: 'present' }),
  quantityByHand: ({ lines }) => expect(lines(...worryFreeAt101)).toMatchObject([{ quantity: 61 }]),
  priceByHand: ({ lines }) => expect(lines(...worryFreeAt101)).toMatchObject([{ quantity: 45, unitPrice: 4.2 }]),
  cancelledByHand: ({ lines }) =>
    expect(lines(...worryFreeAt101)).toMatchObject([{ cancelledDate: '2026-11-16T00:00:00Z' }]),
  movedByHand: ({ lines }) => {
    expect(lines(...worryFreeAt101)).toEqual([])
    expect(lines(1012, 'worryFree')).toMatchObject([{ quantity: 45 }])
  },
  deletedByHand: ({ lines, connectWise }) => {
    expect(lines(...worryFreeAt101)).toEqual([])
    expect(connectWise.world.auditTrail.at(-1)).toMatchObject({ auditSubType: 'Deleted', enteredBy: 'jlee' })
  },
  addedByHand: ({ lines }) => expect(lines(1041, 'email')).toMatchObject([{ quantity: 31 }]),
  twin: ({ lines }) => expect(lines(...worryFreeAt102)).toMatchObject([{ quantity: 14 }, { quantity: 3 }]),
  invoiced: ({ agreement }) => expect(agreement(1021)).toMatchObject({ nextInvoiceDate: '2027-01-01T00:00:00Z' }),
  renewed: ({ agreement, connectWise }) => {
    expect(agreement(1021)).toMatchObject({ endDate: '2026-11-16T00:00:00Z' })
    expect(connectWise.world.agreements.at(-1)).toMatchObject({ startDate: '2026-11-17T00:00:00Z' })
  },
  renewedLater: ({ agreement, connectWise }) => {
    expect(agreement(1011)).toMatchObject({ endDate: '2026-11-30T00:00:00Z' })
    expect(connectWise.world.agreements.at(-1)).toMatchObject({ startDate: '2026-12-01T00:00:00Z' })
  },
  secondAgreement: ({ agreement, connectWise }) => {
    expect(agreement(1021)).toMatchObject({ endDate: '2027-11-17T00:00:00Z' })
    expect(connectWise.world.agreements.at(-1)).toMatchObject({ startDate: '2026-11-17T00:00:00Z', endDate: null })
  },
  oldSync: ({ lines, connectWise }) => {
    expect(lines(1041, 'web')).toMatchObject([{ quantity: 30, _info: { updatedBy: 'RemoteManager' } }])
    expect(connectWise.edits.nightlyLines()).toHaveLength(1)
  },
  invoicesByClock: ({ clock, agreement }) => {
    clock.set('2026-12-01T12:00:00Z')
    expect(agreement(1021)).toMatchObject({ nextInvoiceDate: '2027-01-01T00:00:00Z' })
  },
}

describe('a situation', () => {
  it.each(situations.map(({ name, companyId }) => [name, companyId] as const))('%s is made (company %s)', (name) => {
    const sandbox = aSandbox()
    makeSituation(name, sandbox)
    const outcome = outcomes[name]
    if (outcome === undefined) throw new Error(`nobody says what ${name} changes`)
    outcome(sandbox)
  })

  it.each(situations.map(({ name }) => name))('%s leaves all other companies as they were', (name) => {
    const sandbox = aSandbox()
    const { companyId } = situations.find((each) => each.name === name) ?? {}
    const others = () =>
      sandbox.connectWise.world.agreements
        .filter(({ company }) => company.id !== companyId)
        .map((agreement) => [
          agreement,
          sandbox.connectWise.world.additions.filter(({ agreementId }) => agreementId === agreement.id),
        ])
    const before = structuredClone(others())
    makeSituation(name, sandbox)
    expect(others()).toEqual(before)
  })

  it('has a name and words of its own, in a company that is described', () => {
    expect(new Set(situations.map(({ name }) => name)).size).toBe(situations.length)
    expect(new Set(situations.map(({ title }) => title)).size).toBe(situations.length)
    const companies = companyCases.map(({ companyId }) => companyId)
    for (const { companyId } of situations) if (companyId !== null) expect(companies).toContain(companyId)
  })

  it('cannot be made a second time where what it needs is gone, nor by a name that nobody knows', () => {
    const sandbox = aSandbox()
    makeSituation('deletedByHand', sandbox)
    expect(() => makeSituation('deletedByHand', sandbox)).toThrow('no line of worryFree any more')
    expect(() => makeSituation('doomsday', sandbox)).toThrow(RangeError)
  })
})

function aSandbox() {
  const clock = createSandboxClock({ startIso: '2026-11-17T15:00:00Z', frozen: true })
  const worlds = seedWorld(clock)
  const faults = createFaults()
  const connectWise = createConnectWise({ world: worlds.connectWise, clock, faults })
  const trendMicro = createTrendMicro({ world: worlds.trendMicro, clock, faults })
  return {
    clock,
    connectWise,
    trendMicro,
    lines: (agreementId: number, item: ItemKey) =>
      worlds.connectWise.additions.filter(
        (each) => each.agreementId === agreementId && each.product.id === catalogItems[item].id,
      ),
    agreement: (id: number) => worlds.connectWise.agreements.find((each) => each.id === id),
    seats: (customer: number, plan: Parameters<typeof subscriptionOf>[1]) => {
      const found = worlds.trendMicro.subscriptions.find(({ id }) => id === subscriptionOf(customer, plan))
      return { units: found?.licenses[0]?.units, used: found?.used }
    },
  }
}
