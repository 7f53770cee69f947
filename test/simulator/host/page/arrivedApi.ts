/** What the panel and the sandbox say to each other about mail. */
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

export const arrivedApi = {
  mails: () => ask<MailsShown>('GET', '/sandbox/mails'),
  mail: (id: number) => ask<MailShown>('GET', `/sandbox/mails/${id}`),
}

/** Addresses for a frame or a link. */
export const addressOf = {
  mailHtml: (id: number) => `/sandbox/mails/${id}/html`,
  mailFile: (id: number, index: number) => `/sandbox/mails/${id}/files/${index}`,
}
