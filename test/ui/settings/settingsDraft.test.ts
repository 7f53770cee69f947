import { describe, expect, it } from 'vitest'
import { scheduleIssuesOf, scheduleOf, zoneGroups } from '../../../client/components/schedule/scheduleDraft'
import { changedParts, draftOf, issuesOf, requestOf } from '../../../client/components/settings/settingsDraft'
import { emptySettings, someSettings } from '../fixtures/settings'

const view = someSettings()
const draft = () => draftOf(view)

describe('a schedule while it is typed', () => {
  it.each(['0', '32', '1.5', 'x', '', '-1'])('refuses the day %j', (day) => {
    expect(scheduleIssuesOf({ ...draft().schedule, day })).toEqual({ dayOfMonth: true })
    expect(scheduleOf({ ...draft().schedule, day })).toBeNull()
  })
  it('takes every day of a month, with blanks around it', () => {
    expect(scheduleOf({ ...draft().schedule, day: ' 31 ' })?.dayOfMonth).toBe(31)
  })
  it('refuses a time that is none', () => {
    expect(scheduleIssuesOf({ ...draft().schedule, time: '' })).toEqual({ time: true })
  })
  it('lists zones by region, with the chosen one even where the platform does not know it', () => {
    expect(zoneGroups(['America/New_York', 'UTC'], 'America/Argentina/Salta')).toEqual([
      {
        region: 'America',
        zones: [
          { name: 'America/Argentina/Salta', city: 'Argentina, Salta' },
          { name: 'America/New_York', city: 'New York' },
        ],
      },
      { region: 'UTC', zones: [{ name: 'UTC', city: 'UTC' }] },
    ])
  })
})

describe('the settings while they are typed', () => {
  it('sends only what changed, with the version that was read', () => {
    expect(requestOf(view, { ...draft(), approval: 'withinLimits' })).toEqual({ version: 12, approval: 'withinLimits' })
  })
  it('leaves a stored secret out unless it is replaced', () => {
    const same = { ...draft(), connectWise: { ...draft().connectWise, loginCompany: 'other' } }
    expect(requestOf(view, same).connectWise).not.toHaveProperty('privateKey')
    const replaced = { ...draft(), connectWise: { ...draft().connectWise, privateKey: 'new' } }
    expect(requestOf(view, replaced).connectWise).toHaveProperty('privateKey', 'new')
  })
  it('removes keys whose fields were emptied, and asks nothing of keys that were never set', () => {
    const emptied = { ...draft(), lmpi: { baseUrl: '', accessToken: '', secretKey: null } }
    expect(requestOf(view, emptied).lmpi).toBeNull()
    expect(issuesOf(view, emptied)).toEqual({})
    expect(changedParts(emptySettings, draftOf(emptySettings))).toEqual([])
  })
  it('asks for every field of keys that are begun', () => {
    const begun = draftOf(emptySettings)
    begun.smpi.accessToken = 'token'
    expect(issuesOf(emptySettings, begun)).toEqual({ 'smpi.baseUrl': 'required', 'smpi.secretKey': 'required' })
  })
  it('reads limits as whole numbers and money with point or comma', () => {
    const limits = { ...draft().limits, moneyPerMonth: '99,50' }
    expect(requestOf(view, { ...draft(), limits }).limits?.moneyPerMonth).toBe(99.5)
    expect(requestOf(view, { ...draft(), limits: { ...limits, moneyPerMonth: ' ' } }).limits?.moneyPerMonth).toBeNull()
    expect(issuesOf(view, { ...draft(), limits: { ...limits, risePercent: '1000', moneyPerMonth: 'much' } })).toEqual({
      'limits.risePercent': 'outOfRange',
      'limits.moneyPerMonth': 'amount',
    })
  })
})
