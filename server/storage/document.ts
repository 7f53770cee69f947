/** What every stored document looks like, and how its text is made and read. */
import { z } from 'zod'
import { damageOf, parseJson, StorageDamage } from './damage'
import type { Codec } from './jsonFile'
import type { Kind } from './kinds'

export interface Stored<T> {
  /** `<kind>/<number>` of the shape. */
  format: string
  /** 1 for the first write, one more for each later one. */
  version: number
  value: T
}

/**
 * Makes the codecs of one kind's documents; the key says whose document it must be. The schema is made once for all of them:
 * making it takes longer than reading a company's record with it.
 */
export function createCodecs<Key, T>(kind: Kind<Key, T>): (key: Key) => Codec<Stored<T>> {
  const envelope = z.strictObject({
    format: z.literal(kind.format),
    version: z.int().positive(),
    value: kind.schema,
  })
  return (key) => ({
    // Two blanks: a person may have to read or mend it.
    encode: (document) => `${JSON.stringify(document, null, 2)}\n`,
    decode(file, text) {
      const json = parseJson(file, text)
      const newer = newerFormat(kind.format, json)
      if (newer !== null)
        throw new StorageDamage(file, null, `it has the format ${newer}, this server knows ${kind.format} at most`)
      const parsed = envelope.safeParse(json)
      if (!parsed.success) throw damageOf(file, text, parsed.error)
      if (!kind.belongs(key, parsed.data.value))
        throw new StorageDamage(file, null, 'it holds the document of another id than its name says')
      return parsed.data
    },
  })
}

const anyFormat = z.looseObject({ format: z.string().max(40) })

/** The format of the document when a newer server wrote it. */
function newerFormat(known: string, json: unknown): string | null {
  const found = anyFormat.safeParse(json)
  if (!found.success) return null
  const [name, number] = found.data.format.split('/')
  const [knownName, knownNumber] = known.split('/')
  return name === knownName && Number(number) > Number(knownNumber) ? found.data.format : null
}
