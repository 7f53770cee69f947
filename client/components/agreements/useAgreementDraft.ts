import { computed, ref, watch, type Ref } from 'vue'
import type { FieldIssue } from '../../../server/domain/errors'
import type { AgreementsView, AgreementView } from '../../../server/domain/viewsAgreements'
import { sharesLine } from './adoption'
import { draftOf, sameDraft, withTarget, type RowDraft, type RowField, type RowIssues } from './draft'
import { issuesOf } from './request'

const fields: readonly RowField[] = [
  'agreement',
  'catalogItemId',
  'rule.count',
  'rule.minimum',
  'rule.included',
  'additionId',
  'strategy',
  'drift',
]

/**
 * The choices of the dialog beside what is saved. When the agreements are read again, rows that the person changed keep
 * the change; all others follow what is saved now.
 */
export function useAgreementDraft(view: Readonly<Ref<AgreementsView | null>>) {
  const rows = ref<RowDraft[]>([])
  const refused = ref<RowIssues[]>([])
  /** Rows are checked when they are left or sent, not at every key. */
  const checked = ref(new Set<number>())

  const changed = computed(
    () =>
      view.value?.products.filter((product, index) => {
        const row = rows.value[index]
        return row !== undefined && !sameDraft(row, draftOf(product))
      }).length ?? 0,
  )
  const issues = computed(() =>
    rows.value.map((row, index) => {
      const product = view.value?.products[index]
      const isChecked = view.value !== null && product !== undefined && checked.value.has(index)
      return { ...refused.value[index], ...(isChecked ? issuesOf(view.value, product, row) : {}) }
    }),
  )

  watch(
    view,
    (next, before) => {
      const kept = new Map(
        (before?.products ?? []).flatMap((product, index) => {
          const row = rows.value[index]
          return row === undefined || sameDraft(row, draftOf(product)) ? [] : [[product.source.plan, row] as const]
        }),
      )
      rows.value = next?.products.map((product) => kept.get(product.source.plan) ?? draftOf(product)) ?? []
      refused.value = []
    },
    { immediate: true },
  )

  /**
   * A changed row is no longer the one that was refused. Products on one line are written in one way: a row that joins a line
   * takes over how that is written, and a change of it goes to all of them.
   */
  function set(index: number, row: RowDraft) {
    const before = rows.value[index]
    const others = rows.value.flatMap((other, at) => (at !== index && sharesLine(other, row) ? [at] : []))
    const joined = before !== undefined && !sharesLine(before, row) ? rows.value[others[0] ?? -1] : undefined
    const next = joined === undefined ? row : withWay(row, joined)
    put(index, next)
    for (const at of others) {
      const other = rows.value[at]
      if (other !== undefined && !sameDraft(withWay(other, next), other)) put(at, withWay(other, next))
    }
  }
  function put(index: number, row: RowDraft) {
    rows.value[index] = row
    refused.value[index] = {}
  }
  const setForAll = ({ id, type }: AgreementView) =>
    rows.value.forEach((row, index) => set(index, withTarget(row, { type: type.id, agreementId: id })))
  const discard = () => (rows.value = view.value?.products.map(draftOf) ?? [])

  /** Index of the first row that cannot be saved as it is, −1 when all can. */
  function check(): number {
    checked.value = new Set(rows.value.keys())
    return firstBad()
  }
  /** Takes the server's refusals to their rows; index of the first one, −1 when none names a row. */
  function refuse(list: readonly FieldIssue[]): number {
    refused.value = rows.value.map(() => ({}))
    for (const { path, code } of list) {
      const [, index, rest = ''] = /^assignments\W(\d+)\W*(.*)$/.exec(path) ?? []
      const row = refused.value[Number(index)]
      const field = fields.find((each) => rest.startsWith(each)) ?? 'agreement'
      if (row) row[field] = code
    }
    return firstBad()
  }
  /** Other products on the line of a row, by name. */
  const sharersOf = (index: number): string[] => {
    const row = rows.value[index]
    if (row === undefined || view.value === null) return []
    return view.value.products.flatMap(({ source }, at) => {
      const other = rows.value[at]
      return at !== index && other !== undefined && sharesLine(other, row) ? [source.productName] : []
    })
  }
  const firstBad = () => issues.value.findIndex((each) => Object.keys(each).length > 0)

  return {
    rows,
    issues,
    changed,
    set,
    setForAll,
    sharersOf,
    discard,
    check,
    refuse,
    leave: (index: number) => checked.value.add(index),
  }
}

const withWay = (row: RowDraft, { additionId, strategy, drift }: RowDraft): RowDraft => ({
  ...row,
  additionId,
  strategy,
  drift,
})
