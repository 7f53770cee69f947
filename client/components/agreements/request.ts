/** From the rows of the dialog to the save: what cannot be saved as it is, and the body. Pure. */
import type { AgreementsView, AssignmentsRequest, ProductChoiceView } from '../../../server/domain/viewsAgreements'
import { adoptionOf, savedAddition, sharesLine } from './adoption'
import { draftOf, ruleOf, sameDraft, wholeUnits, type RowDraft, type RowIssues } from './draft'

/** A type without a name, a number that is none; and in a row that was changed, several additions of which none is chosen. */
export function issuesOf(view: AgreementsView, product: ProductChoiceView, row: RowDraft): RowIssues {
  const issues: RowIssues = {}
  if (row.type !== null && row.type !== 'default' && row.agreementId === null) issues.agreement = 'agreementMissing'
  if (row.rule !== null && wholeUnits(row.rule.minimum) === null) issues['rule.minimum'] = 'wholeUnits'
  if (row.rule !== null && wholeUnits(row.rule.included) === null) issues['rule.included'] = 'wholeUnits'
  if (!sameDraft(row, draftOf(product))) {
    const adoption = adoptionOf(view, row)
    if (adoption.kind === 'several' && adoption.chosen === null) issues.additionId = 'choose'
  }
  return issues
}

/**
 * The body of the save; only for rows without issues. It names every product: those that nobody changed exactly as they are
 * stored, so that they stay decided by whom they were.
 */
export function requestOf(view: AgreementsView, rows: readonly RowDraft[]): AssignmentsRequest {
  const changed = view.products.flatMap((product, index) => {
    const row = rows[index]
    return row === undefined || sameDraft(row, draftOf(product)) ? [] : [row]
  })
  return {
    version: view.version,
    assignments: view.products.flatMap((product, index) => {
      const row = rows[index]
      if (row === undefined) return []
      // Products of one line are saved with one addition.
      const isInChangedLine = changed.some((other) => other === row || sharesLine(other, row))
      return {
        plan: product.source.plan,
        agreement: choiceOf(row),
        catalogItemId: row.item?.id ?? null,
        rule: row.rule === null ? null : ruleOf(row, view.tenantRule),
        additionId: isInChangedLine ? savedAddition(view, row) : row.additionId,
        strategy: row.strategy,
        drift: row.drift,
        createWhenMissing: row.createWhenMissing,
      }
    }),
  }
}

function choiceOf(row: RowDraft): AssignmentsRequest['assignments'][number]['agreement'] {
  if (row.type === 'default') return { kind: 'default' }
  if (row.type === null || row.agreementId === null) return null
  return { kind: 'chosen', typeId: row.type, agreementId: row.agreementId }
}
