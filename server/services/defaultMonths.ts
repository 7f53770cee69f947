/** What the last months would have billed with another rule: the same planner on the inputs that the sends stored. */
import { addMonths, type Month } from '../domain/calendar'
import type { CompanyId, LineKey, RunId, ServicePlanKey } from '../domain/ids'
import { moneyOf } from '../domain/money'
import { planCompany } from '../domain/plan'
import type { Addition } from '../domain/psa'
import type { Change, LineMoney, RunCompany, RunLine } from '../domain/run'
import type { CompanyRecord, QuantityRule, Tenant } from '../domain/settings'
import type { DefaultMonthsView, DefaultMonthView } from '../domain/viewsDefaults'
import type { TenantStore } from '../storage/store'
import type { EditDeps } from './companyEdit'
import { historyOf } from './history'
import { addMoney } from './present'

const monthsBack = 6
/** Each costs a few documents and plans for every month. */
const mostCompanies = 300
/** Entries of a company's history that are looked through. */
const mostEntries = 500

/**
 * `rule`: null = the tenant's as it is now; `month`: the running one, the newest of six. Only companies whose assignment follows
 * the default, or that have none, are computed: a rule of their own would stay.
 */
export async function monthsWithRule(
  deps: Pick<EditDeps, 'store' | 'clock' | 'connect'>,
  tenant: Tenant,
  { plan, rule, month }: { plan: ServicePlanKey; rule: QuantityRule | null; month: Month },
): Promise<DefaultMonthsView> {
  const own = deps.store.of(tenant.id)
  const records = (await Promise.all((await own.companies.keys()).map((key) => own.companies.read(key))))
    .filter((record) => record !== null)
    .map((record) => record.value)
    .filter((record) => isMeant(record, plan))
  const months = Array.from({ length: monthsBack }, (_, back) => emptyMonth(addMonths(month, -back)))
  for (const { companyId } of records.slice(0, mostCompanies)) {
    const entries = await historyOf(deps, tenant.id, companyId, mostEntries)
    for (const each of months) {
      // Of each line of the month the last send that still stands; newest first.
      const lines = new Map<LineKey, RunId>()
      for (const { key, runId, result, undoes, undoneBy } of entries) {
        const stands = (result === 'sent' || result === 'unchanged') && undoes === null && undoneBy === null
        if (stands && periodStartsIn(key, each.month) && !lines.has(key)) lines.set(key, runId)
      }
      const billed = await billedLines(own, companyId, plan, lines)
      if (billed.length > 0) each.companies += 1
      for (const { part, line } of billed) addLine(each, part, line, { plan, rule: rule ?? tenant.settings.rule })
    }
  }
  return { months, companiesLeftOut: Math.max(0, records.length - mostCompanies) }
}

const isMeant = ({ assignments, lastBilled }: CompanyRecord, plan: ServicePlanKey): boolean => {
  const assignment = assignments.find((each) => each.plan === plan)
  return assignment === undefined ? lastBilled.some((each) => each.plan === plan) : assignment.origin !== 'person'
}

const emptyMonth = (month: Month): DefaultMonthView => ({
  month,
  companies: 0,
  quantity: 0,
  quantityWithRule: 0,
  money: [],
  unread: 0,
  unpriced: 0,
})

/** The last part of a line's key is the first day of its period. */
const periodStartsIn = (key: LineKey, month: Month): boolean => key.slice(key.lastIndexOf(':') + 1).startsWith(month)

async function billedLines(
  store: TenantStore,
  companyId: CompanyId,
  plan: ServicePlanKey,
  lines: ReadonlyMap<LineKey, RunId>,
): Promise<{ part: RunCompany; line: RunLine }[]> {
  const billed: { part: RunCompany; line: RunLine }[] = []
  for (const [key, runId] of lines) {
    const part = (await store.runCompanies.read({ runId, companyId }))?.value
    const line = part?.lines.find((each) => each.key === key)
    if (part !== undefined && line?.sources.some((source) => source.plan === plan) === true) billed.push({ part, line })
  }
  return billed
}

function addLine(
  month: DefaultMonthView,
  { inputs }: RunCompany,
  line: RunLine,
  { plan, rule }: { plan: ServicePlanKey; rule: QuantityRule },
): void {
  const assignments = inputs.record.assignments.map((each) => (each.plan === plan ? { ...each, rule } : each))
  const again = planCompany({ ...inputs, record: { ...inputs.record, assignments } })
  const quantity = line.change.quantity
  const withRule = again.lines.find(({ key }) => key === line.key)?.change.quantity ?? null
  if (quantity === null || withRule === null) {
    month.unread += 1
    return
  }
  month.quantity += quantity
  month.quantityWithRule += withRule
  const money = differenceOf(inputs, line, quantity, withRule)
  if (money === null) month.unpriced += 1
  else addTo(month.money, money)
}

function differenceOf(
  { state }: RunCompany['inputs'],
  line: RunLine,
  quantityBefore: number,
  quantity: number,
): LineMoney | null {
  const { change } = line
  if (change.kind === 'blocked') return null
  const money = (asked: Change, addition: Addition | undefined) =>
    moneyOf({
      change: asked,
      addition,
      item: state.catalogItems.find(({ id }) => id === line.catalogItemId),
      agreement: state.agreements.find(({ id }) => id === line.agreementId),
      agreements: state.agreements,
    })
  if (change.kind !== 'create') {
    const { additionId } = change
    const addition = state.additions.flatMap(({ list }) => list).find(({ id }) => id === additionId)
    return money({ kind: 'update', additionId, quantityBefore, quantity }, addition)
  }
  const [was, is] = [quantityBefore, quantity].map((each) => money({ kind: 'create', quantity: each }, undefined))
  return was == null || is == null ? null : { ...is, difference: addMoney(is.difference, -was.difference) }
}

function addTo(sums: DefaultMonthView['money'], { currency, difference }: LineMoney): void {
  const known = sums.find((sum) => sum.currency === currency)
  if (known === undefined) sums.push({ currency, difference })
  else known.difference = addMoney(known.difference, difference)
}
