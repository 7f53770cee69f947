/**
 * `npm run bench:runs`: milliseconds of a page of a run's lines, by filter and search, in a run of 5,000 companies with three
 * lines each that is stored on a disk; the first page after a start apart, which reads them all. Then the same while the run is
 * being sent: between two pages some companies are written.
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { noCounts } from '../../server/domain/line'
import { runId } from '../../server/domain/ids'
import type { RunLinesView } from '../../server/domain/viewsRuns'
import { eachOf } from '../../server/services/each'
import { startHarness } from '../api/harness'
import { aRun } from '../contract/documents'
import { aRunCompany } from '../factories'
import { generatedInputs } from './plan/generatedInputs'
import { openStore } from './store/filledFolder'

const wanted = { companies: 5_000, lines: 3 }
const pages = 200
const wantedMs = 100
const id = runId('november')

const dir = await mkdtemp(join(tmpdir(), 'trend-micro-billing-'))
try {
  const disk = await openStore(dir)
  const harness = await startHarness({ viewOfStore: () => disk })
  const own = disk.of(harness.tenantId)
  const tenant = await harness.store.of(harness.tenantId).tenant.read('tenant')
  if (tenant === null) throw new Error('The harness has a tenant')
  await own.tenant.write('tenant', tenant.value, null)
  const inputs = [...threeLines()]
  const companyIds = inputs.map(({ companyId }) => companyId)
  const head = { tenantId: harness.tenantId, scope: { kind: 'all' as const }, companyIds, counts: noCounts() }
  await own.runs.write(id, aRun(id, { ...head, status: 'waiting', controls: [] }), null)
  await eachOf(inputs, 8, async (of) => {
    const part = aRunCompany(of, { runId: id, companyId: of.companyId, companyName: `Firm ${of.companyId % 977} Ltd` })
    await own.runCompanies.write({ runId: id, companyId: of.companyId }, part, null)
  })

  const pod = await harness.pod()
  const queries = ['review', 'willChange', 'held', 'all', 'all&q=firm%2042', 'all&offset=9000', 'unchanged&q=managed']
  let errors = 0
  const ask = async (place: number): Promise<number> => {
    const began = performance.now()
    const query = queries[place % queries.length] ?? ''
    await pod.get<RunLinesView>(`/api/runs/${id}/lines?filter=${query}&limit=200`).catch(() => (errors += 1))
    return performance.now() - began
  }
  const firstMs = await ask(0)
  const still: number[] = []
  for (let place = 0; place < pages; place += 1) still.push(await ask(place))

  const sending: number[] = []
  const watched = harness.composed.watchedRuns.store.of(harness.tenantId)
  for (let place = 0; place < pages; place += 1) {
    await eachOf(companyIds.slice(place * 10, place * 10 + 10), 4, async (companyId) => {
      await watched.runCompanies.update({ runId: id, companyId }, (part) => {
        if (part === null) throw new Error('The part vanished')
        return part
      })
    })
    sending.push(await ask(place))
  }
  const { found } = await pod.get<RunLinesView>(`/api/runs/${id}/lines?filter=all&limit=1`)
  console.log(`companies: ${wanted.companies}, lines and products: ${found}, memory ${megabytes()} MB`)
  const [p95, sendingP95] = [percentile(still), percentile(sending)]
  console.log(
    `figure: lines=${found} p95_ms=${p95.toFixed(1)} sending_p95_ms=${sendingP95.toFixed(1)} ` +
      `first_ms=${Math.round(firstMs)} errors=${errors}`,
  )
  if (p95 > wantedMs || sendingP95 > wantedMs || errors > 0) process.exitCode = 1
  await harness.composed.stop()
} finally {
  await rm(dir, { recursive: true, force: true })
}

function* threeLines() {
  let count = 0
  for (const inputs of generatedInputs(1)) {
    if (inputs.snapshot.subscriptions.length !== wanted.lines) continue
    yield inputs
    count += 1
    if (count === wanted.companies) return
  }
}

function percentile(ms: readonly number[]): number {
  return ms.toSorted((one, other) => one - other)[Math.floor(ms.length * 0.95)] ?? NaN
}
function megabytes(): number {
  return Math.round(process.memoryUsage().heapUsed / 1e6)
}
