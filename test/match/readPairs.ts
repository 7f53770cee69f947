/**
 * The labelled pairs of `pairs/*.txt`, one a line: `company = customer` are one firm, `company <> customer` are two, and `-`
 * stands for nobody. Each side is `name @CompanyId ; City ST ; domain`, all but the name optional. Lines with # are comments.
 */
import { readdirSync, readFileSync } from 'node:fs'

export interface Side {
  name: string
  identifier: string | null
  city: string | null
  state: string | null
  domain: string | null
}
export interface Pair {
  /** The file that it stands in. */
  kind: string
  company: Side | null
  customer: Side | null
  same: boolean
  /** One in three: not looked at when the matcher is tuned. */
  heldBack: boolean
}

const folder = new URL('./pairs/', import.meta.url)

/** All pairs, file by file. Throws on a line that is none. */
export const readPairs = (): Pair[] =>
  readdirSync(folder)
    .filter((name) => name.endsWith('.txt'))
    .sort()
    .flatMap((name) =>
      readFileSync(new URL(name, folder), 'utf8')
        .split('\n')
        .filter((line) => line.trim() !== '' && !line.startsWith('#'))
        .map((line, place) => ({ ...pairOf(name.replace('.txt', ''), line), heldBack: place % 3 === 2 })),
    )

function pairOf(kind: string, line: string): Omit<Pair, 'heldBack'> {
  const [company, sign, customer, more] = line.split(/ (=|<>) /)
  if (company === undefined || customer === undefined || more !== undefined)
    throw new Error(`Not a pair in ${kind}: ${line}`)
  return { kind, company: sideOf(company), customer: sideOf(customer), same: sign === '=' }
}

function sideOf(text: string): Side | null {
  if (text.trim() === '-') return null
  const [named = '', place = '', domain = ''] = text.split(';').map((part) => part.trim())
  const [name = '', identifier = null] = named.split(' @')
  const [, city = place, state = null] = /^(.+) ([A-Z]{2,3})$/.exec(place) ?? []
  return { name, identifier, city: city || null, state, domain: domain || null }
}
