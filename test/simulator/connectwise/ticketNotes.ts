import { instant } from './calendar'
import { readRoutes } from './collection'
import { apiRoot, type CwApp, type CwRoutes } from './env'
import type { CwTicket, CwTicketNote } from './entities'
import { notFound } from './errors'
import { answerRecords } from './respond'
import { isRow, rowOf, type Row } from './rows'
import type { FieldRules } from './writable'
import { beginWrite, newFields, nextId } from './writing'

const right = { function: 'Service Tickets' } as const

/** Notes of a ticket. What was given when it was made is its first ones. */
export function ticketNoteRoutes(app: CwApp, routes: CwRoutes): void {
  const { world } = routes
  const path = '/service/tickets/:parent{[0-9]+}/notes'
  const ticketOf = (id: number) => {
    const ticket = world.tickets.find((each) => each.id === id)
    if (ticket === undefined) throw notFound(`ticket ${id}`)
    return ticket
  }
  readRoutes<CwTicketNote>(app, routes, {
    path,
    name: 'note',
    right,
    records: (c) => {
      const { id } = ticketOf(Number(c.req.param('parent')))
      return world.ticketNotes.filter(({ ticketId }) => ticketId === id)
    },
    view: rowOf,
  })
  app.post(`${apiRoot}${path}`, async (c) => {
    const { body, who } = await beginWrite(c, routes, right, 'edit')
    const ticket = ticketOf(Number(c.req.param('parent')))
    const note = addNote(ticket, newFields(body, noteFields, 'note'), routes, who)
    return answerRecords(c, routes, rowOf(note), 201)
  })
}

const noteFields: FieldRules = {
  text: { kind: 'text', required: true },
  detailDescriptionFlag: { kind: 'flag' },
  internalAnalysisFlag: { kind: 'flag' },
  resolutionFlag: { kind: 'flag' },
}

/** Of a body that makes a ticket. */
export function addFirstNotes(ticket: CwTicket, body: unknown, routes: CwRoutes, who: string): void {
  if (!isRow(body)) return
  const { initialDescription, initialInternalAnalysis } = body
  if (typeof initialDescription === 'string')
    addNote(ticket, { text: initialDescription, detailDescriptionFlag: true }, routes, who)
  if (typeof initialInternalAnalysis === 'string')
    addNote(ticket, { text: initialInternalAnalysis, internalAnalysisFlag: true }, routes, who)
}

function addNote(ticket: CwTicket, fields: Row, { world, clock }: CwRoutes, who: string): CwTicketNote {
  const note: CwTicketNote = {
    id: nextId(world.ticketNotes),
    ticketId: ticket.id,
    text: '',
    detailDescriptionFlag: false,
    internalAnalysisFlag: false,
    resolutionFlag: false,
    dateCreated: instant(clock),
    createdBy: who,
    ...fields,
  }
  world.ticketNotes.push(note)
  return note
}
