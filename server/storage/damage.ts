/** A stored document that cannot be used. Nothing is changed when this is thrown. */
import { placeOfFault, placeOfValue, type Place } from './jsonPlace'
import type { z } from 'zod'

/** Says which file is damaged, where, and what a person can do. Never holds what the file contains. */
export class StorageDamage extends Error {
  readonly file: string
  readonly place: Place | null
  constructor(file: string, place: Place | null, what: string, options?: ErrorOptions) {
    const where = place === null ? '' : ` at line ${place.line}, column ${place.column}`
    super(
      `${file} cannot be used: ${what}${where}. Nothing was changed. ` +
        'Correct the file by hand or put it back from a backup, then start the server again.',
      options,
    )
    this.name = 'StorageDamage'
    this.file = file
    this.place = place
  }
}

/** The JSON of a file; throws StorageDamage with line and column when it is none. */
export function parseJson(file: string, text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw new StorageDamage(file, placeOfFault(text), text.trim() === '' ? 'it is empty' : 'it is not JSON')
  }
}

/** The damage that a schema found, at the place of its first issue. */
export function damageOf(file: string, text: string, error: z.ZodError): StorageDamage {
  const issue = error.issues[0]
  const path = issue?.path ?? []
  const name = path.length === 0 ? 'the document' : path.map(String).join('.')
  return new StorageDamage(file, placeOfValue(text, path), `${name}: ${issue?.message ?? 'not as expected'}`)
}
