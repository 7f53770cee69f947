/** The kinds of documents: how each is checked, where it lies in its tenant's folder, and which document a file is. */
import type { z } from 'zod'
import { companyId, runId, type CompanyId, type RunId, type TenantId } from '../domain/ids'
import type { PreflightRecord } from '../domain/preflight'
import type { BillingRun, RunCompany, ScheduleKey } from '../domain/run'
import type { CompanyRecord, Tenant } from '../domain/settings'
import { preflightRecord } from './schemas/preflight'
import { billingRun, occurrenceClaims, runCompany } from './schemas/run'
import { companyRecord, tenant } from './schemas/settings'
import type { OccurrenceClaims } from './store'

export interface Kind<Key, T> {
  /** Stands in every document as `<name>/<number>`; the number goes up when the shape changes. */
  format: string
  schema: z.ZodType<T>
  /** The folder that all of them are in, relative to the tenant's; '' for that folder itself. */
  folder: string
  /** How many folders below that one the documents are. */
  depth: number
  /** Most documents kept in memory. */
  cached: number
  /** Path in the tenant's folder, with `/`. Throws RangeError on a key that is none, so that no path leads out of it. */
  path(key: Key): string
  /** The key of a path that `path` gave; null for every other. */
  key(path: string): Key | null
  /** Is this the document of that key? A file that was copied to another's name is not. */
  belongs(key: Key, value: T): boolean
}

export const tenantKind = (id: TenantId): Kind<'tenant', Tenant> => ({
  format: 'tenant/1',
  schema: tenant,
  folder: '',
  depth: 0,
  cached: 1,
  path: () => 'tenant.json',
  key: (path) => (path === 'tenant.json' ? 'tenant' : null),
  belongs: (_key, value) => value.id === id,
})

export const preflightKind = (id: TenantId): Kind<'preflight', PreflightRecord> => ({
  format: 'preflight/1',
  schema: preflightRecord,
  folder: '',
  depth: 0,
  cached: 1,
  path: () => 'preflight.json',
  key: (path) => (path === 'preflight.json' ? 'preflight' : null),
  belongs: (_key, value) => value.tenantId === id,
})

export const companyKind: Kind<CompanyId, CompanyRecord> = {
  format: 'company/1',
  schema: companyRecord,
  folder: 'companies',
  depth: 0,
  // The scheduler looks at all of them once a minute, one after the other: were there more than this, each look would read
  // every one of them from the disk. A record takes some 6 kB.
  cached: 20_000,
  path: (key) => `companies/${companyId(key)}.json`,
  key: (path) => attempt(() => companyId(Number(/^companies\/([1-9]\d*)\.json$/.exec(path)?.[1]))),
  belongs: (key, value) => value.companyId === key,
}

export const runKind: Kind<RunId, BillingRun> = {
  format: 'run/1',
  schema: billingRun,
  folder: 'runs',
  depth: 1,
  // The list of runs looks at all of them, and every look at a company leaves one, a draft of some 2 kB, until it is swept: were
  // there more than this, each list would read every one of them from the disk.
  cached: 3_000,
  path: (key) => `runs/${runId(key)}/head.json`,
  key: (path) => attempt(() => runId(/^runs\/([^/]+)\/head\.json$/.exec(path)?.[1] ?? '')),
  belongs: (key, value) => value.id === key,
}

export const runCompanyKind: Kind<{ runId: RunId; companyId: CompanyId }, RunCompany> = {
  format: 'run-company/1',
  schema: runCompany,
  folder: 'runs',
  depth: 1,
  // Each holds all that was read for one company.
  cached: 50,
  path: (key) => `runs/${runId(key.runId)}/${companyId(key.companyId)}.json`,
  key(path) {
    const [, run = '', company] = /^runs\/([^/]+)\/([1-9]\d*)\.json$/.exec(path) ?? []
    return attempt(() => ({ runId: runId(run), companyId: companyId(Number(company)) }))
  },
  belongs: (key, value) => value.companyId === key.companyId && value.runId === key.runId,
}

export const occurrencesKind: Kind<ScheduleKey, OccurrenceClaims> = {
  format: 'occurrences/1',
  schema: occurrenceClaims,
  folder: 'occurrences',
  depth: 0,
  cached: 1000,
  ...scheduleKeyIn('occurrences'),
  belongs: (key, value) => value.key === key,
}

/** Documents that are named `global` and `company-<id>`. */
export function scheduleKeyIn(folder: string): Pick<Kind<ScheduleKey, unknown>, 'path' | 'key'> {
  return {
    path: (key) => `${folder}/${key === 'global' ? key : `company-${companyId(Number(key.slice(8)))}`}.json`,
    key(path) {
      const name = path.startsWith(`${folder}/`)
        ? /^(global|company-[1-9]\d*)\.json$/.exec(path.slice(folder.length + 1))?.[1]
        : undefined
      if (name === undefined) return null
      return name === 'global' ? name : attempt((): ScheduleKey => `company:${companyId(Number(name.slice(8)))}`)
    },
  }
}

function attempt<Key>(parse: () => Key): Key | null {
  try {
    return parse()
  } catch {
    return null
  }
}
