/** Adopting what is there: nothing is made beside it, twins wait for a choice, and a choice that cannot be is told at its field. */
import { describe, expect, test } from 'vitest'
import { additionId } from '../../server/domain/ids'
import type { AgreementsView } from '../../server/domain/viewsAgreements'
import {
  additionsOf,
  linkAndAssign,
  plan,
  refusalOf,
  rowOf,
  setSeats,
  watchWrites,
  type LinkedCompany,
} from './actions'
import { decide, planAndSendEverything, sendByClock, settle } from './decisions'
import { startHarness, type Harness } from './harness'

async function start(company: LinkedCompany, prepare: (harness: Harness) => void = () => undefined) {
  const harness = await startHarness()
  prepare(harness)
  const pod = await harness.pod()
  await settle(pod, { createWhenMissing: true })
  await linkAndAssign(harness, pod, company)
  return { harness, pod, writes: watchWrites(harness) }
}
const email = ({ connectWise }: Harness) => connectWise.world.additions.filter(({ product }) => product.id === 2006)
const [staff, floor] = [additionId(10_312), additionId(10_313)]

describe('a product that is assigned for the first time', () => {
  test('finds the one addition that is there and makes none beside it', async () => {
    const { harness, pod, writes } = await start(102)
    const { agreements } = await pod.get<AgreementsView>('/api/companies/102/agreements')
    expect(agreements[0]?.additions).toContainEqual(
      expect.objectContaining({ catalogItemId: 2001, quantity: 14, state: 'ongoing' }),
    )
    await sendByClock(harness, '2026-11-18')
    expect(additionsOf(harness, 1021, 'worryFree')).toMatchObject([{ quantity: 16, serialNumber: null }])
    expect(writes.map(({ method }) => method)).toEqual(['PATCH'])
  })

  test('of which there are twins waits for a choice', async () => {
    const { harness, pod, writes } = await start(103)
    expect(rowOf(await plan(pod, 103), 'email')).toMatchObject({
      sendable: 'no',
      candidates: [{ id: staff }, { id: floor }],
    })
    await sendByClock(harness, '2026-11-18')
    expect(writes.filter(({ method }) => method === 'POST')).toEqual([])
    expect(email(harness).filter(({ agreementId }) => agreementId === 1031)).toMatchObject([
      { quantity: 200 },
      { quantity: 60 },
    ])
  })
})

describe('the chosen one of twins', () => {
  test.each(['inPlace', 'replace'] as const)(
    'is written %s, and the other one is named and left alone',
    async (strategy) => {
      const { harness, pod } = await start(103, (each) => {
        setSeats(each, 103, 'email', 64)
      })
      await settle(pod, { limits: { moneyPerMonth: null } })
      await decide(pod, 103, { email: { additionId: floor, strategy } })
      expect(rowOf(await plan(pod, 103), 'email')).toMatchObject({
        sendable: 'yes',
        additionId: floor,
        quantityBefore: 60,
        quantity: 64,
        notes: [{ kind: 'twins', additionIds: [staff] }],
      })
      await sendByClock(harness, '2026-11-18')
      const after = additionsOf(harness, 1031, 'email')
      expect(after[0]).toMatchObject({ id: staff, quantity: 200, cancelledDate: null })
      expect(after.slice(1).map(({ quantity }) => quantity)).toEqual(strategy === 'inPlace' ? [64] : [60, 64])
      expect(rowOf(await plan(await harness.pod(), 103), 'email')).toMatchObject({ state: 'unchanged' })
    },
  )

  test('that is gone since is not followed by the next best', async () => {
    const { harness, pod, writes } = await start(103)
    await decide(pod, 103, { email: { additionId: floor } })
    harness.connectWise.edits.deleteAddition(floor, 'jlee')
    const row = rowOf(await plan(pod, 103), 'email')
    expect(row).toMatchObject({ sendable: 'no', reason: { reason: { kind: 'adoptedGone', additionId: floor } } })
    expect(row.candidates).toMatchObject([{ id: staff }])
    await planAndSendEverything(harness, pod, 103)
    expect(writes.filter(({ path }) => path.includes(String(staff)))).toEqual([])
    expect(additionsOf(harness, 1031, 'email')).toMatchObject([{ quantity: 200 }])
  })

  test('beside which a third one appears after the plan is refused as stale', async () => {
    const { harness, pod } = await start(103)
    await decide(pod, 103, { email: { additionId: floor } })
    const planned = await plan(pod, 103)
    const [first] = additionsOf(harness, 1031, 'email')
    if (first === undefined) throw new Error('Email Security has no addition')
    harness.connectWise.world.additions.push({ ...structuredClone(first), id: 99_001 })
    const row = rowOf(planned, 'email')
    await pod.post(`/api/runs/${planned.runId}/companies/103/send`, { lines: [{ key: row.key, reason: 'Seen' }] })
    await harness.composed.runs.settled()
    const done = await pod.get<typeof planned>(`/api/runs/${planned.runId}/companies/103`)
    expect(rowOf(done, 'email')).toMatchObject({ reason: { cause: { kind: 'additionAppeared' } } })
  })
})

describe('a choice that cannot be', () => {
  test.each([
    ['of no addition', { additionId: additionId(1) }, 'additionId', 'addition.gone'],
    ["of another product's addition", { additionId: additionId(10_311) }, 'additionId', 'addition.otherItem'],
    [
      'without an agreement',
      { agreement: { kind: 'default' }, additionId: staff },
      'additionId',
      'addition.chooseAgreement',
    ],
  ] as const)('%s is told at its field', async (_, ways, field, code) => {
    const { pod } = await start(103)
    expect(await refusalOf(decide(pod, 103, { email: ways }))).toMatchObject({
      status: 400,
      issues: [{ path: `assignments.0.${field}`, code }],
    })
  })

  test('of one that has ended is told at its field', async () => {
    const { harness, pod } = await start(103)
    harness.connectWise.edits.editAddition(staff, { cancelledDate: '2026-10-31T00:00:00Z' }, 'jlee')
    expect(await refusalOf(decide(pod, 103, { email: { additionId: staff } }))).toMatchObject({
      issues: [{ path: 'assignments.0.additionId', code: 'addition.ended' }],
    })
  })

  test('on an agreement that cannot be read is told at its field', async () => {
    const { harness, pod } = await start(103)
    const body = await pod.get<AgreementsView>('/api/companies/103/agreements')
    const product = body.products.find(({ source }) => source.planName === 'Standard, monthly')
    harness.faults.add({
      system: 'connectwise',
      kind: '500-before',
      method: 'GET',
      path: '1031/additions',
      times: null,
      delayMs: 0,
    })
    const entry = { ...product, plan: product?.source.plan, catalogItemId: 2006, rule: null, additionId: staff }
    expect(
      await refusalOf(pod.put('/api/companies/103/assignments', { version: body.version, assignments: [entry] })),
    ).toMatchObject({ issues: [{ path: 'assignments.0.additionId', code: 'addition.unread' }] })
  })
})

describe('two products of one line', () => {
  const shared = { catalogItemId: 2006 as never }

  test.each([
    ['strategy', { strategy: 'replace' }, { strategy: 'inPlace' }],
    ['drift', { drift: 'keep' }, { drift: 'ask' }],
    ['additionId', { additionId: staff }, { additionId: floor }],
  ] as const)('are written in one way: another %s of the second is told at its field', async (field, one, two) => {
    const { pod } = await start(103)
    const { products } = await pod.get<AgreementsView>('/api/companies/103/agreements')
    const agreement = products.find(({ source }) => source.planName === 'Standard, monthly')?.agreement ?? null
    expect(
      await refusalOf(
        decide(pod, 103, {
          email: { ...shared, ...one },
          worryFree: { agreement: agreement, ...shared, ...two },
        }),
      ),
    ).toMatchObject({ issues: [{ path: `assignments.1.${field}`, code: 'sharedLine' }] })
  })

  test('are written in one way also when only one of them is changed', async () => {
    const { pod } = await start(103)
    const { products } = await pod.get<AgreementsView>('/api/companies/103/agreements')
    const agreement = products.find(({ source }) => source.planName === 'Standard, monthly')?.agreement ?? null
    await decide(pod, 103, {
      email: { additionId: staff },
      worryFree: { agreement: agreement, ...shared, additionId: staff },
    })
    expect(await refusalOf(decide(pod, 103, { email: { additionId: floor } }))).toMatchObject({
      issues: [{ path: 'assignments.0.additionId', code: 'sharedLine' }],
    })
  })
})
