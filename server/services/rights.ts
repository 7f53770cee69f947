/** What a member may do here follows from what ConnectWise lets the member do (architecture §6.10). Pure. */
import type { RightLevel, SecurityRight } from '../integrations/connectwise/port'
import type { MissingRight } from '../domain/preflightAccess'
import type { Rights } from '../domain/viewsSession'
import type { PermissionView } from '../domain/viewsSettings'

interface Function_ {
  module: string
  /** Compared with the function's identifier and its shown name, without case, spaces and punctuation. */
  names: string[]
}
const agreements: Function_ = { module: 'Finance', names: ['Agreements', 'Agreement'] }
const tableSetup: Function_ = { module: 'System', names: ['Table Setup', 'TableSetup', 'Setup Tables'] }

/**
 * View: may inquire agreements. Bill: may edit all agreements. Administer: may also edit set-up tables. A function that is not
 * listed gives nothing: a member's rights are never guessed.
 */
export function rightsOfMember(rights: readonly SecurityRight[]): Rights {
  const agreementRight = find(rights, agreements)
  const bill = agreementRight?.edit === 'All'
  return {
    view: agreementRight?.inquire === 'All' || agreementRight?.inquire === 'My',
    bill,
    administer: bill && find(rights, tableSetup)?.edit === 'All',
  }
}

/** The least-privilege role of the API member (facts/connectwise-rest.md §12). */
const needed: (Function_ & {
  optional: boolean
  levels: PermissionView['needed']
  purpose: PermissionView['purpose']
})[] = [
  {
    module: 'Companies',
    names: ['Company Maintenance'],
    levels: ['inquire'],
    optional: false,
    purpose: 'findCompanies',
  },
  { ...agreements, levels: ['inquire', 'edit'], optional: false, purpose: 'changeQuantities' },
  { module: 'Finance', names: ['Invoicing'], levels: ['inquire'], optional: true, purpose: 'knowInvoiced' },
  { module: 'Procurement', names: ['Product Catalog'], levels: ['inquire'], optional: false, purpose: 'catalogItems' },
  { ...tableSetup, levels: ['inquire'], optional: false, purpose: 'defaultAgreements' },
  { module: 'System', names: ['API Reports'], levels: ['inquire'], optional: true, purpose: 'apiReports' },
  {
    module: 'Service Desk',
    names: ['Service Tickets'],
    // Notes and closing are edits.
    levels: ['inquire', 'add', 'edit'],
    optional: true,
    purpose: 'failureTickets',
  },
]

/** The check list of the API member's rights. An unknown function name is "cannot tell", not "missing". */
export function permissionsOf(rights: readonly SecurityRight[], createWhenMissing: boolean): PermissionView[] {
  return needed.map((entry) => {
    const levels: PermissionView['needed'] =
      entry.purpose === 'changeQuantities' && createWhenMissing ? [...entry.levels, 'add'] : entry.levels
    const right = find(rights, entry)
    const state =
      right === undefined
        ? 'cannotTell'
        : levels.every((level) => right[level] === 'All')
          ? 'given'
          : entry.optional
            ? 'optional'
            : 'missing'
    return { module: entry.module, function: entry.names[0] ?? '', needed: levels, state, purpose: entry.purpose }
  })
}

/**
 * Levels that are needed and not given, function by function; what this ConnectWise does not list, or calls by another word,
 * cannot be told and is not missing.
 */
export function missingRights(rights: readonly SecurityRight[], creates: boolean): MissingRight[] {
  return permissionsOf(rights, creates).flatMap(({ module, function: name, needed: levels, purpose }) => {
    const right = find(rights, { module, names: needed.find((entry) => entry.purpose === purpose)?.names ?? [name] })
    const lacks = levels.filter((level) => right !== undefined && ['None', 'My'].includes(right[level]))
    return lacks.length === 0 ? [] : [{ module, function: name, lacks, purpose }]
  })
}

function find(
  rights: readonly SecurityRight[],
  which: Function_,
): Record<'inquire' | 'add' | 'edit', RightLevel> | undefined {
  const names = which.names.map(plain)
  return rights.find(
    (right) =>
      plain(right.module) === plain(which.module) &&
      (names.includes(plain(right.functionName)) || names.includes(plain(right.functionId))),
  )
}

const plain = (text: string) => text.toLowerCase().replaceAll(/[^a-z0-9]/g, '')
