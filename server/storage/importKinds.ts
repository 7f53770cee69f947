/** Where imported months of usage lie. */
import { month, type Month } from '../domain/calendar'
import type { TenantId } from '../domain/ids'
import type { UsageImport } from '../domain/usageImport'
import type { Kind } from './kinds'
import { usageImport } from './schemas/imports'

export const importKind = (id: TenantId): Kind<Month, UsageImport> => ({
  format: 'usage-import/1',
  schema: usageImport,
  folder: 'imports',
  depth: 0,
  // Each may hold 50,000 rows; they are seldom read.
  cached: 4,
  path: (key) => `imports/${month(key)}.json`,
  key(path) {
    const found = /^imports\/(\d{4}-(?:0[1-9]|1[0-2]))\.json$/.exec(path)?.[1]
    return found === undefined ? null : month(found)
  },
  belongs: (key, value) => value.month === key && value.tenantId === id,
})
