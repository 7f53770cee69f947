/** After a start, reads the newest run of all before somebody asks for it: at thousands of companies that takes seconds. */
import type { TenantId } from '../domain/ids'
import type { Log } from '../ports'
import type { WatchedRuns } from './watchedRuns'

/** Never rejects: whoever asks for the run later reads it then, and hears why it cannot be read. */
export async function warmNewestRun(
  { store, digestOf }: Pick<WatchedRuns, 'store' | 'digestOf'>,
  tenant: TenantId,
  log: Log,
): Promise<void> {
  try {
    const { runs } = store.of(tenant)
    const heads = await Promise.all((await runs.keys()).map((id) => runs.read(id)))
    const [newest] = heads
      .flatMap((head) => (head !== null && head.value.scope.kind === 'all' ? [head.value] : []))
      .sort((one, other) => other.createdAt.localeCompare(one.createdAt))
    if (newest !== undefined) await digestOf(tenant, newest.id)
  } catch (error) {
    log.warn('the newest run could not be read ahead', { tenant, error: String(error) })
  }
}
