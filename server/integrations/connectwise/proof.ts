/** The proof of a member as request headers (facts/hosted-api.md §6.1, §6.3). */
import { Buffer } from 'node:buffer'
import type { ProofForm } from './options'
import type { MemberProof } from './port'

/** Visible ASCII without the characters that end a cookie or a header. */
const safe = /^[\x21-\x2b\x2d-\x3a\x3c-\x7e]+$/

/**
 * May these values stand in a header? The hash has 8–2,048 characters; the context has its own rule of 1–64, for a length
 * check meant for the hash once broke the sign-in with a context of three.
 */
export function isSafeProof(proof: MemberProof): boolean {
  return (
    safe.test(proof.memberId) &&
    proof.memberId.length <= 100 &&
    safe.test(proof.memberHash) &&
    proof.memberHash.length >= 8 &&
    proof.memberHash.length <= 2048 &&
    safe.test(proof.memberContext) &&
    proof.memberContext.length <= 64
  )
}

/** Headers of one form of the proof; null for a form that says nothing new (encoding that changes nothing). */
export function proofHeaders(loginCompany: string, proof: MemberProof, form: ProofForm): Record<string, string> | null {
  const cookies = {
    companyName: loginCompany,
    memberId: proof.memberId,
    memberHash: proof.memberHash,
    memberContext: proof.memberContext,
  }
  const raw = cookieHeader(cookies, (value) => value)
  switch (form) {
    case 'cookies':
      return { cookie: raw }
    case 'encodedCookies': {
      const encoded = cookieHeader(cookies, encodeURIComponent)
      return encoded === raw ? null : { cookie: encoded }
    }
    case 'basic':
      return { authorization: basic(loginCompany, proof.memberId, proof.memberHash) }
    default:
      return form satisfies never
  }
}

/** `companyId+user:secret` with a literal `+` (facts/connectwise-rest.md §4). */
export const basic = (loginCompany: string, user: string, secret: string): string =>
  `Basic ${Buffer.from(`${loginCompany}+${user}:${secret}`, 'utf8').toString('base64')}`

const cookieHeader = (cookies: Record<string, string>, encode: (value: string) => string): string =>
  Object.entries(cookies)
    .map(([name, value]) => `${name}=${encode(value)}`)
    .join('; ')
