import { enableAutoUnmount, flushPromises, mount } from '@vue/test-utils'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import SetupWizard from '../../../client/components/setup/SetupWizard.vue'
import { consoleApiKey } from '../../../client/consoleApi'
import { importsApiKey } from '../../../client/importsApi'
import { setupApiKey, type SetupApi } from '../../../client/setupApi'
import { useUnsavedStore } from '../../../client/composables/unsaved'
import type { LinkRowView } from '../../../server/domain/viewsLinks'
import { aProblem } from '../fixtures/api'
import { inPod } from '../fixtures/frame'
import { anImportServer } from '../fixtures/imports'
import { aLinkRow, aLinkServer } from '../fixtures/linking'
import { surroundings } from '../fixtures/mount'
import { someSettings } from '../fixtures/settings'
import { aSetupServer, unsetSettings } from '../fixtures/setup'

enableAutoUnmount(afterEach)
beforeEach(() => {
  window.location.hash = '#/setup'
})

interface Shown {
  server?: ReturnType<typeof aSetupServer>
  rows?: LinkRowView[]
  place?: 'pod' | 'console'
  over?: Partial<SetupApi>
}
async function show({ server = aSetupServer(), rows = [], place = 'console', over = {} }: Shown = {}) {
  const links = aLinkServer(rows)
  const imports = anImportServer()
  const around = surroundings({ api: server.api })
  const onLeave = vi.fn()
  const wrapper = mount(
    inPod(['setup', 'settings', 'linking', 'link', 'imports', 'console'], SetupWizard, { place, onLeave }),
    {
      attachTo: document.body,
      global: {
        plugins: [around],
        provide: {
          [consoleApiKey as symbol]: links.api,
          [setupApiKey as symbol]: { ...server.setup, ...over },
          [importsApiKey as symbol]: imports.api,
        },
      },
    },
  )
  await vi.waitFor(() => wrapper.get('.sheet-b'))
  await flushPromises()
  const text = () => document.body.textContent.replaceAll(/\s+/g, ' ')
  const button = (name: string) => {
    const found = [...document.body.querySelectorAll('button')].find((each) => each.textContent.includes(name))
    if (!found) throw new Error(`No button "${name}"`)
    return found
  }
  const press = async (name: string) => {
    button(name).click()
    await flushPromises()
  }
  const submit = async () => {
    await wrapper.get('form').trigger('submit')
    await flushPromises()
  }
  const current = () => wrapper.get('[aria-current=step]').text()
  return { wrapper, text, button, press, submit, current, server, links, around, onLeave }
}

describe('the first run', () => {
  it('begins with the keys of ConnectWise, and says what comes next', async () => {
    const { current, text, button } = await show()
    expect(current()).toBe('1ConnectWise')
    expect(text()).toContain('https://na.myconnectwise.net')
    expect(text()).toContain('Next: keys of Trend Micro, or a file.')
    expect(button('Next').disabled).toBe(true)
  })

  it('goes on at the first step that is not done', async () => {
    const { connectWise, trendMicro } = someSettings()
    const settings = unsetSettings({ connectWise, trendMicro })
    const { current } = await show({ server: aSetupServer({ settings }) })
    expect(current()).toBe('3Companies')
  })

  it('asks for both keys before anything is stored', async () => {
    const { submit, text, server } = await show()
    await submit()
    expect(text().match(/Fill this in/g)).toHaveLength(2)
    expect(server.api.saveSettings).not.toHaveBeenCalled()
    expect(server.api.testConnectWise).not.toHaveBeenCalled()
  })

  it('says why keys are refused, and lets nobody on with them', async () => {
    const { wrapper, submit, text, button } = await show()
    await wrapper.get('.wz-l input:not([type=password])').setValue('public')
    await wrapper.get('input[type=password]').setValue('wrong')
    await submit()
    expect(text()).toContain('ConnectWise does not accept our keys.')
    expect(button('Next').disabled).toBe(true)
  })

  it('stores the keys, tests them, and lists each right that is missing with what does not work without it', async () => {
    const { permissions } = someSettings().connectWise
    const { wrapper, submit, text, press, current, server } = await show({ server: aSetupServer({ permissions }) })
    await wrapper.get('.wz-l input:not([type=password])').setValue('public')
    await wrapper.get('input[type=password]').setValue('right')
    await submit()
    expect(server.api.saveSettings.mock.calls[0]?.[0].connectWise).toEqual({
      site: 'https://na.myconnectwise.net',
      loginCompany: 'harborit',
      publicKey: 'public',
      privateKey: 'right',
    })
    expect(text()).toContain('Calls go to https://api-na.myconnectwise.net, codebase v2025_1')
    expect(text()).toContain('Given: Company Maintenance, Agreements, and Product Catalog')
    expect(text()).toContain(
      'Finance › Invoicing (Inquire): missing. Without it nobody sees here what is invoiced already.',
    )
    expect(text()).toContain(
      'Service Desk › Service Tickets (Inquire and Add): missing. Without it notices cannot become',
    )
    expect(text()).toContain('it cannot be told: System › Table Setup')
    await press('Next')
    expect(current()).toBe('2Trend Micro')
    expect(wrapper.get('.steps li').text()).toContain('done, with a right missing')
  })

  it('takes Trend Micro’s own address where none is typed, and keeps nothing of keys that are not wanted any more', async () => {
    const { connectWise } = someSettings()
    const server = aSetupServer({ settings: unsetSettings({ connectWise }) })
    const { wrapper, press, submit, text, button } = await show({ server })
    await wrapper.get('input[value=smpi]').setValue(true)
    await wrapper.get('.keys input:not([type])').setValue('https://elsewhere.example')
    await wrapper.get('input[value=lmpi]').setValue(true)
    const [, token, secret] = wrapper.findAll('.keys input.in')
    await token?.setValue('token')
    await secret?.setValue('secret')
    await submit()
    expect(server.api.saveSettings.mock.calls.map(([request]) => request)).toEqual([
      { version: 12, lmpi: { baseUrl: 'https://cspi.trendmicro.com', accessToken: 'token', secretKey: 'secret' } },
    ])
    expect(text()).toContain('Connected: 126 customers')
    expect(button('Next').disabled).toBe(false)
    await press('Back')
    expect(text()).toContain('Public key')
  })

  it('takes files in the place of keys', async () => {
    const { connectWise } = someSettings()
    const { wrapper, text } = await show({ server: aSetupServer({ settings: unsetSettings({ connectWise }) }) })
    await wrapper.get('input[value=file]').setValue(true)
    await flushPromises()
    expect(text()).toContain('Usage file (CSV or XLSX)')
    expect(wrapper.find('button[type=submit]').exists()).toBe(false)
  })

  it('links those that look alike only after every pair was shown', async () => {
    const { connectWise, trendMicro } = someSettings()
    const server = aSetupServer({ settings: unsetSettings({ connectWise, trendMicro }) })
    const rows = [aLinkRow(1), aLinkRow(2), aLinkRow(3, { score: 60 })]
    const { text, press, links, wrapper, current } = await show({ server, rows })
    expect(text()).toContain('2look alike, score 90 or more')
    expect(text()).toContain('1needs a decision1 with a weaker suggestion, 0 without one')
    expect(wrapper.get('.lk a').attributes('href')).toBe('#/linking')
    await press('Look and accept 2')
    expect(document.querySelector('dialog')?.textContent).toContain('FIRM 2 LLC')
    expect(links.asked.filter((each) => each.startsWith('accept'))).toEqual([])
    await press('Accept 2')
    expect(links.asked).toContain('accept 2')
    expect(text()).toContain('2 companies linked. Nothing was sent.')
    await press('Next')
    expect(current()).toBe('4Send day')
  })

  describe('at its last step', () => {
    const lastStep = (over: Partial<SetupApi> = {}) => {
      const { connectWise, trendMicro } = someSettings()
      const settings = unsetSettings({ connectWise, trendMicro, linkedCompanies: 31 })
      return show({ server: aSetupServer({ settings }), over })
    }

    it('proposes a day with its dates and the invoice days, and lets plans wait for a person', async () => {
      const { wrapper, text, around } = await lastStep()
      expect(wrapper.get<HTMLInputElement>('input[type=checkbox]').element.checked).toBe(true)
      expect(wrapper.get<HTMLInputElement>('input[value=person]').element.checked).toBe(true)
      expect(wrapper.find('ul.dates li').exists()).toBe(true)
      expect(text()).toContain('agreements are invoiced')
      expect(text()).toContain('Nothing is sent by finishing.')
      // What is proposed is nobody's edit.
      expect(useUnsavedStore(around.pinia).any).toBe(false)
    })

    it('stores the day, says that it is over, and shows the way to defaults and the first plan', async () => {
      const { submit, server, text, wrapper } = await lastStep()
      await submit()
      expect(server.api.saveSettings.mock.calls[0]?.[0]).toMatchObject({
        approval: 'person',
        schedule: { on: true, dayOfMonth: 30, time: '02:00' },
      })
      expect(server.setup.finishSetup).toHaveBeenCalledTimes(1)
      expect(text()).toContain('Set-up is done. Nothing was sent.')
      expect(wrapper.findAll('.lk a').map((link) => link.attributes('href'))).toEqual(['#/defaults', '#/runs'])
    })

    it('stays, with the reason, when it cannot be stored that it is over', async () => {
      const finishSetup = () => Promise.reject(aProblem({ code: 'notConfigured', status: 409 }))
      const { submit, text, current } = await lastStep({ finishSetup })
      await submit()
      expect(current()).toBe('4Send day')
      expect(document.querySelector('[role=alert]')?.textContent).toContain('is not set up yet')
      expect(text()).not.toContain('Set-up is done')
    })

    it('refuses a day that is none', async () => {
      const { wrapper, submit, text, server } = await lastStep()
      await wrapper.get('input[inputmode=numeric]').setValue('32')
      await submit()
      expect(text()).toContain('A day from 1 to 31')
      expect(server.api.saveSettings).not.toHaveBeenCalled()
    })
  })

  it('says so when what is there cannot be read, and tries again', async () => {
    const setup = vi
      .fn<SetupApi['setup']>()
      .mockRejectedValueOnce(aProblem({ code: 'internal', status: 500 }))
      .mockImplementation(aSetupServer().setup.setup)
    const server = aSetupServer()
    const around = surroundings({ api: server.api })
    const wrapper = mount(inPod(['setup', 'settings'], SetupWizard, { place: 'console' }), {
      global: { plugins: [around], provide: { [setupApiKey as symbol]: { ...server.setup, setup } } },
    })
    await vi.waitFor(() => expect(wrapper.text()).toContain('What is set up already cannot be read'))
    await wrapper.get('.blank button').trigger('click')
    await vi.waitFor(() => wrapper.get('form'))
  })

  it('can be left in the pod', async () => {
    const { press, onLeave } = await show({ place: 'pod' })
    await press('Finish later')
    expect(onLeave).toHaveBeenCalledTimes(1)
  })
})
