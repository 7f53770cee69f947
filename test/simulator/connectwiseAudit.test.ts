import { describe, expect, it } from 'vitest'
import type { CwEdits } from './connectwise/edits'
import { startSample } from './connectwiseSample/start'

const additions = '/finance/agreements/7/additions'
const line = `${additions}/101`
const trail = { type: 'AgreementAddition', id: '101' }

describe('the audit trail of an addition', () => {
  it.each<[string, (edits: CwEdits) => unknown, string]>([
    [
      'another quantity',
      (edits) => edits.editAddition(101, { quantity: 30 }, 'jdoe'),
      'quantity was changed from 25 to 30.',
    ],
    [
      'another price',
      (edits) => edits.editAddition(101, { unitPrice: 5 }, 'jdoe'),
      'unitPrice was changed from 4.5 to 5.',
    ],
    [
      'a day of cancellation',
      (edits) => edits.editAddition(101, { cancelledDate: '2025-11-30T00:00:00Z' }, 'jdoe'),
      'cancelledDate was changed from (none) to "2025-11-30T00:00:00Z".',
    ],
    [
      'another product',
      (edits) => edits.editAddition(101, { product: { id: 13 } }, 'jdoe'),
      'product was changed from #12 to #13.',
    ],
    ['another agreement', (edits) => edits.moveAddition(101, 8, 'jdoe'), 'agreement was changed from #7 to #8.'],
    ['its end', (edits) => edits.deleteAddition(101, 'jdoe'), 'Addition was deleted with quantity 25.'],
  ])('tells %s: who, when, from where and from what to what', async (_, edit, text) => {
    const { edits, rows } = startSample()
    edit(edits)
    expect(await rows('/system/audittrail', trail)).toEqual([
      {
        text,
        enteredDate: '2025-11-20T15:00:00Z',
        enteredBy: 'jdoe',
        auditType: 'AgreementAddition',
        auditSubType: text.includes('deleted') ? 'Deleted' : 'Updated',
        auditSource: 'Client',
      },
    ])
  })

  it('has a row for every field of one change', async () => {
    const { call, rows } = startSample()
    const operations = ['quantity', 'unitPrice'].map((path) => ({ op: 'replace', path, value: 9 }))
    await call('PATCH', line, operations)
    const texts = (await rows('/system/audittrail', trail)).map(({ text }) => text)
    expect(texts.toSorted()).toEqual(['quantity was changed from 25 to 9.', 'unitPrice was changed from 4.5 to 9.'])
  })

  it('outlives the addition, whoever deleted it', async () => {
    const { call, rows, edits } = startSample()
    const minimal = { product: { id: 12 }, billCustomer: 'Billable', effectiveDate: '2025-12-01T00:00:00Z' }
    await call('POST', additions, minimal)
    expect((await call('DELETE', `${additions}/104`)).status).toBe(204)
    expect(await rows('/system/audittrail', { ...trail, id: '104' })).toMatchObject([
      { auditSubType: 'Deleted', auditSource: 'API', enteredBy: 'sandboxApi' },
      { auditSubType: 'Added', auditSource: 'API' },
    ])
    edits.editAddition(101, { quantity: 30 }, 'jdoe')
    edits.deleteAddition(101, 'jdoe')
    expect((await call('GET', line)).status).toBe(404)
    expect(await rows('/system/audittrail', trail)).toHaveLength(2)
  })

  it('is told only to those who have the right', async () => {
    const { call, edits, world } = startSample()
    edits.editAddition(101, { quantity: 30 }, 'jdoe')
    const path = `/system/audittrail?${new URLSearchParams(trail).toString()}`
    expect((await call('GET', path)).status).toBe(200)
    const everything = world.securityRoles.find(({ id }) => id === 1)
    const row = everything?.rows.find(({ moduleFunctionName }) => moduleFunctionName === 'Audit Trail')
    if (row === undefined) throw new Error('no such right')
    row.inquireLevel = 'None'
    expect([await call('GET', path), await call('GET', path.replace('?', '/count?'))]).toMatchObject([
      { status: 403, body: { code: 'Forbidden' } },
      { status: 403 },
    ])
  })

  it('comes newest first or oldest first, as switched', async () => {
    const { edits, rows, options } = startSample()
    edits.editAddition(101, { quantity: 30 }, 'jdoe')
    edits.editAddition(101, { quantity: 31 }, 'jdoe')
    const newestFirst = await rows('/system/audittrail', trail)
    options.auditTrailOrder = 'oldestFirst'
    expect(await rows('/system/audittrail', trail)).toEqual(newestFirst.toReversed())
    expect(newestFirst[0]).toMatchObject({ text: 'quantity was changed from 30 to 31.' })
  })
})

describe('the version hint', () => {
  it('is to the second: two changes within one second look like one', async () => {
    const { call, patch, clock, edits } = startSample()
    const hint = async () => ((await call('GET', line)).body as { _info: { lastUpdated: string } })._info.lastUpdated
    clock.set('2025-11-20T15:00:01.100Z')
    await patch(line, { op: 'replace', path: 'quantity', value: 27 })
    const ours = await hint()
    clock.set('2025-11-20T15:00:01.900Z')
    edits.editAddition(101, { quantity: 99 }, 'jdoe')
    expect(await hint()).toBe(ours)
    clock.set('2025-11-20T15:00:02.000Z')
    edits.editAddition(101, { quantity: 98 }, 'jdoe')
    expect(await hint()).not.toBe(ours)
  })

  it('moves when somebody saves without a change, and says nothing in the audit trail', async () => {
    const { edits, call, world } = startSample()
    edits.editAddition(101, { quantity: 25 }, 'jdoe')
    expect((await call('GET', line)).body).toMatchObject({ _info: { lastUpdated: '2025-11-20T15:00:00Z' } })
    expect(world.auditTrail).toEqual([])
  })
})
