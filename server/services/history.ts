/** What past sends did. Reads only. */
import type { CompanyId, RunId, TenantId } from '../domain/ids'
import type { LedgerEntry } from '../domain/run'
import type { HistoryEntryView } from '../domain/viewsHistory'
import type { ViewDeps } from './viewDeps'

const results: Partial<Record<LedgerEntry['kind'], HistoryEntryView['result']>> = {
  sent: 'sent',
  settledDone: 'sent',
  unchanged: 'unchanged',
  failed: 'failed',
  unknown: 'unknown',
  stale: 'stale',
  skipped: 'skipped',
}

/**
 * What past sends did, newest first: of each line of a run only its last result. An `unknown` that was settled later shows its
 * settlement, and a result that was written down twice, before and after a restart, shows once.
 */
export async function historyOf(
  deps: ViewDeps,
  tenant: TenantId,
  companyId: CompanyId,
  limit: number,
): Promise<HistoryEntryView[]> {
  const entries = await deps.store.of(tenant).readLedger(companyId, limit * 3)
  const ended = new Set<string>()
  // Newest first: what took something back comes before what it took back.
  const undone = new Map<string, RunId>()
  return entries
    .flatMap((entry) => {
      const result = results[entry.kind]
      const line = `${entry.runId} ${entry.lineKey}`
      if (result === undefined || ended.has(line)) return []
      ended.add(line)
      if (entry.undoes !== null && result === 'sent') undone.set(`${entry.undoes} ${entry.lineKey}`, entry.runId)
      const undoneBy = undone.get(line) ?? null
      const {
        at,
        runId,
        trigger,
        productNames,
        agreementName,
        quantityBefore,
        quantity,
        cause,
        by,
        releaseReason,
        nextInvoiceOn,
        requestId,
      } = entry
      return [
        {
          at,
          runId,
          trigger,
          productNames,
          agreementName,
          quantityBefore,
          quantity,
          result,
          cause,
          by,
          releaseReason,
          nextInvoiceOn,
          requestId,
          key: entry.lineKey,
          undoes: entry.undoes,
          undoneBy,
          undoable: result === 'sent' && entry.undoes === null && undoneBy === null,
        },
      ]
    })
    .slice(0, limit)
}
