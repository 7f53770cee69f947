import { enableAutoUnmount, flushPromises } from '@vue/test-utils'
import { afterEach, describe, expect, it, vi } from 'vitest'
import type { Api } from '../../../client/api'
import IntegrationSettings from '../../../client/components/schedule/IntegrationSettings.vue'
import { isOwnLimit, limitIssuesOf, limitsDraftOf, ownLimitsOf } from '../../../client/components/settings/limitsDraft'
import { aProblem } from '../fixtures/api'
import { aCompany, someLimits } from '../fixtures/fairhaven'
import { showPart } from '../fixtures/showPart'

enableAutoUnmount(afterEach)

const tenant = someLimits()
const draft = (over: Partial<ReturnType<typeof limitsDraftOf>> = {}) => ({ ...limitsDraftOf(tenant), ...over })

describe('limits while they are typed', () => {
  it.each([
    ['risePercent', '-1', 'outOfRange'],
    ['dropPercent', '1000', 'outOfRange'],
    ['dropPercent', '1,000', 'wholeNumber'],
    ['risePercent', '', 'wholeNumber'],
    ['minSeats', '2.5', 'wholeNumber'],
    ['minSeats', '1000001', 'outOfRange'],
    ['usageAgeHours', '0', 'outOfRange'],
    ['usageAgeHours', '8785', 'outOfRange'],
    ['moneyPerMonth', '-1', 'outOfRange'],
    ['moneyPerMonth', 'much', 'amount'],
  ])('refuses %s %j', (field, value, code) => {
    expect(limitIssuesOf(draft({ [field]: value }))).toEqual({ [`limits.${field}`]: code })
  })
  it('takes the ends of every range, a typed minus of any kind aside, and no money limit', () => {
    const ends = { risePercent: '0', dropPercent: ' 999 ', minSeats: '1000000', usageAgeHours: '8784' }
    expect(limitIssuesOf(draft({ ...ends, moneyPerMonth: '' }))).toEqual({})
    expect(limitIssuesOf(draft({ risePercent: '−1' }))).toEqual({ 'limits.risePercent': 'outOfRange' })
  })
  it('are a company’s own only where they differ', () => {
    const own = draft({ risePercent: '25', moneyPerMonth: '', holdInvoiced: false })
    expect(ownLimitsOf(own, tenant)).toEqual({ moneyPerMonth: null, holdInvoiced: false })
    expect(isOwnLimit('risePercent', own, tenant)).toBe(false)
  })
})

describe('the limits of one company', () => {
  const field = (label: string) => {
    const found = [...document.querySelectorAll('label')].find((each) => each.textContent.includes(label))
    return `#${CSS.escape(found?.htmlFor ?? 'no such label')}`
  }
  const show = (api: Partial<Api> = {}) => showPart(IntegrationSettings, api, 'input[type=radio]')

  it('are those of Settings until they are changed, and then say so', async () => {
    const { wrapper, text } = await show()
    const rise = wrapper.get<HTMLInputElement>(field('rises by more than'))
    expect(rise.element.value).toBe('25')
    expect(text()).not.toContain('only here')
    await rise.setValue('40')
    expect(text()).toContain('only here; Settings: 25%.')
  })
  it('send only what differs, with the version that was read', async () => {
    const setLimits = vi.fn<Api['setLimits']>(() => Promise.resolve(aCompany({ version: 8 })))
    const setSchedule = vi.fn<Api['setSchedule']>()
    const { wrapper, press } = await show({ setLimits, setSchedule })
    await wrapper.get(field('rises by more than')).setValue('40')
    await press('Save')
    expect(setLimits.mock.calls[0]?.[1]).toEqual({ version: 7, limits: { risePercent: 40 } })
    expect(setSchedule).not.toHaveBeenCalled()
  })
  it('can be set back to what Settings have', async () => {
    const own = aCompany({ limits: { own: { dropPercent: 10 }, tenant } })
    const setLimits = vi.fn<Api['setLimits']>(() => Promise.resolve(aCompany({ version: 8 })))
    const { wrapper, press, unsaved } = await show({ company: () => Promise.resolve(own), setLimits })
    expect(unsaved.any).toBe(false)
    expect(wrapper.get<HTMLInputElement>(field('drops by more than')).element.value).toBe('10')
    await press('Set back: the quantity drops by more than')
    expect(wrapper.get<HTMLInputElement>(field('drops by more than')).element.value).toBe('25')
    await press('Save')
    expect(setLimits.mock.calls[0]?.[1]).toEqual({ version: 7, limits: {} })
  })
  it.each(['-1', '1000'])('refuse %s %% at the field before anything is sent', async (value) => {
    const setLimits = vi.fn<Api['setLimits']>()
    const { wrapper, press } = await show({ setLimits })
    const drop = wrapper.get(field('drops by more than'))
    await drop.setValue(value)
    await press('Save')
    expect(setLimits).not.toHaveBeenCalled()
    expect(drop.attributes('aria-invalid')).toBe('true')
    const described = drop.attributes('aria-describedby')?.split(' ')[0] ?? ''
    expect(document.getElementById(described)?.textContent).toContain('From 0 to 999')
  })
  it('show at the field what the server refuses, and keep what was typed', async () => {
    const issues = [{ path: 'limits.minSeats', code: 'outOfRange', params: { min: 0, max: 1_000_000 } }]
    const setLimits = () => Promise.reject(aProblem({ code: 'invalid', status: 400, issues }))
    const { wrapper, press, text } = await show({ setLimits })
    const seats = wrapper.get<HTMLInputElement>(field('moves by at least'))
    await seats.setValue('900')
    await press('Save')
    await flushPromises()
    expect(text()).toContain('From 0 to 1,000,000')
    expect(seats.element.value).toBe('900')
    expect(document.activeElement).toBe(seats.element)
  })
  it('go on from the version that the schedule’s save made, and stay when only they fail', async () => {
    const custom = { ...aCompany().schedule.global, dayOfMonth: 14 }
    const saved = aCompany({ version: 8, schedule: { ...aCompany().schedule, use: 'custom', custom } })
    const setLimits = vi.fn<Api['setLimits']>(() => Promise.reject(aProblem({ code: 'internal', status: 500 })))
    const { wrapper, press, text } = await show({ setSchedule: () => Promise.resolve(saved), setLimits })
    await wrapper.get('input[value=custom]').setValue()
    await wrapper.get(field('Day')).setValue('14')
    await wrapper.get(field('rises by more than')).setValue('40')
    await press('Save')
    expect(setLimits.mock.calls[0]?.[1]).toMatchObject({ version: 8 })
    expect(wrapper.get<HTMLInputElement>(field('rises by more than')).element.value).toBe('40')
    expect(text()).toContain('Not saved yet')
    await press('Save')
    expect(setLimits).toHaveBeenCalledTimes(2)
  })
})
