/** Imported months of usage, as they are stored. */
import { z } from 'zod'
import { fileLimits, type FileMapping } from '../../domain/fileImport'
import type { ImportedRow } from '../../domain/fileImportRows'
import type { UsageImport } from '../../domain/usageImport'
import { instantText, monthText, tenantIdText } from './scalars'
import { seatReading } from './trend'

const column = z.int().nonnegative().max(fileLimits.columns).nullable()
const mapping = z.strictObject({
  customer: column,
  product: column,
  plan: column,
  provisioned: column,
  used: column,
  unit: column,
  city: column,
}) satisfies z.ZodType<FileMapping>

const name = z.string().max(fileLimits.name)
const row = z.strictObject({
  row: z.int().positive(),
  customer: name,
  city: name.nullable(),
  product: name,
  plan: name.nullable(),
  suite: z.array(name),
  unit: name.nullable(),
  provisioned: seatReading,
  used: seatReading,
}) satisfies z.ZodType<ImportedRow>

export const usageImport = z.strictObject({
  tenantId: tenantIdText,
  month: monthText,
  at: instantText,
  by: z.string(),
  fileName: z.string(),
  format: z.enum(['csv', 'xlsx']),
  columns: z.array(z.string()).max(fileLimits.columns),
  mapping,
  rows: z.array(row).max(fileLimits.rows),
}) satisfies z.ZodType<UsageImport>
