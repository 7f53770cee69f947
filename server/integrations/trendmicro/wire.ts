/** The few fields that we read of the answers (facts/trend-micro.md §3.3, §3.4). Unknown fields are dropped. */
import { z } from 'zod'

const text = z.string().nullish()
const flag = z.boolean().nullish()
/** Numbers come as numbers or as texts; one that cannot be read is missing, and missing is never zero. */
const count = z
  .union([
    z.number(),
    z
      .string()
      .regex(/^\d+(\.\d+)?$/)
      .transform(Number),
  ])
  .pipe(z.number().nonnegative())
  .nullish()
  .catch(null)

export const pagingWire = z.object({ total: count, limit: count }).nullish()

export const customerWire = z.object({
  customer_id: z.string().min(1),
  name: z.string(),
  city: text,
  state: text,
  country: text,
  status: count,
  emergency_email: text,
})

/** Lists by pages name their rows after what they are; inside they are rows. */
export const customersWire = z
  .object({ paging: pagingWire, customers: z.array(customerWire) })
  .transform(({ paging, customers: rows }) => ({ paging, rows }))

/** One sample names the subscription `id`. */
const subscriptionIds = { subscription_id: text, id: text }

export const subscriptionWire = z
  .object({
    ...subscriptionIds,
    name: z.string(),
    enabled: flag,
    service_plan_id: text,
    customer_id: z.string().min(1),
  })
  .transform((row) => ({ ...row, subscription_id: row.subscription_id ?? row.id ?? '' }))
  .refine((row) => row.subscription_id !== '', { path: ['subscription_id'] })

export const subscriptionsWire = z
  .object({ paging: pagingWire, subscriptions: z.array(subscriptionWire) })
  .transform(({ paging, subscriptions: rows }) => ({ paging, rows }))

const licenceWire = z.object({
  ac_code: text,
  product_id: text,
  license_start_date: text,
  license_expiration_date: text,
  start_charge_date: text,
  units: count,
  enabled: flag,
})
export type LicenceWire = z.infer<typeof licenceWire>
export const detailWire = z.object({ ...subscriptionIds, enabled: flag, licenses: z.array(licenceWire).nullish() })

export const planWire = z.object({
  service_plan_id: z.string().min(1),
  name: text,
  product: text,
  product_code: text,
  version: text,
})

/** A sample has a stray blank in a key (facts/trend-micro.md §3.3.7): keys are trimmed. */
const trimmedKeys = z
  .record(z.string(), z.unknown())
  .transform((row) => Object.fromEntries(Object.entries(row).map(([key, value]) => [key.trim(), value])))
const summaryRowWire = trimmedKeys.pipe(
  z.object({
    customer: z.string(),
    city: text,
    state: text,
    product_name: text,
    service_plan: z.string(),
    provisioned: count,
    used: count,
    unit: text,
    customer_id: text.catch(null),
    company_id: text.catch(null),
    id: text.catch(null),
  }),
)
export type SummaryRow = z.infer<typeof summaryRowWire>
export const summaryWire = z.object({ summary: z.array(summaryRowWire) })

const smpiCustomerWire = z.object({
  id: z.string().min(1),
  name: z.string(),
  /** 0 trial, 1 full; a text in samples, a number in the table. */
  license_type: count,
  seat_count: count,
  expire: text,
  sp_subscription: text,
})
export type SmpiCustomer = z.infer<typeof smpiCustomerWire>

export const smpiCustomersWire = z
  .object({ paging: pagingWire, customers: z.array(smpiCustomerWire) })
  .transform(({ paging, customers: rows }) => ({ paging, rows }))

export const smpiUsageWire = z.object({
  customers: z.array(
    z.object({
      id: z.string().min(1),
      seat_usages: z.array(z.object({ activationcode: text, used: count, update_time: count.catch(null) })).nullish(),
    }),
  ),
})

export const errorWire = z.object({ error_subject: text, error_message: text })
