/** What the company view says of additions that are not as the last send left them. */
import { describe, expect, test } from 'vitest'
import type { CompanyView } from '../../server/domain/viewsCompany'
import type { DriftView } from '../../server/domain/viewsDrift'
import type { PodClient } from '../simulator/demo/podClient'
import { additionOf, linkAndAssign, planAndSend, setSeats, wait } from './actions'
import { startHarness } from './harness'

/** Worry-Free 48 on Gold Support and Cloud App 92 on Cloud Protection were sent; seven minutes have passed. */
async function sent() {
  const harness = await startHarness()
  setSeats(harness, 101, 'cloudApp', 92)
  const pod = await harness.pod()
  await linkAndAssign(harness, pod, 101)
  await planAndSend(harness, pod, 101)
  wait(harness, 7)
  const edit = (name: 'worryFree' | 'cloudApp', changes: { quantity?: number; unitPrice?: number }) =>
    harness.connectWise.edits.editAddition(
      additionOf(harness, name === 'worryFree' ? 1011 : 1012, name).id,
      changes,
      'jlee',
    )
  return { harness, pod, edit }
}
const look = (pod: PodClient) => pod.post<DriftView>('/api/companies/101/drift', {})
const company = (pod: PodClient) => pod.get<CompanyView>('/api/companies/101')
const decide = async (pod: PodClient, { found, version }: DriftView, drift: 'ask' | 'keep' | 'overwrite') => {
  const assignments = (found[0]?.assignments ?? []).map((assignment) => ({ ...assignment, drift }))
  return pod.put<CompanyView>('/api/companies/101/assignments', { version, assignments })
}

describe('a look at what changed in ConnectWise', () => {
  test('names product, agreement, who, and what the next send does about it', async () => {
    const { pod, edit } = await sent()
    edit('worryFree', { quantity: 50, unitPrice: 5 })
    const { found, additions } = await look(pod)
    expect(additions).toEqual({ found: 1, open: 1 })
    const about = {
      productNames: ['Worry-Free Services'],
      agreementName: 'Gold Support 2026',
      by: 'jlee',
      policy: 'ask',
    }
    expect(found).toMatchObject([
      {
        ...about,
        field: 'quantity',
        was: '48',
        is: '50',
        next: { ask: 'waits', keep: 'stays', overwrite: 'writtenOver' },
      },
      { ...about, field: 'price', was: '4.5', is: '5', next: { ask: 'untouched', overwrite: 'untouched' } },
    ])
  })

  test('names an agreement that could not be read, and says nothing of it', async () => {
    const { harness, pod, edit } = await sent()
    edit('worryFree', { quantity: 50 })
    edit('cloudApp', { quantity: 80 })
    const fault = { system: 'connectwise', kind: '500-before', method: 'GET', times: null, delayMs: 0 } as const
    harness.faults.add({ ...fault, path: '/finance/agreements/1012/additions' })
    const view = await look(pod)
    expect(view.unread).toEqual([{ id: 1012, name: 'Cloud Protection 2026' }])
    expect(view.found.map(({ agreementId }) => agreementId)).toEqual([1011])
  })
})

describe('the company view', () => {
  test('counts additions, not differences, and which of them wait for a person', async () => {
    const { pod, edit } = await sent()
    expect((await company(pod)).drift).toBeNull()
    edit('worryFree', { quantity: 50, unitPrice: 5 })
    edit('cloudApp', { unitPrice: 3 })
    await look(pod)
    expect((await company(pod)).drift).toMatchObject({ found: 2, open: 1 })
  })

  test('is calm again when somebody has decided, and the policy alone changes', async () => {
    const { pod, edit } = await sent()
    edit('worryFree', { quantity: 50 })
    const decided = await decide(pod, await look(pod), 'keep')
    expect(decided.drift).toMatchObject({ found: 1, open: 0 })
    expect((await pod.get<DriftView>('/api/companies/101/drift')).found[0]?.policy).toBe('keep')
  })

  test('forgets a difference that a send has written over since', async () => {
    const { harness, pod, edit } = await sent()
    edit('worryFree', { quantity: 50 })
    await decide(pod, await look(pod), 'overwrite')
    wait(harness, 7)
    await planAndSend(harness, pod, 101)
    expect(additionOf(harness, 1011, 'worryFree').quantity).toBe(48)
    expect((await company(pod)).drift).toMatchObject({ found: 0, open: 0 })
  })

  test('forgets a difference that a send found to be right', async () => {
    const { harness, pod, edit } = await sent()
    edit('worryFree', { quantity: 50 })
    await look(pod)
    setSeats(harness, 101, 'worryFree', 50)
    setSeats(harness, 101, 'cloudApp', 93)
    wait(harness, 7)
    await planAndSend(harness, pod, 101)
    expect((await company(pod)).drift).toMatchObject({ found: 0 })
  })
})
