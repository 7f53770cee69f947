/** Which companies are looked at when customers are linked, and from which score on many may be accepted at once. Pure. */
import { foldText } from './companyNames'
import type { FieldIssue } from './errors'
import type { Company } from './psa'

/** The MSP words its statuses and types itself (facts/connectwise-rest.md §9), so what leaves a company out is a setting. */
export interface Linking {
  /** A company is left out when its status holds one of these, word by word, whatever case and accents. */
  leftOutStatuses: string[]
  /** A company is left out when each of its types holds one of these: who is a client too stays in. */
  leftOutTypes: string[]
  /** 85–100: pairs that score less are accepted one by one only. */
  bulkLine: number
}

const prospects = words(
  'prospect, prospects, suspect, suspects, lead, leads, piste, interessent, prospecto, potenziale, potencial',
)

export const defaultLinking: Linking = {
  leftOutStatuses: [
    ...words('inactive, not active, non active, former, ex, lost, closed, cancelled, canceled, terminated, dead'),
    ...words('deactivated, archived, out of business, do not use'),
    ...words('inactif, ancien, ancienne, perdu, resilie, inaktiv, ehemalig, ehemaliger, gekundigt, verloren'),
    ...words('inactivo, inactiva, antiguo, perdido, inactief, voormalig, inattivo, inativo'),
    ...prospects,
  ],
  leftOutTypes: prospects,
  bulkLine: 90,
}

export type LeftOut = 'deleted' | 'status' | 'type'

/** Why the company takes no part in linking; null when it does. No status and no type leave nobody out. */
export function leftOutBy(linking: Linking): (company: Company) => LeftOut | null {
  const statusHolds = holdsOneOf(linking.leftOutStatuses)
  const typeHolds = holdsOneOf(linking.leftOutTypes)
  return ({ deleted, statusName, typeNames }) => {
    if (deleted) return 'deleted'
    if (statusName !== null && statusHolds(statusName)) return 'status'
    return typeNames.length > 0 && typeNames.every(typeHolds) ? 'type' : null
  }
}

const maxWords = 100
const maxLetters = 50
const leastLine = 85

/** Issues at `leftOutStatuses`, `leftOutTypes` (at most 100, each of 1–50 letters) and `bulkLine` (whole, 85–100). */
export function checkLinking({ leftOutStatuses, leftOutTypes, bulkLine }: Linking): FieldIssue[] {
  const isLine = Number.isInteger(bulkLine) && bulkLine >= leastLine && bulkLine <= 100
  return [
    ...checkWords(leftOutStatuses, 'leftOutStatuses'),
    ...checkWords(leftOutTypes, 'leftOutTypes'),
    ...(isLine ? [] : [{ path: 'bulkLine', code: 'outOfRange', params: { min: leastLine, max: 100 } }]),
  ]
}

function checkWords(given: readonly string[], path: string): FieldIssue[] {
  if (given.length > maxWords) return [{ path, code: 'tooMany', params: { max: maxWords } }]
  return given.flatMap((word, place) => {
    const at = `${path}.${place}`
    if (wordsOf(word) === ' ') return [{ path: at, code: 'required' }]
    return word.length > maxLetters ? [{ path: at, code: 'tooLong', params: { max: maxLetters } }] : []
  })
}

/** Whole words: "active" is not in "inactive". A word without letters is in nothing. */
function holdsOneOf(wanted: readonly string[]): (name: string) => boolean {
  const framed = wanted.map(wordsOf).filter((word) => word !== ' ')
  // Thousands of companies have a dozen statuses and types between them.
  const known = new Map<string, boolean>()
  return (name) => {
    const before = known.get(name)
    if (before !== undefined) return before
    const words = wordsOf(name)
    const holds = framed.some((word) => words.includes(word))
    known.set(name, holds)
    return holds
  }
}

/** ` word word `: a blank on each side, so that a search finds whole words only. */
function wordsOf(text: string): string {
  const letters = foldText(text)
    .replaceAll(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()
  return letters === '' ? ' ' : ` ${letters} `
}

function words(text: string): string[] {
  return text.split(',').map((word) => word.trim())
}
