import { instant } from './calendar'
import { answerList, readRoutes } from './collection'
import { filterRows } from './conditions'
import { apiRoot, type CwApp, type CwContext, type CwRoutes } from './env'
import type { CwBoard, CwBoardStatus, CwTicket } from './entities'
import { badRequest, invalidObject, invalidReference, missingField, notFound } from './errors'
import { sortRows } from './fields'
import { patchedFields, readPatch } from './patch'
import { createReferences, type References } from './references'
import { answerRecords } from './respond'
import { isRow, rowOf, type Row } from './rows'
import { requireRight } from './security'
import { addFirstNotes } from './ticketNotes'
import { among, anything, type FieldRules } from './writable'
import { beginWrite, changeRecord, changeTexts, newFields, newInfo, nextId, writeAudit } from './writing'

const right = { function: 'Service Tickets' } as const
const path = `${apiRoot}/service/tickets`

/** Service boards with their statuses, and tickets. */
export function ticketRoutes(app: CwApp, routes: CwRoutes): void {
  const { world } = routes
  readRoutes<CwBoard>(app, routes, {
    path: '/service/boards',
    name: 'board',
    right,
    records: () => world.boards,
    view: (board) => rowOf({ ...board, required: undefined }),
  })
  readRoutes<CwBoardStatus>(app, routes, {
    path: '/service/boards/:parent{[0-9]+}/statuses',
    name: 'status',
    right,
    records: (c) => world.boardStatuses.filter(({ board }) => board.id === Number(c.req.param('parent'))),
    view: (status, references) => ({ ...rowOf(status), board: references.to('board', status.board) }),
  })
  app.post(`${path}/search`, async (c) => searchTickets(c, routes))
  readRoutes<CwTicket>(app, routes, {
    path: '/service/tickets',
    name: 'ticket',
    right,
    records: () => world.tickets,
    view: viewTicket,
    companyOf: ({ company }) => company.id,
  })
  app.post(path, async (c) => {
    const { body, who } = await beginWrite(c, routes, right, 'add')
    const ticket = newTicket(newFields(body, ticketFields(routes), 'ticket'), routes, who)
    checkBoard(ticket, body, routes)
    world.tickets.push(ticket)
    addFirstNotes(ticket, body, routes, who)
    return answerRecords(c, routes, viewTicket(ticket, createReferences(world)), 201)
  })
  app.patch(`${path}/:id{[0-9]+}`, async (c) => {
    const { body, who } = await beginWrite(c, routes, right, 'edit')
    const id = Number(c.req.param('id'))
    const ticket = world.tickets.find((each) => each.id === id)
    if (ticket === undefined) throw notFound(`ticket ${id}`)
    const { dateClearing } = routes.options
    const fields = patchedFields(readPatch(body), ticketFields(routes), { resource: 'ticket', dateClearing })
    checkStatus({ ...ticket, ...fields }, routes)
    const changes = changeRecord(ticket, fields)
    if (changes.length > 0) {
      ticket._info = newInfo(routes, who)
      close(ticket, routes)
      const about = { type: 'Ticket', recordId: ticket.id, who, source: 'API' }
      writeAudit(routes, about, 'Updated', changeTexts(changes))
    }
    return answerRecords(c, routes, viewTicket(ticket, createReferences(world)))
  })
}

function ticketFields({ world }: CwRoutes): FieldRules {
  return {
    summary: { kind: 'text', most: 100, required: true },
    company: { kind: 'reference', find: among(() => world.companies), required: true },
    board: { kind: 'reference', find: among(() => world.boards) },
    status: { kind: 'reference', find: among(() => world.boardStatuses) },
    agreement: { kind: 'reference', find: among(() => world.agreements) },
    owner: { kind: 'reference', find: anything },
    initialDescription: { kind: 'text' },
    externalXRef: { kind: 'text', most: 100 },
    customFields: { kind: 'customFields' },
  }
}

function newTicket(fields: Row, routes: CwRoutes, who: string): CwTicket {
  const { world } = routes
  const ticket: CwTicket = {
    id: nextId(world.tickets),
    summary: '',
    recordType: 'ServiceTicket',
    board: null,
    status: null,
    company: { id: 0 },
    agreement: null,
    owner: null,
    initialDescription: null,
    externalXRef: null,
    closedFlag: false,
    closedDate: null,
    customFields: [],
    _info: newInfo(routes, who),
  }
  Object.assign(ticket, fields)
  ticket.board ??= world.boards.find(({ inactiveFlag }) => !inactiveFlag) ?? null
  if (ticket.board !== null) ticket.board = { id: ticket.board.id }
  const first = world.boardStatuses.find(({ board, defaultFlag }) => defaultFlag && board.id === ticket.board?.id)
  if (ticket.status === null && first !== undefined) ticket.status = { id: first.id }
  checkStatus(ticket, routes)
  close(ticket, routes)
  return ticket
}

/** A board takes no service ticket when it is inactive or for projects, nor one without the fields that it wants. */
function checkBoard({ board }: CwTicket, body: unknown, { world }: CwRoutes): void {
  const found = world.boards.find(({ id }) => id === board?.id)
  if (found === undefined) return
  if (found.inactiveFlag) throw invalidObject('ticket', [invalidReference('board', 'The board is inactive')])
  if (found.projectFlag) throw invalidObject('ticket', [invalidReference('board', 'The board is for projects')])
  const missing = (found.required ?? []).filter((field) => !isRow(body) || body[field] === undefined)
  if (missing.length > 0) throw invalidObject('ticket', missing.map(missingField))
}

/** Statuses belong to one board. */
function checkStatus(ticket: CwTicket, { world }: CwRoutes): void {
  const status = world.boardStatuses.find(({ id }) => id === ticket.status?.id)
  if (status !== undefined && status.board.id !== ticket.board?.id)
    throw invalidObject('ticket', [invalidReference('status', 'The status belongs to another board')])
}

function close(ticket: CwTicket, { world, clock }: CwRoutes): void {
  const isClosed = world.boardStatuses.some(({ id, closedStatus }) => id === ticket.status?.id && closedStatus)
  ticket.closedDate = isClosed ? (ticket.closedDate ?? instant(clock)) : null
  ticket.closedFlag = isClosed
}

async function searchTickets(c: CwContext, routes: CwRoutes): Promise<Response> {
  requireRight(c, routes, right, 'inquire')
  const body: unknown = await c.req.json().catch(() => null)
  if (!isRow(body)) throw badRequest('The filter values are no JSON')
  const text = (name: string) => (typeof body[name] === 'string' ? body[name] : undefined)
  const references = createReferences(routes.world)
  const rows = filterRows(
    routes.world.tickets.map((ticket) => viewTicket(ticket, references)),
    {
      conditions: text('conditions'),
      childConditions: text('childConditions') ?? text('childconditions'),
      customFieldConditions: text('customFieldConditions') ?? text('customfieldconditions'),
    },
  )
  const orderBy = text('orderBy') ?? ''
  return answerList(c, routes, orderBy === '' ? rows : sortRows(rows, orderBy), true)
}

function viewTicket(ticket: CwTicket, references: References): Row {
  return {
    ...rowOf(ticket),
    board: references.to('board', ticket.board),
    status: references.to('boardStatus', ticket.status),
    company: references.to('company', ticket.company),
    agreement: references.to('agreement', ticket.agreement),
    owner: references.to('member', ticket.owner),
  }
}
