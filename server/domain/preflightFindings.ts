/** From what companies meet to one finding a cause, however many of them it meets. Pure. */
import type { CompanyId } from './ids'
import type { CompanyList, Finding, Fixer, Met, Place, PreflightCause } from './preflight'

/** Bounds of what is stored and shown; numbers are of all. */
const findingsNamed = 200
const companiesNamed = 50
const placesNamed = 10

/** One finding of each cause. */
export function findingsOf(mets: readonly Met[]): { findings: Finding[]; more: number } {
  const byKey = new Map<string, Met[]>()
  for (const met of mets) {
    const key = keyOf(met.cause)
    const same = byKey.get(key)
    if (same === undefined) byKey.set(key, [met])
    else same.push(met)
  }
  const findings = [...byKey].flatMap(([key, [first, ...others]]): Finding[] =>
    first === undefined ? [] : [findingOf(key, [first, ...others], first)],
  )
  findings.sort(
    (one, other) =>
      Number(one.severity === 'warning') - Number(other.severity === 'warning') ||
      other.companies.total - one.companies.total ||
      other.lines - one.lines ||
      (one.key < other.key ? -1 : 1),
  )
  return { findings: findings.slice(0, findingsNamed), more: Math.max(0, findings.length - findingsNamed) }
}

function findingOf(key: string, mets: readonly Met[], { cause }: Met): Finding {
  return {
    key,
    cause,
    severity: mets.some(({ severity }) => severity === 'error') ? 'error' : 'warning',
    fixedBy: fixerOf(cause),
    lines: mets.reduce((sum, { lines }) => sum + lines, 0),
    companies: companyList(mets.flatMap(({ company, places }) => (company === null ? [] : [{ ...company, places }]))),
  }
}

/** Each company once, with its places. */
export function companyList(given: CompanyList['list']): CompanyList {
  const byId = new Map<CompanyId, { id: CompanyId; name: string; places: Map<string, Place> }>()
  for (const { id, name, places } of given) {
    const company = byId.get(id) ?? { id, name, places: new Map<string, Place>() }
    for (const place of places) company.places.set(`${place.type}:${place.id}`, place)
    byId.set(id, company)
  }
  const list = [...byId.values()]
    .sort((one, other) => one.id - other.id)
    .slice(0, companiesNamed)
    .map(({ id, name, places }) => ({ id, name, places: [...places.values()].slice(0, placesNamed) }))
  return { total: byId.size, list }
}

/** What makes two findings one: the cause, without numbers that change from day to day. */
function keyOf(cause: PreflightCause): string {
  switch (cause.kind) {
    case 'unmappedCustomers':
    case 'agreementEnding':
    case 'invoicedAlready':
      return cause.kind
    case 'unmappedProduct':
      return `${cause.kind}:${cause.missing}:${cause.plan}`
    case 'agreementUnusable':
      return `${cause.kind}:${cause.why}`
    case 'catalogItemUnusable':
      return `${cause.kind}:${cause.why}:${cause.catalogItemId}`
    case 'rightMissing':
      return `${cause.kind}:${cause.module}:${cause.function}`
    case 'connectionFails':
      return `${cause.kind}:${cause.source ?? cause.system}`
    case 'priceZero':
      return `${cause.kind}:${cause.at}:${cause.catalogItemId}`
    case 'invoicedBeforeSend':
      return `${cause.kind}:${cause.sendDay}:${cause.invoiceDay}`
    default:
      return cause satisfies never
  }
}

function fixerOf(cause: PreflightCause): Fixer {
  switch (cause.kind) {
    case 'unmappedCustomers':
    case 'unmappedProduct':
    case 'invoicedBeforeSend':
      return 'billing'
    case 'agreementUnusable':
    case 'agreementEnding':
    case 'invoicedAlready':
      return 'agreements'
    case 'catalogItemUnusable':
      return 'catalog'
    case 'priceZero':
      return cause.at === 'addition' ? 'agreements' : 'catalog'
    case 'rightMissing':
      return 'administrator'
    case 'connectionFails':
      return fixerOfConnection(cause)
    default:
      return cause satisfies never
  }
}

/** Keys that are refused are changed where they were made; what cannot be reached is the server's or the network's. */
function fixerOfConnection({ system, failure }: Extract<PreflightCause, { kind: 'connectionFails' }>): Fixer {
  const isOfKeys = failure === null || ['unauthorised', 'forbidden', 'notFound', 'refused'].includes(failure.kind)
  if (!isOfKeys) return 'operator'
  return system === 'connectwise' ? 'administrator' : 'trendMicro'
}
