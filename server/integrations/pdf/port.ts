/** What the services ask of files that people print. */
import type { Instant } from '../../domain/calendar'
import type { SummaryPage } from '../../domain/summaryPage'

export interface SummaryPrinter {
  /** The summary on one A4 page. The same page and moment give the same bytes. Never throws for what a name holds. */
  print(page: SummaryPage, madeAt: Instant): Promise<Uint8Array>
}
