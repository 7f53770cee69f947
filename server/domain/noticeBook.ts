/** Which causes are still there after a run or a check, and which are solved. Pure. */
import { msOf, type Instant } from './calendar'
import type { CompanyId } from './ids'
import type { Cause } from './noticeCauses'
import type { Audience, NoticeBook, OpenCause } from './notices'
import type { Preflight } from './preflight'

/** After a stop, runs that ended within these days are looked through for what was not told. */
export const catchUpMs = 7 * 24 * 60 * 60_000

/**
 * Runs and checks that are remembered besides those of the days that are looked through: one of those that was forgotten would be
 * told anew at the next start, and by then its notices may have left the outbox.
 */
const toldKept = 500

export interface Settled {
  open: OpenCause[]
  solved: OpenCause[]
}

/**
 * After a run: a cause is left by each company of the audience that was looked at and does not have it any more, and by those that
 * belong to another audience now. `looked`: none of a run that takes back, for it holds only what is taken back.
 */
export function settleRun(
  open: readonly OpenCause[],
  of: {
    audience: Audience
    causes: readonly Cause[]
    looked: ReadonlySet<CompanyId>
    isTold: (company: CompanyId) => boolean
    now: Instant
  },
): Settled {
  const still = open.flatMap((cause): OpenCause[] => {
    if (cause.audience !== of.audience || cause.kind === 'preflight') return [cause]
    return [{ ...cause, companies: cause.companies.filter((id) => of.isTold(id) && !of.looked.has(id)) }]
  })
  return settle(still, open, of, () => false)
}

/**
 * After a check: what it does not find is solved, but for what it could not look at, and findings beyond those that it names. Of
 * a cause that names only some of its companies nobody knows whether it left one that is not named.
 */
export function settleCheck(
  open: readonly OpenCause[],
  of: { audience: Audience; causes: readonly Cause[]; check: Preflight; now: Instant },
): Settled {
  const { check, audience } = of
  const cut = new Set(
    check.findings
      .filter(({ companies }) => companies.total > companies.list.length)
      .map(({ key }) => `preflight:${key}`),
  )
  const { companies, findings } = check
  // Without a connection nothing behind it was looked at, and nothing of that is named as unchecked.
  const connects = !findings.some(({ cause }) => cause.kind === 'connectionFails')
  const isAll = connects && companies.planned === companies.linked && check.unchecked.length === 0 && check.more === 0
  const still = open.map((cause) =>
    cause.audience === audience && cause.kind === 'preflight' ? { ...cause, companies: [] } : cause,
  )
  return settle(still, open, of, (cause) => cause.kind === 'preflight' && (!isAll || cut.has(cause.key)))
}

function settle(
  left: readonly OpenCause[],
  before: readonly OpenCause[],
  of: { audience: Audience; causes: readonly Cause[]; now: Instant },
  stays: (cause: OpenCause) => boolean,
): Settled {
  const found = new Map(of.causes.map((cause) => [cause.key, cause]))
  const kept: OpenCause[] = []
  const solved: OpenCause[] = []
  left.forEach((cause, place) => {
    const now = cause.audience === of.audience ? found.get(cause.key) : undefined
    if (now !== undefined) {
      found.delete(cause.key)
      kept.push({ ...cause, companies: [...new Set([...cause.companies, ...now.companies.map(({ id }) => id)])] })
    } else if (cause.audience !== of.audience || cause.companies.length > 0) kept.push(cause)
    else if (cause.kind === 'preflight' ? !touchesChecks(of) || stays(cause) : touchesChecks(of))
      kept.push(before[place] ?? cause)
    else solved.push(cause)
  })
  for (const { key, kind, companies } of found.values())
    kept.push({ audience: of.audience, key, kind, companies: companies.map(({ id }) => id), since: of.now })
  return { open: kept, solved }
}

const touchesChecks = (of: object): boolean => 'check' in of

/** The book with this run or check told. */
export function withTold(book: NoticeBook, key: string, print: string, at: Instant): NoticeBook {
  const all = [...book.told.filter((each) => each.key !== key), { key, print, at }]
  // A run ends before it is told: what is told that long ago ended longer ago.
  const isLookedThrough = (told: NoticeBook['told'][number]) =>
    told.at !== undefined && msOf(at) - msOf(told.at) <= catchUpMs
  return { ...book, told: all.filter((told, place) => place >= all.length - toldKept || isLookedThrough(told)) }
}
