import { describe, expect, it } from 'vitest'
import { instant } from '../../server/domain/calendar'
import type { ForeignWrite, ManagementRow } from '../../server/domain/existingSetup'
import { stillWrites } from '../../server/domain/existingWriters'
import { additionId } from '../../server/domain/ids'
import { anAddition, anAgreement, company, gold, now } from '../factories'

const recently = instant('2026-11-03T02:00:00Z')
const longAgo = instant('2026-06-03T02:00:00Z')
const aRow = (over: Partial<ManagementRow> = {}): ManagementRow => ({
  id: 1,
  companyId: company,
  solutionId: 7,
  customerKey: 'x',
  agreementId: gold,
  updatedAt: longAgo,
  updatedBy: 'RemoteManager',
  ...over,
})
const aWrite = (over: Partial<ForeignWrite> = {}): ForeignWrite => ({
  additionId: anAddition().id,
  by: 'RemoteManager',
  at: recently,
  program: true,
  ...over,
})
const found = (
  rows: ManagementRow[],
  foreignWrites: ForeignWrite[] = [],
  { ours = [], login = null }: { ours?: string[]; login?: string | null } = {},
) =>
  stillWrites(
    {
      rows,
      foreignWrites,
      agreements: [anAgreement()],
      additions: [{ agreementId: gold, list: [anAddition()] }],
      integrations: [{ id: 1, name: 'Trend', isTrend: true, login }],
    },
    { solutions: new Set([7]), isOurs: (name) => ours.includes(name ?? ''), now },
  )

describe('the older sync', () => {
  it('writes still where a row was renewed lately', () => {
    expect(found([aRow({ updatedAt: recently })])).toEqual([
      { companyId: company, at: recently, by: 'RemoteManager', row: true, additions: [] },
    ])
    expect(found([aRow()])).toEqual([])
    expect(found([aRow({ updatedAt: recently, solutionId: 8 })])).toEqual([])
  })

  it('writes still where the audit trail says that a program wrote an addition', () => {
    expect(found([aRow()], [aWrite()])).toMatchObject([
      {
        companyId: company,
        at: recently,
        row: false,
        additions: [{ additionId: anAddition().id, by: 'RemoteManager' }],
      },
    ])
  })

  it('is not a person, nor us, nor what was written long ago, nor another addition', () => {
    expect(found([aRow()], [aWrite({ program: false, by: 'jlee' })])).toEqual([])
    expect(found([aRow()], [aWrite({ by: 'API-Billing' })], { ours: ['API-Billing'] })).toEqual([])
    expect(found([aRow()], [aWrite({ at: longAgo })])).toEqual([])
    expect(found([aRow()], [aWrite({ additionId: additionId(999) })])).toEqual([])
    expect(found([aRow({ updatedAt: recently, updatedBy: 'API-Billing' })], [], { ours: ['API-Billing'] })).toEqual([])
  })

  it('is known by its name where the trail cannot be asked, and by nothing else', () => {
    const unknown = aWrite({ program: null })
    expect(found([aRow()], [unknown], { login: 'remotemanager' })).toHaveLength(1)
    expect(found([aRow({ updatedAt: recently })], [unknown])).toMatchObject([{ row: true, additions: [{}] }])
    expect(found([aRow()], [unknown])).toEqual([])
  })

  it('is dated by the newest that was seen', () => {
    const later = instant('2026-11-10T02:00:00Z')
    expect(found([aRow({ updatedAt: recently })], [aWrite({ at: later, by: 'Sync' })])).toMatchObject([
      { at: later, by: 'Sync', row: true },
    ])
  })
})
