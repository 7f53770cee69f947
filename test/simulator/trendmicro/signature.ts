import { createHash, createHmac, timingSafeEqual } from 'node:crypto'

export interface SignedRequest {
  /** The header's text, as it came. */
  posixTime: string
  method: string
  /** Path and query as on the wire, from the leading slash. */
  requestUri: string
  body: Uint8Array
}

/** The text that is signed: no separators; the digest of the body only when there is a body. */
export function signedPayload({ posixTime, method, requestUri, body }: SignedRequest): string {
  const digest = body.byteLength === 0 ? '' : createHash('md5').update(body).digest('base64')
  return posixTime + method.toUpperCase() + requestUri + digest
}

/** `x-signature` of a request. The secret is used as text although it looks like Base64. */
export function computeSignature(secretKey: string, request: SignedRequest): string {
  return createHmac('sha256', Buffer.from(secretKey, 'utf8')).update(signedPayload(request), 'utf8').digest('base64')
}

export function isSignedWith(secretKey: string, request: SignedRequest, signature: string): boolean {
  const expected = Buffer.from(computeSignature(secretKey, request))
  const given = Buffer.from(signature)
  return expected.byteLength === given.byteLength && timingSafeEqual(expected, given)
}
