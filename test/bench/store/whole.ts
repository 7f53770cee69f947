/** What concerns all companies at once: opening the folder, listing the companies, reading each of their records. */
import type { Store } from '../../../server/storage/store'
import { openStore, setRun, tenant } from './filledFolder'
import { timed } from './times'

/** Milliseconds. */
export interface WholeTimes {
  companies: number
  openMs: number
  /** The same after a stop in the middle of a run: all its parts are read too. */
  openUnfinishedMs: number
  /** The second time: the first one lists the folder. */
  keysMs: number
  /** All records one after the other, as the scheduler looks at them every minute; the second time. */
  recordsMs: number
}

export async function timeWhole({ dir, companies }: { dir: string; companies: number }): Promise<WholeTimes> {
  const finished = await opened(dir)
  const own = finished.store.of(tenant)
  await own.companies.keys()
  const keys = await took(() => own.companies.keys())
  const readAll = async () => {
    for (const company of keys.result) await own.companies.read(company)
  }
  await readAll()
  const records = await took(readAll)
  await setRun(own, 'sending')
  await finished.store.close()
  const unfinished = await opened(dir)
  await setRun(unfinished.store.of(tenant), 'finished')
  await unfinished.store.close()
  return { companies, openMs: finished.ms, openUnfinishedMs: unfinished.ms, keysMs: keys.ms, recordsMs: records.ms }
}

async function opened(dir: string): Promise<{ store: Store; ms: number }> {
  const { result, ms } = await took(() => openStore(dir))
  return { store: result, ms }
}

async function took<T>(work: () => Promise<T>): Promise<{ result: T; ms: number }> {
  const taken: number[] = []
  const result = await timed(taken, work)
  return { result, ms: taken[0] ?? 0 }
}
