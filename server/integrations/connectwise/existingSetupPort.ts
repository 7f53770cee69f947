/** What is asked of ConnectWise to see what the vendor's own integration has there (facts/connectwise-rest.md §11). Reads only. */
import type {
  CrossReference,
  ManagedDevicesIntegration,
  ManagementRow,
  ManagementSolution,
} from '../../domain/existingSetup'
import type { CompanyId } from '../../domain/ids'

/** Every method throws UpstreamError: `forbidden` where the role may not see the table. */
export interface ExistingSetupReads {
  readManagementSolutions(): Promise<ManagementSolution[]>
  /** One request a company: there is no list of all. A row whose solution the table does not have names it itself. */
  readManagementRows(company: CompanyId): Promise<{ row: ManagementRow; solution: ManagementSolution }[]>
  readManagedDevicesIntegrations(): Promise<ManagedDevicesIntegration[]>
  readCrossReferences(integration: number): Promise<CrossReference[]>
}
