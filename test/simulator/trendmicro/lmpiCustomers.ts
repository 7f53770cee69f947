import type { Context } from 'hono'
import type { TrendApp, TrendRoutes } from './env'
import { cutPage, isWithin, readPaging, readRange } from './parameters'
import { shownNow } from './shown'
import type { TrendCustomer } from './world'

/** Customers of the partner: v3 with addresses; v2 answers their first users instead. */
export function customerRoutes(app: TrendApp, routes: TrendRoutes): void {
  const shown = () => routes.world.customers.filter(shownNow(routes).customer)

  app.get('/LMPI/v3/customers', (c) => {
    const { paging, rows } = createdWithin(c, shown(), 'created')
    return c.json({ paging, customers: rows.map(toCustomer) })
  })
  app.get('/LMPI/v2/customers', (c) => {
    const { paging, rows } = createdWithin(c, shown(), 'user_modified')
    return c.json({ paging, users: rows.map(toUser) })
  })
}

function createdWithin(c: Context, customers: readonly TrendCustomer[], name: string) {
  const range = readRange(c, name)
  const paging = readPaging(c)
  return cutPage(
    customers.filter((customer) => isWithin(customer.createdAt, range)),
    paging,
  )
}

function toCustomer(customer: TrendCustomer) {
  return {
    customer_id: customer.id,
    name: customer.name,
    address: customer.address,
    city: customer.city,
    state: customer.state,
    postal_code: customer.postalCode,
    country: customer.country,
    status: customer.status,
    note: customer.note,
    emergency_email: customer.emergencyEmail,
  }
}

function toUser(customer: TrendCustomer) {
  const email = customer.emergencyEmail.split(';')[0] ?? ''
  return {
    customer_id: customer.id,
    user_id: customer.id.replace(/^.{8}/, 'u5e20000'),
    login_name: email,
    first_name: 'IT',
    last_name: customer.name,
    email,
    language: 'en-US',
    time_zone: 'America/New_York',
    status: customer.status,
    phone: { area_code: '', number: '', extension: '' },
  }
}
