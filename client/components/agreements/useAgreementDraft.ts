import { computed, ref, watch, type Ref } from 'vue'
import type { FieldIssue } from '../../../server/domain/errors'
import type { AgreementsView, AgreementView } from '../../../server/domain/views'
import { draftOf, issuesOf, sameDraft, type RowDraft, type RowField, type RowIssues } from './draft'

const fields: readonly RowField[] = ['agreement', 'catalogItemId', 'rule.count', 'rule.minimum', 'rule.included']

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
    rows.value.map((row, index) => ({
      ...refused.value[index],
      ...(checked.value.has(index) ? issuesOf(row) : {}),
    })),
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

  /** A changed row is no longer the one that was refused. */
  function set(index: number, row: RowDraft) {
    rows.value[index] = row
    refused.value[index] = {}
  }
  const setForAll = ({ id, type }: AgreementView) =>
    rows.value.forEach((row, index) => set(index, { ...row, type: type.id, agreementId: id }))
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
  const firstBad = () => issues.value.findIndex((each) => Object.keys(each).length > 0)

  return {
    rows,
    issues,
    changed,
    set,
    setForAll,
    discard,
    check,
    refuse,
    leave: (index: number) => checked.value.add(index),
  }
}
