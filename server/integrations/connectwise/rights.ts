/** The calling member's rights, all pages of them (facts/connectwise-rest.md §9, §12). */
import { UpstreamError } from '../../domain/errors'
import type { Client, Caller } from './client'
import { fromApiRight } from './mapping'
import type { SecurityRight } from './port'
import { securityWire } from './wire'

const pageSize = 1_000
const maxPages = 10

/** Pages by number: these rows need not have ids. Throws UpstreamError. */
export async function readRights(client: Client, caller?: Caller): Promise<SecurityRight[]> {
  const rights: SecurityRight[] = []
  for (let page = 1; page <= maxPages; page += 1) {
    const { body } = await client.get({ route: '/system/mySecurity' }, { page, pageSize }, securityWire.array(), caller)
    rights.push(...body.map(fromApiRight))
    if (body.length < pageSize) break
  }
  return rights
}

/** True for the failure of a read that names this kind. */
export const isKind = (error: unknown, ...kinds: UpstreamError['failure']['kind'][]): error is UpstreamError =>
  error instanceof UpstreamError && kinds.includes(error.failure.kind)
