/**
 * ConnectWise's port over the simulated world, as badly behaved as the documented adapter can be: failures on both sides of an
 * effect, refusals, answers that nobody hears, and lists that lack a row where nobody counts them.
 */
import type { FailureKind } from '../../server/domain/errors'
import type { AdditionId, AgreementId, CatalogItemId } from '../../server/domain/ids'
import type { Addition, Agreement } from '../../server/domain/psa'
import type { ConnectWise, WriteResult } from '../../server/integrations/connectwise/port'
import type { Gate } from './gatedStore'
import { failureOf, upstreamError } from './trouble'
import { portWitness } from './witness'
import { judgeDeparture, noteEffect, placeOf } from './writeRules'
import { addAddition, dayOf, withNextInvoice, type World } from './world'

const readFaults = ['unavailable', 'timeout', 'unreachable', 'malformed', 'tooMany', 'incomplete'] as const
const refusals = ['refused', 'tooMany', 'notApplied', 'forbidden'] as const satisfies readonly FailureKind[]

export function fakeConnectWise(world: World, gate: Gate): ConnectWise {
  const { turns, life, records } = gate
  const fail = (kind: FailureKind, route: string) => upstreamError('connectwise', kind, route, turns.now())

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
    world.agreements.filter(of).map((agreement) => withNextInvoice(agreement, dayOf(turns.now())))

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
      isBeforeWrite: options !== undefined,
    })
    return rows
  }

  /** A write: perhaps refused, perhaps done, perhaps heard. */
  async function write(
    route: string,
    to: { agreement: AgreementId; item: CatalogItemId | undefined },
    effect: () => Addition | null,
  ): Promise<WriteResult> {
    const place =
      to.item === undefined ? '' : placeOf({ life: life.number, agreementId: to.agreement, catalogItemId: to.item })
    records.inFlight.push(place)
    try {
      return await exchange(route, effect)
    } finally {
      records.inFlight.splice(records.inFlight.indexOf(place), 1)
    }
  }
  async function exchange(route: string, effect: () => Addition | null): Promise<WriteResult> {
    await turns.take(life)
    const fault = gate.trouble().strike('write', route, ['refused', 'unheardBefore', 'unheardAfter', 'unheardAfter'])
    const requestId = `cw-${turns.nowMs()}`
    if (fault === 'refused') {
      const failure = failureOf('connectwise', gate.trouble().random.pick(refusals), route, turns.now())
      return { kind: 'refused', failure }
    }
    const written = fault === 'unheardBefore' ? null : effect()
    const answer = written === null ? null : { ...written }
    await turns.take(life)
    if (fault !== null) return { kind: 'unheard', failure: failureOf('connectwise', 'timeout', route, turns.now()) }
    if (answer === null) return { kind: 'refused', failure: failureOf('connectwise', 'notFound', route, turns.now()) }
    return { kind: 'done', addition: answer, requestId }
  }
  /** Judges a write at the moment at which it takes effect, which here is that at which it leaves. */
  function land(
    agreementId: AgreementId,
    catalogItemId: CatalogItemId,
    quantity: number,
    write: { found: Addition } | { make: () => Addition },
  ): Addition {
    const found = 'found' in write ? write.found : null
    const atMs = turns.nowMs()
    const departure = { life: life.number, atMs, agreementId, catalogItemId, found, quantity }
    const sent = judgeDeparture(records, departure, portWitness(records))
    const made = 'make' in write ? write.make() : null
    const written = made ?? found
    if (written === null) throw new RangeError('A write is about an addition')
    noteEffect(records, sent, { atMs, additionId: written.id, made, late: false, all: world.additions })
    return Object.assign(written, { quantity, revision: turns.now(), updatedBy: 'api' })
  }
  const itemOf = (id: AdditionId) => world.additions.find((addition) => addition.id === id)?.catalogItemId
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
    readAuditTrail: () => Promise.resolve([]),
    readLastInvoice: unused,
    async readCompany(id) {
      const [company] = await list(
        'GET /company/companies/{id}',
        () => world.companies.filter((each) => each.id === id),
        'whenEmpty',
      )
      return company ?? null
    },
    readCompanies: () => list('GET /company/companies', () => [...world.companies], 'always'),
    readAgreements: (company) =>
      list('GET /finance/agreements', () => agreements((each) => each.companyId === company), 'whenEmpty'),
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
      await turns.take(life)
      const fault = gate.trouble().strike('reading', 'the source of Default', readFaults)
      if (fault !== null) throw fail(fault, 'GET /company/companies/{id}/managementSummaryReports')
      return world.defaults.get(company) ?? { summaryAgreementId: null, crossReferences: [] }
    },
    setQuantity: (agreement, addition, quantity) =>
      write('PATCH /finance/agreements/{id}/additions/{id}', { agreement, item: itemOf(addition) }, () => {
        const found = world.additions.find((each) => each.id === addition && each.agreementId === agreement)
        if (found === undefined) return null
        return land(agreement, found.catalogItemId, quantity, { found })
      }),
    copyAddition: (agreement, addition, copy) =>
      write('POST /finance/agreements/{id}/additions', { agreement, item: itemOf(addition) }, () => {
        const old = world.additions.find((each) => each.id === addition && each.agreementId === agreement)
        if (old === undefined) return null
        return land(agreement, old.catalogItemId, copy.quantity, {
          make() {
            const made = addAddition(world, agreement, old.catalogItemId, copy.quantity, copy.startsOn)
            return Object.assign(made, { serialNumber: copy.marker, unitPrice: old.unitPrice })
          },
        })
      }),
    endAddition: (agreement, addition, lastDay) =>
      write('PATCH /finance/agreements/{id}/additions/{id}', { agreement, item: itemOf(addition) }, () => {
        const found = world.additions.find((each) => each.id === addition && each.agreementId === agreement)
        if (found === undefined) return null
        return Object.assign(land(agreement, found.catalogItemId, found.quantity, { found }), { cancelledOn: lastDay })
      }),
    createAddition: (agreement, wanted) =>
      write('POST /finance/agreements/{id}/additions', { agreement, item: wanted.catalogItemId }, () =>
        land(agreement, wanted.catalogItemId, wanted.quantity, {
          make() {
            const made = addAddition(world, agreement, wanted.catalogItemId, wanted.quantity, wanted.startsOn)
            return Object.assign(made, { serialNumber: wanted.marker })
          },
        }),
      ),
  }
}
