/** The audit log as a table for a spreadsheet, a line a change. Pure. */
import type { AuditEntry } from '../domain/audit'
import { csvOf } from './csv'

const head = ['at', 'by', 'company id', 'what', 'from', 'to']

export const auditCsv = (entries: readonly AuditEntry[]): string =>
  csvOf([
    head,
    ...entries.flatMap(({ at, by, companyId, changes, more }) => [
      ...changes.map(({ path, from, to }) => [at, by, companyId, path, from, to]),
      ...(more > 0 ? [[at, by, companyId, `${more} more`, null, null]] : []),
    ]),
  ])
