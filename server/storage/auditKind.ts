/** Where the entries of the audit log lie: a document each, so that none is ever written again. */
import type { AuditEntry } from '../domain/audit'
import type { Kind } from './kinds'
import { auditEntry } from './schemas/audit'

const auditId = /^\d{17}-[0-9a-f]{8}$/

export const auditKind: Kind<string, AuditEntry> = {
  format: 'audit/1',
  schema: auditEntry,
  folder: 'audit',
  depth: 0,
  // A page or two of the newest.
  cached: 500,
  path(key) {
    if (!auditId.test(key)) throw new RangeError('Not the id of an audit entry')
    return `audit/${key}.json`
  },
  key: (path) => /^audit\/(\d{17}-[0-9a-f]{8})\.json$/.exec(path)?.[1] ?? null,
  belongs: (key, value) => value.id === key,
}
