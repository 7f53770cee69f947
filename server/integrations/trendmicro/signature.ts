/** Signature of LMPI and SMPI alike, to the byte (facts/trend-micro.md §3.2). */
import { Buffer } from 'node:buffer'
import { createHash, createHmac } from 'node:crypto'

export interface SignedParts {
  /** Unix seconds. */
  posixTime: number
  method: string
  /** Path and query as they are on the wire. */
  requestUri: string
  /** The very text that is sent, or null. */
  body: string | null
}

/** `x-signature`. The MD5 of the body lives only in the payload; the secret is used as text, not decoded. */
export function signatureOf(secretKey: string, parts: SignedParts): string {
  return createHmac('sha256', Buffer.from(secretKey, 'utf8')).update(payloadOf(parts), 'utf8').digest('base64')
}

/** What is signed: no separators, no newline; the last part only when there is a body. */
export function payloadOf({ posixTime, method, requestUri, body }: SignedParts): string {
  const digest = body === null || body === '' ? '' : createHash('md5').update(body, 'utf8').digest('base64')
  return `${posixTime}${method.toUpperCase()}${requestUri}${digest}`
}
