/** The storage port. Documents are versioned, validated when opened, and belong to one tenant each. */
import type { AuditEntry } from '../domain/audit'
import type { CompanyId, RunId, TenantId } from '../domain/ids'
import type { Audience, NoticeBook, NoticeRecord } from '../domain/notices'
import type { OutboxEntry } from '../domain/outbox'
import type { PreflightRecord } from '../domain/preflight'
import type { BillingRun, LedgerEntry, RunCompany, ScheduleKey } from '../domain/run'
import type { CompanyRecord, Tenant } from '../domain/settings'
import type { Day, Instant, Month } from '../domain/calendar'
import type { CompanySummaries, SummaryPlan, SummaryRecord } from '../domain/summaries'
import type { UsageImport } from '../domain/usageImport'

export interface Versioned<T> {
  value: T
  /** 1 for the first write, one more for each later one. */
  version: number
}

/** Documents of one kind. A write is on disk (fsync) when its promise is fulfilled. */
export interface Collection<Key, T> {
  read(key: Key): Promise<Versioned<T> | null>
  /** Writes when the stored version is still `expected` (null: no such document yet); throws AppError `conflict` otherwise. */
  write(key: Key, value: T, expected: number | null): Promise<Versioned<T>>
  /** Read, change, write as one step; two updates of one document never interleave. `change` may throw to leave it as it is. */
  update(key: Key, change: (value: T | null) => T): Promise<Versioned<T>>
  remove(key: Key): Promise<void>
  keys(): Promise<Key[]>
}

/** Which occurrences of a schedule were claimed; the pair (schedule, occurrence) is claimed before its run is made. */
export interface OccurrenceClaims {
  key: ScheduleKey
  /** Newest last; at most 60 are kept. */
  claimed: { day: Day; at: Instant; claimedAt: Instant; runId: RunId | null; state: 'run' | 'missed' | 'asked' }[]
}

export interface TenantStore {
  tenant: Collection<'tenant', Tenant>
  companies: Collection<CompanyId, CompanyRecord>
  runs: Collection<RunId, BillingRun>
  runCompanies: Collection<{ runId: RunId; companyId: CompanyId }, RunCompany>
  occurrences: Collection<ScheduleKey, OccurrenceClaims>
  preflight: Collection<'preflight', PreflightRecord>
  noticeSettings: Collection<Audience, NoticeRecord>
  noticeBook: Collection<'book', NoticeBook>
  /** Notices on their way, by their id. */
  outbox: Collection<string, OutboxEntry>
  /** Who changed what; a document each, and none is written twice. */
  audit: Collection<string, AuditEntry>
  /** Months of usage that were imported from files. */
  imports: Collection<Month, UsageImport>
  summaryPlan: Collection<'plan', SummaryPlan>
  /** Who gets summaries, company by company. */
  companySummaries: Collection<CompanyId, CompanySummaries>
  /** Of each company one a month. */
  summaries: Collection<{ companyId: CompanyId; month: Month }, SummaryRecord>
  /** Adds entries; never changes or removes one. */
  appendLedger(company: CompanyId, entries: readonly LedgerEntry[]): Promise<void>
  /** Newest first, at most `limit` entries. */
  readLedger(company: CompanyId, limit: number): Promise<LedgerEntry[]>
}

export interface Store {
  tenants(): Promise<TenantId[]>
  of(tenant: TenantId): TenantStore
  /** Waits for writes under way and gives the folder's lock back. */
  close(): Promise<void>
}
