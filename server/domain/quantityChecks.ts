import type { FieldIssue } from './errors'
import type { QuantityRule } from './settings'

/** What is wrong with a rule that a person typed, at `path`.minimum and `path`.included: whole units, 0 to 1,000,000. */
export function checkRule(rule: QuantityRule, path: string): FieldIssue[] {
  const wrong = (value: number) => !Number.isInteger(value) || value < 0 || value > 1_000_000
  const issues: FieldIssue[] = []
  if (wrong(rule.minimum))
    issues.push({ path: `${path}.minimum`, code: 'wholeNumber', params: { min: 0, max: 1_000_000 } })
  if (wrong(rule.included))
    issues.push({ path: `${path}.included`, code: 'wholeNumber', params: { min: 0, max: 1_000_000 } })
  return issues
}
