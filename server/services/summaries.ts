/** All of executive summaries behind one name: their settings, what was made, previews, and the work by the clock. */
import { monthOf, type Month } from '../domain/calendar'
import { AppError } from '../domain/errors'
import type { CompanyId, TenantId } from '../domain/ids'
import type { NoticeLanguage } from '../domain/notices'
import { htmlOf } from '../domain/summaryHtml'
import { namesOfSummary } from '../domain/summaryNames'
import { pageOf } from '../domain/summaryPage'
import type { SummaryContent } from '../domain/summaries'
import type { CompanySummariesView, SummaryFilesView, SummaryPreviewView } from '../domain/viewsSummaries'
import { dayInZone } from '../domain/zone'
import type { SummaryPrinter } from '../integrations/pdf/port'
import type { Clock, Log } from '../ports'
import type { Store } from '../storage/store'
import { gatherSummary } from './summaryGather'
import { createSummaryMaker } from './summaryMaker'
import { createSummarySettings, readCompany, readPlan, type SummarySettings } from './summarySettings'
import { companySummariesView } from './summaryViews'
import { createSummaryWatch, type SummaryWatch } from './summaryWatch'
import type { Connect } from './upstreams'

export interface Summaries extends SummarySettings {
  companyView(tenant: TenantId, company: CompanyId): Promise<CompanySummariesView>
  /** As it would be now; nothing is stored and nothing goes out. Throws AppError `notLinked`. */
  preview(tenant: TenantId, company: CompanyId, language: NoticeLanguage | null): Promise<SummaryPreviewView>
  /** Throws AppError `notFound`. */
  files(tenant: TenantId, company: CompanyId, month: Month): Promise<SummaryFilesView>
  /**
   * Makes this month's summary before its day, or once more after the clock gave it up; it then goes out as the settings say.
   * Throws AppError `conflict` when it is there already, or something is off.
   */
  makeNow(tenant: TenantId, company: CompanyId): Promise<void>
  watch: SummaryWatch
}

export interface SummariesDeps {
  store: Store
  clock: Clock
  log: Log
  connect: Connect
  printer: SummaryPrinter
  /** Is a bill of this tenant being planned or sent? */
  isBilling: (tenant: TenantId) => boolean
}

export function createSummaries(deps: SummariesDeps): Summaries {
  const { store, clock, printer } = deps
  const maker = createSummaryMaker(deps)

  async function filesOf(
    of: { content: SummaryContent; language: NoticeLanguage; month: Month },
    madeAt: Parameters<SummaryPrinter['print']>[1],
  ): Promise<SummaryFilesView> {
    const page = pageOf(of.content, of.language)
    return {
      fileName: namesOfSummary(of).fileName,
      html: htmlOf(page),
      pdf: Buffer.from(await printer.print(page, madeAt)).toString('base64'),
    }
  }

  return {
    ...createSummarySettings(deps),
    companyView: (tenant, company) => companySummariesView(deps, tenant, company),
    async preview(tenant, company, language) {
      const gathered = await gatherSummary(deps, tenant, company, null)
      if ('failure' in gathered) return gathered
      const { content } = gathered
      const own = (await readCompany(store, tenant, company)).value.language
      const wanted = language ?? own ?? (await readPlan(store, clock, tenant)).value.language
      return { files: await filesOf({ content, language: wanted, month: content.month }, clock.now()) }
    },
    async files(tenant, companyId, month) {
      const record = (await store.of(tenant).summaries.read({ companyId, month }))?.value
      if (record === undefined || record.content === null || record.madeAt === null) throw new AppError('notFound')
      return filesOf({ content: record.content, language: record.language, month }, record.madeAt)
    },
    async makeNow(tenant, companyId) {
      const { makeable } = await companySummariesView(deps, tenant, companyId)
      if (makeable === null) throw new AppError('conflict')
      const plan = (await readPlan(store, clock, tenant)).value
      const company = (await readCompany(store, tenant, companyId)).value
      const day = dayInZone(clock.now(), plan.schedule.timeZone)
      await maker.goOn({ tenant, plan, company, month: monthOf(day), day }, true)
    },
    watch: createSummaryWatch({ ...deps, maker }),
  }
}
