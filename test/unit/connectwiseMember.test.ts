import { describe, expect, it } from 'vitest'
import { companyId } from '../../server/domain/ids'
import { aConnectWise, aProof } from './connectwiseSite'

const wrong = { ...aProof(), memberHash: 'not-the-hash-of-anybody' }

describe('the check of a member', () => {
  it('asks the bare host with the four cookies first', async () => {
    const { connectWise, requests } = aConnectWise()
    expect(await connectWise.verifyMember(aProof())).toEqual({
      identifier: 'mortiz',
      fullName: 'Maria Ortiz',
      licenceClass: 'F',
    })
    expect(requests[1]?.url.href).toBe('https://na.myconnectwise.net/v2025_1/apis/3.0/system/myMembers/info')
    expect(requests[1]?.headers.get('cookie')).toBe(
      `companyName=acme; memberId=mortiz; memberHash=${aProof().memberHash}; memberContext=web`,
    )
    expect(requests[1]?.headers.has('authorization')).toBe(false)
    expect(requests[1]?.headers.get('clientid')).not.toBeNull()
  })

  it.each([
    [{ memberHashHost: 'api' as const }],
    [{ myMembersInfo: false }],
    [{ myMembersForm: 'list' as const }],
    [{ cookieForm: 'encoded' as const }],
    [{ memberHashHost: 'api' as const, memberHashBasic: false, myMembersInfo: false }],
  ])('finds the way that works at this site (%j) and remembers it', async (simulator) => {
    const { connectWise, requests } = aConnectWise({ simulator })
    expect(await connectWise.verifyMember(aProof())).toMatchObject({ identifier: 'mortiz' })
    const before = requests.length
    expect(await connectWise.verifyMember(aProof('tlook'))).toMatchObject({ identifier: 'tlook' })
    const paths = requests.slice(before).filter(({ url }) => !url.pathname.startsWith('/login'))
    expect(paths.length).toBeLessThanOrEqual(2)
  })

  it('needs encoded cookies only for values that change by it', async () => {
    const { connectWise, world, requests } = aConnectWise({
      simulator: { cookieForm: 'encoded', memberHashBasic: false },
    })
    for (const session of world.sessions) session.memberHash = 'abc%2Fdef+/=12345'
    expect(await connectWise.verifyMember({ ...aProof(), memberHash: 'abc%2Fdef+/=12345' })).not.toBeNull()
    expect(requests.at(-1)?.headers.get('cookie')).toContain('abc%252Fdef%2B%2F%3D12345')
  })

  it('refuses a wrong hash, an inactive member, and the record of another', async () => {
    const { connectWise, world } = aConnectWise()
    expect(await connectWise.verifyMember(wrong)).toBeNull()
    const inactive = { memberIdentifier: 'gformer', memberHash: 'hash-of-gail', memberContext: 'web', expiresAt: null }
    world.sessions.push(inactive)
    expect(await connectWise.verifyMember({ ...inactive, memberId: 'gformer' })).toBeNull()
    const maria = world.members.find(({ identifier }) => identifier === 'mortiz')
    if (maria !== undefined) maria.inactiveFlag = true
    expect(await connectWise.verifyMember(aProof())).toBeNull()
  })

  it('compares names without regard to case', async () => {
    const { connectWise } = aConnectWise()
    expect(await connectWise.verifyMember({ ...aProof(), memberId: 'MORTIZ' })).toMatchObject({ identifier: 'mortiz' })
  })

  it('refuses an API member behind the pod only when told to', async () => {
    for (const refuseApiMembers of [false, true]) {
      const { connectWise, world } = aConnectWise({ options: { memberCheck: { refuseApiMembers } } })
      const maria = world.members.find(({ identifier }) => identifier === 'mortiz')
      if (maria !== undefined) maria.licenseClass = 'A'
      expect((await connectWise.verifyMember(aProof())) === null).toBe(refuseApiMembers)
    }
  })

  it.each([
    ['a line break', { memberHash: 'abcdefgh\r\nX-Evil: 1' }],
    ['a semicolon', { memberId: 'mortiz; memberId=admin' }],
    ['a comma', { memberContext: 'a,b' }],
    ['another alphabet', { memberId: 'мортиз' }],
    ['a short hash', { memberHash: '1234567' }],
    ['a long hash', { memberHash: 'x'.repeat(2_049) }],
    ['no context', { memberContext: '' }],
    ['a long context', { memberContext: 'x'.repeat(65) }],
  ])('sends nothing for values with %s', async (_, parts) => {
    const { connectWise, requests } = aConnectWise()
    expect(await connectWise.verifyMember({ ...aProof(), ...parts })).toBeNull()
    expect(requests).toHaveLength(0)
  })

  it.each(['500-before', 'html', 'reset-before'] as const)(
    'is no refusal when it cannot be made (%s)',
    async (kind) => {
      const { connectWise, fault } = aConnectWise()
      fault(kind, '/system/myMembers')
      await expect(connectWise.verifyMember(aProof())).rejects.toMatchObject({ name: 'UpstreamError' })
    },
  )

  it('never shows the hash', async () => {
    const { connectWise, fault, log } = aConnectWise()
    await connectWise.verifyMember(wrong)
    fault('500-before', '/system/myMembers')
    const error: unknown = await connectWise.verifyMember(aProof()).catch((reason: unknown) => reason)
    const said = JSON.stringify([error, String(error), log.lines])
    expect(said).not.toContain(aProof().memberHash)
    expect(said).not.toContain(wrong.memberHash)
  })
})

describe('reading as the member', () => {
  it('tells the member’s own rights', async () => {
    const { connectWise } = aConnectWise()
    const levelOf = async (identifier: string) =>
      (await connectWise.readMemberRights(aProof(identifier))).find(({ functionId }) => functionId === 'Agreements')
        ?.edit
    expect(await levelOf('mortiz')).toBe('All')
    expect(await levelOf('tlook')).toBe('None')
    expect(await levelOf('jlee')).toBe('My')
    expect(await levelOf('nview')).toBeUndefined()
  })

  it('tells whether the company is visible, forbidden or not there', async () => {
    const { connectWise, world } = aConnectWise()
    const fairhaven = companyId(101)
    expect(await connectWise.companyAsMember(aProof(), fairhaven)).toBe('visible')
    expect(await connectWise.companyAsMember(aProof(), companyId(999_999))).toBe('notFound')
    const role = world.securityRoles.find(({ name }) => name === 'Front Desk')
    for (const row of role?.rows ?? []) row.inquireLevel = 'None'
    expect(await connectWise.companyAsMember(aProof('nview'), fairhaven)).toBe('forbidden')
  })

  it('fails for a proof that is refused', async () => {
    const { connectWise } = aConnectWise()
    await expect(connectWise.readMemberRights(wrong)).rejects.toMatchObject({ failure: { kind: 'unauthorised' } })
    await expect(connectWise.companyAsMember(wrong, companyId(101))).rejects.toMatchObject({
      failure: { kind: 'unauthorised' },
    })
  })
})
