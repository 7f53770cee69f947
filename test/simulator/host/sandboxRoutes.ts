/** What a person or a test may do to the sandbox from outside: time, faults, and edits by hand. */
import { Hono } from 'hono'
import { Temporal } from 'temporal-polyfill'
import { z } from 'zod'
import { faultKinds, faultSystems, type Faults } from '../faults'
import { checkedBody, refuse } from './checked'
import { additionsOf, editAddition, findCompany, readStart, signedInMembers, type HostWorldDeps } from './hostWorld'
import type { ClockShown } from './page/hostApi'

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

const editSchema = z.strictObject({
  additionId: z.int().positive(),
  quantity: z.number().min(0).max(1_000_000),
  member: z.string().min(1),
})

export function sandboxRoutes(deps: HostWorldDeps & { faults: Faults }): Hono {
  const { world, clock, faults } = deps
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

  app.get('/companies', (c) => c.json(readStart(deps, '').companies))
  app.get('/additions', (c) => {
    const id = Number(c.req.query('companyId'))
    if (findCompany(world, id) === null)
      return refuse(404, `There is no company ${c.req.query('companyId') ?? '(no companyId)'}.`)
    return c.json(additionsOf(world, id))
  })
  app.post('/edit-addition', async (c) => {
    const edit = await checkedBody(c, editSchema)
    if (!signedInMembers(world).some((member) => member.identifier === edit.member)) {
      return refuse(404, `There is no member ${edit.member}.`)
    }
    const edited = editAddition(deps, edit)
    return edited === null ? refuse(404, `There is no addition ${edit.additionId}.`) : c.json(edited)
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
