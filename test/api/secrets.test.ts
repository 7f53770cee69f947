/** Nothing secret leaves the server: not in an answer, not in the log, whatever happens. */
import { expect, test } from 'vitest'
import type { SettingsView } from '../../server/domain/viewsSettings'
import { proofOf, Refused } from '../simulator/demo/podClient'
import { faultKinds } from '../simulator/faults'
import { linkAndAssign, plan, planAndSend, wait } from './actions'
import { connectWiseUrl, startHarness } from './harness'

test('no key, no proof and no token is told or logged, in good days and in bad ones', async () => {
  const harness = await startHarness()
  const { memberHash } = proofOf(harness.connectWise.world, connectWiseUrl, 'mortiz')
  const { accessToken, secretKey } = harness.trendMicro.world
  const newKey = 'brand-new-private-key'
  const answers: string[] = []
  const pod = await harness.pod()
  const keep = async (call: Promise<unknown>): Promise<void> => {
    const answer = await call.catch((error: unknown) => {
      if (error instanceof Refused) return error.problem
      throw error
    })
    answers.push(JSON.stringify(answer))
  }

  await linkAndAssign(harness, pod, 101)
  await keep(planAndSend(harness, pod, 101))
  const settings = await pod.get<SettingsView>('/api/settings')
  const { site, loginCompany } = settings.connectWise
  await keep(
    pod.put('/api/settings', {
      version: settings.version,
      connectWise: { site, loginCompany, publicKey: 'sandboxPublic', privateKey: newKey },
    }),
  )
  const later = await harness.pod()
  for (const kind of faultKinds.filter((each) => each !== 'slow')) {
    for (const system of ['connectwise', 'trendmicro'] as const)
      harness.faults.add({ system, kind, method: null, path: '', times: 3, delayMs: 1000 })
    await keep(later.post('/api/connections/connectwise/test', {}))
    await keep(later.post('/api/connections/trendmicro/test', {}))
    await keep(plan(later, 101))
    await keep(harness.pod('jlee').then(() => null))
    harness.faults.clear()
    wait(harness, 1)
  }
  await keep(later.get('/api/settings'))

  const basic = Buffer.from(`acme+sandboxPublic:${newKey}`).toString('base64')
  const secrets = ['sandboxPrivate', newKey, basic, memberHash, secretKey, Buffer.from(newKey).toString('hex')]
  const told = answers.join('\n')
  const logged = harness.logged.join('\n')
  for (const secret of secrets) {
    expect(told).not.toContain(secret)
    expect(logged).not.toContain(secret)
  }
  // The half of Trend Micro's keys that is shown on the settings page is not logged either.
  expect(logged).not.toContain(accessToken)
  expect(logged).not.toMatch(/Bearer |memberHash=/)
})
