import { describe, expect, it } from 'vitest'
import { createSandboxClock } from './clock'
import type { CwAddition, CwAgreement } from './connectwise/entities'
import { companyCases } from './seed/companyCases'
import { seedWorld } from './seed/seedWorld'
import type { TrendSubscription } from './trendmicro/world'

const today = '2026-11-20'
const { connectWise, trendMicro } = seedWorld(createSandboxClock({ startIso: `${today}T12:00:00Z`, frozen: true }))

describe('the list of cases', () => {
  it('names the twelve companies of the seed', () => {
    expect(companyCases.map(({ companyId, name }) => [companyId, name])).toEqual(
      connectWise.companies.map(({ id, name }) => [id, name]),
    )
  })
})

describe('Fairhaven Dental Group', () => {
  const additions = additionsOf(101)

  it.each([
    ['Co-Managed XDR', 12, 14, 10],
    ['Cloud App Security', 40, 37, 90],
    ['Worry-Free Services', 48, 46, 45],
    ['Email Security', 52, 52, 52],
  ])('has %s with %i seats, %i used and %i billed', (product, provisioned, used, billed) => {
    const subscription = subscriptionOf('Fairhaven Dental', product)
    expect([subscription.licenses[0]?.units, subscription.used]).toEqual([provisioned, used])
    expect(
      additions.filter(({ description }) => description?.startsWith(product)).map((each) => each.quantity),
    ).toEqual([billed])
  })

  it('has a trial of Web Security that nothing bills, and 177 seats in all', () => {
    const trial = subscriptionOf('Fairhaven Dental', 'Web Security')
    expect([versionOf(trial), trial.licenses[0]?.units, trial.used]).toEqual(['trial', 25, 3])
    const seats = trendMicro.subscriptions
      .filter(({ customerId }) => customerId === trial.customerId)
      .reduce((sum, { licenses }) => sum + (licenses[0]?.units ?? 0), 0)
    expect(seats).toBe(177)
  })

  it('bills XDR on an agreement that has ended, and Email Security on the agreement of its Management row', () => {
    const [xdr] = additions.filter(({ description }) => description?.startsWith('Co-Managed XDR'))
    expect(dayOf(agreementOf(xdr)?.endDate)).toBe('2026-09-30')
    expect(agreementOf(xdr)?.name).toBe('XDR Retainer 2025')
    const row = connectWise.managementSummaryReports.find(({ company }) => company.id === 101)
    expect(connectWise.agreements.find(({ id }) => id === row?.agreement?.id)?.name).toBe('Gold Support 2026')
  })
})

describe('among the agreements there', () => {
  const { agreements } = connectWise
  const active = agreements.filter((agreement) => isActive(agreement))

  it.each<[string, CwAgreement[]]>([
    ['has ended', agreements.filter(({ endDate }) => dayOf(endDate) < today && endDate !== null)],
    ['is cancelled', agreements.filter(({ cancelledFlag }) => cancelledFlag)],
    ['has not started', agreements.filter(({ startDate }) => dayOf(startDate) > today)],
    [
      'is a child of another one of its company',
      agreements.filter((each) => parentOf(each)?.company.id === each.company.id),
    ],
    ['is yearly', agreements.filter((each) => cycleOf(each) === 'Yearly')],
    ['is quarterly', agreements.filter((each) => cycleOf(each) === 'Quarterly')],
    ['does not recur', agreements.filter((each) => cycleOf(each) === 'NotRecurring')],
    ['prorates', agreements.filter(({ prorateFlag }) => prorateFlag)],
    ['is the only one of its company', active.filter((each) => agreementsOf(each.company.id).length === 1)],
    ['shares company and type with another active one', active.filter((each) => sameKind(each, active).length > 1)],
    ['is of type TMRM Management Solution', active.filter((each) => typeOf(each) === 'TMRM Management Solution')],
    [
      'is the only active Managed Service',
      active.filter((each) => typeOf(each) === 'Managed Service' && sameKind(each, active).length === 1),
    ],
    ['is in euros', agreements.filter(({ currency }) => currency?.currencyCode === 'EUR')],
    ['is in Canadian dollars', agreements.filter(({ currency }) => currency?.currencyCode === 'CAD')],
    [
      'is invoiced for the next month already',
      agreements.filter(({ id }) =>
        connectWise.invoices.some((each) => each.agreement?.id === id && dayOf(each.date) > today),
      ),
    ],
  ])('is one that %s', (_, found) => {
    expect(found).not.toEqual([])
  })

  it('is every billing option as a billing cycle', () => {
    expect(connectWise.billingCycles.map(({ billingOptions }) => billingOptions).toSorted()).toEqual([
      'BiMonthly',
      'BiWeekly',
      'Monthly',
      'NotRecurring',
      'Quarterly',
      'SemiAnnual',
      'Weekly',
      'Yearly',
    ])
  })

  it('is a way to Default by cross reference: agreement type and product', () => {
    const [reference] = connectWise.crossReferences
    expect(connectWise.agreementTypes.find(({ id }) => id === reference?.agreementType?.id)?.name).toBe(
      'TMRM Management Solution',
    )
    expect(connectWise.catalogItems.map(({ id }) => id)).toContain(reference?.product?.id)
    expect(connectWise.managementItSolutions).toMatchObject([{ managementSolutionName: 'TMRM Management Solution' }])
  })
})

describe('among the additions there', () => {
  const { additions } = connectWise

  it.each<[string, CwAddition[]]>([
    [
      'has been cancelled',
      additions.filter(({ cancelledDate }) => cancelledDate !== null && dayOf(cancelledDate) < today),
    ],
    ['will be cancelled', additions.filter(({ cancelledDate }) => dayOf(cancelledDate) > today)],
    ['starts in the future', additions.filter(({ effectiveDate }) => dayOf(effectiveDate) > today)],
    ['is there twice on one agreement', additions.filter((each) => twins(each).length > 1)],
    ['has units included', additions.filter(({ lessIncluded }) => lessIncluded > 0)],
    ['is not charged', additions.filter(({ billCustomer }) => billCustomer === 'NoCharge')],
    ['was last changed by somebody else', additions.filter(({ _info }) => _info.updatedBy === 'jlee')],
  ])('is one that %s', (_, found) => {
    expect(found).not.toEqual([])
  })

  it('is none for Email Security at Brightwater Logistics, although it has seats', () => {
    expect(subscriptionOf('Brightwater Logistics', 'Email Security').licenses[0]?.units).toBe(33)
    expect(additionsOf(104).map(({ description }) => description)).not.toContain('Email Security, per mailbox')
  })
})

describe('among the subscriptions there', () => {
  const { subscriptions } = trendMicro

  it.each<[string, TrendSubscription[]]>([
    [
      'is a suite of two licences with the same units',
      subscriptions.filter(({ licenses: [one, two] }) => one !== undefined && one.units === two?.units),
    ],
    ['is a trial', subscriptions.filter((each) => versionOf(each) === 'trial')],
    [
      'is not for resale by its name only',
      subscriptions.filter((each) => each.name.startsWith('NFR') && versionOf(each) === 'full'),
    ],
    ['has expired', subscriptions.filter(({ licenses }) => dayOf(licenses[0]?.expiresAt) < today)],
    ['is disabled', subscriptions.filter(({ enabled }) => !enabled)],
    ['runs but is not charged yet', subscriptions.filter(({ licenses }) => dayOf(licenses[0]?.startChargeAt) > today)],
    ['reports no used seats', subscriptions.filter(({ used }) => used === null)],
    [
      'has more seats in use than bought',
      subscriptions.filter(({ used, licenses }) => (used ?? 0) > (licenses[0]?.units ?? 0)),
    ],
    [
      'is of Vision One',
      subscriptions.filter(({ servicePlanId }) =>
        trendMicro.servicePlans.some((plan) => plan.id === servicePlanId && plan.visionOne),
      ),
    ],
    ['is paid for a year', subscriptions.filter(({ autoRenewalMonths }) => autoRenewalMonths === 12)],
  ])('is one that %s', (_, found) => {
    expect(found).not.toEqual([])
  })
})

describe('among companies and customers there', () => {
  it('are two customers of one name in one city', () => {
    const named = trendMicro.customers.filter(({ name }) => name === 'Granite State C.U.')
    expect(named.map(({ city }) => city)).toEqual(['Concord', 'Concord'])
  })

  it('is a name with quotes, ampersand, brackets and percent, the same on both sides', () => {
    const name = `O'Brien & "Sons" [Holding] 100%`
    expect(connectWise.companies.map((company) => company.name)).toContain(name)
    expect(trendMicro.customers.map((customer) => customer.name)).toContain(name)
  })

  it('is a name with accents', () => {
    expect(connectWise.companies.some(({ name }) => /[éÎ]/.test(name))).toBe(true)
  })

  it('is a company without any customer, one in the recycle bin, and an inactive one', () => {
    expect(trendMicro.customers.some(({ name }) => name.includes('Eastgate'))).toBe(false)
    expect(connectWise.companies.filter(({ deletedFlag }) => deletedFlag).map(({ id }) => id)).toEqual([111])
    const inactive = connectWise.companyStatuses.find(({ name }) => name === 'Inactive')
    expect(connectWise.companies.filter(({ status }) => status.id === inactive?.id).map(({ id }) => id)).toEqual([112])
  })

  it("are customers that are nobody's, one of them with a status nobody has explained", () => {
    expect(trendMicro.customers.filter(({ status }) => status !== 1).map(({ name }) => name)).toEqual(['Testing 2'])
    expect(trendMicro.customers.map(({ name }) => name)).toContain('Fairhaven Dental Lab')
  })

  it('are GUIDs in lower and in upper case', () => {
    expect(trendMicro.customers.some(({ id }) => id.startsWith('a'))).toBe(true)
    expect(trendMicro.customers.some(({ id }) => id.startsWith('A'))).toBe(true)
    expect(trendMicro.smpiCustomers.every(({ id }) => id === id.toUpperCase())).toBe(true)
  })
})

function agreementsOf(companyId: number): CwAgreement[] {
  return connectWise.agreements.filter(({ company }) => company.id === companyId)
}

function additionsOf(companyId: number): CwAddition[] {
  const ids = agreementsOf(companyId).map(({ id }) => id)
  return connectWise.additions.filter(({ agreementId }) => ids.includes(agreementId))
}

function agreementOf(addition: CwAddition | undefined): CwAgreement | undefined {
  return connectWise.agreements.find(({ id }) => id === addition?.agreementId)
}

function parentOf({ parentAgreement }: CwAgreement): CwAgreement | undefined {
  return connectWise.agreements.find(({ id }) => id === parentAgreement?.id)
}

function cycleOf({ billingCycle }: CwAgreement) {
  return connectWise.billingCycles.find(({ id }) => id === billingCycle?.id)?.billingOptions
}

function typeOf({ type }: CwAgreement) {
  return connectWise.agreementTypes.find(({ id }) => id === type.id)?.name
}

function isActive({ startDate, endDate, cancelledFlag }: CwAgreement): boolean {
  return dayOf(startDate) <= today && (endDate === null || dayOf(endDate) >= today) && !cancelledFlag
}

function sameKind(one: CwAgreement, all: CwAgreement[]): CwAgreement[] {
  return all.filter(({ company, type }) => company.id === one.company.id && type.id === one.type.id)
}

function twins(one: CwAddition): CwAddition[] {
  return connectWise.additions.filter(
    ({ agreementId, product }) => agreementId === one.agreementId && product.id === one.product.id,
  )
}

function subscriptionOf(customerName: string, product: string): TrendSubscription {
  const customer = trendMicro.customers.find(({ name }) => name === customerName)
  const plans = trendMicro.servicePlans.filter((plan) => plan.product === product).map(({ id }) => id)
  const found = trendMicro.subscriptions.find(
    ({ customerId, servicePlanId }) => customerId === customer?.id && plans.includes(servicePlanId),
  )
  if (found === undefined) throw new Error(`${customerName} has no ${product}`)
  return found
}

function versionOf({ servicePlanId }: TrendSubscription) {
  return trendMicro.servicePlans.find(({ id }) => id === servicePlanId)?.version
}

function dayOf(moment: string | null | undefined): string {
  return moment?.slice(0, 10) ?? ''
}
