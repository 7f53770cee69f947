/** What a person or a test may do to the sandbox from outside: time, faults, situations, and edits by hand. */
import { Hono } from 'hono'
import { HTTPException } from 'hono/http-exception'
import { Temporal } from 'temporal-polyfill'
import { z } from 'zod'
import { faultKinds, faultSystems, type Faults } from '../faults'
import { makeSituation, situations } from '../situations/situations'
import type { SituationTools } from '../situations/tools'
import type { Mailbox } from '../mail/mailbox'
import { billingRoutes } from './billingRoutes'
import { checkedBody, refuse } from './checked'
import { mailRoutes } from './mailRoutes'
import { requireMember } from './people'
import type { MailsShown } from './page/arrivedApi'
import type { ClockShown, CompanyListed } from './page/hostApi'
import { recordRoutes } from './recordRoutes'
import { trendRoutes } from './trendRoutes'

const clockSchema = z.union([
  z.strictObject({ set: z.iso.datetime({ offset: true }) }),
  /** Local time of the ConnectWise site, as a date-time field gives it. */
  z.strictObject({ local: z.iso.datetime({ local: true, error: 'Choose a date and a time.' }) }),
  z.strictObject({
    advanceHours: z
      .number()
      .positive()
      .max(24 * 366),
  }),
  z.strictObject({
    next: z.strictObject({ day: z.int().min(1).max(31), time: z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/) }),
  }),
  z.strictObject({ frozen: z.boolean() }),
])

const faultSchema = z.strictObject({
  system: z.enum(faultSystems),
  kind: z.enum(faultKinds),
  method: z.enum(['GET', 'POST', 'PUT', 'PATCH', 'DELETE']).nullable().default(null),
  path: z.string().max(200).default(''),
  times: z.int().min(1).max(10_000).nullable().default(null),
  delayMs: z.int().min(0).max(120_000).default(0),
})

const situationSchema = z.strictObject({ name: z.string(), member: z.string().min(1) })

export interface SandboxDeps extends SituationTools {
  faults: Faults
  /** Which customers at Trend Micro a company is. */
  customersOf: ReadonlyMap<number, readonly string[]>
  mailbox: Mailbox
  /** Where that mail is taken; null: nowhere. */
  mailServer: MailsShown['server']
}

export function sandboxRoutes(deps: SandboxDeps, listCompanies: () => CompanyListed[]): Hono {
  const { clock, faults } = deps
  const { world } = deps.connectWise
  const app = new Hono()
  const shownClock = (): ClockShown => ({
    nowIso: new Date(clock.nowMs()).toISOString(),
    timeZone: world.site.timeZone,
  })

  app.get('/clock', (c) => c.json(shownClock()))
  app.post('/clock', async (c) => {
    const to = await checkedBody(c, clockSchema)
    if ('frozen' in to) clock.freeze(to.frozen)
    else clock.set(momentOf(to, clock.nowMs(), world.site.timeZone))
    return c.json(shownClock())
  })

  app.get('/faults', (c) => c.json(faults.list()))
  app.post('/faults', async (c) => c.json(faults.add(await checkedBody(c, faultSchema)), 201))
  app.delete('/faults', (c) => {
    const id = c.req.query('id')
    if (id === undefined) faults.clear()
    else if (!faults.list().some((fault) => fault.id === id)) return refuse(404, `There is no fault ${id}.`)
    else faults.remove(id)
    return c.json(faults.list())
  })

  app.get('/companies', (c) => c.json(listCompanies()))
  app.get('/situations', (c) => {
    const companyId = Number(c.req.query('companyId'))
    const here = situations.filter((each) => each.companyId === null || each.companyId === companyId)
    return c.json(here.map(({ name, title, shows }) => ({ name, title, shows })))
  })
  app.post('/situations', async (c) => {
    const { name, member } = await checkedBody(c, situationSchema)
    makeSituation(name, deps, requireMember(world, member).identifier)
    return c.json({})
  })
  app.route('/', billingRoutes(deps))
  app.route('/trend', trendRoutes(deps))
  app.route('/mails', mailRoutes(deps))
  app.route('/', recordRoutes(deps))
  app.onError((error) => {
    if (error instanceof HTTPException) return error.getResponse()
    // The edits' way to say that there is no such thing, or that it cannot be done.
    if (error instanceof RangeError) return refuse(404, `${error.message}.`)
    throw error
  })
  return app
}

type ClockMove = Exclude<z.infer<typeof clockSchema>, { frozen: boolean }>

function momentOf(to: ClockMove, nowMs: number, timeZone: string): string {
  if ('set' in to) return to.set
  if ('advanceHours' in to) return new Date(nowMs + to.advanceHours * 3_600_000).toISOString()
  if ('local' in to) return Temporal.PlainDateTime.from(to.local).toZonedDateTime(timeZone).toInstant().toString()
  const now = Temporal.Instant.fromEpochMilliseconds(nowMs).toZonedDateTimeISO(timeZone)
  const ofMonth = (months: number) =>
    now.with({ day: 1 }).add({ months }).with({ day: to.next.day }).withPlainTime(to.next.time) // a shorter month: its last day
  const first = ofMonth(0)
  const next = Temporal.ZonedDateTime.compare(first, now) > 0 ? first : ofMonth(1)
  return next.toInstant().toString()
}
