/** Mail over SMTP. One connection a mail: notices are few, and a server that was down does not hold up the next. */
import { createTransport } from 'nodemailer'
import type { Instant } from '../../domain/calendar'
import type { DeliveryFailure } from '../../domain/outbox'
import { faultOf } from '../httpClient/faults'
import { createHandOver } from './handOver'
import type { Mailer, MailServer, MailWrite } from './port'

/**
 * `timeoutMs`: for the connection and for the greeting; three times that until the server has all of a mail, for one that says a
 * little all the time is never silent. `answerMs`: for its answer to the mail after that, for a server may look through attachments
 * first (RFC 5321 §4.5.3.2.6 lets it take minutes). `trusted`: a certificate (PEM) to believe instead of those that the machine
 * believes.
 */
export function createMailer(options: {
  now: () => Instant
  timeoutMs?: number
  answerMs?: number
  trusted?: string
}): Mailer {
  const { now, timeoutMs = 20_000, answerMs = 5 * 60_000, trusted } = options
  return {
    async send(server, { id, to, message, html, files = [], handingOver }): Promise<MailWrite> {
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
        // One for all stages; those that may take less have the limit below.
        socketTimeout: Math.max(3 * timeoutMs, answerMs),
        // The texts name nothing outside of themselves.
        disableFileAccess: true,
        disableUrlAccess: true,
      })
      const ended = new AbortController()
      const endAfter = (ms: number) => setTimeout(() => ended.abort(), ms)
      let limit = endAfter(3 * timeoutMs)
      const handOver = createHandOver(
        async () => handingOver?.(),
        () => {
          clearTimeout(limit)
          limit = endAfter(answerMs)
        },
      )
      // nodemailer tells a silence or a break by the same error at every stage, so the stage is seen at the content.
      transport.use('stream', (mail, done) => {
        mail.message.processFunc((content) => handOver.through(content))
        done()
      })
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
          signal: ended.signal,
        })
        return { kind: 'delivered' }
      } catch (error) {
        await handOver.begun()
        const failure = { ...(ended.signal.aborted ? tooLate : failureOf(error, server)), at: now() }
        return { kind: handOver.isDone() && !isAnswer(failure) ? 'unheard' : 'failed', failure }
      } finally {
        clearTimeout(limit)
        transport.close()
      }
    },
  }
}

/** A clear no, which a server says by a code of these (RFC 5321 §4.2.1). */
const isAnswer = ({ status }: Pick<DeliveryFailure, 'status'>): boolean =>
  status !== null && status >= 400 && status < 600

const tooLate: Omit<DeliveryFailure, 'at'> = { kind: 'timeout', status: null, text: 'No answer in time.' }

function failureOf(error: unknown, server: MailServer): Omit<DeliveryFailure, 'at'> {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  const status =
    error instanceof Error && 'responseCode' in error && typeof error.responseCode === 'number'
      ? error.responseCode
      : null
  // A no for good to STARTTLS, which nodemailer says although nothing offered it; with a 4xx it may be there later (RFC 3207 §4).
  if (code === 'ETLS' && status !== null && status >= 500) return { kind: 'noStartTls', status: null, text: null }
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
