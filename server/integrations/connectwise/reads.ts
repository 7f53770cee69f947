/** Companies, agreements, additions, and the facts of the site. */
import type { z } from 'zod'
import type { AdditionId, AgreementId, CompanyId } from '../../domain/ids'
import type { Addition, Agreement, AgreementType, Company } from '../../domain/psa'
import type { Cache } from '../httpClient/cache'
import type { Client, Target } from './client'
import { instantOfApi } from './dates'
import { fromApiAddition, fromApiAgreement, fromApiAgreementType, fromApiCompany } from './mapping'
import type { AuditEntry, ConnectWise, SiteFacts } from './port'
import { isKind, readRights } from './rights'
import * as wire from './wire'

type Reads = Pick<
  ConnectWise,
  | 'readSite'
  | 'readOwnRights'
  | 'readCompany'
  | 'readCompanies'
  | 'readAgreementTypes'
  | 'readAgreements'
  | 'readAllAgreements'
  | 'readAgreement'
  | 'readAdditions'
  | 'readAddition'
  | 'readAuditTrail'
>

const companies = '/company/companies'
const agreements = '/finance/agreements'
const additions = '/finance/agreements/{id}/additions'
const info = { route: '/system/info' }

export function createReads(client: Client, cache: Cache): Reads {
  /** The record, or null when it certainly does not exist: on cloud, bad credentials too look like 404. */
  async function readOne<T extends { id: number }>(target: Target, fields: string, schema: z.ZodType<T>) {
    try {
      return (await client.get(target, { fields }, schema)).body
    } catch (error) {
      if (!isKind(error, 'notFound')) throw error
      await client.get(info, {}, wire.siteInfoWire)
      return null
    }
  }

  /** Billing options by billing cycle; empty where the set-up table may not be read. */
  async function readCycles(): Promise<ReadonlyMap<number, string>> {
    try {
      const fields = wire.billingCycleFields
      const rows = await client.list({ route: '/finance/billingCycles' }, { fields }, wire.billingCycleWire)
      return new Map(rows.flatMap((row) => (row.billingOptions == null ? [] : [[row.id, row.billingOptions] as const])))
    } catch (error) {
      if (isKind(error, 'forbidden', 'notFound')) return new Map()
      throw error
    }
  }
  const cycles = async () => (await cache.get('billingCycles', readCycles)).value

  async function listAgreements(counted: 'whenEmpty' | 'always', conditions?: string): Promise<Agreement[]> {
    const query = { fields: wire.agreementFields, ...(conditions !== undefined && { conditions }) }
    const [rows, options] = await Promise.all([
      client.list({ route: agreements }, query, wire.agreementWire, { counted }),
      cycles(),
    ])
    return rows.map((row) => fromApiAgreement(row, options))
  }

  return {
    async readSite(): Promise<SiteFacts> {
      const { body, headers } = await client.get(info, {}, wire.siteInfoWire)
      const base = await client.find()
      return {
        version: headers.get('api-current-version') ?? body.version ?? null,
        apiOrigin: base.apiOrigin,
        codebase: base.codebase,
        timeZone: body.serverTimeZone ?? null,
        isCloud: body.isCloud ?? base.isCloud,
      }
    },
    readOwnRights: () => readRights(client),

    async readCompany(id: CompanyId): Promise<Company | null> {
      const row = await readOne({ route: `${companies}/{id}`, ids: [id] }, wire.companyFields, wire.companyWire)
      return row === null ? null : fromApiCompany(row)
    },
    async readCompanies(): Promise<Company[]> {
      const query = { fields: wire.companyFields }
      const rows = await client.list({ route: companies }, query, wire.companyWire, { counted: 'always' })
      return rows.map(fromApiCompany).filter((company) => !company.deleted)
    },
    async readAgreementTypes(): Promise<AgreementType[]> {
      const query = { fields: wire.agreementTypeFields }
      const rows = await client.list({ route: `${agreements}/types` }, query, wire.agreementTypeWire)
      return rows.map(fromApiAgreementType)
    },
    readAgreements: (company: CompanyId, { certain = false } = {}) =>
      listAgreements(certain ? 'always' : 'whenEmpty', `company/id=${company}`),
    readAllAgreements: () => listAgreements('always'),
    async readAgreement(id: AgreementId): Promise<Agreement | null> {
      const target = { route: `${agreements}/{id}`, ids: [id] }
      const row = await readOne(target, wire.agreementFields, wire.agreementWire)
      return row === null ? null : fromApiAgreement(row, await cycles())
    },
    async readAdditions(agreement: AgreementId, { certain = false } = {}): Promise<Addition[]> {
      const target = { route: additions, ids: [agreement] }
      const counted = certain ? 'always' : 'whenEmpty'
      const rows = await client.list(target, { fields: wire.additionFields }, wire.additionWire, { counted })
      return rows.map((row) => fromApiAddition(row, agreement))
    },
    async readAddition(agreement: AgreementId, addition: AdditionId): Promise<Addition | null> {
      const target = { route: `${additions}/{id}`, ids: [agreement, addition] }
      const row = await readOne(target, wire.additionFields, wire.additionWire)
      return row === null ? null : fromApiAddition(row, agreement)
    },
    /** Newest first, at most 1,000; forward-only paging does not serve this list (facts/connectwise-rest.md §5). */
    async readAuditTrail(addition: AdditionId): Promise<AuditEntry[]> {
      const query = { type: 'AgreementAddition', id: addition, pageSize: 1_000 }
      const { body } = await client.get({ route: '/system/audittrail' }, query, wire.auditEntryWire.array())
      return body
        .map((row) => ({
          at: instantOfApi(row.enteredDate),
          by: row.enteredBy ?? null,
          text: row.text ?? '',
          source: row.auditSource ?? null,
        }))
        .sort((one, other) => (other.at ?? '').localeCompare(one.at ?? ''))
    },
  }
}
