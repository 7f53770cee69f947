/**
 * `npm run bench:view`: milliseconds of the sign-in, and from there until one company's view is complete with every row of its
 * plan, with 150 ms latency on every call to the simulated systems. Cold: nothing cached; warm: the same company opened again.
 */
import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { PlanView } from '../../server/domain/views'
import type { AgreementsView } from '../../server/domain/viewsAgreements'
import type { CompanyView } from '../../server/domain/viewsCompany'
import type { SuggestionsView } from '../../server/domain/viewsLink'
import { openPod, type PodClient } from '../simulator/demo/podClient'
import { itemOfPlan } from '../simulator/demo/oracle'
import { startSandboxServer } from '../simulator/demo/server'
import { startSandbox } from '../simulator/sandbox'

const company = 101
const basePort = 4750
const secretKey = randomBytes(32)
const quiet = { info: () => undefined, warn: () => undefined, error: console.error }

const sandbox = await startSandbox({ basePort })
const dataDir = await mkdtemp(join(tmpdir(), 'trend-micro-billing-'))
const start = () =>
  startSandboxServer({
    dataDir,
    clock: sandbox.clock,
    faults: sandbox.faults,
    port: basePort + 1,
    connectWiseUrl: sandbox.urls.connectWise,
    trendMicroUrl: sandbox.urls.trendMicro,
    trendKeys: { accessToken: sandbox.trendMicro.world.accessToken, secretKey: sandbox.trendMicro.world.secretKey },
    hostOrigin: sandbox.urls.host,
    clientDir: null,
    log: quiet,
    secretKey,
  })
let server = await start()
await linkAndAssign(await openPod(server.url, sandbox.connectWise.world, 'mortiz'))
await server.stop()
server = await start()

for (const simulator of [sandbox.connectWise, sandbox.trendMicro]) simulator.options.latencyMs = 150
const cold = await timeView()
const warm = await timeView()
console.log(
  `figure: cold_sign_in_ms=${cold.signInMs} cold_view_ms=${cold.viewMs} cold_calls=${cold.calls} ` +
    `warm_sign_in_ms=${warm.signInMs} warm_view_ms=${warm.viewMs} warm_calls=${warm.calls}`,
)
await server.stop()
await sandbox.stop()
await rm(dataDir, { recursive: true, force: true })

async function timeView(): Promise<{ signInMs: number; viewMs: number; calls: number }> {
  sandbox.connectWise.journal.clear()
  sandbox.trendMicro.journal.clear()
  const began = performance.now()
  const pod = await openPod(server.url, sandbox.connectWise.world, 'mortiz')
  const signedIn = performance.now()
  const [, plan] = await Promise.all([
    pod.get<CompanyView>(`/api/companies/${company}`),
    pod.post<PlanView>(`/api/companies/${company}/plan`, {}),
  ])
  const signInMs = Math.round(signedIn - began)
  const viewMs = Math.round(performance.now() - signedIn)
  if (plan.rows.length !== 5) throw new Error(`The view has ${plan.rows.length} rows instead of 5`)
  return {
    signInMs,
    viewMs,
    calls: sandbox.connectWise.journal.list().length + sandbox.trendMicro.journal.list().length,
  }
}

async function linkAndAssign(pod: PodClient): Promise<void> {
  const { version } = await pod.get<CompanyView>(`/api/companies/${company}`)
  const [best] = (await pod.get<SuggestionsView>(`/api/companies/${company}/suggestions`)).suggestions
  const customerIds = best === undefined ? [] : [best.customer.id]
  const linked = await pod.put<CompanyView>(`/api/companies/${company}/link`, { version, customerIds, enabled: true })
  const dialog = await pod.get<AgreementsView>(`/api/companies/${company}/agreements`)
  const assignments = dialog.products.map(({ source }) => ({
    plan: source.plan,
    agreement: { kind: 'default' },
    catalogItemId: itemOfPlan(source.planName),
    rule: null,
  }))
  await pod.put(`/api/companies/${company}/assignments`, { version: linked.version, assignments })
}
