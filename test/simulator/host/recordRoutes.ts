/** What else than lines was put into ConnectWise: documents and service tickets, of all companies. */
import { Hono } from 'hono'
import { fileOfDocument } from '../connectwise/documents'
import type { CwDocument, CwTicket } from '../connectwise/entities'
import { refuse } from './checked'
import type { DocumentShown, TicketShown } from './page/arrivedApi'
import type { SandboxDeps } from './sandboxRoutes'
import { servedFile } from './servedFile'
import { siteTime } from './siteTime'

const shownRecords = 100

export function recordRoutes({ connectWise: { world } }: SandboxDeps): Hono {
  const app = new Hono()
  const newest = <Row>(rows: readonly Row[]): Row[] => rows.slice(-shownRecords).reverse()
  const at = (iso: string) => siteTime(world.site.timeZone, Date.parse(iso))
  const nameIn = (rows: readonly { id: number; name: string }[], id: number | undefined) =>
    rows.find((each) => each.id === id)?.name ?? ''

  const shownDocument = ({ id, title, fileName, size, recordType, recordId, _info }: CwDocument): DocumentShown => ({
    id,
    at: at(_info.lastUpdated),
    title,
    about: recordType.toLowerCase() === 'company' ? nameIn(world.companies, recordId) : `${recordType} ${recordId}`,
    by: _info.updatedBy,
    fileName,
    bytes: size,
  })
  const shownTicket = (ticket: CwTicket): TicketShown => ({
    id: ticket.id,
    at: at(ticket._info.lastUpdated),
    summary: ticket.summary,
    company: nameIn(world.companies, ticket.company.id),
    board: nameIn(world.boards, ticket.board?.id),
    status: nameIn(world.boardStatuses, ticket.status?.id),
    notes: world.ticketNotes.filter(({ ticketId }) => ticketId === ticket.id).map(({ text }) => text),
  })

  app.get('/documents', (c) => c.json(newest(world.documents).map(shownDocument)))
  app.get('/documents/:id/file', (c) => {
    const id = c.req.param('id')
    const document = world.documents.find((each) => each.id === Number(id))
    const content = document === undefined ? null : fileOfDocument(document)
    if (document === undefined || content === null) return refuse(404, `There is no document ${id} with a file.`)
    const { fileName, title, contentType } = document
    return servedFile({ name: fileName ?? title, contentType: contentType ?? '', content })
  })
  app.get('/tickets', (c) => c.json(newest(world.tickets).map(shownTicket)))
  return app
}
