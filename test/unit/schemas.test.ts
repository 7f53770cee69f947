/** The stored schemas describe exactly the domain types: no field more, none less (the compiler checks this file). */
import { describe, expectTypeOf, it } from 'vitest'
import type { z } from 'zod'
import type { NoticeBook, NoticeRecord } from '../../server/domain/notices'
import type { OutboxEntry } from '../../server/domain/outbox'
import type { PreflightRecord } from '../../server/domain/preflight'
import type { BillingRun, LedgerEntry, RunCompany, RunLine, ScheduleKey } from '../../server/domain/run'
import type { CompanyRecord, Tenant } from '../../server/domain/settings'
import type { UsageSnapshot } from '../../server/domain/trend'
import type { BillingState } from '../../server/domain/psa'
import type { runLine } from '../../server/storage/schemas/line'
import type { noticeBook, noticeRecord, outboxEntry } from '../../server/storage/schemas/notices'
import type { preflightRecord } from '../../server/storage/schemas/preflight'
import type { billingState } from '../../server/storage/schemas/psa'
import type {
  billingRun,
  ledgerEntry,
  occurrenceClaims,
  runCompany,
  scheduleKey,
} from '../../server/storage/schemas/run'
import type { companyRecord, tenant } from '../../server/storage/schemas/settings'
import type { usageSnapshot } from '../../server/storage/schemas/trend'
import type { companySummaries, summaryPlan, summaryRecord } from '../../server/storage/schemas/summaries'
import type { CompanySummaries, SummaryPlan, SummaryRecord } from '../../server/domain/summaries'
import type { OccurrenceClaims } from '../../server/storage/store'

describe('what the schemas read', () => {
  it('is the domain type, in both directions', () => {
    expectTypeOf<z.output<typeof tenant>>().toEqualTypeOf<Tenant>()
    expectTypeOf<z.output<typeof companyRecord>>().toEqualTypeOf<CompanyRecord>()
    expectTypeOf<z.output<typeof billingRun>>().toEqualTypeOf<BillingRun>()
    expectTypeOf<z.output<typeof runLine>>().toEqualTypeOf<RunLine>()
    expectTypeOf<z.output<typeof billingState>>().toEqualTypeOf<BillingState>()
    expectTypeOf<z.output<typeof usageSnapshot>>().toEqualTypeOf<UsageSnapshot>()
    expectTypeOf<z.output<typeof runCompany>>().toEqualTypeOf<RunCompany>()
    expectTypeOf<z.output<typeof ledgerEntry>>().toEqualTypeOf<LedgerEntry>()
    expectTypeOf<z.output<typeof scheduleKey>>().toEqualTypeOf<ScheduleKey>()
    expectTypeOf<z.output<typeof occurrenceClaims>>().toEqualTypeOf<OccurrenceClaims>()
    expectTypeOf<z.output<typeof preflightRecord>>().toEqualTypeOf<PreflightRecord>()
    expectTypeOf<z.output<typeof noticeRecord>>().toEqualTypeOf<NoticeRecord>()
    expectTypeOf<z.output<typeof noticeBook>>().toEqualTypeOf<NoticeBook>()
    expectTypeOf<z.output<typeof outboxEntry>>().toEqualTypeOf<OutboxEntry>()
    expectTypeOf<z.output<typeof summaryPlan>>().toEqualTypeOf<SummaryPlan>()
    expectTypeOf<z.output<typeof companySummaries>>().toEqualTypeOf<CompanySummaries>()
    expectTypeOf<z.output<typeof summaryRecord>>().toEqualTypeOf<SummaryRecord>()
  })
})
