/** The set-up of the vendor's own integration, as it stands in the set-up tables and on companies' Management tabs. */
import { z } from 'zod'
import { agreementId, agreementTypeId, catalogItemId, type CompanyId } from '../../domain/ids'
import type { Client } from './client'
import { instantOfApi } from './dates'
import type { ExistingSetupReads } from './existingSetupPort'

const id = z.number().int().positive()
/** Foreign words, as long as the interface allows and no longer. */
const text = z
  .string()
  .nullish()
  .transform((value) => (value ?? '').slice(0, 255))
const info = z.object({ lastUpdated: z.string().nullish(), updatedBy: z.string().nullish() }).nullish().catch(null)
const reference = z.object({ id: id.nullish(), name: text, identifier: text }).nullish()

const solutionWire = z.object({ id, name: text, managementSolutionName: text })
const solutionFields = 'id,name,managementSolutionName'
const rowWire = z.object({
  id,
  managementSolution: z.object({ id: id.nullish(), name: text, setupName: text }).nullish(),
  groupIdentifier: text,
  agreement: reference,
  _info: info,
})
const integrationWire = z.object({
  id,
  name: text,
  solution: text,
  // A name, or a reference to it: the documents differ.
  integratorLogin: z
    .union([z.string(), z.object({ name: text, identifier: text })])
    .nullish()
    .catch(null),
})
const crossReferenceWire = z.object({
  id,
  vendorType: text,
  vendorLevel: text,
  agreementType: reference,
  product: reference,
  inactiveFlag: z.boolean().nullish(),
})

const solutions = '/company/managementItSolutions'
const rows = '/company/companies/{id}/managementSummaryReports'
const integrations = '/company/managedDevicesIntegrations'

/** `words`: lower-case words by which a solution is known to be Trend Micro's. */
export function createExistingSetup(client: Client, words: readonly string[]): ExistingSetupReads {
  const isTrend = (...names: string[]) => names.some((name) => words.some((word) => name.toLowerCase().includes(word)))
  return {
    async readManagementSolutions() {
      const found = await client.list({ route: solutions }, { fields: solutionFields }, solutionWire)
      return found.map((row) => ({
        id: row.id,
        name: row.name || row.managementSolutionName || `#${row.id}`,
        isTrend: isTrend(row.name, row.managementSolutionName),
      }))
    },
    async readManagementRows(company: CompanyId) {
      const found = await client.list({ route: rows, ids: [company] }, {}, rowWire)
      return found.flatMap(({ managementSolution, agreement, ...row }) =>
        managementSolution?.id == null
          ? []
          : [
              {
                row: {
                  id: row.id,
                  companyId: company,
                  solutionId: managementSolution.id,
                  customerKey: row.groupIdentifier.slice(0, 100),
                  agreementId: agreement?.id == null ? null : agreementId(agreement.id),
                  updatedAt: instantOfApi(row._info?.lastUpdated),
                  updatedBy: row._info?.updatedBy ?? null,
                },
                solution: {
                  id: managementSolution.id,
                  name: managementSolution.setupName || managementSolution.name || `#${managementSolution.id}`,
                  isTrend: isTrend(managementSolution.name, managementSolution.setupName),
                },
              },
            ],
      )
    },
    async readManagedDevicesIntegrations() {
      const found = await client.list({ route: integrations }, {}, integrationWire)
      return found.map(({ integratorLogin, ...row }) => ({
        id: row.id,
        name: row.name || row.solution || `#${row.id}`,
        isTrend: isTrend(row.name, row.solution),
        login:
          typeof integratorLogin === 'string'
            ? integratorLogin
            : integratorLogin?.identifier || integratorLogin?.name || null,
      }))
    },
    async readCrossReferences(integration) {
      const target = { route: `${integrations}/{id}/crossReferences`, ids: [integration] }
      const found = await client.list(target, {}, crossReferenceWire)
      return found.map((row) => ({
        id: row.id,
        integrationId: integration,
        vendorType: row.vendorType,
        vendorLevel: row.vendorLevel,
        agreementType:
          row.agreementType?.id == null
            ? null
            : { id: agreementTypeId(row.agreementType.id), name: row.agreementType.name },
        item:
          row.product?.id == null
            ? null
            : {
                id: catalogItemId(row.product.id),
                identifier: row.product.identifier || row.product.name || `#${row.product.id}`,
              },
        inactive: row.inactiveFlag === true,
      }))
    },
  }
}
