/** What may happen at Trend Micro: seats, accounts, and what the gateway shows at all. */
import { Hono } from 'hono'
import { z } from 'zod'
import { checkedBody } from './checked'
import type { SandboxDeps } from './sandboxRoutes'
import { trendOf } from './trendShown'

const guid = z.string().min(1)
const seats = z.int().min(0).max(1_000_000)
const seatsSchema = z.strictObject({
  subscriptionId: guid,
  provisioned: seats.optional(),
  used: seats.nullable().optional(),
})
const goneSchema = z.strictObject({ id: guid, isGone: z.boolean() })
const gatewaySchema = z.strictObject({
  customersShown: z.enum(['all', 'half', 'none']).optional(),
  currentMonthSummary: z.enum(['empty', 'present', 'fromDay2']).optional(),
  reportsStopped: z.boolean().optional(),
})

export function trendRoutes({ trendMicro, customersOf }: SandboxDeps): Hono {
  const { edits, options } = trendMicro
  const app = new Hono()
  const done = () => Response.json({})

  app.get('/', (c) => c.json(trendOf(trendMicro, customersOf.get(Number(c.req.query('companyId'))) ?? [])))
  app.post('/seats', async (c) => {
    const { subscriptionId, provisioned, used } = await checkedBody(c, seatsSchema)
    edits.setSeats(subscriptionId, {
      ...(provisioned === undefined ? {} : { provisioned }),
      ...(used === undefined ? {} : { used }),
    })
    return done()
  })
  app.post('/gone', async (c) => {
    const { id, isGone } = await checkedBody(c, goneSchema)
    if (isGone) edits.vanish(id)
    else edits.comeBack(id)
    return done()
  })
  app.post('/unbundled', async (c) => {
    edits.leaveUnbundled((await checkedBody(c, z.strictObject({ suiteId: guid }))).suiteId)
    return done()
  })
  app.post('/namesake', async (c) => {
    edits.addNamesake((await checkedBody(c, z.strictObject({ customerId: guid }))).customerId)
    return done()
  })
  app.post('/gateway', async (c) => {
    const { customersShown, currentMonthSummary, reportsStopped } = await checkedBody(c, gatewaySchema)
    if (customersShown !== undefined) options.customersShown = customersShown
    if (currentMonthSummary !== undefined) options.currentMonthSummary = currentMonthSummary
    if (reportsStopped === true) edits.stopReports({ withDetails: true })
    if (reportsStopped === false) edits.resumeReports()
    return done()
  })
  return app
}
