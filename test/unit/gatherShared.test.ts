import { expect, it } from 'vitest'
import { customerId } from '../../server/domain/ids'
import { emptyCompanyRecord } from '../../server/domain/settings'
import type { UsageGap } from '../../server/domain/trend'
import { gatherFromShared } from '../../server/services/gather'
import type { Upstreams } from '../../server/services/upstreams'
import { aCompany, company, dayton, now, planInputs, today } from '../factories'

const gapOf = (customer: UsageGap['customerId']): UsageGap => ({
  customerId: customer,
  what: customer === null ? 'plans' : 'subscriptions',
  why: 'failed',
  note: '',
})

it('of a shared reading a company gets every hole that is about all, and its own customers’, not those of others', async () => {
  const { snapshot, settings } = planInputs()
  const gaps = [gapOf(null), gapOf(dayton), gapOf(customerId('c-other'))]
  const nothing = () => Promise.reject(new Error('Nothing is asked for'))
  const clock = { now: () => now, sleep: nothing, onJump: () => () => undefined }
  const gathered = await gatherFromShared(
    { connectWise: new Proxy({}, { get: () => nothing }), trendMicro: {} } as Upstreams, // no product is assigned: nothing is read
    clock,
    {
      companyId: company,
      record: {
        ...emptyCompanyRecord(company),
        link: { customerIds: [dayton], customerNames: ['Dayton'], enabled: true, linkedAt: now, linkedBy: 'kim' },
      },
      settings,
      which: snapshot.which,
      today,
    },
    {
      agreementsReadAt: now,
      snapshot: { ...snapshot, subscriptions: [], gaps: [] },
      subscriptions: new Map(),
      gaps: new Map(gaps.map((gap) => [gap.customerId, [gap]])),
      customers: [],
      companies: new Map([[company, aCompany()]]),
      agreements: new Map(),
      catalogItems: new Map(),
    },
  )
  expect(gathered.snapshot.gaps).toEqual([gapOf(null), gapOf(dayton)])
})
