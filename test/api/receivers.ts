/** Who gets notices, in the test process and really listening: a mail server, and a receiver of webhooks that can misbehave. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { MailRefusal, startMailServer as listenForMail } from '../simulator/mail/mailServer'
import { localhostCertificate } from './localhostCertificate'

export interface Received {
  path: string
  id: string | undefined
  body: unknown
}
export type Answer = (request: IncomingMessage, response: ServerResponse) => void

export interface Receiver {
  origin: string
  received: Received[]
  /** How it answers from now on; as usual with 200. */
  answer: (how: Answer) => void
  close(): Promise<void>
}

const well: Answer = (_request, response) => response.end('ok')

export async function startReceiver(): Promise<Receiver> {
  const received: Received[] = []
  let how = well
  const server = createServer((request, response) => {
    const parts: Buffer[] = []
    request.on('data', (part: Buffer) => parts.push(part))
    request.on('end', () => {
      const body: unknown = JSON.parse(Buffer.concat(parts).toString())
      received.push({ path: request.url ?? '', id: request.headers['x-notice-id']?.toString(), body })
      how(request, response)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    origin: `http://127.0.0.1:${portOf(server.address())}`,
    received,
    answer: (next) => {
      how = next
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        // One that was never answered is kept open otherwise.
        server.closeAllConnections()
      }),
  }
}

export interface Mail {
  to: string[]
  from: string
  user: string | null
  /** As it came, headers first. */
  text: string
}
export interface MailServer {
  port: number
  mails: Mail[]
  /** Users with their passwords; without any, nobody has to log in. */
  users: Map<string, string>
  /** Addresses that it does not take. */
  refused: Set<string>
  /** What it says of a mail that it has whole, from now on; as usual that it is taken, at once. */
  answerMails(how: MailAnswer): void
  /** Where it hangs up from now on: at the recipient, or as soon as content comes. */
  hangUpAt(where: 'recipient' | 'content' | null): void
  close(): Promise<void>
}
/** A number: the code of a refusal, after which it does not keep the mail. A promise that never ends: no answer. */
export type MailAnswer = () => Promise<'taken' | 'hangsUp' | number>

/** `tls`: from the start. Its certificate is one of its own making, that nobody trusts. */
export async function startMailServer(options: { tls?: boolean; hidesStartTls?: boolean } = {}): Promise<MailServer> {
  const mails: Mail[] = []
  const users = new Map<string, string>()
  const refused = new Set<string>()
  let answer: MailAnswer = () => Promise.resolve('taken')
  let end: 'recipient' | 'content' | null = null
  const server = await listenForMail({
    ...(options.hidesStartTls !== true && {
      tls: { ...localhostCertificate, from: options.tls === true ? 'start' : 'starttls' },
    }),
    // Large ones are of the tests' own making.
    maxBytes: 100_000_000,
    checkLogin(user, password) {
      if (users.get(user) !== password) throw new Error(`Not ${password}`)
    },
    checkRecipient(address) {
      if (end === 'recipient') server.hangUp()
      if (refused.has(address)) throw new MailRefusal(550, 'No such mailbox')
    },
    onContent() {
      if (end === 'content') server.hangUp()
    },
    async take({ raw, ...envelope }) {
      const mail = { ...envelope, text: raw.toString() }
      const answered = answer()
      mails.push(mail)
      const said = await answered
      if (said === 'taken') return
      if (said === 'hangsUp') {
        server.hangUp()
        return
      }
      mails.splice(mails.indexOf(mail), 1)
      throw new MailRefusal(said, 'Not this one')
    },
  })
  return {
    port: server.port,
    mails,
    users,
    refused,
    answerMails: (how) => {
      answer = how
    },
    hangUpAt: (where) => {
      end = where
    },
    close: server.close,
  }
}

function portOf(address: AddressInfo | string | null): number {
  if (address === null || typeof address === 'string') throw new Error('It does not listen')
  return address.port
}
