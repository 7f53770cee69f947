/** Who looks at the pod: the proof of the host's page, checked at the stored site (facts/hosted-api.md §6.2–6.4). */
import { msOf } from '../../domain/calendar'
import { z } from 'zod'
import { UpstreamError } from '../../domain/errors'
import type { CompanyId } from '../../domain/ids'
import type { Clock, Log } from '../../ports'
import type { Reader } from '../httpClient/reader'
import type { Caller, Client } from './client'
import { fromApiMember } from './mapping'
import type { MemberCheckOptions } from './options'
import type { MemberProof, SecurityRight, VerifiedMember } from './port'
import { isSafeProof, proofHeaders } from './proof'
import { isKind, readRights } from './rights'
import { oneOf, memberWire } from './wire'

interface Way {
  host: 'bare' | 'api'
  form: MemberCheckOptions['forms'][number]
}

/** Milliseconds for which an accepted proof is not checked again before a read in the member's name. */
const identifiedMs = 60_000

/** `readerFor`: a reader whose failures hide this proof. */
export function createMemberCheck(options: {
  client: Client
  readerFor: (proof: MemberProof) => Reader
  loginCompany: string
  check: MemberCheckOptions
  clock: Clock
  log: Log
}) {
  const { client, readerFor, loginCompany, check, clock, log } = options
  /** The way that worked last at this site; a refusal by it is believed, but the next check tries all ways again. */
  let known: Way | null = null

  function callersOf(proof: MemberProof): { way: Way; caller: Caller }[] {
    const all = check.hosts.flatMap((host) => check.forms.map((form) => ({ host, form })))
    const reader = readerFor(proof)
    return (known === null ? all : [known]).flatMap((way) => {
      const headers = proofHeaders(loginCompany, proof, way.form)
      return headers === null ? [] : [{ way, caller: { headers, host: way.host, reader } }]
    })
  }

  /** The member's own record; null where a path answers that it does not exist. */
  async function ownRecord(caller: Caller) {
    for (const route of check.paths) {
      try {
        return (await client.get({ route }, {}, memberWire, caller)).body
      } catch (error) {
        if (!isKind(error, 'notFound')) throw error
      }
    }
    return null
  }

  /** Proofs that were accepted a moment ago need not be checked again; they are forgotten with the session that holds them. */
  const identified = new WeakMap<MemberProof, { caller: Caller; atMs: number }>()

  /**
   * Tries the ways in order until one answers. null: every way was refused, or the record is another's or inactive.
   * Throws when one way could not be checked and none answered: that is no refusal (facts/hosted-api.md §6.2).
   */
  async function identify(proof: MemberProof): Promise<{ member: VerifiedMember; caller: Caller } | null> {
    if (!isSafeProof(proof)) return null
    let unchecked: UpstreamError | null = null
    for (const { way, caller } of callersOf(proof)) {
      try {
        const record = await ownRecord(caller)
        if (record === null) continue // On cloud, bad credentials may look like 404.
        known = way
        if (!accept(record, proof)) return null
        identified.set(proof, { caller, atMs: msOf(clock.now()) })
        return { member: fromApiMember(record), caller }
      } catch (error) {
        if (isKind(error, 'forbidden')) throw error
        if (isKind(error, 'unauthorised')) continue
        if (!(error instanceof UpstreamError)) throw error
        unchecked ??= error
      }
    }
    if (unchecked !== null) throw unchecked
    known = null // Should the site have changed its ways, the next check finds the new one.
    return null
  }

  function accept(record: z.infer<typeof memberWire>, proof: MemberProof): boolean {
    if (record.identifier.toLowerCase() !== proof.memberId.toLowerCase()) {
      log.warn('member check: the record is of another member than the one who was claimed')
      return false
    }
    if (record.licenseClass === 'A') {
      log.warn('member check: an API member is behind the pod', { refused: check.refuseApiMembers })
      if (check.refuseApiMembers) return false
    }
    return record.inactiveFlag !== true
  }

  async function callerOf(proof: MemberProof): Promise<Caller> {
    const before = identified.get(proof)
    if (before !== undefined && Math.abs(msOf(clock.now()) - before.atMs) < identifiedMs) return before.caller
    const now = await identify(proof)
    if (now !== null) return now.caller
    throw new UpstreamError({
      system: 'connectwise',
      kind: 'unauthorised',
      route: `GET ${check.paths[0] ?? ''}`,
      status: 401,
      requestId: null,
      text: 'ConnectWise does not accept this member’s sign-in.',
      attempts: 1,
      at: clock.now(),
    })
  }

  return {
    async verifyMember(proof: MemberProof): Promise<VerifiedMember | null> {
      return (await identify(proof))?.member ?? null
    },
    async readMemberRights(proof: MemberProof): Promise<SecurityRight[]> {
      return readRights(client, await callerOf(proof))
    },
    async companyAsMember(proof: MemberProof, id: CompanyId): Promise<'visible' | 'forbidden' | 'notFound'> {
      // The proof is checked first, so that a 404 afterwards speaks of the company and not of the credentials.
      const caller = await callerOf(proof)
      try {
        await client.get(
          { route: '/company/companies/{id}', ids: [id] },
          { fields: 'id' },
          oneOf(z.object({ id: z.literal(Number(id)) })),
          caller,
        )
        return 'visible'
      } catch (error) {
        if (isKind(error, 'forbidden')) return 'forbidden'
        if (isKind(error, 'notFound')) return 'notFound'
        throw error
      }
    },
  }
}
