import { answerList } from './collection'
import { filterRows } from './conditions'
import { apiRoot, type CwApp, type CwContext, type CwRoutes } from './env'
import { badRequest } from './errors'
import { answer, queryParameters } from './respond'
import { rowOf, type Row } from './rows'
import { requireRight } from './security'

/** The history of one record, which outlives it. It has no ids and knows no forward-only paging. */
export function auditTrailRoutes(app: CwApp, routes: CwRoutes): void {
  const path = `${apiRoot}/system/audittrail`
  app.get(path, (c) => answerList(c, routes, entries(c, routes), false))
  app.get(`${path}/count`, (c) => answer(c, routes, { count: entries(c, routes).length }))
}

function entries(c: CwContext, routes: CwRoutes): Row[] {
  requireRight(c, routes, { function: 'Audit Trail' }, 'inquire')
  const parameters = queryParameters(c)
  const type = parameters.get('type')?.toLowerCase()
  const id = Number(parameters.get('id'))
  if (type === undefined || !Number.isSafeInteger(id)) throw badRequest('The audit trail needs a type and an id')
  const rows = routes.world.auditTrail
    .filter((entry) => entry.type.toLowerCase() === type && entry.recordId === id)
    .map(({ text, enteredDate, enteredBy, auditType, auditSubType, auditSource }) =>
      rowOf({ text, enteredDate, enteredBy, auditType, auditSubType, auditSource }),
    )
  if (routes.options.auditTrailOrder === 'newestFirst') rows.reverse()
  return filterRows(rows, { conditions: parameters.get('conditions') })
}
