/** A store as one life of a server sees it: every write takes a turn before and after its effect, and may fail on either side. */
import type { Collection, Store, TenantStore } from '../../server/storage/store'
import { notePart, partName, type Records } from './records'
import { DiskFault, type Trouble } from './trouble'
import type { Life, Turns } from './turns'

export interface Gate {
  life: Life
  /** Whatever is on its way between us and the others; it lives on when a server dies. */
  network: Life
  turns: Turns
  records: Records
  /** What goes wrong in the present step. */
  trouble: () => Trouble
}

export function gatedStore(inner: Store, gate: Gate): Store {
  const { turns, life, records } = gate
  const opened = new Map<string, TenantStore>()
  const write = async <R>(what: string, effect: () => Promise<R>): Promise<R> => {
    await turns.take(life)
    const fault = gate.trouble().strike('disk', `the write of ${what}`, ['before', 'after'])
    if (fault === 'before') throw new DiskFault()
    const result = await effect()
    await turns.take(life)
    if (fault === 'after') throw new DiskFault()
    return result
  }
  /** A read only matters as a place where others come between; some of them are enough. */
  const read = async <R>(effect: () => Promise<R>): Promise<R> => {
    if (life.ended || gate.trouble().random.percent(25)) await turns.take(life)
    return effect()
  }
  const collection = <Key, T>(
    name: string,
    of: Collection<Key, T>,
    note: (key: Key, value: T | null) => void = () => undefined,
  ): Collection<Key, T> => ({
    read: (key) => read(() => of.read(key)),
    write: (key, value, expected) =>
      write(name, async () => {
        const stored = await of.write(key, value, expected)
        note(key, stored.value)
        return stored
      }),
    update: (key, change) =>
      write(name, async () => {
        const stored = await of.update(key, change)
        note(key, stored.value)
        return stored
      }),
    remove: (key) =>
      write(name, async () => {
        await of.remove(key)
        note(key, null)
      }),
    keys: () => read(() => of.keys()),
  })
  return {
    tenants: () => read(() => inner.tenants()),
    of(id) {
      const known = opened.get(id)
      if (known !== undefined) return known
      const own = inner.of(id)
      const made: TenantStore = {
        tenant: collection('tenant', own.tenant),
        companies: collection('companies', own.companies),
        runs: collection('runs', own.runs, (key, value) => note(records.runs, key, value)),
        runCompanies: collection('runCompanies', own.runCompanies, ({ runId, companyId }, value) => {
          if (value === null) records.parts.delete(partName(runId, companyId))
          else notePart(records, value, { atMs: turns.nowMs(), life: life.number })
        }),
        occurrences: collection('occurrences', own.occurrences),
        preflight: collection('preflight', own.preflight),
        noticeSettings: collection('noticeSettings', own.noticeSettings),
        noticeBook: collection('noticeBook', own.noticeBook),
        outbox: collection('outbox', own.outbox),
        audit: collection('audit', own.audit),
        imports: collection('imports', own.imports),
        summaryPlan: collection('summaryPlan', own.summaryPlan),
        companySummaries: collection('companySummaries', own.companySummaries),
        summaries: collection('summaries', own.summaries),
        appendLedger: (company, entries) =>
          write('ledger', async () => {
            await own.appendLedger(company, entries)
            for (const entry of entries) records.ledger.push({ atMs: turns.nowMs(), entry })
          }),
        readLedger: (company, limit) => read(() => own.readLedger(company, limit)),
      }
      opened.set(id, made)
      return made
    },
    close: () => Promise.resolve(),
  }
}

function note<Key, T>(map: Map<Key, T>, key: Key, value: T | null): void {
  if (value === null) map.delete(key)
  else map.set(key, value)
}
