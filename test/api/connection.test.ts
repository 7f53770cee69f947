/** The connections page: which trouble it is, and where a stored key may go. */
import { describe, expect, test } from 'vitest'
import type { SettingsView } from '../../server/domain/viewsSettings'
import { refusalOf } from './actions'
import { startHarness, type Harness } from './harness'

async function start() {
  const harness = await startHarness()
  return { harness, pod: await harness.pod() }
}

describe('the connection', () => {
  const connect = async (pod: Awaited<ReturnType<Harness['pod']>>, changes: object) => {
    const { version, connectWise } = await pod.get<SettingsView>('/api/settings')
    const { site, loginCompany, publicKey } = connectWise
    return pod.put<SettingsView>('/api/settings', {
      version,
      connectWise: { site, loginCompany, publicKey, ...changes },
    })
  }
  const tested = async (pod: Awaited<ReturnType<Harness['pod']>>) =>
    (await pod.post<SettingsView>('/api/connections/connectwise/test', {})).connectWise

  test('says that it works, with version and permissions', async () => {
    const { pod } = await start()
    expect(await tested(pod)).toMatchObject({ state: 'connected', failure: null })
  })

  test.each([
    ['wrong keys', { privateKey: 'wrong' }, { state: 'refused', failure: { kind: 'unauthorised' } }],
    [
      'an unknown login company',
      { loginCompany: 'nobody', privateKey: 'x' },
      { state: 'refused', failure: { kind: 'notFound' } },
    ],
    [
      'a host that does not exist',
      { site: 'http://nowhere.test', privateKey: 'x' },
      { state: 'unreachable', failure: { kind: 'unreachable' } },
    ],
    [
      'a certificate that is not trusted',
      { site: 'https://selfsigned.test', privateKey: 'x' },
      { state: 'unreachable', failure: { kind: 'tls' } },
    ],
  ])('with %s says which it is', async (_, changes, expected) => {
    const { harness, pod } = await start()
    harness.hosts.set('https://selfsigned.test', () => {
      const cause = Object.assign(new Error('self-signed certificate'), { code: 'DEPTH_ZERO_SELF_SIGNED_CERT' })
      throw new TypeError('fetch failed', { cause })
    })
    await connect(pod, changes)
    expect(await tested(pod)).toMatchObject(expected)
  })

  test('without a clientId says that it was refused', async () => {
    const { harness, pod } = await start()
    await harness.store.of(harness.tenantId).tenant.update('tenant', (tenant) => {
      if (tenant === null) throw new Error('The tenant is gone')
      const connectWise = { ...tenant.connections.connectWise, clientId: '' }
      return { ...tenant, connections: { ...tenant.connections, connectWise } }
    })
    const { version } = await pod.get<SettingsView>('/api/settings')
    // Saving anything builds the connection anew from what is stored.
    await pod.put<SettingsView>('/api/settings', { version, approval: 'person' })
    expect(await tested(pod)).toMatchObject({ state: 'refused', failure: { kind: 'unauthorised' } })
  })

  test.each([
    'http://evil.example',
    'https://127.0.0.1',
    'file:///etc/passwd',
    'https://na.myconnectwise.net.evil.example',
    '',
  ])('to %s is refused at its field', async (site) => {
    const { pod, harness } = await start()
    const asked = harness.asked.length
    expect(await refusalOf(connect(pod, { site, privateKey: 'x' }))).toMatchObject({
      issues: [{ path: 'connectWise.site' }],
    })
    expect(harness.asked).toHaveLength(asked)
  })

  test('does not take the stored key to another site, company or public key', async () => {
    const { pod } = await start()
    for (const changes of [{ site: 'http://other.test' }, { loginCompany: 'other' }, { publicKey: 'otherPublic' }])
      expect(await refusalOf(connect(pod, changes))).toMatchObject({
        issues: [{ path: 'connectWise.privateKey', code: 'enterAgain' }],
      })
    const { version, trendMicro } = await pod.get<SettingsView>('/api/settings')
    const lmpi = { baseUrl: 'https://cspi.trendmicro.com', accessToken: trendMicro.lmpi?.accessToken }
    expect(await refusalOf(pod.put('/api/settings', { version, lmpi }))).toMatchObject({
      issues: [{ path: 'lmpi.secretKey', code: 'enterAgain' }],
    })
  })

  test('to another site ends the sessions, so that no proof goes there', async () => {
    const { harness, pod } = await start()
    await connect(pod, { site: 'http://other.test', privateKey: 'x' })
    const asked = harness.asked.length
    expect(await refusalOf(pod.get('/api/companies/101'))).toMatchObject({ status: 401 })
    expect(harness.asked).toHaveLength(asked)
  })

  test('without any keys is said before anything is asked', async () => {
    const { pod } = await start()
    const { version } = await pod.get<SettingsView>('/api/settings')
    const view = await pod.put<SettingsView>('/api/settings', { version, lmpi: null })
    expect(view.trendMicro).toMatchObject({ state: 'notConfigured', lmpi: null })
    expect(await refusalOf(pod.post('/api/connections/trendmicro/test', {}))).toMatchObject({
      status: 409,
      code: 'notConfigured',
    })
  })
})
