/** Who is looking: the host's word is checked at the tenant's stored site, never at the host that the pod names (facts/hosted-api.md §6.3). */
import { createHash } from 'node:crypto'
import { instantFromMs, msOf, type Instant } from '../domain/calendar'
import { AppError, UpstreamError } from '../domain/errors'
import type { CompanyId, TenantId } from '../domain/ids'
import type { Rights, SessionRequest } from '../domain/viewsSession'
import type { MemberProof, VerifiedMember } from '../integrations/connectwise/port'
import type { Clock, Ids, Log } from '../ports'
import type { Store } from '../storage/store'
import { createAttempts, type AttemptLimits } from './attempts'
import { rightsOfMember } from './rights'
import type { Connect } from './upstreams'

/** How long and how often; defaults from facts/hosted-api.md §6.3. */
export interface SessionLimits extends AttemptLimits {
  tokenMs: number
  /** How long a console may be renewed after it was opened: no host says anew who is looking. */
  consoleMs: number
  goodMs: number
  badMs: number
}
const defaultSessionLimits: SessionLimits = {
  tokenMs: 15 * 60_000,
  goodMs: 5 * 60_000,
  badMs: 60_000,
  consoleMs: 8 * 3_600_000,
  failuresPerMember: 10,
  failuresPerMemberMs: 15 * 60_000,
  failuresPerMinute: 30,
}
/** Proofs and answers kept in memory; the oldest go first. */
const maxKept = 5_000

export interface MemberSession {
  id: string
  tenantId: TenantId
  member: VerifiedMember
  rights: Rights
  expiresAt: Instant
}

export interface Sessions {
  /** Checks what the host handed over. Throws AppError `unauthenticated`, `tooManyAttempts`, `invalid`; UpstreamError when it cannot be checked. */
  open(request: SessionRequest): Promise<MemberSession>
  /** The console's own session for who is signed in: what it may ends with what the pod handed over. Throws `consoleCode`. */
  openConsole(session: MemberSession): MemberSession
  /** A further session of a console, for a working day at most, with the rights that the member has now. Throws `unauthenticated`, `tooManyAttempts`, UpstreamError. */
  renewConsole(sessionId: string): Promise<MemberSession>
  /** May the member see this company? Asked of ConnectWise as the member. Throws `companyForbidden`, `companyNotFound`, `unauthenticated`. */
  checkCompany(sessionId: string, company: CompanyId): Promise<void>
  /** Names of members with the right to bill who were seen since the server started: whom to ask. At most ten. */
  billingManagers(tenant: TenantId): string[]
  /** The same of members who may administer. */
  administrators(tenant: TenantId): string[]
  /** Ends the tenant's sessions: its site or keys changed, and no proof may go to a site that it was not given for. */
  forget(tenant: TenantId): void
}

type Answer = { kind: 'good'; member: VerifiedMember; rights: Rights } | { kind: 'bad' }
type Visibility = Promise<'visible' | 'forbidden' | 'notFound'>

export function createSessions(
  deps: { store: Store; clock: Clock; ids: Ids; log: Log; connect: Connect },
  limits: SessionLimits = defaultSessionLimits,
): Sessions {
  const answers = new Map<string, { tenantId: TenantId; answer: Answer; untilMs: number }>()
  const managers = new Map<TenantId, Set<string>>()
  const administrators = new Map<TenantId, Set<string>>()
  const proofs = new Map<
    string,
    {
      tenantId: TenantId
      proof: MemberProof
      untilMs: number
      /** Of a console: until when it may be renewed. */
      renewUntilMs: number | null
      companies: Map<CompanyId, { seen: Visibility; untilMs: number }>
    }
  >()
  const checking = new Map<string, Promise<Answer>>()
  const nowMs = () => msOf(deps.clock.now())
  const attempts = createAttempts(nowMs, limits)

  const ask = async (tenantId: TenantId, proof: MemberProof): Promise<Answer> => {
    const { connectWise } = await deps.connect(tenantId)
    const member = await connectWise.verifyMember(proof)
    if (member === null) return { kind: 'bad' }
    return { kind: 'good', member, rights: rightsOfMember(await connectWise.readMemberRights(proof)) }
  }

  /** What ConnectWise says of the proof: asked once, however many pods of a page ask at once. */
  const check = async (tenantId: TenantId, proof: MemberProof): Promise<Answer> => {
    const key = digest(tenantId, proof)
    const kept = answers.get(key)
    if (kept !== undefined && kept.untilMs > nowMs()) return kept.answer
    const begun = checking.get(key)
    if (begun !== undefined) return begun
    const asked = attempts
      .guard(
        tenantId,
        proof.memberId.toLowerCase(),
        () => ask(tenantId, proof),
        ({ kind }) => kind === 'good',
      )
      .then((answer) => {
        const untilMs = nowMs() + (answer.kind === 'good' ? limits.goodMs : limits.badMs)
        keep(answers, key, { tenantId, answer, untilMs })
        return answer
      })
      .finally(() => checking.delete(key))
    checking.set(key, asked)
    return asked
  }

  const alive = (id: string) => {
    const session = proofs.get(id)
    return session === undefined || session.untilMs <= nowMs() ? null : session
  }
  const begin = ({
    renewUntilMs,
    proof,
    ...of
  }: Omit<MemberSession, 'id' | 'expiresAt'> & { proof: MemberProof; renewUntilMs: number | null }): MemberSession => {
    // Proofs are not kept longer than the tokens that stand on them.
    for (const [old, session] of proofs) if (session.untilMs <= nowMs()) proofs.delete(old)
    const id = deps.ids.uuid()
    const untilMs = Math.min(nowMs() + limits.tokenMs, renewUntilMs ?? Infinity)
    keep(proofs, id, { tenantId: of.tenantId, proof, untilMs, renewUntilMs, companies: new Map() })
    return { id, ...of, expiresAt: instantFromMs(untilMs) }
  }

  return {
    forget(tenant) {
      for (const [id, session] of proofs) if (session.tenantId === tenant) proofs.delete(id)
      for (const [key, { tenantId }] of answers) if (tenantId === tenant) answers.delete(key)
    },
    async open(request) {
      const proof = readProof(request)
      const tenantId = await findTenant(deps.store, request)
      if (tenantId === null) throw new AppError('unauthenticated', { detail: 'unknown site or login company' })
      const answer = await check(tenantId, proof)
      if (answer.kind === 'bad')
        throw new AppError('unauthenticated', { detail: 'ConnectWise does not know this sign-in' })
      if (answer.member.licenceClass === 'A')
        deps.log.warn('an API member looks at the pod', { tenant: tenantId, member: answer.member.identifier })
      const name = answer.member.fullName ?? answer.member.identifier
      if (answer.rights.bill) noteName(managers, tenantId, name)
      if (answer.rights.administer) noteName(administrators, tenantId, name)
      return begin({ tenantId, proof, member: answer.member, rights: answer.rights, renewUntilMs: null })
    },
    openConsole({ id, tenantId, member, rights }) {
      const pod = alive(id)
      if (pod === null) throw new AppError('consoleCode')
      // A code that a console asked for gives it no longer day.
      const renewUntilMs = pod.renewUntilMs ?? nowMs() + limits.consoleMs
      return begin({ tenantId, proof: pod.proof, member, rights, renewUntilMs })
    },
    async renewConsole(id) {
      const console = alive(id)
      const renewUntilMs = console?.renewUntilMs ?? null
      if (console === null || renewUntilMs === null || renewUntilMs <= nowMs()) throw new AppError('unauthenticated')
      const { tenantId, proof } = console
      const answer = await check(tenantId, proof)
      // The tenant's sessions may have ended meanwhile.
      if (answer.kind === 'bad' || alive(id) === null) throw new AppError('unauthenticated')
      return begin({ tenantId, proof, member: answer.member, rights: answer.rights, renewUntilMs })
    },
    billingManagers: (tenant) => [...(managers.get(tenant) ?? [])].slice(-10),
    administrators: (tenant) => [...(administrators.get(tenant) ?? [])].slice(-10),
    async checkCompany(sessionId, company) {
      const session = alive(sessionId)
      if (session === null) throw new AppError('unauthenticated')
      let kept = session.companies.get(company)
      if (kept === undefined || kept.untilMs <= nowMs()) {
        const seen = deps
          .connect(session.tenantId)
          .then(({ connectWise }) => connectWise.companyAsMember(session.proof, company))
        kept = { seen, untilMs: nowMs() + limits.goodMs }
        keep(session.companies, company, kept)
      }
      try {
        const visibility = await kept.seen
        if (visibility === 'forbidden') throw new AppError('companyForbidden')
        if (visibility === 'notFound') throw new AppError('companyNotFound')
      } catch (error) {
        if (error instanceof AppError) throw error
        session.companies.delete(company)
        if (error instanceof UpstreamError && error.failure.kind === 'unauthorised')
          throw new AppError('unauthenticated', { cause: error })
        throw error
      }
    },
  }
}

/** Values that may go into a cookie header. memberContext has its own, shorter rule: 3 characters occur (facts/hosted-api.md §6.3). */
function readProof(request: SessionRequest): MemberProof {
  const safe = /^[\x21-\x2b\x2d-\x3a\x3c-\x7e]+$/ // printable ASCII without space, comma, semicolon
  const fits = (value: string, from: number, to: number) =>
    value.length >= from && value.length <= to && safe.test(value)
  if (!fits(request.memberid, 1, 100) || !fits(request.memberHash, 8, 2048) || !fits(request.memberContext, 1, 64))
    throw new AppError('invalid', { detail: 'member proof has an impossible shape' })
  return { memberId: request.memberid, memberHash: request.memberHash, memberContext: request.memberContext }
}

/** The tenant whose stored login company and site are the ones that the pod tells. */
async function findTenant(store: Store, request: SessionRequest): Promise<TenantId | null> {
  for (const id of await store.tenants()) {
    const tenant = (await store.of(id).tenant.read('tenant'))?.value
    if (tenant === undefined) continue
    const { site, loginCompany } = tenant.connections.connectWise
    if (loginCompany.toLowerCase() === request.companyid.trim().toLowerCase() && hostOf(site) === hostOf(request.site))
      return id
  }
  return null
}

/** Host and port of an address or bare host name, lower case; '' for what is neither. */
function hostOf(site: string): string {
  try {
    return new URL(site.includes('://') ? site : `https://${site}`).host.toLowerCase()
  } catch {
    return '' // an address that cannot be read equals no stored site
  }
}

const digest = (tenantId: TenantId, proof: MemberProof): string =>
  createHash('sha256')
    .update(JSON.stringify([tenantId, proof.memberId.toLowerCase(), proof.memberHash, proof.memberContext]))
    .digest('hex')

const noteName = (names: Map<TenantId, Set<string>>, tenant: TenantId, name: string) =>
  names.set(tenant, (names.get(tenant) ?? new Set<string>()).add(name))

function keep<Key, Value>(map: Map<Key, Value>, key: Key, value: Value): void {
  map.delete(key)
  map.set(key, value)
  for (const oldest of map.keys()) {
    if (map.size <= maxKept) return
    map.delete(oldest)
  }
}
