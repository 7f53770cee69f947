import type { Hold } from './run'
import type { RuleCheck } from './viewsExplain'

/** Which of the rules that a line is asked made it wait: an explanation lists rules, a line keeps its holds. */
export const ruleOfHold: Record<Hold['kind'], RuleCheck['rule']> = {
  toZero: 'toZero',
  vanished: 'vanished',
  placeLost: 'placeLost',
  incompleteReading: 'reading',
  planVersionUnknown: 'reading',
  customerStatus: 'reading',
  usageOld: 'usageAge',
  handEdit: 'handEdits',
  movedHere: 'oneAddition',
  otherSync: 'otherSync',
  beyondLimit: 'percent',
  money: 'money',
  priceUnknown: 'money',
  includedTwice: 'oneAddition',
  invoiced: 'invoiced',
}
