/** Columns and rows of usage files: what is what, and what is refused with why. */
import { describe, expect, test } from 'vitest'
import { noMapping, type FileCell, type FileMapping, type FileTable } from '../../server/domain/fileImport'
import { guessMapping, headerOf, layoutOf, withoutCustomers } from '../../server/domain/fileImportColumns'
import { readRows } from '../../server/domain/fileImportRows'

const cell = (value: string | number): FileCell =>
  value === ''
    ? { kind: 'empty' }
    : typeof value === 'number'
      ? { kind: 'number', value }
      : { kind: 'text', text: value }
const table = (...rows: (string | number)[][]): FileTable => ({ format: 'csv', rows: rows.map((row) => row.map(cell)) })
const names = ['Customer', 'City', 'Product', 'Service plan', 'Provisioned', 'Used', 'Unit']
const mapping: FileMapping = { customer: 0, city: 1, product: 2, plan: 3, provisioned: 4, used: 5, unit: 6 }
const rowsOf = (rows: (string | number)[][], over: Partial<FileMapping> = {}) =>
  readRows(table(names, ...rows), { at: 0, names }, { ...mapping, ...over })
const read = (seats: number) => ({ kind: 'read', seats })
const unread = { kind: 'unread', why: 'incomplete' }

describe('the columns', () => {
  test.each([
    [['Customer', 'City', 'Product', 'Service Plan', 'Provisioned', 'Used', 'Unit']],
    [['Client', 'Ville', 'Produit', 'Plan de service', 'Provisionnés', 'Utilisés', 'Unité']],
    [['KUNDE', 'Ort', 'Produktname', 'Serviceplan', 'Bereitgestellt', 'Verwendet', 'Einheit']],
    [['Cliente', 'Città', 'Prodotto', 'Piano di servizio', 'Unità fornite', 'Unità utilizzate', 'Unità']],
    [['Nombre del cliente', 'Ciudad', 'Producto', 'Plan de servicio', 'Unidades aprovisionadas', 'Usado', 'Unidad']],
    [['顧客名', '市区町村', '製品名', 'サービスプラン', 'シート数', '使用数', '単位']],
    [['客戶名稱', '城市', '產品名稱', '服務方案', '已佈建', '已使用', '單位']],
  ])('are known by their names in %j', (header) => {
    expect(guessMapping(header)).toEqual({
      customer: 0,
      city: 1,
      product: 2,
      plan: 3,
      provisioned: 4,
      used: 5,
      unit: 6,
    })
  })

  test('are looked for below a title', () => {
    const file = table(
      ['Usage of October'],
      ['Printed', '2026-11-01'],
      [''],
      ['Customer', 'Plan', 'Seats', ''],
      ['A', 'P', 1],
    )
    expect(headerOf(file)).toEqual({ at: 3, names: ['Customer', 'Plan', 'Seats'] })
  })

  test('are left to the person where their names say nothing', () => {
    expect(headerOf(table(['Column A', 'Column B'], ['x', 1]))).toEqual({ at: 0, names: ['Column A', 'Column B'] })
    expect(guessMapping(['Column A', 'Column B'])).toEqual(noMapping)
    expect(headerOf(table(['1', '2'], ['3', '4']))).toBeNull()
  })

  test('make one layout however they are written, and another in another order', () => {
    expect(layoutOf(['Customer ', 'SEATS'])).toBe(layoutOf(['customer', 'Seats']))
    expect(layoutOf(['Seats', 'Customer'])).not.toBe(layoutOf(['Customer', 'Seats']))
  })
})

describe('an export without customers', () => {
  const perPartner = [
    'Partner Company',
    'Company ID',
    'City',
    'State',
    'Report Cycle',
    'Status',
    'Product/Service',
    'Units',
    'Provisioned',
    'Used',
    'Over-provisioned (%)',
    'Chargeable',
    'Comments',
  ]
  const totals = [
    'Name',
    'Billing unit',
    'Provisioned units',
    'Used units',
    'Over-provisioned units',
    'Chargeable units',
  ]

  test('is told by its columns', () => {
    expect(withoutCustomers(perPartner)).toBe('partner')
    expect(withoutCustomers(totals)).toBe('totals')
  })

  test('is none when a column names customers, or when the columns say nothing', () => {
    expect(withoutCustomers(['Customer', ...perPartner])).toBeNull()
    expect(withoutCustomers(['Column A', 'Column B'])).toBeNull()
  })
})

describe('the rows', () => {
  test('become a product of a customer each', () => {
    const { rows, problems } = rowsOf([
      ['Fairhaven Dental', 'Dayton', 'Worry-Free', 'WFBSS-Full', '25', '24', 'Seats'],
      ['', '', '', '', '', '', ''],
      ['Fairhaven Dental', 'Dayton', 'Email Security', 'TMEMS', '1 250', '-', ''],
    ])
    expect(problems).toEqual([])
    expect(rows).toEqual([
      {
        row: 2,
        customer: 'Fairhaven Dental',
        city: 'Dayton',
        product: 'Worry-Free',
        plan: 'WFBSS-Full',
        suite: [],
        unit: 'Seats',
        provisioned: read(25),
        used: read(24),
      },
      {
        row: 4,
        customer: 'Fairhaven Dental',
        city: 'Dayton',
        product: 'Email Security',
        plan: 'TMEMS',
        suite: [],
        unit: null,
        provisioned: read(1250),
        used: { kind: 'notReported' },
      },
    ])
  })

  test('without seats are unread and never zero', () => {
    const { rows, withoutSeats } = rowsOf([
      ['A', '', 'P', '', '', '', ''],
      ['B', '', 'P', '', '-', '3', ''],
      ['C', '', 'P', '', 0, 0, ''],
    ])
    expect(rows.map(({ provisioned, used }) => [provisioned, used])).toEqual([
      [unread, unread],
      [unread, read(3)],
      [read(0), read(0)],
    ])
    expect(withoutSeats).toBe(2)
  })

  test('report no use where the file has no such column', () => {
    expect(rowsOf([['A', '', 'P', '', 5, 3, '']], { used: null }).rows[0]?.used).toEqual({ kind: 'notReported' })
  })

  test('with the same customer and product are refused, however they are written', () => {
    const { rows, problems } = rowsOf([
      ['Fairhaven  Dental', '', 'Worry-Free', '', 25, '', ''],
      ['FAIRHAVEN DENTAL', '', 'worry-free', '', 25, '', ''],
    ])
    expect(problems).toEqual([{ row: 3, field: 'product', problem: 'twice', other: 2 }])
    expect(rows).toHaveLength(1)
  })

  test('of one plan with several products are a suite, which counts once', () => {
    const { rows, problems } = rowsOf([
      ['A', '', 'Worry-Free', 'Suite', 25, 20, ''],
      ['A', '', 'Cloud App Security', 'Suite', 25, 24, ''],
    ])
    expect(problems).toEqual([])
    expect(rows).toMatchObject([
      { product: 'Worry-Free', suite: ['Cloud App Security'], provisioned: read(25), used: read(24) },
    ])
  })

  test('of one plan with different numbers are refused', () => {
    const suite = [
      ['A', '', 'Worry-Free', 'Suite', 25, '', ''],
      ['A', '', 'Cloud App Security', 'Suite', 30, '', ''],
    ]
    expect(rowsOf(suite).problems).toEqual([{ row: 3, field: 'provisioned', problem: 'suiteDisagrees', other: 2 }])
  })

  test('with one name in two cities are refused', () => {
    const two = [
      ['A', 'Dayton', 'P', '', 1, '', ''],
      ['A', 'Salem', 'Q', '', 1, '', ''],
    ]
    expect(rowsOf(two).problems).toEqual([{ row: 3, field: 'customer', problem: 'sameNameElsewhere', other: 2 }])
  })

  test('tell every problem at its row and column', () => {
    const { problems } = rowsOf([
      ['', '', 'P', '', 5, '', ''],
      ['Total', '', '', '', 5, '', ''],
      ['A', '', 'P', '', '1.234', '', ''],
      ['=A2', '', 'P', '', 5, 'many', ''],
      ['x'.repeat(251), '', 'P', '', 5, '', ''],
    ])
    expect(problems.map(({ row, field, problem }) => [row, field, problem])).toEqual([
      [2, 'customer', 'customerMissing'],
      [3, 'product', 'productMissing'],
      [4, 'provisioned', 'ambiguous'],
      [5, 'customer', 'formula'],
      [5, 'used', 'notNumber'],
      [6, 'customer', 'tooLong'],
    ])
  })

  test('tell a hundred problems and the number of the others', () => {
    const { problems, moreProblems } = rowsOf(Array.from({ length: 130 }, () => ['', '', 'P', '', 5, '', '']))
    expect([problems.length, moreProblems]).toEqual([100, 30])
  })
})
