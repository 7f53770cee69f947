/** GET /api/audit: entries, newest first. Shapes only, as in `views`. */
import type { AuditEntry } from './audit'
import type { CompanyId } from './ids'

export interface AuditView {
  entries: AuditEntry[]
  /** On all pages. */
  found: number
  /** Names of the companies in these entries; empty where ConnectWise could not be read. */
  companies: { id: CompanyId; name: string }[]
}
