/** What the panel and the sandbox say to each other about what the pod sent: mail, and documents and tickets in ConnectWise. */
import { ask } from './hostApi.ts'

/** `at`: the sandbox's time in the zone of its clock, e.g. `2025-11-30 02:05`. */
export interface MailListed {
  id: number
  at: string
  to: string[]
  subject: string
}

export interface MailsShown {
  /** Where the sandbox takes mail; null where it takes none. */
  server: { host: string; port: number } | null
  /** Newest first. */
  mails: MailListed[]
}

export interface MailShown extends MailListed {
  from: string
  hasHtml: boolean
  text: string | null
  files: { name: string; bytes: number }[]
}

export interface DocumentShown {
  id: number
  at: string
  title: string
  /** Name of the company, or which record of another kind. */
  about: string
  by: string
  /** Null for a link in place of a file. */
  fileName: string | null
  bytes: number
}

export interface TicketShown {
  id: number
  at: string
  summary: string
  company: string
  board: string
  status: string
  /** Oldest first. */
  notes: string[]
}

export const arrivedApi = {
  mails: () => ask<MailsShown>('GET', '/sandbox/mails'),
  mail: (id: number) => ask<MailShown>('GET', `/sandbox/mails/${id}`),
  /** Newest first, as the tickets. */
  documents: () => ask<DocumentShown[]>('GET', '/sandbox/documents'),
  tickets: () => ask<TicketShown[]>('GET', '/sandbox/tickets'),
}

/** Addresses for a frame or a link. */
export const addressOf = {
  mailHtml: (id: number) => `/sandbox/mails/${id}/html`,
  mailFile: (id: number, index: number) => `/sandbox/mails/${id}/files/${index}`,
  document: (id: number) => `/sandbox/documents/${id}/file`,
}
