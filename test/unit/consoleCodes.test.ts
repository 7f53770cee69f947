import { describe, expect, it } from 'vitest'
import { instantFromMs } from '../../server/domain/calendar'
import { tenantId } from '../../server/domain/ids'
import { createConsoleCodes } from '../../server/services/consoleCodes'
import type { MemberSession } from '../../server/services/sessions'

function start() {
  let bytes = 0
  const opened: MemberSession[] = []
  const codes = createConsoleCodes({
    clock: { now: () => instantFromMs(0), sleep: () => Promise.resolve(), onJump: () => () => undefined },
    ids: { uuid: () => 'id', bytes: (length) => new Uint8Array(length).fill((bytes += 1)) },
    sessions: {
      openConsole: (session) => {
        opened.push(session)
        return session
      },
    },
  })
  return { codes, opened }
}
const aSession = (tenant: string, member = 'mortiz'): MemberSession => ({
  id: `${tenant}-${member}`,
  tenantId: tenantId(tenant),
  member: { identifier: member, fullName: null, licenceClass: null },
  rights: { view: true, bill: true, administer: tenant === 'acme' },
  expiresAt: instantFromMs(900_000),
})

describe('codes of several tenants', () => {
  it('open the session that each was given for: tenant, member and rights', () => {
    const { codes, opened } = start()
    const acme = codes.issue(aSession('acme'))
    const other = codes.issue(aSession('other'))
    codes.redeem(other.code)
    codes.redeem(acme.code)
    expect(opened).toEqual([aSession('other'), aSession('acme')])
  })

  it('do not use up each other’s places, nor do those of other members', () => {
    const { codes } = start()
    for (let nth = 0; nth < 5; nth += 1) codes.issue(aSession('acme'))
    expect(() => codes.issue(aSession('acme'))).toThrow('tooManyAttempts')
    codes.issue(aSession('other'))
    codes.issue(aSession('acme', 'jlee'))
  })

  it('are a thousand at most', () => {
    const { codes } = start()
    for (let nth = 0; nth < 1_000; nth += 1) codes.issue(aSession('acme', `member-${nth}`))
    expect(() => codes.issue(aSession('other'))).toThrow('tooManyAttempts')
  })
})
