/** Is what a person adopted there, and do products that share a line agree on how it is written? */
import { additionState } from '../domain/agreements'
import { monthOf, periodOfMonth, type Day } from '../domain/calendar'
import { UpstreamError, type FieldIssue } from '../domain/errors'
import type { AgreementId, CatalogItemId } from '../domain/ids'
import type { Addition } from '../domain/psa'
import type { CompanyRecord, ProductAssignment } from '../domain/settings'
import type { AssignmentsRequest } from '../domain/viewsAgreements'
import type { ConnectWise } from '../integrations/connectwise/port'
import { waysOf } from './ways'

type Wanted = AssignmentsRequest['assignments'][number]

/**
 * Issues at `assignments.<i>.additionId` (`addition.gone|ended|otherItem|chooseAgreement|unread`) and, for products of one
 * agreement and catalog item that would be written differently, at `assignments.<i>.strategy|drift|additionId` (`sharedLine`);
 * products that the request leaves as they are count too.
 */
export async function checkAdoptions(
  connectWise: Pick<ConnectWise, 'readAdditions'>,
  record: CompanyRecord,
  { assignments }: AssignmentsRequest,
  of: {
    today: Day
    /** The agreement that *Default* means for this catalog item; null when there is none or several. */
    defaultOf: (item: CatalogItemId | null) => AgreementId | null
  },
): Promise<FieldIssue[]> {
  const lists = new Map<AgreementId, Promise<Addition[] | null>>()
  const listOf = (id: AgreementId) => {
    const known = lists.get(id) ?? orNull(connectWise.readAdditions(id))
    lists.set(id, known)
    return known
  }
  const storedOf = ({ plan }: Wanted) => record.assignments.find((candidate) => candidate.plan === plan)
  const named = new Set(assignments.map(({ plan }) => plan))
  const others: Shared[] = record.assignments.filter(({ plan }) => !named.has(plan))
  const issues: FieldIssue[] = []
  for (const [index, wanted] of assignments.entries()) {
    const code = await adoptionIssue(wanted, record, { ...of, listOf })
    if (code !== null) issues.push({ path: `assignments.${index}.additionId`, code: `addition.${code}` })
    const ways = waysOf(storedOf(wanted), wanted)
    const beside = others
      .concat(assignments.slice(0, index).map((other) => ({ ...other, ...waysOf(storedOf(other), other) })))
      .filter((other) => sharesLine(wanted, other))
    for (const field of ['strategy', 'drift', 'additionId'] as const)
      if (beside.some((other) => differs(ways, other, field)))
        issues.push({ path: `assignments.${index}.${field}`, code: 'sharedLine' })
  }
  return issues
}

async function adoptionIssue(
  { plan, agreement, catalogItemId, additionId }: Wanted,
  record: CompanyRecord,
  of: {
    today: Day
    defaultOf: (item: CatalogItemId | null) => AgreementId | null
    listOf: (id: AgreementId) => Promise<Addition[] | null>
  },
): Promise<'gone' | 'ended' | 'otherItem' | 'chooseAgreement' | 'unread' | null> {
  if (additionId === undefined || additionId === null) return null
  const before = record.assignments.find((candidate) => candidate.plan === plan)
  // What stands already may stay, even if it ended since: the plan says so, and asks.
  if (before?.additionId === additionId && before.catalogItemId === catalogItemId) return null
  const on = agreement?.kind === 'chosen' ? agreement.agreementId : of.defaultOf(catalogItemId)
  if (agreement === null || on === null) return 'chooseAgreement'
  const list = await of.listOf(on)
  if (list === null) return 'unread'
  const addition = list.find(({ id }) => id === additionId)
  if (addition === undefined) return 'gone'
  if (addition.catalogItemId !== catalogItemId) return 'otherItem'
  return additionState(addition, periodOfMonth(monthOf(of.today))) === 'ended' ? 'ended' : null
}

type Shared = Pick<ProductAssignment, 'catalogItemId' | 'strategy' | 'drift' | 'additionId'> & Pick<Wanted, 'agreement'>

const sharesLine = (one: Wanted, other: Shared): boolean =>
  one.agreement !== null &&
  one.catalogItemId !== null &&
  one.catalogItemId === other.catalogItemId &&
  JSON.stringify(one.agreement) === JSON.stringify(other.agreement)

/** Who adopts none goes along with the one that the other adopts. */
const differs = (
  one: Omit<Shared, 'agreement' | 'catalogItemId'>,
  other: Shared,
  field: 'strategy' | 'drift' | 'additionId',
): boolean => one[field] !== null && other[field] !== null && one[field] !== other[field]

async function orNull(list: Promise<Addition[]>): Promise<Addition[] | null> {
  try {
    return await list
  } catch (error) {
    if (error instanceof UpstreamError) return null
    throw error
  }
}
