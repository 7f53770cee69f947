/** Entries of the audit log as they are stored. */
import { z } from 'zod'
import type { AuditChange, AuditEntry } from '../../domain/audit'
import { companyIdNumber, instantText } from './scalars'

const auditChange = z.strictObject({
  path: z.string(),
  from: z.string().nullable(),
  to: z.string().nullable(),
}) satisfies z.ZodType<AuditChange>

export const auditEntry = z.strictObject({
  id: z.string(),
  at: instantText,
  by: z.string().nullable(),
  companyId: companyIdNumber.nullable(),
  changes: z.array(auditChange),
  more: z.int().nonnegative(),
}) satisfies z.ZodType<AuditEntry>
