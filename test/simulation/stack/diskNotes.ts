/** What is on the disk, read as the next server would read it, for the records of the simulation. */
import type { TenantId } from '../../../server/domain/ids'
import { createCodecs, type Stored } from '../../../server/storage/document'
import type { Codec } from '../../../server/storage/jsonFile'
import { companyKind, runCompanyKind, runKind } from '../../../server/storage/kinds'
import { decodeAppend } from '../../../server/storage/ledger'
import type { CrashingDisk } from '../../unit/crashingFiles'
import { notePart, partName, type Records } from '../records'
import type { Turns } from '../turns'

export interface DiskNotes {
  /** A file as a life of a server left it on the disk; `null`: it is gone. */
  note(life: number, path: string, text: string | null): void
  /** Forgets what was noted and reads everything: after a death some of it may be there and some may not. */
  readAgain(life: number): Promise<void>
}

export function createDiskNotes(of: {
  disk: CrashingDisk
  folder: string
  tenant: TenantId
  turns: Turns
  records: Records
}): DiskNotes {
  const { disk, turns, records } = of
  const folder = `${of.folder}/${of.tenant}/`
  /** Characters of each ledger file that were read already. */
  const read = new Map<string, number>()

  function note(life: number, file: string, text: string | null): void {
    if (!file.startsWith(folder)) return
    const path = file.slice(folder.length)
    const [kind = ''] = path.split('/')
    try {
      if (kind === 'ledger') noteLedger(path, text ?? '')
      else if (kind === 'runs') noteRun(life, path, text)
      else if (kind === 'companies') noteCompany(path, text)
    } catch (error) {
      records.violate('readable', `${path} cannot be read again: ${String(error)}`)
    }
  }

  function noteLedger(path: string, text: string): void {
    const from = read.get(path) ?? 0
    const whole = text.slice(from, text.lastIndexOf('\n') + 1)
    read.set(path, from + whole.length)
    for (const line of whole.split('\n').slice(0, -1))
      for (const entry of decodeAppend(path, 0, line)) records.ledger.push({ atMs: turns.nowMs(), entry })
  }

  function noteRun(life: number, path: string, text: string | null): void {
    const run = runKind.key(path)
    const part = runCompanyKind.key(path)
    if (run !== null) {
      const head = decode(headCodec(run), path, text)
      if (head === null) records.runs.delete(run)
      else records.runs.set(run, head)
    } else if (part !== null) {
      const stored = decode(partCodec(part), path, text)
      if (stored === null) records.parts.delete(partName(part.runId, part.companyId))
      else notePart(records, stored, { atMs: turns.nowMs(), life })
    }
  }

  /** Decisions count from the moment when they are on disk. */
  function noteCompany(path: string, text: string | null): void {
    const id = companyKind.key(path)
    const record = id === null ? null : decode(companyCodec(id), path, text)
    for (const assignment of record?.assignments ?? []) {
      const { plan } = assignment
      const known = records.decisions.findLast((each) => each.companyId === id && each.plan === plan)
      if (id !== null && JSON.stringify(known?.assignment) !== JSON.stringify(assignment))
        records.decisions.push({ atMs: turns.nowMs(), companyId: id, plan, assignment })
    }
  }

  return {
    note,
    async readAgain(life) {
      records.runs.clear()
      records.parts.clear()
      records.ledger.length = 0
      read.clear()
      for (const path of disk.paths().sort()) note(life, path, await disk.files.read(path))
    },
  }
}

const companyCodec = createCodecs(companyKind)
const headCodec = createCodecs(runKind)
const partCodec = createCodecs(runCompanyKind)
const decode = <T>(codec: Codec<Stored<T>>, path: string, text: string | null): T | null =>
  text === null ? null : codec.decode(path, text).value
