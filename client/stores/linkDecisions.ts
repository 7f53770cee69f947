import { defineStore } from 'pinia'
import { ref, shallowReactive } from 'vue'
import { useApi } from '../api'
import { troubleOf, type Trouble } from '../composables/problem'
import { useConsoleApi } from '../consoleApi'
import { useLinks } from './links'
import type { CompanyId, CustomerId } from '../../server/domain/ids'
import type { AcceptView, LinkPair, LinkRowView } from '../../server/domain/viewsLinks'

/** What became of a decision, told at its row. `linked`, `rejected` and `none` can be taken back there. */
export type RowNote =
  | { kind: 'linked' | 'rejected'; customer: Named }
  | { kind: 'none' | 'changed' | 'notThere' }
  | { kind: 'taken'; customer: Named; by: string | null }
  | { kind: 'trouble'; trouble: Trouble }
export interface Named {
  id: CustomerId
  name: string
}
export interface Pair {
  row: LinkRowView
  customer: Named
}

/** Pairs of one request. */
const most = 500

/** Decisions about links. Each one is told at its row, with the row as it is now; none is made without a person. */
export const useLinkDecisions = defineStore('linkDecisions', () => {
  const api = useApi()
  const console = useConsoleApi()
  const links = useLinks()
  const notes = shallowReactive(new Map<CompanyId, RowNote>())
  const busy = shallowReactive(new Set<CompanyId>())
  /** Pairs decided of those that are being accepted together. */
  const progress = ref<{ done: number; total: number } | null>(null)

  /** Marks the rows as busy, decides, and reads them anew; what goes wrong is told at each of them. */
  async function decide(companies: readonly CompanyId[], work: () => Promise<void>): Promise<void> {
    for (const id of companies) {
      busy.add(id)
      notes.delete(id)
    }
    try {
      await work()
    } catch (error) {
      for (const id of companies) if (!notes.has(id)) notes.set(id, noteOf(error))
    }
    try {
      await links.refresh(companies)
    } catch (error) {
      for (const id of companies) if (!notes.has(id)) notes.set(id, noteOf(error))
    } finally {
      for (const id of companies) busy.delete(id)
    }
  }

  /** Links each customer to its company. Resolves to how many are linked now. */
  async function accept(pairs: readonly Pair[]): Promise<number> {
    let linked = 0
    if (pairs.length > 1) progress.value = { done: 0, total: pairs.length }
    for (let from = 0; from < pairs.length; from += most) {
      const part = pairs.slice(from, from + most)
      const names = new Map(part.map(({ customer }) => [customer.id, customer]))
      await decide(
        part.map(({ row }) => row.company.id),
        async () => {
          const { results } = await console.acceptLinks({ pairs: part.map(pairOf) })
          for (const result of results) {
            if (result.outcome === 'linked') linked += 1
            notes.set(result.companyId, outcomeNote(result, names.get(result.customerId)))
          }
        },
      )
      if (progress.value) progress.value = { done: from + part.length, total: pairs.length }
    }
    progress.value = null
    return linked
  }
  const reject = (row: LinkRowView, customer: Named) =>
    decide([row.company.id], async () => {
      const { results } = await console.rejectLinks({ pairs: [pairOf({ row, customer })] })
      for (const { companyId, outcome } of results)
        notes.set(companyId, outcome === 'stored' ? { kind: 'rejected', customer } : { kind: outcome })
    })
  const takeBackRejection = (row: LinkRowView, customer: Named) =>
    decide([row.company.id], async () => {
      const { results } = await console.unrejectLinks({ pairs: [pairOf({ row, customer })] })
      for (const { companyId, outcome } of results) if (outcome !== 'stored') notes.set(companyId, { kind: outcome })
    })
  const sayNone = (row: LinkRowView, none: boolean) =>
    decide([row.company.id], async () => {
      const companies = [{ companyId: row.company.id, version: row.version }]
      const { results } = await console.setNone({ companies, none })
      for (const { companyId, outcome } of results)
        if (outcome !== 'stored') notes.set(companyId, { kind: outcome })
        else if (none) notes.set(companyId, { kind: 'none' })
    })
  /** Takes these customers from the company; all when none is named. Quantities in ConnectWise stay as they are. */
  const unlink = (row: LinkRowView, customer?: Named) =>
    decide([row.company.id], async () => {
      const others = (row.link?.customers ?? []).filter(({ id }) => customer !== undefined && id !== customer.id)
      const customerIds = others.map(({ id }) => id)
      const enabled = customerIds.length > 0 && row.link?.enabled === true
      await api.link(row.company.id, { version: row.version, customerIds, enabled })
    })
  /** Takes the customer from the company that has it. */
  const move = (row: LinkRowView, customer: Named, from: CompanyId | null) =>
    decide([row.company.id, ...(from === null ? [] : [from])], async () => {
      const own = row.link?.customers.map(({ id }) => id) ?? []
      const request = { version: row.version, customerIds: [...own, customer.id], enabled: true, move: true }
      await api.link(row.company.id, request)
      notes.set(row.company.id, { kind: 'linked', customer })
    })

  /** The list is read anew: what was told at rows is over. */
  function forget() {
    notes.clear()
  }
  return { notes, busy, progress, accept, reject, takeBackRejection, sayNone, unlink, move, forget }
})

const pairOf = ({ row, customer }: Pair): LinkPair => ({
  companyId: row.company.id,
  customerId: customer.id,
  version: row.version,
})

function outcomeNote({ outcome, takenBy }: AcceptView['results'][number], customer: Named | undefined): RowNote {
  if (customer === undefined) return { kind: 'changed' }
  if (outcome === 'linked') return { kind: 'linked', customer }
  return outcome === 'taken' ? { kind: 'taken', customer, by: takenBy?.name ?? null } : { kind: outcome }
}

/** That somebody else was faster is an answer, not a failure. */
function noteOf(error: unknown): RowNote {
  const trouble = troubleOf(error)
  return trouble.kind === 'problem' && trouble.problem.code === 'conflict'
    ? { kind: 'changed' }
    : { kind: 'trouble', trouble }
}
