/** CSV and XLSX as tables: separators, quotes, encodings, limits. */
import fc from 'fast-check'
import { stringify } from './csvText'
import { describe, expect, test } from 'vitest'
import { textOf, type FileTable } from '../../server/domain/fileImport'
import { readTable } from '../../server/integrations/files/readTable'
import { bomb, bytesOf, workbook } from './files'

const words = ({ rows }: FileTable) => rows.map((cells) => cells.map(textOf))
const read = async (text: string) => words(await readTable(bytesOf(text)))
const header = ['Customer', 'Product', 'Provisioned']

describe('a CSV file', () => {
  test.each([',', ';', '\t'])('is read with the separator %j, whatever its line ends and quotes', async (delimiter) => {
    const cell = fc.string({ maxLength: 12 }).map((text) => text.replace(/\p{Cc}/gu, ' ').trim())
    const quoted = fc
      .tuple(cell, fc.constantFrom('', ',', ';', '"', '\n', '""'), cell)
      .map(([one, sign, other]) => `${one}${sign}${other}`.trim())
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(quoted, quoted, quoted), { minLength: 1, maxLength: 6 }),
        fc.constantFrom('\n', '\r\n'),
        fc.boolean(),
        async (rows, lineEnd, mark) => {
          const last: [string, string, string] = ['Last', 'One', '1']
          const text = stringify([header, ...rows, last], delimiter, lineEnd)
          expect(await read(`${mark ? '\uFEFF' : ''}${text}`)).toEqual([header, ...rows, last])
        },
      ),
      { numRuns: 60 },
    )
  })

  test('may say its separator in its first line', async () => {
    expect(await read('sep=;\r\nKunde;Produkt;Lizenzen\r\nA, B;P;5\r\n')).toEqual([
      [],
      ['Kunde', 'Produkt', 'Lizenzen'],
      ['A, B', 'P', '5'],
    ])
  })

  test('is split where its columns have names that we know, however many signs of the other kind there are', async () => {
    expect(await read('Kunde;Produkt;Lizenzen\nA, B, C, D;P;5')).toEqual([
      ['Kunde', 'Produkt', 'Lizenzen'],
      ['A, B, C, D', 'P', '5'],
    ])
  })

  test('may be in the encoding of an old spreadsheet, or in wide characters', async () => {
    expect(
      words(await readTable(Uint8Array.from([...bytesOf('Kunde;Lizenzen\nM'), 0xfc, ...bytesOf('ller;5')]))),
    ).toEqual([
      ['Kunde', 'Lizenzen'],
      ['Müller', '5'],
    ])
    const wide = Buffer.from('\uFEFFCustomer\tSeats\nMüller\t5', 'utf16le')
    expect(words(await readTable(wide))).toEqual([
      ['Customer', 'Seats'],
      ['Müller', '5'],
    ])
  })

  test('is refused at the row of a quotation that never ends', async () => {
    await expect(read('Customer,Seats\nA,5\n"B,6\n')).rejects.toMatchObject({ code: 'importUnreadable' })
  })

  test('is refused beyond 50,000 rows', async () => {
    const rows = (count: number) => `Customer,Seats\n${'A,1\n'.repeat(count)}`
    expect(await read(rows(50_000))).toHaveLength(50_001)
    await expect(read(rows(50_001))).rejects.toMatchObject({ code: 'importTooMany', params: { what: 'rows' } })
    await expect(read(`${'A,'.repeat(101)}\n`)).rejects.toMatchObject({ params: { what: 'columns' } })
  })
})

describe('a workbook', () => {
  test('is read with its numbers and words', async () => {
    const table = await readTable(await workbook([header, ['Müller & Söhne', 'Worry-Free', 25], ['A', null, '1,5']]))
    expect(table.format).toBe('xlsx')
    expect(table.rows[1]?.[2]).toEqual({ kind: 'number', value: 25 })
    expect(words(table)).toEqual([header, ['Müller & Söhne', 'Worry-Free', '25'], ['A', '', '1,5']])
  })

  test('gives a formula as its text and not as what it once came to', async () => {
    const formula = { row: 1, column: 2, formula: 'SUM(C3:C9)', result: 40 }
    const table = await readTable(await workbook([header, ['A', 'P', null]], [formula]))
    expect(table.rows[1]?.[2]).toEqual({ kind: 'formula', text: '=SUM(C3:C9)' })
  })

  test('is refused when it unpacks beyond measure, whatever it says of its size', async () => {
    const archive = bomb()
    expect(archive.length).toBeLessThan(1_000_000)
    await expect(readTable(archive)).rejects.toMatchObject({ code: 'tooLarge' })
  })

  test('is refused when it is broken or no workbook', async () => {
    const whole = await workbook([header, ['A', 'P', 1]])
    await expect(readTable(whole.subarray(0, whole.length - 300))).rejects.toMatchObject({ code: 'importUnreadable' })
    await expect(readTable(whole.subarray(0, 100))).rejects.toMatchObject({ code: 'importUnreadable' })
  })
})

describe('another kind of file', () => {
  test.each([
    ['an old workbook', Uint8Array.from([0xd0, 0xcf, 0x11, 0xe0, 0xa1]), 'oldExcel'],
    ['a PDF', bytesOf('%PDF-1.7'), 'pdf'],
    ['a page', bytesOf('<!doctype html><table>'), 'markup'],
    ['a picture', Uint8Array.from([0x89, 0x50, 0x4e, 0x47, 0, 1, 2]), 'binary'],
    ['nothing', new Uint8Array(), 'empty'],
  ])('is refused: %s', async (_name, bytes, found) => {
    await expect(readTable(bytes)).rejects.toMatchObject({ code: 'importType', params: { found } })
  })

  test('is refused beyond 10 MB', async () => {
    await expect(readTable(new Uint8Array(10 * 1024 * 1024 + 1))).rejects.toMatchObject({ code: 'tooLarge' })
  })
})
