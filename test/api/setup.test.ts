/** The first run: from a tenant without keys to one that bills, with every step found again from what is there. */
import { describe, expect, test } from 'vitest'
import type { ProblemView } from '../../server/domain/views'
import type { SessionView } from '../../server/domain/viewsSession'
import type { SettingsView } from '../../server/domain/viewsSettings'
import type { SetupView } from '../../server/domain/viewsSetup'
import { proofOf, type PodClient } from '../simulator/demo/podClient'
import { bytesOf } from '../unit/files'
import { link, refusalOf } from './actions'
import { connectWiseUrl, startHarness, trendKeysOf, type Harness } from './harness'

async function start(options: { unset: boolean } = { unset: true }) {
  const harness = await startHarness(options)
  return { harness, pod: await harness.pod() }
}
const setupOf = (pod: PodClient) => pod.get<SetupView>('/api/setup')
async function change(pod: PodClient, settings: object): Promise<SettingsView> {
  const { version } = await pod.get<SettingsView>('/api/settings')
  return pod.put<SettingsView>('/api/settings', { version, ...settings })
}
const connectWise = { site: connectWiseUrl, loginCompany: 'acme', publicKey: 'sandboxPublic' }
const rightKeys = { connectWise: { ...connectWise, privateKey: 'sandboxPrivate' } }
const trendKeys = ({ trendMicro }: Harness) => ({ lmpi: trendKeysOf(trendMicro.world) })

async function signIn(harness: Harness, member = 'mortiz'): Promise<SessionView> {
  const response = await harness.request('/api/session', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(proofOf(harness.connectWise.world, connectWiseUrl, member)),
  })
  return (await response.json()) as SessionView
}

describe('the first run', () => {
  test('goes on at the first step that is not done, to its end', async () => {
    const { harness, pod } = await start()
    expect((await signIn(harness)).setup).toBe('keys')
    expect(await setupOf(pod)).toMatchObject({
      stage: 'keys',
      steps: { connectWise: 'open', trendMicro: 'open', companies: 'open', sendDay: 'open' },
      next: 'connectWise',
    })

    await change(pod, rightKeys)
    expect(await setupOf(pod)).toMatchObject({ stage: 'keys', steps: { connectWise: 'done' }, next: 'trendMicro' })

    await change(pod, trendKeys(harness))
    expect(await setupOf(pod)).toMatchObject({ stage: 'open', steps: { trendMicro: 'done' }, next: 'companies' })
    expect((await signIn(harness)).setup).toBe('open')

    await link(harness, pod, 101)
    expect(await setupOf(pod)).toMatchObject({ stage: 'open', steps: { companies: 'done' }, next: 'sendDay' })

    expect(await pod.post<SetupView>('/api/setup/finish', {})).toMatchObject({ stage: 'done', next: null })
    expect((await signIn(harness)).setup).toBe('done')
  })

  test('is over once the monthly send is on, whoever switched it on and wherever', async () => {
    const { harness, pod } = await start({ unset: false })
    expect((await signIn(harness)).setup).toBe('open')
    await change(pod, { schedule: { on: true, dayOfMonth: 30, time: '02:00', timeZone: 'UTC' } })
    expect(await setupOf(pod)).toMatchObject({ stage: 'done', steps: { sendDay: 'done' }, next: 'companies' })
    expect((await signIn(harness)).setup).toBe('done')
  })

  test('is not over while keys are missing', async () => {
    const { harness, pod } = await start()
    expect(await refusalOf(pod.post('/api/setup/finish', {}))).toMatchObject({ status: 409, code: 'notConfigured' })
    expect((await signIn(harness)).setup).toBe('keys')
  })

  test('tests by itself what nobody tested: wrong keys are no step done, also after a restart', async () => {
    const { harness, pod } = await start()
    await change(pod, { connectWise: { ...connectWise, privateKey: 'wrong' } })
    expect(await setupOf(pod)).toMatchObject({ steps: { connectWise: 'open' }, next: 'connectWise' })
    await harness.restart()
    const again = await harness.pod()
    expect(await setupOf(again)).toMatchObject({ next: 'connectWise' })
    expect((await again.get<SettingsView>('/api/settings')).connectWise).toMatchObject({ state: 'refused' })
  })

  test('goes on though a right is missing, and tells where calls go', async () => {
    const { harness, pod } = await start({ unset: false })
    const role = harness.connectWise.world.securityRoles.find(({ id }) => id === 1)
    for (const row of role?.rows ?? []) row.editLevel = 'None'
    expect(await setupOf(pod)).toMatchObject({ steps: { connectWise: 'wanting' }, next: 'companies' })
    expect((await pod.get<SettingsView>('/api/settings')).connectWise).toMatchObject({
      state: 'missingPermissions',
      found: { address: connectWiseUrl, codebase: expect.stringMatching(/^v\w+\/$/) as string },
    })
  })

  test('takes files for keys of Trend Micro', async () => {
    const { harness, pod } = await start()
    await change(pod, rightKeys)
    const file = bytesOf('Customer;Product;Provisioned\r\nFairhaven Dental;Worry-Free Services;48')
    const { token } = await signIn(harness)
    const send = async (path: string) => {
      const headers = { authorization: `Bearer ${token}` }
      return harness.request(path, { method: 'POST', headers, body: new Uint8Array(file) })
    }
    const { fingerprint } = (await (await send('/api/import/preview')).json()) as { fingerprint: string }
    await send(`/api/import?month=2026-10&fingerprint=${fingerprint}&customer=0&product=1&provisioned=2`)
    expect(await setupOf(pod)).toMatchObject({ stage: 'open', steps: { trendMicro: 'done' }, next: 'companies' })
  })

  test('tells who may not go on who may', async () => {
    const { harness } = await start()
    const looks = await harness.pod('tlook')
    expect(await setupOf(looks)).toEqual({ stage: 'keys', steps: null, next: null, administrators: ['Maria Ortiz'] })
    expect(harness.asked.filter((address) => address.includes('/system/info'))).toEqual([])
    expect(await refusalOf(looks.post('/api/setup/finish', {}))).toMatchObject({
      status: 403,
    } satisfies Partial<ProblemView>)
  })

  test('leaves everybody signed in when keys change at the same site', async () => {
    const { pod } = await start()
    await change(pod, rightKeys)
    await pod.get('/api/companies/101')
  })
})
