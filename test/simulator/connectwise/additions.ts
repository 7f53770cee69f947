import { apiRoot, type CwApp, type CwContext, type CwRoutes } from './env'
import { additionFields, blankAddition, checkChange, newAddition } from './additionRules'
import { viewAddition } from './additionView'
import { readRoutes } from './collection'
import { addedText, deletedText } from './editAdditions'
import type { CwAddition, CwAgreement } from './entities'
import { invalidField, invalidObject, notFound } from './errors'
import { patchedFields, readPatch } from './patch'
import { dayOf } from './calendar'
import { uninvoicedFrom } from './periods'
import { createReferences } from './references'
import { answerRecords } from './respond'
import { beginWrite, changeRecord, changeTexts, deleteRecord, newFields, newInfo, writeAudit } from './writing'

const right = { function: 'Agreements' } as const
const listPath = '/finance/agreements/:parent{[0-9]+}/additions'

/** Lines of agreements. DELETE and PUT are there so that a client which uses them is found out. */
export function additionRoutes(app: CwApp, routes: CwRoutes): void {
  const { world } = routes
  const onePath = `${apiRoot}${listPath}/:id{[0-9]+}`

  readRoutes<CwAddition>(app, routes, {
    path: listPath,
    name: 'addition',
    right,
    records: (c) => {
      const agreement = parentOf(c, routes)
      return world.additions.filter(({ agreementId }) => agreementId === agreement.id)
    },
    view: (addition, references) => viewAddition(addition, references, routes),
    companyOf: ({ agreementId }) => world.agreements.find(({ id }) => id === agreementId)?.company.id ?? null,
  })

  app.post(apiRoot + listPath, async (c) => {
    const { body, who } = await beginWrite(c, routes, right, 'add')
    const fields = newFields(body, additionFields(world), 'addition')
    const addition = newAddition(fields, parentOf(c, routes), routes, who)
    world.additions.push(addition)
    audit(addition, who, 'Added', [addedText(addition)])
    return answerRecords(c, routes, view(addition), 201)
  })

  app.patch(onePath, async (c) => {
    const { body, who } = await beginWrite(c, routes, right, 'edit')
    const addition = additionOf(c, routes)
    const fields = patchedFields(readPatch(body), additionFields(world), {
      resource: 'addition',
      dateClearing: routes.options.dateClearing,
    })
    checkChange(addition, fields, parentOf(c, routes), routes)
    apply(addition, fields, who)
    return answerRecords(c, routes, view(addition))
  })

  app.put(onePath, async (c) => {
    const { body, who } = await beginWrite(c, routes, right, 'edit')
    const addition = additionOf(c, routes)
    const fields = newFields(body, additionFields(world), 'addition')
    checkChange(addition, fields, parentOf(c, routes), routes)
    // What is not named falls back to nothing, prices that the MSP set by hand included.
    apply(addition, { ...blankAddition(addition.agreementId, addition.product.id), ...fields }, who)
    return answerRecords(c, routes, view(addition))
  })

  app.delete(onePath, async (c) => {
    const { who } = await beginWrite(c, routes, right, 'delete')
    const addition = additionOf(c, routes)
    const from = dayOf(addition.effectiveDate)
    const open = uninvoicedFrom(world, parentOf(c, routes))
    if (from !== null && open !== null && from < open)
      throw invalidObject('addition', [invalidField('id', 'The addition is on an invoice')])
    deleteRecord(world.additions, addition)
    audit(addition, who, 'Deleted', [deletedText(addition)])
    return c.body(null, 204)
  })

  const view = (addition: CwAddition) => viewAddition(addition, createReferences(world), routes)
  const audit = (addition: CwAddition, who: string, subType: 'Added' | 'Updated' | 'Deleted', texts: string[]) =>
    writeAudit(routes, { type: 'AgreementAddition', recordId: addition.id, who, source: 'API' }, subType, texts)
  function apply(addition: CwAddition, fields: Readonly<Record<string, unknown>>, who: string): void {
    const changes = changeRecord(addition, fields)
    if (changes.length === 0) return
    addition._info = newInfo(routes, who)
    audit(addition, who, 'Updated', changeTexts(changes))
  }
}

function parentOf(c: CwContext, { world }: CwRoutes): CwAgreement {
  const id = Number(c.req.param('parent'))
  const agreement = world.agreements.find((each) => each.id === id)
  if (agreement === undefined) throw notFound(`agreement ${id}`)
  return agreement
}

function additionOf(c: CwContext, routes: CwRoutes): CwAddition {
  const id = Number(c.req.param('id'))
  const agreement = parentOf(c, routes)
  const addition = routes.world.additions.find((each) => each.id === id && each.agreementId === agreement.id)
  if (addition === undefined) throw notFound(`addition ${id}`)
  return addition
}
