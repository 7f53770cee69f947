/** Where the vendor's own sync seems to write still: two programs on one addition bill twice or undo each other. Pure. */
import { msOf, type Instant } from './calendar'
import type { ExistingSetup } from './existingSetup'
import { syncDays } from './holds'
import type { AdditionId, AgreementId, CompanyId } from './ids'

/** `addition`: the audit trail, or its last writer's name, says that a program wrote it. `row`: a Management tab's row was renewed. */
export interface StillWrites {
  companyId: CompanyId
  /** The newest of what was seen. */
  at: Instant
  by: string | null
  row: boolean
  additions: { additionId: AdditionId; agreementId: AgreementId; name: string; at: Instant; by: string | null }[]
}

/** One entry a company, the newest first. `isOurs`: is this a name under which we write? */
export function stillWrites(
  setup: Pick<ExistingSetup, 'rows' | 'agreements' | 'additions' | 'foreignWrites' | 'integrations'>,
  of: { solutions: ReadonlySet<number>; isOurs: (name: string | null) => boolean; now: Instant },
): StillWrites[] {
  const isRecent = (at: Instant | null): at is Instant =>
    at !== null && msOf(of.now) - msOf(at) <= syncDays * 86_400_000
  const { isOurs } = of
  const rows = setup.rows.filter(
    (row) => of.solutions.has(row.solutionId) && isRecent(row.updatedAt) && !isOurs(row.updatedBy),
  )
  const writers = new Set(
    [...rows.map(({ updatedBy }) => updatedBy), ...setup.integrations.map(({ login }) => login)].flatMap((name) =>
      name === null || isOurs(name) ? [] : [name.toLowerCase()],
    ),
  )
  const companyOf = new Map(setup.agreements.map(({ id, companyId }) => [id, companyId]))
  const found = new Map<CompanyId, StillWrites>()
  const note = (companyId: CompanyId, at: Instant, by: string | null): StillWrites => {
    const entry = found.get(companyId) ?? { companyId, at, by, row: false, additions: [] }
    if (msOf(at) > msOf(entry.at)) Object.assign(entry, { at, by })
    found.set(companyId, entry)
    return entry
  }
  for (const { companyId, updatedAt, updatedBy } of rows)
    if (updatedAt !== null) note(companyId, updatedAt, updatedBy).row = true
  const writes = new Map(setup.foreignWrites.map((write) => [write.additionId, write]))
  for (const { agreementId, list } of setup.additions) {
    const companyId = companyOf.get(agreementId)
    if (companyId === undefined) continue
    for (const { id, catalogItemIdentifier, description } of list) {
      const write = writes.get(id)
      if (write === undefined || !isRecent(write.at) || isOurs(write.by)) continue
      // Where the trail says nothing, only a name that the older sync is known by is enough: people edit additions too.
      const isProgram = write.program ?? (write.by !== null && writers.has(write.by.toLowerCase()))
      if (!isProgram) continue
      const name = catalogItemIdentifier ?? description ?? `#${id}`
      note(companyId, write.at, write.by).additions.push({
        additionId: id,
        agreementId,
        name,
        at: write.at,
        by: write.by,
      })
    }
  }
  return [...found.values()].sort((one, other) => msOf(other.at) - msOf(one.at))
}
