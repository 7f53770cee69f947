import { flushPromises, mount, type VueWrapper } from '@vue/test-utils'
import { afterEach, describe, expect, it, vi } from 'vitest'
import App from '../../../client/App.vue'
import { consoleApiKey } from '../../../client/consoleApi'
import { setupApiKey, type SetupApi } from '../../../client/setupApi'
import type { SetupStage } from '../../../server/domain/setup'
import { aSession } from '../fixtures/fairhaven'
import { aLinkServer } from '../fixtures/linking'
import { surroundings } from '../fixtures/mount'
import { aSetupServer } from '../fixtures/setup'

let wrapper: VueWrapper | undefined
afterEach(() => wrapper?.unmount())

async function openPod(setup: SetupStage, administer: boolean, administrators = ['M. Ortiz', 'A. Chen']) {
  const server = aSetupServer()
  const session = aSession({ setup, rights: { view: true, bill: administer, administer } })
  const around = surroundings({ api: { ...server.api, openSession: () => Promise.resolve(session) } })
  const who = { stage: setup, steps: null, next: null, administrators }
  const api: SetupApi = administer ? server.setup : { ...server.setup, setup: () => Promise.resolve(who) }
  wrapper = mount(App, {
    attachTo: document.body,
    global: {
      plugins: [around],
      provide: { [setupApiKey as symbol]: api, [consoleApiKey as symbol]: aLinkServer([]).api },
    },
  })
  await flushPromises()
  const told = (text: string) =>
    vi.waitFor(() => expect(document.body.textContent).toContain(text), { timeout: 10_000 })
  return { wrapper, told }
}

describe('the pod of a tenant that is not set up', () => {
  it('leads who administers through the first run', async () => {
    const { told } = await openPod('keys', true)
    await told('Public key')
  })

  it('tells all others who can set it up, and asks ConnectWise for no company', async () => {
    const { told } = await openPod('keys', false)
    await told('These members can set it up: M. Ortiz and A. Chen')
    expect(document.body.textContent).not.toContain('Public key')
  })

  it('tells which rights it takes where nobody was seen who has them', async () => {
    const { told } = await openPod('keys', false, [])
    await told('set-up tables (System › Table Setup)')
  })

  it('shows the company after it was left for later', async () => {
    const { wrapper: pod, told } = await openPod('open', true)
    await told('Finish later')
    await pod.get('.sheet-h button').trigger('click')
    await told('Fairhaven')
  })
})

describe('a first run that is merely not ended', () => {
  it('keeps nobody from the company who could not end it', async () => {
    const { told } = await openPod('open', false)
    await told('Fairhaven')
  })
})

it('once over, the pod begins with the company', async () => {
  const { told } = await openPod('done', true)
  await told('Fairhaven')
  expect(document.body.textContent).not.toContain('Finish later')
})
