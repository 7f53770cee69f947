/** Where *Default* may point: rows of the old Management IT set-up (facts/connectwise-rest.md §11). Read only. */
import { UpstreamError } from '../../domain/errors'
import { agreementId, agreementTypeId, catalogItemId, type CompanyId } from '../../domain/ids'
import type { DefaultSource } from '../../domain/psa'
import type { Cache } from '../httpClient/cache'
import type { Client } from './client'
import { crossReferenceWire, integrationWire, summaryRowWire } from './wire'

/** `words`: lower-case words by which a solution is known to be Trend Micro's; other vendors' rows say nothing about us. */
export function createDefaultSources(client: Client, cache: Cache, words: readonly string[]) {
  const isOurs = (...names: (string | null | undefined)[]) =>
    names.some((name) => words.some((word) => (name ?? '').toLowerCase().includes(word)))

  async function readSummaryAgreement(company: CompanyId): Promise<DefaultSource['summaryAgreementId']> {
    const route = '/company/companies/{id}/managementSummaryReports'
    const rows = await orNone(client.list({ route, ids: [company] }, {}, summaryRowWire))
    const named = new Set(
      rows
        .filter((row) => isOurs(row.managementSolution?.name, row.managementSolution?.setupName))
        .flatMap((row) => row.agreement?.id ?? []),
    )
    const [only, ...others] = named
    // Two rows that disagree name nothing.
    return only === undefined || others.length > 0 ? null : agreementId(only)
  }

  async function readCrossReferences(): Promise<DefaultSource['crossReferences']> {
    const route = '/company/managedDevicesIntegrations'
    const integrations = await orNone(client.list({ route }, { fields: 'id,name,solution' }, integrationWire))
    const found: DefaultSource['crossReferences'] = []
    for (const integration of integrations.filter((each) => isOurs(each.name, each.solution))) {
      const target = { route: `${route}/{id}/crossReferences`, ids: [integration.id] }
      const rows = await orNone(client.list(target, {}, crossReferenceWire))
      for (const row of rows.filter((each) => each.inactiveFlag !== true)) {
        found.push({
          vendorType: row.vendorType ?? '',
          vendorLevel: row.vendorLevel ?? '',
          agreementTypeId: row.agreementType?.id == null ? null : agreementTypeId(row.agreementType.id),
          catalogItemId: row.product?.id == null ? null : catalogItemId(row.product.id),
        })
      }
    }
    return found
  }

  /** Never fails for a site without this set-up or without the right to see it: then there is no source. */
  return async function readDefaultSource(company: CompanyId): Promise<DefaultSource> {
    const [summary, references] = await Promise.all([
      cache.get(`summary ${company}`, () => readSummaryAgreement(company)),
      cache.get('crossReferences', readCrossReferences),
    ])
    return { summaryAgreementId: summary.value, crossReferences: references.value }
  }
}

async function orNone<Row>(rows: Promise<Row[]>): Promise<Row[]> {
  try {
    return await rows
  } catch (error) {
    const absent = error instanceof UpstreamError && ['notFound', 'forbidden'].includes(error.failure.kind)
    if (!absent) throw error
    return []
  }
}
