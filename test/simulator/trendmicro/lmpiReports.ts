import type { Context } from 'hono'
import { z } from 'zod'
import type { TrendApp, TrendRoutes } from './env'
import { findById } from './parameters'
import { invalidParameter } from './refusal'
import { monthsBefore, rowsOfMonth, type MonthRow } from './summary'
import type { TrendTransaction } from './world'

const summaryBody = z.object({
  report_cycle_year: z.string().regex(/^\d{4}$/),
  report_cycle_month: z.string().regex(/^(0?[1-9]|1[0-2])$/),
  language_code: z.string().optional(),
  partner_id: z.string().optional(),
  product_id: z.string().optional(),
})
const transactionsBody = summaryBody.extend({
  transaction_type: z.string().optional(),
  time_zone: z.string().optional(),
})
const billingBody = z.object({
  report_cycle_year: z.string().optional(),
  report_cycle_month: z.string().optional(),
  report_status: z.union([z.string(), z.number()]).optional(),
})
const detailsBody = z.object({ report_id: z.string(), language_code: z.string().optional() })

/** Monthly reports: per customer (names only), transactions, and the partner's own upstream bill. */
export function reportRoutes(app: TrendApp, routes: TrendRoutes): void {
  const { world, clock, options } = routes

  app.post('/LMPI/:version{v2|v3}/reports/summary', async (c) => {
    const body = await readBody(c, summaryBody)
    const rows = rowsOfMonth(routes, monthOf(body)).filter(
      ({ subscription }) =>
        body.product_id === undefined || subscription.licenses.some((each) => each.productId === body.product_id),
    )
    return c.json({ summary: rows.map(toSummaryRow) })
  })

  app.post('/LMPI/:version{v2|v3}/reports/transactions', async (c) => {
    const body = await readBody(c, transactionsBody)
    const month = monthOf(body)
    const rows = world.transactions.filter(
      (each) => each.month === month && (body.transaction_type === undefined || each.type === body.transaction_type),
    )
    return c.json({ transaction: rows.map(toTransaction) })
  })

  app.post('/LMPI/v3/reports/billing', async (c) => {
    const body = await readBody(c, billingBody)
    const asked = body.report_cycle_year === undefined ? null : monthOf(summaryBody.partial().parse(body))
    const months = asked === null ? lastMonths(3) : [asked].filter((month) => monthsBefore(month, clock.nowMs()) > 0)
    return c.json({ reports: months.map(toReport) })
  })

  app.post('/LMPI/v3/reports/billing/details', async (c) => {
    const body = await readBody(c, detailsBody)
    const month = lastMonths(24).find((each) => reportId(each) === body.report_id)
    if (month === undefined) throw invalidParameter('report_id', 'no such report')
    const { id, status, ...report } = toReport(month)
    return c.json({
      report_id: id,
      ...report,
      report_status: status,
      root_partner_id: world.partner.id,
      partner_id: world.partner.id,
      currency: 'USD',
      po_number: '',
      aggregator_name: '',
      submit_time: null,
      report_details: totalsByProduct(rowsOfMonth(routes, month)),
    })
  })

  function toSummaryRow({ customer, subscription, productName, provisioned, used }: MonthRow) {
    return {
      ...(options.summaryIdField === null ? {} : { [options.summaryIdField]: customer.id }),
      customer: customer.name,
      city: customer.city,
      state: customer.state,
      owned_by_vendor: world.partner.companyName,
      created_by_vendor: world.partner.companyName,
      product_name: productName,
      service_plan: subscription.name,
      provisioned,
      ...(used === null && options.unknownUsed === 'absent' ? {} : { used }),
      unit: subscription.unit,
    }
  }

  /** Numbers are texts here, and one key has a stray blank: both are in the documented sample. */
  function toTransaction(transaction: TrendTransaction) {
    const subscription = findById(world.subscriptions, transaction.subscriptionId)
    const customer = subscription && findById(world.customers, subscription.customerId)
    const plan = subscription && findById(world.servicePlans, subscription.servicePlanId)
    return {
      type: transaction.type,
      vendor_company_name: world.partner.companyName,
      created_by: world.partner.companyName,
      customer_company: customer?.name ?? '',
      product_name: plan?.product ?? '',
      version: plan?.version ?? '',
      previous_units_allocated: String(transaction.previousUnits),
      units_allocated: String(transaction.units),
      'change_units ': String(transaction.units - transaction.previousUnits),
      unit: subscription?.unit ?? '',
    }
  }

  function lastMonths(count: number): string[] {
    const now = new Date(clock.nowMs())
    return Array.from({ length: count }, (_, index) =>
      new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - 1 - index, 1)).toISOString().slice(0, 7),
    )
  }

  function toReport(month: string) {
    const [year = 0, number = 0] = month.split('-').map(Number)
    return {
      id: reportId(month),
      partner_company_name: world.partner.companyName,
      start_date: `${month}-01`,
      end_date: new Date(Date.UTC(year, number, 0)).toISOString().slice(0, 10),
      status: monthsBefore(month, clock.nowMs()) === 1 ? 'MSP Preparing' : 'Completed',
      under_review_status: null,
    }
  }
}

function reportId(month: string): string {
  return `d0000000-0000-4000-8000-000000${month.replace('-', '')}`
}

function totalsByProduct(rows: readonly MonthRow[]) {
  const totals = new Map<string, { provisioned: number; used: number }>()
  for (const { productName, provisioned, used } of rows) {
    const before = totals.get(productName) ?? { provisioned: 0, used: 0 }
    totals.set(productName, { provisioned: before.provisioned + provisioned, used: before.used + (used ?? 0) })
  }
  return [...totals].map(([product, { provisioned, used }]) => ({
    product_display_name: product,
    provisioned_units: String(provisioned),
    charged_units: String(provisioned),
    credits: '',
    used_units: String(used),
    price_type: 'Monthly',
    usage_line_comments: '',
  }))
}

function monthOf(body: { report_cycle_year?: string | undefined; report_cycle_month?: string | undefined }): string {
  return `${body.report_cycle_year ?? ''}-${(body.report_cycle_month ?? '').padStart(2, '0')}`
}

async function readBody<Body>(c: Context, schema: z.ZodType<Body>): Promise<Body> {
  const given: unknown = await c.req.json().catch(() => null)
  const parsed = schema.safeParse(given)
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  throw invalidParameter(String(issue?.path[0] ?? 'body'), issue?.message ?? 'is not readable')
}
