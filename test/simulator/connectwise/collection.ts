/** The reading routes that every resource has: list, count and one record. */
import { apiRoot, type CwApp, type CwContext, type CwRoutes } from './env'
import { filterRows } from './conditions'
import { notFound } from './errors'
import { sortRows } from './fields'
import { cutPage } from './paging'
import { preselect } from './preselect'
import { createReferences, type References } from './references'
import { answer, answerRecords, queryParameters } from './respond'
import type { Row } from './rows'
import { ownsCompany, requireRight, type CwRight } from './security'

export interface Collection<Entity> {
  /** Below the API root, in lower case, with parameters (`/finance/agreements/:parent/additions`). */
  path: string
  /** What a record is called in errors. */
  name: string
  /** Null: open to every caller. */
  right: CwRight | null
  /** The records before filtering. Throws 404 when the parent is not there. */
  records: (c: CwContext) => readonly Entity[]
  view: (entity: Entity, references: References) => Row
  /** Where the level `My` applies: the company that a record belongs to. */
  companyOf?: (entity: Entity) => number | null
  /** Default true. */
  forwardOnly?: boolean
}

export function readRoutes<Entity extends { id: number }>(
  app: CwApp,
  routes: CwRoutes,
  collection: Collection<Entity>,
): void {
  const path = apiRoot + collection.path
  app.get(path, (c) => answerList(c, routes, filtered(c, routes, collection), collection.forwardOnly ?? true))
  app.get(`${path}/count`, (c) => answer(c, routes, { count: filtered(c, routes, collection).length }))
  app.get(`${path}/:id{[0-9]+}`, (c) => {
    const id = Number(c.req.param('id'))
    const entity = visible(c, routes, collection, (each) => each.id === id)[0]
    if (entity === undefined) throw notFound(`${collection.name} ${id}`)
    return answerRecords(c, routes, collection.view(entity, createReferences(routes.world)))
  })
}

/** Answers one page of these rows, in the order asked for, with its Link header. */
export function answerList(c: CwContext, routes: CwRoutes, rows: readonly Row[], canForwardOnly: boolean): Response {
  const parameters = queryParameters(c)
  const orderBy = parameters.get('orderby') ?? ''
  const forwardOnly = canForwardOnly && c.req.header('pagination-type')?.toLowerCase() === 'forward-only'
  const ordered = orderBy === '' || forwardOnly ? rows : sortRows(rows, orderBy)
  const page = cutPage(
    ordered,
    { parameters, forwardOnly },
    {
      listUrl: `https://${routes.world.site.host}/v4_6_release/apis/3.0${c.req.path.slice(apiRoot.length)}`,
      linkForm: routes.options.linkForm,
      forwardOnlyEnd: routes.options.forwardOnlyEnd,
    },
  )
  const response = answerRecords(c, routes, page.rows)
  if (page.link !== null) response.headers.set('Link', page.link)
  return response
}

function filtered<Entity extends object>(c: CwContext, routes: CwRoutes, collection: Collection<Entity>): Row[] {
  const parameters = queryParameters(c)
  const references = createReferences(routes.world)
  const conditions = parameters.get('conditions')
  const view = (entity: Entity) => collection.view(entity, references)
  const records = visible(c, routes, collection)
  const isWorthALook = preselect(conditions)
  return filterRows(
    records.filter(isWorthALook).map(view),
    {
      conditions,
      childConditions: parameters.get('childconditions'),
      customFieldConditions: parameters.get('customfieldconditions'),
    },
    records.slice(0, 1).map(view)[0],
  )
}

/** The records that are meant and that the caller may see. */
function visible<Entity>(
  c: CwContext,
  routes: CwRoutes,
  { right, records, companyOf }: Collection<Entity>,
  isMeant: (entity: Entity) => boolean = () => true,
): Entity[] {
  const level = right === null ? 'All' : requireRight(c, routes, right, 'inquire')
  return records(c).filter(
    (entity) =>
      isMeant(entity) && (level === 'All' || companyOf === undefined || ownsCompany(c, routes, companyOf(entity))),
  )
}
