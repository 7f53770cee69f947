/** What a person, invoicing or another program may do to agreements and their lines. */
import { Hono } from 'hono'
import { z } from 'zod'
import { dateOf, dayIn } from '../connectwise/calendar'
import type { AdditionEdit } from '../connectwise/editAdditions'
import { additionsOf, agreementsOf, lastInvoiceOf } from './billingShown'
import { checkedBody, refuse } from './checked'
import { findCompany } from './hostWorld'
import { requireMember } from './people'
import type { SandboxDeps } from './sandboxRoutes'
import type { ByItselfShown } from './page/sandboxApi'

const id = z.int().positive()
const quantity = z.number().min(0).max(1_000_000)
const day = z.iso.date()
const member = z.string().min(1)
const onAddition = z.strictObject({ additionId: id, member })
const onAgreement = z.strictObject({ agreementId: id, member })
const onAgreementAt = onAgreement.extend({ on: day.nullable().default(null) })
const editSchema = onAddition.extend({
  quantity: quantity.optional(),
  unitPrice: z.number().min(0).max(1_000_000).optional(),
  cancelledOn: day.nullable().optional(),
})
const moveSchema = onAddition.extend({ agreementId: id })
const oldSyncSchema = z.union([
  z.strictObject({ companyId: id, additionId: id, quantity, nightly: z.boolean().default(false) }),
  z.strictObject({ stop: z.literal(true) }),
])

export function billingRoutes({ connectWise, clock }: SandboxDeps): Hono {
  const { world, edits, options } = connectWise
  const app = new Hono()
  const today = () => dayIn(world.site.timeZone, clock.nowMs())
  const done = () => Response.json({})
  const byItself = (): ByItselfShown => ({ autoInvoice: options.autoInvoice, nightly: edits.nightlyLines() })

  app.use((_, next) => {
    edits.passTime()
    return next()
  })
  app.get('/additions', (c) => {
    const company = findCompany(world, Number(c.req.query('companyId')))
    return company === null ? noCompany(c.req.query('companyId')) : c.json(additionsOf(world, company.id))
  })
  app.post('/edit-addition', async (c) => {
    const { additionId, member: identifier, cancelledOn, ...numbers } = await checkedBody(c, editSchema)
    requireMember(world, identifier)
    const changes: AdditionEdit = { ...defined(numbers), ...cancelledDate(cancelledOn) }
    edits.editAddition(additionId, changes, identifier)
    return c.json(shown(additionId))
  })
  app.post('/twin-addition', async (c) => {
    const { additionId, member: identifier } = await checkedBody(c, onAddition)
    requireMember(world, identifier)
    return c.json(shown(edits.addTwin(additionId, identifier).id))
  })
  app.post('/move-addition', async (c) => {
    const { additionId, agreementId, member: identifier } = await checkedBody(c, moveSchema)
    requireMember(world, identifier)
    return c.json(shown(edits.moveAddition(additionId, agreementId, identifier).id))
  })
  app.post('/delete-addition', async (c) => {
    const { additionId, member: identifier } = await checkedBody(c, onAddition)
    requireMember(world, identifier)
    edits.deleteAddition(additionId, identifier)
    return done()
  })

  app.get('/agreements', (c) => {
    const company = findCompany(world, Number(c.req.query('companyId')))
    return company === null
      ? noCompany(c.req.query('companyId'))
      : c.json(agreementsOf(world, company.id, clock.nowMs()))
  })
  app.post('/make-invoice', async (c) => {
    const { agreementId, member: identifier } = await checkedBody(c, onAgreement)
    requireMember(world, identifier)
    edits.invoiceAgreement(agreementId, identifier)
    return done()
  })
  app.post('/delete-invoice', async (c) => {
    const { agreementId, member: identifier } = await checkedBody(c, onAgreement)
    requireMember(world, identifier)
    const invoice = lastInvoiceOf(world, agreementId)
    if (invoice === undefined) return refuse(404, `Agreement ${agreementId} has no invoice.`)
    edits.deleteInvoice(invoice.id, identifier)
    return done()
  })
  app.post('/renew-agreement', async (c) => {
    const { agreementId, member: identifier, on } = await checkedBody(c, onAgreementAt)
    requireMember(world, identifier)
    edits.renewAgreement(agreementId, identifier, { startsOn: on ?? today() })
    return done()
  })
  app.post('/end-agreement', async (c) => {
    const { agreementId, member: identifier, on } = await checkedBody(c, onAgreementAt)
    requireMember(world, identifier)
    edits.endAgreement(agreementId, on ?? today(), identifier)
    return done()
  })

  app.get('/by-itself', (c) => c.json(byItself()))
  app.post('/by-itself', async (c) => {
    options.autoInvoice = (await checkedBody(c, z.strictObject({ autoInvoice: z.boolean() }))).autoInvoice
    edits.passTime()
    return c.json(byItself())
  })
  app.post('/old-sync', async (c) => {
    const to = await checkedBody(c, oldSyncSchema)
    if ('stop' in to) edits.stopOldSync()
    else edits.oldSync(to.companyId, [to], { nightly: to.nightly })
    return c.json(byItself())
  })
  return app

  function shown(additionId: number) {
    const addition = world.additions.find((each) => each.id === additionId)
    const agreement = world.agreements.find((each) => each.id === addition?.agreementId)
    return additionsOf(world, agreement?.company.id ?? 0).find((each) => each.id === additionId) ?? null
  }
}

function cancelledDate(on: string | null | undefined): AdditionEdit {
  return on === undefined ? {} : { cancelledDate: on === null ? null : dateOf(on) }
}

function defined(fields: { quantity?: number | undefined; unitPrice?: number | undefined }): AdditionEdit {
  const { quantity: count, unitPrice } = fields
  return { ...(count === undefined ? {} : { quantity: count }), ...(unitPrice === undefined ? {} : { unitPrice }) }
}

function noCompany(companyId: string | undefined): Response {
  return refuse(404, `There is no company ${companyId ?? '(no companyId)'}.`)
}
