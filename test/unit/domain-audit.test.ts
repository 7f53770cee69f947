import { describe, expect, it } from 'vitest'
import {
  bounded,
  changesOfCompany,
  changesOfImport,
  changesOfNotices,
  changesOfTenant,
} from '../../server/domain/audit'
import { emptyNoticeSettings, type NoticeRecord } from '../../server/domain/notices'
import { emptyCompanyRecord, type CompanyRecord } from '../../server/domain/settings'
import { anImport, aTenant } from '../contract/documents'
import { aLastWrite, anAssignment, aRule, company, now } from '../factories'

const record = (over: Partial<CompanyRecord> = {}): CompanyRecord => ({ ...emptyCompanyRecord(company), ...over })

describe('what changed of a company', () => {
  it('is told by product, down to the field', () => {
    const before = record({ assignments: [anAssignment({ rule: aRule({ minimum: 3 }) })] })
    const after = record({ assignments: [anAssignment({ rule: aRule({ minimum: 5 }), decidedBy: 'lee' })] })
    expect(changesOfCompany(before, after)).toEqual([{ path: 'assignments.plan-wfs.rule.minimum', from: '3', to: '5' }])
  })

  it('is told whole where a thing came or went', () => {
    const assigned = record({ assignments: [anAssignment()] })
    expect(changesOfCompany(record(), assigned)).toMatchObject([{ path: 'assignments.plan-wfs', from: null }])
    expect(changesOfCompany(assigned, record())).toMatchObject([{ path: 'assignments.plan-wfs', to: null }])
  })

  it('is nothing where a send wrote its results, or who decided is all that differs', () => {
    const sent = record({ lastWrites: [aLastWrite()], edition: 9 })
    expect(changesOfCompany(record(), sent)).toEqual([])
    expect(
      changesOfCompany(
        record({ assignments: [anAssignment()] }),
        record({ assignments: [anAssignment({ decidedBy: 'lee' })] }),
      ),
    ).toEqual([])
  })

  it('of a company that was not known begins with nothing', () => {
    expect(changesOfCompany(null, record({ noTrendMicro: { by: 'kim', at: now } }))).toEqual([
      { path: 'noTrendMicro', from: 'false', to: 'true' },
    ])
  })
})

describe('secrets', () => {
  const sealed = (text: string) => ({ sealed: text })
  it('of a tenant are told as replaced, whatever they are', () => {
    const { connections } = aTenant()
    const after = aTenant({
      connections: { ...connections, connectWise: { ...connections.connectWise, privateKey: sealed('v1.other') } },
    })
    expect(changesOfTenant(aTenant(), after)).toEqual([
      { path: 'connections.connectWise.privateKey', from: '"set"', to: '"set"' },
    ])
  })

  it('of notices too, also inside a part that is new', () => {
    const notices = (over: Partial<NoticeRecord> = {}): NoticeRecord => ({
      audience: 'global',
      use: 'custom',
      settings: emptyNoticeSettings(),
      smtp: null,
      since: now,
      ...over,
    })
    const smtp = {
      host: 'mail.example',
      port: 587,
      security: 'starttls' as const,
      user: 'pod',
      password: sealed('v1.hidden'),
      passwordSetAt: now,
      from: 'pod@example.com',
    }
    const [change] = changesOfNotices(notices(), notices({ smtp }))
    expect(change).toMatchObject({ path: 'notices.smtp', from: null })
    expect(change?.to).toContain('"password":"set"')
    expect(JSON.stringify(change)).not.toContain('hidden')
  })
})

describe('a month that was imported from a file', () => {
  const first = anImport('2026-10')
  it('is told with its file and how many rows it has, and none of them', () => {
    const [change, ...others] = changesOfImport(null, first)
    expect(others).toEqual([])
    expect(change).toMatchObject({ path: 'imports.2026-10', from: null })
    expect(JSON.parse(change?.to ?? '')).toMatchObject({ fileName: first.fileName, rows: first.rows.length })
  })
  it('and then again is told by what differs', () => {
    expect(changesOfImport(first, { ...first, fileName: 'again.csv', by: 'lee', at: now })).toEqual([
      { path: 'imports.2026-10.fileName', from: JSON.stringify(first.fileName), to: '"again.csv"' },
    ])
  })
})

describe('what is too much', () => {
  it('is counted, and a long value is cut', () => {
    const many = Array.from({ length: 230 }, (_, place) => ({ path: String(place), from: null, to: '1' }))
    expect(bounded(many)).toMatchObject({ more: 30 })
    const long = record({ exclusions: [{ plan: anAssignment().plan, by: 'kim', why: 'x'.repeat(2_000), at: now }] })
    expect(changesOfCompany(record(), long)[0]?.to).toHaveLength(500)
  })
})
