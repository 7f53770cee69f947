/** What came of a round, judged by what ConnectWise's simulator holds and by its own record of every change. Pure. */
import type { LineStatus } from '../../server/domain/run'
import type { CwAddition, CwAuditTrailEntry } from '../simulator/connectwise/entities'

/** A line as a person let it go. */
export interface ApprovedLine {
  company: number
  runId: string
  key: string
  agreement: number
  item: number
  change: 'create' | 'update'
  quantity: number
}

export interface Finding {
  kind: 'doubled' | 'lost' | 'wrong'
  says: string
}

export interface Round {
  approved: readonly ApprovedLine[]
  /** What became of the lines, by run and key. */
  ends: ReadonlyMap<string, LineStatus>
  /** The additions when the first line was approved, and now. */
  before: readonly CwAddition[]
  after: readonly CwAddition[]
  /** ConnectWise's record of what was changed in between. */
  changes: readonly CwAuditTrailEntry[]
}

export const nameOf = ({ runId, key }: Pick<ApprovedLine, 'runId' | 'key'>): string => `${runId} ${key}`

/** Everything that must not be. */
export function compare(round: Round): Finding[] {
  return [
    ...round.approved.flatMap((line) => judgeLine(round, line)),
    ...round.after.flatMap((addition) => judgeAddition(round, addition)),
    ...round.before
      .filter(({ id }) => !round.after.some((addition) => addition.id === id))
      .map(({ id }): Finding => ({ kind: 'wrong', says: `addition ${id} is there no more` })),
  ]
}

function judgeLine(round: Round, line: ApprovedLine): Finding[] {
  const finding = (kind: Finding['kind'], says: string): Finding[] => [{ kind, says: `${nameOf(line)}: ${says}` }]
  const end = round.ends.get(nameOf(line))
  const found = round.after.filter(isOf(line))
  const before = round.before.filter(isOf(line))
  if (found.length > 1) return finding('doubled', `${found.length} additions bill it`)
  const [addition] = found
  const writes = addition === undefined ? 0 : writesTo(round, addition.id)
  if (writes > 1) return finding('doubled', `its addition was changed ${writes} times`)
  switch (end) {
    case 'sent':
      if (addition === undefined) return finding('wrong', 'it was sent, and there is no addition')
      if (addition.quantity !== line.quantity)
        return finding('wrong', `it was sent with ${line.quantity}, and ConnectWise holds ${addition.quantity}`)
      return writes === 1 ? [] : finding('wrong', 'it was sent, and ConnectWise was never changed')
    case 'failed':
    case 'stale':
      if (addition?.quantity === before[0]?.quantity && writes === 0) return []
      return finding('wrong', `it ended ${end}, and ConnectWise was changed to ${addition?.quantity ?? 'nothing'}`)
    default:
      return finding('lost', `it is ${end ?? 'gone'}`)
  }
}

/** Nothing but approved quantities may have moved; a new line bills by the catalog's price. */
function judgeAddition({ approved, before }: Round, addition: CwAddition): Finding[] {
  const line = approved.find((each) => isOf(each)(addition))
  const was = before.find(({ id }) => id === addition.id)
  if (was === undefined) {
    if (line?.change === 'create') return []
    return [{ kind: 'wrong', says: `addition ${addition.id} was made, and nobody approved it` }]
  }
  if (line === undefined && was.quantity !== addition.quantity)
    return [{ kind: 'wrong', says: `addition ${addition.id} was changed, and nobody approved it` }]
  const rest = (of: CwAddition) => JSON.stringify({ ...of, quantity: null, _info: null })
  if (rest(was) === rest(addition)) return []
  return [{ kind: 'wrong', says: `addition ${addition.id} was changed beside its quantity` }]
}

const isOf = (line: ApprovedLine) => (addition: CwAddition) =>
  addition.agreementId === line.agreement && addition.product.id === line.item

/** Changes by the interface; what people change by hand has another source. */
const writesTo = ({ changes }: Round, addition: number): number =>
  changes.filter(
    ({ type, recordId, auditSource }) => type === 'AgreementAddition' && recordId === addition && auditSource === 'API',
  ).length
