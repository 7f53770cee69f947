/** Service tickets: boards and their statuses, one ticket a reference, internal notes (facts/connectwise-rest.md §9). */
import { z } from 'zod'
import type { CompanyId } from '../../domain/ids'
import type { Client } from './client'
import { isKind } from './rights'
import type { Board, Ticket, Tickets, TicketWrite } from './ticketsPort'

const id = z.number().int().positive()
const flag = z.boolean().nullish()
const reference = z.object({ id: id.nullish() }).nullish()

const boardWire = z.object({ id, name: z.string(), inactiveFlag: flag, projectFlag: flag })
const boardFields = 'id,name,inactiveFlag,projectFlag'
const statusWire = z.object({ id, sortOrder: z.number().nullish(), closedStatus: flag, inactive: flag })
const statusFields = 'id,sortOrder,closedStatus,inactive'
const ticketWire = z.object({ id, externalXRef: z.string().nullish(), board: reference, status: reference })
const ticketFields = 'id,externalXRef,board,status'
const noteWire = z.object({ id, text: z.string().nullish() })

const boards = '/service/boards'
const tickets = '/service/tickets'
const notes = '/service/tickets/{parentId}/notes'

export function createTickets(client: Client): Tickets {
  return {
    async readBoards() {
      const rows = await client.list({ route: boards }, { fields: boardFields }, boardWire)
      return rows.map(fromApiBoard)
    },
    async readBoard(board) {
      try {
        const target = { route: `${boards}/{id}`, ids: [board] }
        return fromApiBoard((await client.get(target, { fields: boardFields }, boardWire)).body)
      } catch (error) {
        if (!isKind(error, 'notFound')) throw error
        // On cloud, bad credentials look like 404 too: the list says which it is.
        return (await this.readBoards()).find((each) => each.id === board) ?? null
      }
    },
    async readClosedStatus(board) {
      const target = { route: `${boards}/{parentId}/statuses`, ids: [board] }
      const rows = await client.list(target, { fields: statusFields }, statusWire)
      const closing = rows.filter(({ closedStatus, inactive }) => closedStatus === true && inactive !== true)
      return (
        closing.sort((one, other) => (one.sortOrder ?? 0) - (other.sortOrder ?? 0) || one.id - other.id)[0]?.id ?? null
      )
    },
    async findOpenTicket(company: CompanyId, wanted: string) {
      // Compared here: whether the reference can be filtered by is not documented.
      const conditions = `company/id=${company} and closedFlag=false`
      const query = { conditions, fields: ticketFields }
      const rows = await client.list({ route: tickets }, query, ticketWire, { counted: 'always' })
      const [found] = rows.filter(({ externalXRef }) => externalXRef === wanted).sort((one, other) => one.id - other.id)
      return found === undefined ? null : ({ id: found.id, boardId: found.board?.id ?? null } satisfies Ticket)
    },
    async readNotes(ticket) {
      const rows = await client.list({ route: notes, ids: [ticket] }, {}, noteWire)
      return rows.map(({ text }) => text ?? '')
    },
    async openTicket({ companyId, boardId, summary, text, reference: externalXRef }) {
      const written = await client.write(
        'POST',
        { route: tickets },
        {
          summary: summary.slice(0, 100),
          company: { id: companyId },
          board: { id: boardId },
          initialInternalAnalysis: text,
          externalXRef,
          automaticEmailContactFlag: false,
          automaticEmailCcFlag: false,
        },
      )
      if (written.kind !== 'answered') return written
      return ticketWire.safeParse(written.body).success
        ? { kind: 'done' }
        : { kind: 'unheard', failure: written.unreadable('The answer is not the new ticket.') }
    },
    async addNote(ticket, text) {
      const body = { text, detailDescriptionFlag: false, internalAnalysisFlag: true, resolutionFlag: false }
      const written = await client.write('POST', { route: notes, ids: [ticket] }, body)
      return written.kind === 'answered' ? { kind: 'done' } : written
    },
    async setStatus(ticket, status): Promise<TicketWrite> {
      const target = { route: `${tickets}/{id}`, ids: [ticket] }
      // The whole reference: a path into it (`status/id`) is answered with 200 and has no effect.
      const written = await client.write('PATCH', target, [{ op: 'replace', path: 'status', value: { id: status } }])
      if (written.kind !== 'answered') return written
      const parsed = ticketWire.safeParse(written.body)
      if (parsed.success && parsed.data.status?.id === status) return { kind: 'done' }
      return {
        kind: 'refused',
        failure: { ...written.unreadable('The ticket has another status.'), kind: 'notApplied' },
      }
    },
  }
}

const fromApiBoard = (row: z.output<typeof boardWire>): Board => ({
  id: row.id,
  name: row.name,
  inactive: row.inactiveFlag === true,
  project: row.projectFlag === true,
})
