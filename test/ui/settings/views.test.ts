import { enableAutoUnmount, flushPromises } from '@vue/test-utils'
import { afterEach, describe, expect, it, vi } from 'vitest'
import type { Api } from '../../../client/api'
import IntegrationSettings from '../../../client/components/schedule/IntegrationSettings.vue'
import HistoryView from '../../../client/views/HistoryView.vue'
import SettingsView from '../../../client/views/SettingsView.vue'
import { aProblem } from '../fixtures/api'
import { aCompany } from '../fixtures/fairhaven'
import { refusedSettings, someSettings } from '../fixtures/settings'
import { showPart } from '../fixtures/showPart'

enableAutoUnmount(afterEach)

describe('the settings of one company', () => {
  it('asks for nothing while nothing was changed, and marks a change as not saved', async () => {
    const { wrapper, unsaved } = await showPart(IntegrationSettings, {}, 'input[type=radio]')
    expect(wrapper.text()).not.toContain('Not saved yet')
    await wrapper.get('input[value=custom]').setValue()
    expect(wrapper.text()).toContain('Not saved yet')
    expect(unsaved.any).toBe(true)
  })
  it('says at the field that day 32 is none, and sends nothing', async () => {
    const setSchedule = vi.fn<Api['setSchedule']>(() => Promise.resolve(aCompany()))
    const { wrapper, press } = await showPart(IntegrationSettings, { setSchedule }, 'input[type=radio]')
    await wrapper.get('input[value=custom]').setValue()
    await wrapper.get('input[inputmode=numeric]').setValue('32')
    await press('Save')
    expect(setSchedule).not.toHaveBeenCalled()
    expect(wrapper.text()).toContain('A day from 1 to 31')
  })
  it('saves with the version that was read, and is then clean', async () => {
    const custom = { ...aCompany().schedule.global, dayOfMonth: 31 }
    const saved = aCompany({ version: 8, schedule: { ...aCompany().schedule, use: 'custom', custom } })
    const setSchedule = vi.fn<Api['setSchedule']>(() => Promise.resolve(saved))
    const { wrapper, press, unsaved } = await showPart(IntegrationSettings, { setSchedule }, 'input[type=radio]')
    await wrapper.get('input[value=custom]').setValue()
    await wrapper.get('input[inputmode=numeric]').setValue('31')
    await press('Save')
    expect(setSchedule.mock.calls[0]?.[1]).toMatchObject({ version: 7, use: 'custom', custom: { dayOfMonth: 31 } })
    expect(unsaved.any).toBe(false)
  })
  it('keeps what was typed when the save fails, and shows the zone that the server does not know', async () => {
    const issues = [{ path: 'custom.timeZone', code: 'unknown' }]
    const setSchedule = () => Promise.reject(aProblem({ code: 'invalid', status: 400, issues }))
    const { wrapper, press } = await showPart(IntegrationSettings, { setSchedule }, 'input[type=radio]')
    await wrapper.get('input[value=custom]').setValue()
    await wrapper.get('input[inputmode=numeric]').setValue('29')
    await press('Save')
    expect(wrapper.get('input[inputmode=numeric]').element).toHaveProperty('value', '29')
    expect(wrapper.text()).toContain('This time zone is not known')
  })
})

describe('the settings for all companies', () => {
  it('never shows a secret and replaces it only on demand', async () => {
    const saveSettings = vi.fn<Api['saveSettings']>(() => Promise.resolve(someSettings({ version: 13 })))
    const { wrapper, press } = await showPart(SettingsView, { saveSettings }, 'form')
    expect(wrapper.text()).toContain('Stored, not shown. Set Jun 3, 2025')
    await wrapper.get('[aria-label="Replace: Private key"]').trigger('click')
    await wrapper.get('input[type=password]').setValue('fresh')
    await press('Save')
    await wrapper.get('form').trigger('submit')
    expect(saveSettings.mock.calls[0]?.[0]).toMatchObject({ version: 12, connectWise: { privateKey: 'fresh' } })
    expect(saveSettings.mock.calls[0]?.[0]).not.toHaveProperty('limits')
  })
  it('says which keys a refusal can be about', async () => {
    const { wrapper } = await showPart(SettingsView, { settings: () => Promise.resolve(refusedSettings) }, 'form')
    expect(wrapper.text()).toContain('the public key, the private key, the Company ID or the clientId')
    expect(wrapper.text()).toContain('no way to the Internet')
  })
  it('keeps what was typed when somebody else saved meanwhile', async () => {
    const saveSettings = () => Promise.reject(aProblem({ code: 'conflict', status: 409 }))
    const { wrapper } = await showPart(SettingsView, { saveSettings }, 'form')
    await wrapper.get('input[inputmode=numeric]').setValue('15')
    await wrapper.get('form').trigger('submit')
    await flushPromises()
    expect(wrapper.text()).toContain('Somebody else changed these settings meanwhile')
    expect(wrapper.get('input[inputmode=numeric]').element).toHaveProperty('value', '15')
  })
})

describe('the history', () => {
  it('shows before and after, who, and the reason of a failure in words', async () => {
    const { wrapper } = await showPart(HistoryView, {}, 'tbody tr')
    const [failed] = wrapper.findAll('tbody tr').map((row) => row.text())
    expect(failed).toContain('Failed')
    expect(failed).toContain('ConnectWise refused it: Agreement has ended.')
    expect(wrapper.text()).toContain('schedule, approved by M. Ortiz')
  })
  it('says that nothing was sent yet', async () => {
    const { wrapper } = await showPart(HistoryView, { history: () => Promise.resolve([]) }, '.blank')
    expect(wrapper.text()).toContain('Nothing was sent for this company yet.')
  })
})
