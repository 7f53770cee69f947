/** Mail over SMTP. One connection a mail: notices are few, and a server that was down does not hold up the next. */
import { createTransport } from 'nodemailer'
import type { Instant } from '../../domain/calendar'
import type { Delivery, DeliveryFailure } from '../../domain/outbox'
import { faultOf } from '../httpClient/faults'
import type { Mailer, MailServer } from './port'

/**
 * `timeoutMs`: for the connection, for the greeting, and for any silence after it; three times that for all of one mail, for a
 * server that says a little all the time is never silent. `trusted`: a certificate (PEM) to believe
 * instead of those that the machine believes.
 */
export function createMailer(options: { now: () => Instant; timeoutMs?: number; trusted?: string }): Mailer {
  const { now, timeoutMs = 20_000, trusted } = options
  return {
    async send(server, { id, to, message, html, files = [] }): Promise<Delivery> {
      const transport = createTransport({
        host: server.host,
        port: server.port,
        secure: server.security === 'tls',
        // A password is never said in clear, also where somebody in between hides STARTTLS.
        requireTLS: server.security === 'starttls',
        ignoreTLS: server.security === 'none',
        ...(server.login !== null && { auth: { user: server.login.user, pass: server.login.password } }),
        ...(trusted !== undefined && { tls: { ca: trusted } }),
        connectionTimeout: timeoutMs,
        greetingTimeout: timeoutMs,
        socketTimeout: timeoutMs,
        // The texts name nothing outside of themselves.
        disableFileAccess: true,
        disableUrlAccess: true,
      })
      const ended = AbortSignal.timeout(3 * timeoutMs)
      try {
        await transport.sendMail({
          from: server.from,
          to,
          subject: message.title,
          text: `${message.lines.join('\n')}\n`,
          ...(html !== undefined && { html }),
          attachments: files.map(({ name, contentType, content }) => ({
            filename: name,
            contentType,
            content: Buffer.from(content),
          })),
          messageId: `<${id}@${server.from.split('@')[1] ?? 'localhost'}>`,
          headers: { 'Auto-Submitted': 'auto-generated' },
          signal: ended,
        })
        return { kind: 'delivered' }
      } catch (error) {
        const failure = ended.aborted ? tooLate : failureOf(error, server)
        return { kind: 'failed', failure: { ...failure, at: now() } }
      } finally {
        transport.close()
      }
    },
  }
}

const tooLate: Omit<DeliveryFailure, 'at'> = { kind: 'timeout', status: null, text: 'No answer in time.' }

function failureOf(error: unknown, server: MailServer): Omit<DeliveryFailure, 'at'> {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  const status =
    error instanceof Error && 'responseCode' in error && typeof error.responseCode === 'number'
      ? error.responseCode
      : null
  if (status !== null) {
    const words = error instanceof Error && 'response' in error ? String(error.response) : ''
    return { kind: kindOf(code, status), status, text: withoutLogin(words, server) }
  }
  // The answer was none: a silence, a broken connection, or a certificate that is not trusted.
  if (code === 'ETIMEDOUT') return tooLate
  if (code === 'ETLS' || isOfTls(error)) return { kind: 'tls', status: null, text: 'No trusted connection.' }
  if (code === 'EAUTH') return { kind: 'unauthorised', status: null, text: null }
  const { kind, text } = faultOf(error, false)
  return { kind, status: null, text }
}

/** nodemailer gives all that breaks on a socket one code; what OpenSSL said is in the text. */
const isOfTls = (error: unknown): boolean =>
  error instanceof Error && /certificate|self-signed|\bSSL\b|\bTLS\b|altnames/i.test(error.message)

/** A 5xx of SMTP is for good, a 4xx is not (RFC 5321 §4.2.1). */
function kindOf(code: string, status: number): DeliveryFailure['kind'] {
  if (code === 'EAUTH' || status === 530 || status === 535) return 'unauthorised'
  return status >= 500 ? 'refused' : 'unavailable'
}

function withoutLogin(text: string, { login }: MailServer): string | null {
  const secrets =
    login === null
      ? []
      : [login.password, base64(login.password), base64(`\0${login.user}\0${login.password}`)].filter(Boolean)
  const cleaned = secrets.reduce((left, secret) => left.replaceAll(secret, '[removed]'), text)
  const short = cleaned
    .replaceAll(/[\p{Cc}\s]+/gu, ' ')
    .trim()
    .slice(0, 300)
  return short === '' ? null : short
}

const base64 = (text: string): string => Buffer.from(text).toString('base64')
