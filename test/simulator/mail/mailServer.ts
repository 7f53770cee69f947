/** A mail server on this machine that really listens: of the demo, and of the tests, which let it misbehave. */
import type { Socket } from 'node:net'
import { SMTPServer } from 'smtp-server'
import { listenError } from '../listen'

/** A mail as it was handed over. */
export interface TakenMail {
  /** Of the envelope, as `to`. */
  from: string
  to: string[]
  /** Who logged in, if somebody did. */
  user: string | null
  /** As it came, headers first. */
  raw: Buffer
}

/** Thrown by what decides about a mail: it is refused with this code of SMTP (RFC 5321 §4.2.1) and these words. */
export class MailRefusal extends Error {
  readonly responseCode: number
  constructor(responseCode: number, words: string) {
    super(words)
    this.responseCode = responseCode
  }
}

export interface MailServerOptions {
  /** Any that is free where it is not said. */
  port?: number
  /** Without it the connection stays in clear, and STARTTLS is not offered. */
  tls?: { from: 'start' | 'starttls'; cert: string; key: string }
  /** Throws an Error when this login is wrong. Nobody has to log in; without it nobody can. */
  checkLogin?: (user: string, password: string) => void
  /** Throws MailRefusal for an address that it does not take. */
  checkRecipient?: (address: string) => void
  /** Called as often as a part of a mail's content comes. */
  onContent?: () => void
  /** The mail is answered when this is over. May throw MailRefusal. */
  take: (mail: TakenMail) => void | Promise<void>
  /** A larger mail is refused. */
  maxBytes?: number
}

export interface MailServer {
  port: number
  /** Cuts off all connections that are open. */
  hangUp: () => void
  /** Hangs up first. */
  close: () => Promise<void>
}

const usualMaxBytes = 10_000_000
const maxClients = 50

/** Listens on 127.0.0.1. Throws an Error that names the port and the way out when the port is taken. */
export async function startMailServer(options: MailServerOptions): Promise<MailServer> {
  const { port = 0, tls, checkLogin, checkRecipient, onContent, take, maxBytes = usualMaxBytes } = options
  const server = new SMTPServer({
    ...(tls !== undefined && { cert: tls.cert, key: tls.key }),
    secure: tls?.from === 'start',
    disabledCommands: [...(tls === undefined ? ['STARTTLS'] : []), ...(checkLogin === undefined ? ['AUTH'] : [])],
    authOptional: true,
    // The name of who connects is of no interest, and asking for it would leave this machine.
    disableReverseLookup: true,
    size: maxBytes,
    maxClients,
    logger: false,
    onAuth({ username = '', password = '' }, _session, done) {
      const problem = caught(() => checkLogin?.(username, password ?? ''))
      if (problem === null) done(null, { user: username })
      else done(problem)
    },
    onRcptTo({ address }, _session, done) {
      done(caught(() => checkRecipient?.(address)))
    },
    onData(stream, session, done) {
      const parts: Buffer[] = []
      let bytes = 0
      stream.on('data', (part: Buffer) => {
        onContent?.()
        bytes += part.length
        if (bytes <= maxBytes) parts.push(part)
      })
      stream.on('end', () => {
        const { mailFrom, rcptTo } = session.envelope
        const mail = {
          from: mailFrom === false ? '' : mailFrom.address,
          to: rcptTo.map(({ address }) => address),
          user: typeof session.user === 'string' ? session.user : null,
          raw: Buffer.concat(parts),
        }
        const taken = async () => {
          if (bytes > maxBytes) throw new MailRefusal(552, `A mail has at most ${maxBytes} bytes`)
          await take(mail)
        }
        taken().then(
          () => done(),
          (error: unknown) => done(asError(error)),
        )
      })
    },
  })
  const listening = server.listen(port, '127.0.0.1')
  const sockets = new Set<Socket>()
  listening.on('connection', (socket: Socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
  })
  await new Promise<void>((resolve, reject) => {
    listening.once('listening', resolve)
    server.once('error', (error) => reject(listenError(error, { name: 'mail', port })))
  })
  // A client that hangs up, e.g. because it does not trust the certificate; what that means is told on the client's side.
  server.on('error', () => undefined)
  const address = listening.address()
  if (address === null || typeof address === 'string') throw new Error('The mail server does not listen')
  const hangUp = () => {
    for (const socket of sockets) socket.destroy()
  }
  return {
    port: address.port,
    hangUp,
    close: () => {
      hangUp()
      return new Promise((resolve) => server.close(() => resolve()))
    },
  }
}

function caught(check: () => void): Error | null {
  try {
    check()
    return null
  } catch (error) {
    return asError(error)
  }
}

const asError = (error: unknown): Error => (error instanceof Error ? error : new Error(String(error)))
