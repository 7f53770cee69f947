/** Who calls: API keys, a member's hash in cookies, or a member's hash as Basic credentials (facts §4, hosted-api §6). */
import type { MiddlewareHandler } from 'hono'
import { cutConnection } from '../faults'
import type { Caller, CwContext, CwEnv, CwRoutes } from './env'
import { CwRefusal, notFound } from './errors'
import type { ConnectWiseWorld } from './world'

type Proof =
  | { kind: 'basic'; company: string; user: string; secret: string }
  | { kind: 'cookies'; company: string; memberId: string; hash: string; context: string }

/** Lets only requests with a client id and good credentials through, and notes the caller. */
export function requireCaller(routes: CwRoutes): MiddlewareHandler<CwEnv> {
  return async (c, next) => {
    const { options, world } = routes
    const proof = readProof(c, options.cookieForm)
    if (options.apiHostRequired) checkHost(c, proof)
    if ((c.req.header('clientid') ?? '').trim() === '')
      throw new CwRefusal(401, 'Unauthorized', 'A clientId header is required')
    if (proof === null) throw unauthorized()
    const identifier = identify(c, routes, proof)
    const caller = identifier === null ? null : callerOf(world, identifier)
    if (caller === null) return refuse(c, proof, routes)
    c.set('caller', caller)
    return next()
  }
}

/** The active member of that name with its role, or null. */
function callerOf(world: ConnectWiseWorld, identifier: string): Caller | null {
  const member = world.members.find((each) => same(each.identifier, identifier))
  if (member === undefined || member.inactiveFlag) return null
  return { member, role: world.securityRoles.find(({ id }) => id === member.securityRoleId) ?? null }
}

function identify(c: CwContext, routes: CwRoutes, proof: Proof): string | null {
  const { world } = routes
  if (!same(proof.company, world.site.loginCompany)) return null
  if (proof.kind === 'cookies') {
    // Without context the check is refused, whatever the hash.
    return proof.context === '' ? null : memberOf(c, routes, proof.memberId, proof.hash, proof.context)
  }
  const key = world.apiKeys.find(({ publicKey }) => publicKey === proof.user)
  if (key !== undefined) return key.privateKey === proof.secret ? key.memberIdentifier : null
  return routes.options.memberHashBasic ? memberOf(c, routes, proof.user, proof.secret, null) : null
}

function memberOf(
  c: CwContext,
  { world, clock, options }: CwRoutes,
  memberId: string,
  hash: string,
  context: string | null,
): string | null {
  const host = cloudHost(c)
  if (host !== null && options.memberHashHost !== 'both' && host !== options.memberHashHost) return null
  const session = world.sessions.find(
    (each) =>
      same(each.memberIdentifier, memberId) &&
      each.memberHash === hash &&
      (context === null || each.memberContext === context),
  )
  if (session === undefined) return null
  const hasExpired = session.expiresAt !== null && Date.parse(session.expiresAt) <= clock.nowMs()
  return hasExpired ? null : session.memberIdentifier
}

function refuse(c: CwContext, proof: Proof, { options }: CwRoutes): Response {
  // The other looks of bad credentials are reported for keys on cloud; a bad hash is 401.
  if (proof.kind === 'basic' && options.badCredentials === 'notFound') throw notFound('The record')
  if (proof.kind === 'basic' && options.badCredentials === 'reset') return cutConnection(c)
  throw proof.kind === 'basic' ? new CwRefusal(401, 'ConnectWiseApi', 'UserNotAuthenticated') : unauthorized()
}

const unauthorized = () => new CwRefusal(401, 'Unauthorized', 'Authorization is required')

/** On cloud, keys work only at the `api-` host and nothing works without TLS; the answer names SSL in both cases. */
function checkHost(c: CwContext, proof: Proof | null): void {
  const host = cloudHost(c)
  if (host === null) return
  const isPlain = new URL(c.req.url).protocol !== 'https:'
  if (isPlain || (host === 'bare' && proof?.kind === 'basic')) throw new CwRefusal(403, 'Security', 'SSL is required.')
}

function cloudHost(c: CwContext): 'bare' | 'api' | null {
  const { hostname } = new URL(c.req.url)
  if (!/\.(myconnectwise\.net|connectwisedev\.com)$/i.test(hostname)) return null
  return hostname.toLowerCase().startsWith('api-') ? 'api' : 'bare'
}

/** The login company ends at the first `+`, the user at the first `:`. Nothing is URL-decoded. */
function readProof(c: CwContext, cookieForm: 'raw' | 'encoded' | 'both'): Proof | null {
  const basic = /^basic\s+(\S+)$/i.exec(c.req.header('authorization') ?? '')
  if (basic?.[1] !== undefined) {
    const text = Buffer.from(basic[1], 'base64').toString('utf8')
    const parts = /^([^+]*)\+([^:]*):(.*)$/s.exec(text)
    return { kind: 'basic', company: parts?.[1] ?? '', user: parts?.[2] ?? '', secret: parts?.[3] ?? '' }
  }
  const cookies = readCookies(c.req.header('cookie') ?? '', cookieForm)
  const company = cookies.get('companyname')
  const memberId = cookies.get('memberid')
  const hash = cookies.get('memberhash')
  if (company === undefined || memberId === undefined || hash === undefined) return null
  return { kind: 'cookies', company, memberId, hash, context: cookies.get('membercontext') ?? '' }
}

function readCookies(header: string, form: 'raw' | 'encoded' | 'both'): Map<string, string> {
  const cookies = new Map<string, string>()
  for (const part of header.split(';')) {
    const at = part.indexOf('=')
    if (at < 0) continue
    const value = part.slice(at + 1).trim()
    cookies.set(part.slice(0, at).trim().toLowerCase(), form === 'raw' ? value : decoded(value))
  }
  return cookies
}

function decoded(value: string): string {
  try {
    return decodeURIComponent(value)
  } catch {
    return value
  }
}

function same(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase()
}
