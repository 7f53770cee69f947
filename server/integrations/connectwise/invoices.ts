/** The newest invoice of an agreement. Whether it can be filtered by `agreement/id` is not known (facts/connectwise-rest.md §9): three ways are tried. */
import type { AgreementId, CompanyId } from '../../domain/ids'
import type { Client } from './client'
import { dayOfApi } from './dates'
import type { LastInvoice } from './port'
import { isKind } from './rights'
import { invoiceFields, invoiceWire } from './wire'

const target = { route: '/finance/invoices' }

export function createInvoices(client: Client) {
  const newest = async (conditions: string, of: AgreementId): Promise<LastInvoice> => {
    const rows = await client.list(target, { conditions, fields: invoiceFields }, invoiceWire)
    const days = rows
      .filter((row) => row.agreement?.id === of || (row.applyToType === 'Agreement' && row.applyToId === of))
      .flatMap((row) => dayOfApi(row.date) ?? [])
    return { kind: 'read', on: days.sort().at(-1) ?? null }
  }

  /** Throws UpstreamError when it cannot be read for now; a role without the right, or a site without the list, is an answer. */
  async function readLastInvoice(agreement: AgreementId, company: CompanyId): Promise<LastInvoice> {
    const ways = [
      `type="Agreement" and agreement/id=${agreement}`,
      `applyToType="Agreement" and applyToId=${agreement}`,
      `company/id=${company}`,
    ]
    for (const conditions of ways) {
      try {
        return await newest(conditions, agreement)
      } catch (error) {
        if (isKind(error, 'forbidden', 'notFound')) return { kind: 'unknown' }
        if (!isKind(error, 'refused')) throw error
      }
    }
    return { kind: 'unknown' }
  }

  return { readLastInvoice }
}
