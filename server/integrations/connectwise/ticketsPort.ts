/** What the services ask of ConnectWise's service desk. Reads throw UpstreamError; writes never throw. */
import type { UpstreamFailure } from '../../domain/errors'
import type { CompanyId } from '../../domain/ids'

export interface Board {
  id: number
  name: string
  inactive: boolean
  /** Takes project tickets only. */
  project: boolean
}

export interface Ticket {
  id: number
  boardId: number | null
}

export interface NewTicket {
  companyId: CompanyId
  boardId: number
  /** At most 100 characters. */
  summary: string
  /** Internal: the customer's contacts neither see it nor get it by mail. */
  text: string
  /** Our own key, at most 100 plain characters, by which the ticket is found again. */
  reference: string
}

/** `unheard`: nobody knows whether it took effect; looking again tells. */
export type TicketWrite = { kind: 'done' } | { kind: 'refused' | 'unheard'; failure: UpstreamFailure }

export interface Tickets {
  readBoards(): Promise<Board[]>
  readBoard(id: number): Promise<Board | null>
  /** The first status of the board, by its order, that closes a ticket; null when none does. */
  readClosedStatus(board: number): Promise<number | null>
  /** An open ticket of the company with this reference, on whatever board it is by now; the oldest of several. */
  findOpenTicket(company: CompanyId, reference: string): Promise<Ticket | null>
  readNotes(ticket: number): Promise<string[]>
  /** POST; never retried. */
  openTicket(ticket: NewTicket): Promise<TicketWrite>
  /** POST of an internal note; never retried. */
  addNote(ticket: number, text: string): Promise<TicketWrite>
  /** PATCHes the status, and compares the returned record with it. Never retried. */
  setStatus(ticket: number, status: number): Promise<TicketWrite>
}
