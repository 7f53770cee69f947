/** The main job without a browser: link, assign, move the clock to the send day, let the schedule send, read the additions back. */
import type { PlanRow, PlanView } from '../../../server/domain/views'
import type { AgreementsView } from '../../../server/domain/viewsAgreements'
import type { CompanyView } from '../../../server/domain/viewsCompany'
import type { SuggestionsView } from '../../../server/domain/viewsLink'
import type { RunView } from '../../../server/domain/viewsRun'
import type { SettingsView } from '../../../server/domain/viewsSettings'
import type { ConnectWiseWorld } from '../connectwise/world'
import type { TrendMicroWorld } from '../trendmicro/world'
import type { SandboxClock } from '../clock'
import { billableSeats, itemOfPlan } from './oracle'
import { openPod, type PodClient } from './podClient'
import type { SandboxServer } from './server'

export interface HeadlessWorld {
  server: SandboxServer
  clock: SandboxClock
  connectWise: ConnectWiseWorld
  trendMicro: TrendMicroWorld
  print: (line: string) => void
}

/** Does the job, prints the lines and the figure; answers with the number of mismatches. */
export async function runHeadless(world: HeadlessWorld): Promise<number> {
  const { server, clock, print } = world
  const before = new Map(world.connectWise.additions.map((addition) => [addition.id, addition.quantity]))
  const pod = await openPod(world.server.url, world.connectWise, 'mortiz')
  const companies: CompanyView[] = []
  for (const { id } of world.connectWise.companies) {
    const company = await linkAndAssign(pod, id)
    if (company !== null) companies.push(company)
  }
  print(`linked and assigned: ${companies.length} of ${world.connectWise.companies.length} companies`)

  const settings = await pod.get<SettingsView>('/api/settings')
  const [next] = settings.next
  if (next === undefined) throw new Error('The schedule has no next date')
  print(
    `the clock moves to ${next.at}, day ${settings.schedule.dayOfMonth} at ${settings.schedule.time} in ${settings.schedule.timeZone}`,
  )
  clock.set(new Date(Date.parse(next.at) + 1000).toISOString())
  await server.composed.scheduler.tick()
  await server.composed.runs.settled()

  const late = await openPod(world.server.url, world.connectWise, 'mortiz')
  const figures = { sent: 0, unchanged: 0, held: 0, failed: 0, mismatches: 0 }
  const explained = new Set<number>()
  const run = await late.get<RunView>(`/api/runs/s-global-${next.day}`)
  if (run.status !== 'finished' || run.problems.length > 0 || run.companies.planned !== companies.length) {
    figures.mismatches += 1
    print(
      `MISMATCH: the run is ${run.status}, with ${run.companies.planned} of ${companies.length} companies and ${run.problems.length} problems`,
    )
  }
  for (const company of companies) {
    const plan = await late.get<PlanView>(`/api/runs/${run.runId}/companies/${company.company.id}`)
    for (const row of plan.rows) {
      const addition = additionOf(world.connectWise, row)
      if (addition !== undefined) explained.add(addition.id)
      count(figures, row)
      const wanted = row.state === 'sent' || row.state === 'unchanged' ? expectedOf(world, company, row) : null
      const found = addition?.quantity ?? null
      const right = wanted !== null ? found === wanted : addition === undefined || found === before.get(addition.id)
      if (!right) figures.mismatches += 1
      print(
        tableLine(
          company.company.name,
          row,
          found,
          right ? '' : `MISMATCH, expected ${String(wanted ?? before.get(addition?.id ?? 0))}`,
        ),
      )
    }
  }
  // Nothing else may have moved.
  for (const addition of world.connectWise.additions)
    if (!explained.has(addition.id) && addition.quantity !== before.get(addition.id)) {
      figures.mismatches += 1
      print(
        `MISMATCH: addition ${addition.id} changed from ${String(before.get(addition.id))} to ${addition.quantity} and belongs to no line`,
      )
    }
  print(Object.entries(figures).reduce((line, [name, value]) => `${line} ${name}=${value}`, 'figure:'))
  return figures.mismatches
}

/** Links the best suggestion when it is good, and puts every product onto the agreement that bills it already, else onto Default. */
async function linkAndAssign(pod: PodClient, companyId: number): Promise<CompanyView | null> {
  const view = await pod.tryGet<CompanyView>(`/api/companies/${companyId}`)
  if (view === null) return null
  const { suggestions } = await pod.get<SuggestionsView>(`/api/companies/${companyId}/suggestions`)
  const best = suggestions.find(
    (suggestion) => suggestion.score >= 60 && suggestion.takenBy === null && !suggestion.sharesName,
  )
  if (best === undefined) return null
  const linked = await pod.put<CompanyView>(`/api/companies/${companyId}/link`, {
    version: view.version,
    customerIds: [best.customer.id],
    enabled: true,
  })
  const dialog = await pod.get<AgreementsView>(`/api/companies/${companyId}/agreements`)
  const assignments = dialog.products.map(({ source }) => {
    const item = itemOfPlan(source.planName)
    const agreement = dialog.agreements.find(
      ({ unusable, additions }) =>
        unusable === null &&
        additions?.some((addition) => addition.catalogItemId === item && addition.state === 'ongoing'),
    )
    return {
      plan: source.plan,
      agreement:
        agreement === undefined
          ? { kind: 'default' }
          : { kind: 'chosen', typeId: agreement.type.id, agreementId: agreement.id },
      catalogItemId: item,
      rule: null,
    }
  })
  return pod.put<CompanyView>(`/api/companies/${companyId}/assignments`, { version: linked.version, assignments })
}

/** By the worlds alone: the seats of the linked customers' subscriptions that this MSP bills with the row's catalog item. */
function expectedOf(world: HeadlessWorld, company: CompanyView, row: PlanRow): number {
  const customers = new Set((company.link?.customers ?? []).map(({ id }) => id.toLowerCase()))
  const names = new Set(row.sources.map(({ planName }) => planName))
  return world.trendMicro.subscriptions
    .filter((subscription) => customers.has(subscription.customerId.toLowerCase()) && names.has(subscription.name))
    .reduce((sum, subscription) => sum + billableSeats(world.trendMicro, subscription, world.clock.nowMs()), 0)
}

function additionOf(connectWise: ConnectWiseWorld, row: PlanRow) {
  return (
    connectWise.additions.find(
      (addition) =>
        addition.agreementId === row.agreement?.id &&
        addition.product.id === row.catalogItem?.id &&
        addition.quantity === row.quantity,
    ) ??
    connectWise.additions.find(
      (addition) => addition.agreementId === row.agreement?.id && addition.product.id === row.catalogItem?.id,
    )
  )
}

function count(figures: { sent: number; unchanged: number; held: number; failed: number }, row: PlanRow): void {
  if (row.state === 'sent') figures.sent += 1
  else if (row.state === 'unchanged') figures.unchanged += 1
  else if (row.state === 'held') figures.held += 1
  else if (row.state === 'failed' || row.state === 'unknown') figures.failed += 1
}

function tableLine(company: string, row: PlanRow, found: number | null, remark: string): string {
  const product = row.sources.map(({ productName }) => productName).join(' + ')
  const quantities = `${String(row.quantityBefore ?? '–')} → ${String(row.quantity ?? '–')}`
  return [
    company.slice(0, 30).padEnd(30),
    product.slice(0, 28).padEnd(28),
    quantities.padEnd(11),
    row.state.padEnd(10),
    `ConnectWise ${String(found ?? '–')}`.padEnd(18),
    remark,
  ]
    .join(' ')
    .trimEnd()
}
