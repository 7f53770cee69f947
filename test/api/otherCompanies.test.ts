/** Linking shows customers of other companies: to whom, and what of those companies. */
import { describe, expect, test } from 'vitest'
import type { SuggestionsView, VerifyView } from '../../server/domain/viewsLink'
import { customerId, link, refusalOf } from './actions'
import { versionOf } from './decisions'
import { connectWiseUrl, startHarness, type Harness } from './harness'

const alder = 'ALDER AND FINCH'

/** From now on ConnectWise refuses company 102 to every member; not to our own API member. */
function hide102(harness: Harness): void {
  const good = harness.hosts.get(connectWiseUrl)
  harness.hosts.set(connectWiseUrl, async (input, init) => {
    const isMember = new Headers(init?.headers).get('cookie') !== null
    if (isMember && input.includes('/companies/102')) return new Response('{"code":"SecurityError"}', { status: 403 })
    return good?.(input, init) ?? new Response(null, { status: 500 })
  })
}

async function start({ hidden }: { hidden: boolean }) {
  const harness = await startHarness()
  await link(harness, await harness.pod(), 102)
  if (hidden) hide102(harness)
  return { harness, pod: await harness.pod(), customer: customerId(harness, alder) }
}

describe('who may only look', () => {
  test('is told nothing of customers that are not linked to the company', async () => {
    const { harness, customer } = await start({ hidden: true })
    const viewer = await harness.pod('tlook')
    const forbidden = { status: 403, code: 'forbidden' }
    const verify = viewer.post('/api/companies/101/verify', { customerId: customer })
    expect(await refusalOf(verify)).toMatchObject(forbidden)
    const search = viewer.get(`/api/companies/101/suggestions?q=${encodeURIComponent(alder)}`)
    expect(await refusalOf(search)).toMatchObject(forbidden)
  })
})

describe.each([
  ['who may see it', false, { id: 102, name: 'Alder & Finch LLP' }],
  ['who may not see it', true, { id: null, name: null }],
])('the company that holds a customer is, to a billing manager %s,', (_, hidden, takenBy) => {
  test(`${hidden ? 'another' : 'named'} when a customer is verified or searched`, async () => {
    const { pod, customer } = await start({ hidden })
    const verified = await pod.post<VerifyView>('/api/companies/101/verify', { customerId: customer })
    expect(verified).toMatchObject({ seats: 16, takenBy })
    const path = `/api/companies/101/suggestions?q=${encodeURIComponent(alder)}`
    const { suggestions } = await pod.get<SuggestionsView>(path)
    expect(suggestions.find((each) => each.customer.id === customer)).toMatchObject({ takenBy })
  })

  test(`${hidden ? 'another' : 'named'} when linking it is refused`, async () => {
    const { pod, customer } = await start({ hidden })
    const request = { version: await versionOf(pod, 101), customerIds: [customer], enabled: true }
    const { code, params } = await refusalOf(pod.put('/api/companies/101/link', request))
    expect({ code, params }).toEqual({
      code: 'customerTaken',
      params: hidden ? {} : { companyId: 102, companyName: 'Alder & Finch LLP' },
    })
  })
})
