/**
 * The append-only record of one tenant: a file a company and year, one line an append. A line holds all entries of its append,
 * so that a crash leaves all of them or none.
 */
import { z } from 'zod'
import { companyId, type CompanyId } from '../domain/ids'
import type { LedgerEntry } from '../domain/run'
import { damageOf, parseJson, StorageDamage } from './damage'
import type { Files } from './files'
import type { Queue } from './queue'
import { ledgerEntry } from './schemas/run'

/** The two ledger calls of the store. */
export interface Ledger {
  append(company: CompanyId, entries: readonly LedgerEntry[]): Promise<void>
  read(company: CompanyId, limit: number): Promise<LedgerEntry[]>
}

const line = z.strictObject({ format: z.literal('ledger/1'), entries: z.array(ledgerEntry).min(1) })
const yearFile = /^\d{4}\.jsonl$/

/** One append as text, without the line's end. Throws TypeError on entries that could not be read again. */
export function encodeAppend(company: CompanyId, entries: readonly LedgerEntry[]): string {
  if (entries.some((entry) => entry.companyId !== company))
    throw new TypeError("Refused to write an entry of another company into a company's ledger")
  const checked = line.safeParse({ format: 'ledger/1', entries })
  if (!checked.success)
    throw new TypeError('Refused to write a ledger entry that could not be read again', { cause: checked.error })
  return JSON.stringify(checked.data)
}

/** The entries of one line, oldest first. Throws StorageDamage naming file and line. */
export function decodeAppend(file: string, lineNumber: number, text: string): LedgerEntry[] {
  const where = `${file} (line ${lineNumber})`
  const parsed = line.safeParse(parseJson(where, text))
  if (!parsed.success) throw damageOf(where, text, parsed.error)
  return parsed.data.entries
}

/** `folder`: the tenant's `ledger` folder; work on a company's file is queued under its path. */
export function createLedger(options: { folder: string; files: Files; queue: Queue }): Ledger {
  const { files, queue } = options
  const folderOf = (company: CompanyId) => `${options.folder}/${companyId(company)}`
  // Files with the rest of a failed append behind their last good byte, and how long they should be.
  const spoilt = new Map<string, number>()

  async function append(folder: string, path: string, text: string): Promise<void> {
    await files.makeFolder(folder)
    const file = await files.open(path, 'append')
    try {
      const good = spoilt.get(path)
      if (good !== undefined) await file.truncate(good)
      const size = await file.size()
      try {
        await file.write(text)
        await file.sync()
      } catch (error) {
        spoilt.set(path, size)
        await file
          .truncate(size)
          .then(
            () => file.sync().then(() => spoilt.delete(path)),
            () => undefined,
          )
          .catch(() => undefined)
        throw error
      }
      spoilt.delete(path)
      if (size === 0) await files.syncFolder(folder)
    } finally {
      await file.close()
    }
  }

  return {
    async append(company, entries) {
      const [first] = entries
      if (first === undefined) return
      const text = `${encodeAppend(company, entries)}\n`
      const folder = folderOf(company)
      return queue.run(folder, () => append(folder, `${folder}/${first.at.slice(0, 4)}.jsonl`, text))
    },
    async read(company, limit) {
      const folder = folderOf(company)
      return queue.run(folder, async () => {
        const newest: LedgerEntry[] = []
        const years = (await files.list(folder)).files.filter((name) => yearFile.test(name)).reverse()
        for (const name of years) {
          if (newest.length >= limit) break
          const path = `${folder}/${name}`
          const lines = wholeLines((await files.read(path)) ?? '', spoilt.get(path))
          for (let index = lines.length - 1; index >= 0 && newest.length < limit; index -= 1)
            newest.push(...decodeAppend(path, index + 1, lines[index] ?? '').reverse())
        }
        return newest.slice(0, limit)
      })
    },
  }
}

/** The lines of a file that were written to their end, and to their acknowledgement. */
function wholeLines(text: string, goodBytes: number | undefined): string[] {
  const good = goodBytes === undefined ? text : Buffer.from(text).subarray(0, goodBytes).toString()
  return good.split('\n').slice(0, -1)
}

const tailBytes = 65_536

/** What is to be done to a ledger file after a crash; null when nothing is. */
export type TailRepair =
  { path: string; kind: 'cut'; length: number; bytes: number } | { path: string; kind: 'endLine' }

/**
 * Looks at the end of a ledger file. An append that a crash cut short (no line end, or blocks of zeros that the disk put in
 * place of it) was never acknowledged and is to be cut off; a whole append that only lacks its line end is kept. Throws
 * StorageDamage on a last line that was finished and cannot be read.
 */
export async function checkTail(files: Files, path: string): Promise<TailRepair | null> {
  let { tail, size } = await files.readTail(path, tailBytes)
  // The last line is longer than the tail: take all of it.
  if (tail.length < size && tail.subarray(0, -1).lastIndexOf('\n') === -1)
    ({ tail, size } = await files.readTail(path, size))
  if (tail.length === 0) return null
  const finished = tail.at(-1) === 10
  const start = tail.subarray(0, finished ? -1 : tail.length).lastIndexOf('\n') + 1
  const last = tail.subarray(start, finished ? -1 : tail.length).toString()
  try {
    decodeAppend(path, 0, last)
    return finished ? null : { path, kind: 'endLine' }
  } catch (error) {
    if (!(error instanceof StorageDamage)) throw error
    if (finished && !last.includes('\0'))
      throw new StorageDamage(path, null, 'its last line is no ledger entry', { cause: error })
    return { path, kind: 'cut', length: size - tail.length + start, bytes: tail.length - start }
  }
}

/** Does what `checkTail` found. */
export async function repairTail(files: Files, repair: TailRepair): Promise<void> {
  const file = await files.open(repair.path, 'append')
  try {
    if (repair.kind === 'cut') await file.truncate(repair.length)
    else await file.write('\n')
    await file.sync()
  } finally {
    await file.close()
  }
}
