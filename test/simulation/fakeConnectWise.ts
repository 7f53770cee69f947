/**
 * ConnectWise's port over the simulated world, as badly behaved as the documented adapter can be: failures on both sides of an
 * effect, refusals, answers that nobody hears, and lists that lack a row where nobody counts them.
 */
import type { FailureKind } from '../../server/domain/errors'
import type { AdditionId, AgreementId } from '../../server/domain/ids'
import type { Addition, Agreement } from '../../server/domain/psa'
import type { ConnectWise, LastInvoice } from '../../server/integrations/connectwise/port'
import { fakeWrites } from './fakeWrites'
import type { Gate } from './gatedStore'
import { upstreamError } from './trouble'
import type { World } from './world'

const readFaults = ['unavailable', 'timeout', 'unreachable', 'malformed', 'tooMany', 'incomplete'] as const

/** `sends`: whoever asks it for certain lists is about to write, not comparing. */
export function fakeConnectWise(world: World, gate: Gate, { sends }: { sends: boolean }): ConnectWise {
  const { turns, life, records } = gate
  const fail = (kind: FailureKind, route: string) => upstreamError('connectwise', kind, route, turns.now())

  async function reach(route: string): Promise<void> {
    await turns.take(life)
    const fault = gate.trouble().strike('reading', route, readFaults)
    if (fault !== null) throw fail(fault, route)
  }

  /** A list as it comes: complete, cut where nobody counts, or not at all. */
  async function list<Row>(route: string, rows: () => Row[], counted: 'always' | 'whenEmpty'): Promise<Row[]> {
    await turns.take(life)
    const fault = gate.trouble().strike('reading', route, [...readFaults, 'partial', 'partial'])
    const all = rows()
    if (fault === null) return all
    if (fault !== 'partial') throw fail(fault, route)
    if (counted === 'always' || all.length < 2) throw fail('incomplete', route)
    const without = gate.trouble().random.between(0, all.length - 1)
    return all.filter((_, index) => index !== without)
  }
  const agreements = (of: (agreement: Agreement) => boolean) =>
    world.agreements.filter(of).map((agreement) => ({ ...agreement }))

  async function readAdditions(agreement: AgreementId, options?: { certain?: boolean }): Promise<Addition[]> {
    const { certain = false } = options ?? {}
    const askedMs = turns.nowMs()
    const rows = await list(
      'GET /finance/agreements/{id}/additions',
      () =>
        world.additions.filter((addition) => addition.agreementId === agreement).map((addition) => ({ ...addition })),
      certain ? 'always' : 'whenEmpty',
    )
    records.looks.push({
      life: life.number,
      agreementId: agreement,
      askedMs,
      atMs: turns.nowMs(),
      // A plan does not say how certain the list has to be; who is about to write does.
      isBeforeWrite: sends && options !== undefined,
    })
    return rows
  }

  async function readAuditTrail(addition: AdditionId) {
    const route = 'GET /system/audittrail'
    await reach(route)
    if (!world.rights.trail) throw fail('forbidden', route)
    return world.trail.flatMap(({ additionId, entry }) => (additionId === addition ? [entry] : [])).reverse()
  }

  async function readLastInvoice(agreement: AgreementId): Promise<LastInvoice> {
    await reach('GET /finance/invoices')
    if (!world.rights.invoices) return { kind: 'unknown' }
    return { kind: 'read', on: records.invoices.findLast((made) => made.agreementId === agreement)?.on ?? null }
  }
  const unused = () => Promise.reject(new Error('Not part of the simulation'))

  return {
    readSite: unused,
    readOwnRights: unused,
    verifyMember: unused,
    readMemberRights: unused,
    companyAsMember: unused,
    readAgreementTypes: unused,
    readAddition: unused,
    searchCatalog: unused,
    readAuditTrail,
    readLastInvoice,
    async readCompany(id) {
      const [company] = await list(
        'GET /company/companies/{id}',
        () => world.companies.filter((each) => each.id === id),
        'whenEmpty',
      )
      return company ?? null
    },
    readCompanies: () => list('GET /company/companies', () => [...world.companies], 'always'),
    readAgreements: (company, { certain = false } = {}) =>
      list(
        'GET /finance/agreements',
        () => agreements((each) => each.companyId === company),
        certain ? 'always' : 'whenEmpty',
      ),
    readAllAgreements: () => list('GET /finance/agreements', () => agreements(() => true), 'always'),
    async readAgreement(id) {
      const [found] = await list(
        'GET /finance/agreements/{id}',
        () => agreements((each) => each.id === id),
        'whenEmpty',
      )
      return found ?? null
    },
    readAdditions,
    readCatalogItems: (ids) =>
      list('GET /procurement/catalog', () => world.items.filter((item) => ids.includes(item.id)), 'whenEmpty'),
    async readDefaultSource(company) {
      await reach('GET /company/companies/{id}/managementSummaryReports')
      return world.defaults.get(company) ?? { summaryAgreementId: null, crossReferences: [] }
    },
    ...fakeWrites(world, gate),
  }
}
