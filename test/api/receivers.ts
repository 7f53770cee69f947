/** Who gets notices, in the test process and really listening: a mail server, and a receiver of webhooks that can misbehave. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { SMTPServer } from 'smtp-server'
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
  const sockets = new Set<Socket>()
  const hangUp = () => {
    for (const socket of sockets) socket.destroy()
  }
  const server = new SMTPServer({
    ...localhostCertificate,
    secure: options.tls === true,
    disabledCommands: options.hidesStartTls === true ? ['STARTTLS'] : [],
    authOptional: true,
    logger: false,
    onAuth({ username, password }, _session, done) {
      if (username !== undefined && users.get(username) === password) done(null, { user: username })
      else done(new Error(`Not ${String(password)}`))
    },
    onRcptTo({ address }, _session, done) {
      if (end === 'recipient') {
        hangUp()
        return
      }
      if (refused.has(address)) done(Object.assign(new Error('No such mailbox'), { responseCode: 550 }))
      else done()
    },
    onData(stream, session, done) {
      const parts: Buffer[] = []
      stream.on('data', (part: Buffer) => {
        if (end === 'content') hangUp()
        parts.push(part)
      })
      stream.on('end', () => {
        const { mailFrom, rcptTo } = session.envelope
        const mail = {
          to: rcptTo.map(({ address }) => address),
          from: mailFrom === false ? '' : mailFrom.address,
          user: typeof session.user === 'string' ? session.user : null,
          text: Buffer.concat(parts).toString(),
        }
        const answered = answer()
        mails.push(mail)
        void answered.then((said) => {
          if (said === 'taken') {
            done()
            return
          }
          if (said === 'hangsUp') {
            hangUp()
            return
          }
          mails.splice(mails.indexOf(mail), 1)
          done(Object.assign(new Error('Not this one'), { responseCode: said }))
        })
      })
    },
  })
  // A client that does not trust it hangs up; what that means is told on the client's side.
  server.on('error', () => undefined)
  const listening = server.listen(0, '127.0.0.1')
  listening.on('connection', (socket: Socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
  })
  await new Promise<void>((resolve) => listening.once('listening', resolve))
  return {
    port: portOf(listening.address()),
    mails,
    users,
    refused,
    answerMails: (how) => {
      answer = how
    },
    hangUpAt: (where) => {
      end = where
    },
    close: () => {
      hangUp()
      return new Promise((resolve) => server.close(() => resolve()))
    },
  }
}

function portOf(address: AddressInfo | string | null): number {
  if (address === null || typeof address === 'string') throw new Error('It does not listen')
  return address.port
}
