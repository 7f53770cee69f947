import { describe, expect, it } from 'vitest'
import { checkLinking, defaultLinking, leftOutBy, type Linking } from '../../server/domain/linking'
import { aCompany } from '../factories'

const reasonOf = (over: Parameters<typeof aCompany>[0], linking: Partial<Linking> = {}) =>
  leftOutBy({ ...defaultLinking, ...linking })(aCompany(over))

describe('a company takes part in linking', () => {
  it.each([
    ['with an ordinary status and type', {}],
    ['without status and types', { statusName: null, typeNames: [] }],
    ['that owes money', { statusName: 'Delinquent/Credit Hold' }],
    ['that is reactivated', { statusName: 'Reactivated' }],
    ['whose status only contains the letters', { statusName: 'Leading Client' }],
    ['that is a client and once was a prospect', { typeNames: ['Prospect', 'Client'] }],
    ['that is a vendor', { typeNames: ['Vendor'] }],
  ])('%s', (_, over) => {
    expect(reasonOf(over)).toBeNull()
  })
})

describe('a company is left out', () => {
  it.each([
    ['in the recycle bin', { deleted: true }, 'deleted'],
    ['that is inactive', { statusName: 'Inactive' }, 'status'],
    ['that is inactive, in the words of the MSP', { statusName: '9 - INACTIVE (moved away)' }, 'status'],
    ['that is not active', { statusName: 'Not-Active' }, 'status'],
    ['that was a client', { statusName: 'Former Client' }, 'status'],
    ['that was a client, in French', { statusName: 'Client résilié' }, 'status'],
    ['that was a client, in German', { statusName: 'Gekündigt' }, 'status'],
    ['that may become one, by status', { statusName: 'Prospect' }, 'status'],
    ['that may become one, by type', { typeNames: ['Prospect'] }, 'type'],
    ['that may become one, by all its types', { typeNames: ['Hot Lead', 'Prospect - Web'] }, 'type'],
  ])('%s', (_, over, reason) => {
    expect(reasonOf(over)).toBe(reason)
  })

  it('by the words that the MSP chose, and by no others', () => {
    const own = { leftOutStatuses: ['Pausé  client'], leftOutTypes: ['!!!', 'Lieferant'] }
    expect(reasonOf({ statusName: 'Client pause client' }, own)).toBe('status')
    expect(reasonOf({ statusName: 'Inactive' }, own)).toBeNull()
    expect(reasonOf({ typeNames: ['LIEFERANT'] }, own)).toBe('type')
    expect(reasonOf({ typeNames: ['Client!!!'] }, own)).toBeNull()
  })
})

describe('the settings of linking', () => {
  it('are right as they come', () => {
    expect(checkLinking(defaultLinking)).toEqual([])
  })
  it.each([
    [{ bulkLine: 84 }, [['bulkLine', 'outOfRange']]],
    [{ bulkLine: 101 }, [['bulkLine', 'outOfRange']]],
    [{ bulkLine: 90.5 }, [['bulkLine', 'outOfRange']]],
    [{ bulkLine: Number.NaN }, [['bulkLine', 'outOfRange']]],
    [
      { leftOutStatuses: ['ok', ' '], leftOutTypes: ['x'.repeat(51)] },
      [
        ['leftOutStatuses.1', 'required'],
        ['leftOutTypes.0', 'tooLong'],
      ],
    ],
    [{ leftOutTypes: Array<string>(101).fill('word') }, [['leftOutTypes', 'tooMany']]],
    [{ bulkLine: 85, leftOutStatuses: [], leftOutTypes: [] }, []],
  ])('%j are told at the field', (over, issues) => {
    expect(checkLinking({ ...defaultLinking, ...over }).map(({ path, code }) => [path, code])).toEqual(issues)
  })
})
