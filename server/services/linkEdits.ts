/** Which customers a company is linked to, or that it has nothing of Trend Micro. A customer never has two companies. */
import type { Instant } from '../domain/calendar'
import { AppError } from '../domain/errors'
import type { CompanyId, CustomerId, TenantId } from '../domain/ids'
import { emptyCompanyRecord, type CompanyLink, type CompanyRecord } from '../domain/settings'
import type { LinkRequest } from '../domain/viewsLink'
import type { TenantStore } from '../storage/store'
import { editAlone, editCompany, editRecord, type EditDeps } from './companyEdit'

/** May who asks see this company? Only then is it named as the one that holds a customer. */
export type MaySee = (company: CompanyId) => Promise<boolean>

export interface LinkEdits {
  /**
   * Links customers. Throws `stillBilled` where a company whose link is off would go on billing one that it loses,
   * `customerTaken` unless `move` (params.companyId, companyName where `maySee` says so of that
   * company), `conflict`, `invalid`.
   */
  link(tenant: TenantId, company: CompanyId, request: LinkRequest, by: string, maySee: MaySee): Promise<void>
  noTrendMicro(tenant: TenantId, company: CompanyId, version: number, none: boolean, by: string): Promise<void>
}

/** Customers of one company. */
export const maxCustomers = 20

export function createLinkEdits(deps: EditDeps): LinkEdits {
  const own = (tenant: TenantId) => deps.store.of(tenant)
  return {
    link: (tenant, company, request, by, maySee) =>
      editAlone(deps, tenant, async () => {
        // Named twice it would be counted twice.
        const customerIds = [...new Set(request.customerIds)]
        if (customerIds.length > maxCustomers)
          throw new AppError('invalid', {
            issues: [{ path: 'customerIds', code: 'tooMany', params: { max: maxCustomers } }],
          })
        const names =
          customerIds.length === 0 ? new Map<CustomerId, string>() : await namesOf(deps, tenant, customerIds)
        const others = await holdersOf(own(tenant), company, customerIds)
        if (others.length > 0 && request.move !== true) throw await taken(deps, tenant, others[0], maySee)
        // Check our own version before the other company loses its customer.
        const stored = (await own(tenant).companies.read(company))?.value ?? emptyCompanyRecord(company)
        if (stored.edition !== request.version) throw new AppError('conflict')
        const { link } = stored
        const lost = request.enabled || customerIds.length === 0 ? [] : (link?.customerIds ?? [])
        const isUnseen =
          wouldBillUnseen(
            stored,
            lost.filter((id) => !customerIds.includes(id)),
          ) ||
          others.some(
            (other) =>
              other.link?.enabled === false && keepsOthers(other, customerIds) && wouldBillUnseen(other, customerIds),
          )
        if (isUnseen) throw new AppError('stillBilled')
        for (const other of others) await release(own(tenant), other.companyId, customerIds)
        await editRecord(own(tenant), company, request.version, (record) => ({
          ...record,
          noTrendMicro: null,
          // Who links a customer that was rejected takes that back.
          rejected: record.rejected.filter(({ customerId }) => !customerIds.includes(customerId)),
          // What passed while the link was off is not caught up.
          customSchedule:
            record.customSchedule !== null && record.link?.enabled === false && request.enabled
              ? { ...record.customSchedule, changedAt: deps.clock.now() }
              : record.customSchedule,
          link:
            customerIds.length === 0
              ? linkToNobody(record)
              : {
                  customerIds,
                  customerNames: customerIds.map((id) => names.get(id) ?? id),
                  enabled: request.enabled,
                  linkedAt: record.link?.linkedAt ?? deps.clock.now(),
                  linkedBy: record.link?.linkedBy ?? by,
                  ...enabledAfter(record.link, request.enabled, deps.clock.now()),
                },
        }))
      }),
    noTrendMicro: (tenant, company, version, none, by) =>
      editCompany(deps, tenant, company, version, (record) => {
        if (none && record.link !== null && record.link.customerIds.length > 0) throw new AppError('conflict')
        return { ...record, noTrendMicro: none ? { by, at: deps.clock.now() } : null }
      }),
  }
}

function enabledAfter(before: CompanyLink | null, isOn: boolean, now: Instant): Pick<CompanyLink, 'enabledAt'> {
  const at = isOn && before?.enabled === false ? now : before?.enabledAt
  return at === undefined ? {} : { enabledAt: at }
}

async function namesOf(
  { connect }: EditDeps,
  tenant: TenantId,
  ids: readonly CustomerId[],
): Promise<Map<CustomerId, string>> {
  const customers = await (await connect(tenant)).trendMicro.readCustomers()
  const names = new Map(customers.map((customer) => [customer.id, customer.name]))
  const issues = ids.flatMap((id, index) => (names.has(id) ? [] : [{ path: `customerIds.${index}`, code: 'unknown' }]))
  if (issues.length > 0) throw new AppError('invalid', { issues })
  return names
}

/** Other companies of the tenant that hold one of these customers. */
export async function holdersOf(
  store: TenantStore,
  except: CompanyId | null,
  ids: readonly CustomerId[],
): Promise<CompanyRecord[]> {
  const keys = await store.companies.keys()
  const records = await Promise.all(keys.filter((key) => key !== except).map((key) => store.companies.read(key)))
  return records
    .filter((record) => record !== null)
    .map((record) => record.value)
    .filter((record) => record.link?.customerIds.some((id) => ids.includes(id)) === true)
}

async function taken(
  { connect }: EditDeps,
  tenant: TenantId,
  holder: CompanyRecord | undefined,
  maySee: MaySee,
): Promise<AppError> {
  if (holder === undefined || !(await maySee(holder.companyId))) return new AppError('customerTaken')
  const company = await (await connect(tenant)).connectWise.readCompany(holder.companyId)
  return new AppError('customerTaken', {
    params: { companyId: holder.companyId, companyName: company?.name ?? `#${holder.companyId}` },
  })
}

/**
 * A company whose last customer is taken away goes on being planned while there is something that it was billed: nobody has
 * said yet that this is over, and unseen it would bill for ever. So also where the link was off: what was to stay as it was is
 * from now on billed elsewhere as well; and where all of it is over but was written by us: that can still be taken back.
 */
const linkToNobody = ({ link, lastBilled, lastWrites }: CompanyRecord): CompanyRecord['link'] =>
  link === null || (lastBilled.length === 0 && lastWrites.length === 0)
    ? null
    : { ...link, enabled: true, customerIds: [], customerNames: [] }

/** Was the company billed for one of these customers? Nobody plans a company whose link is off, so nobody would be asked. */
const wouldBillUnseen = ({ lastBilled }: CompanyRecord, customers: readonly CustomerId[]): boolean =>
  lastBilled.some(({ customerId, seats }) => seats > 0 && customers.includes(customerId))

const keepsOthers = ({ link }: CompanyRecord, taken: readonly CustomerId[]): boolean =>
  link?.customerIds.some((id) => !taken.includes(id)) === true

async function release(store: TenantStore, company: CompanyId, ids: readonly CustomerId[]): Promise<void> {
  await store.companies.update(company, (stored) => {
    const record = stored ?? emptyCompanyRecord(company)
    if (record.link === null) return record
    const kept = record.link.customerIds
      .map((id, index) => ({ id, name: record.link?.customerNames[index] ?? id }))
      .filter(({ id }) => !ids.includes(id))
    return {
      ...record,
      edition: record.edition + 1,
      link:
        kept.length === 0
          ? linkToNobody(record)
          : { ...record.link, customerIds: kept.map(({ id }) => id), customerNames: kept.map(({ name }) => name) },
    }
  })
}
