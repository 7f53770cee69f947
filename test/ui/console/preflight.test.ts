import { enableAutoUnmount, flushPromises, mount } from '@vue/test-utils'
import { afterEach, describe, expect, it, vi } from 'vitest'
import type { Api } from '../../../client/api'
import { readDays } from '../../../client/components/preflight/readDays'
import { consoleApiKey, type ConsoleApi } from '../../../client/consoleApi'
import PreflightPage from '../../../client/views/console/PreflightPage.vue'
import { day, instant } from '../../../server/domain/calendar'
import { agreementId, catalogItemId, companyId, customerId } from '../../../server/domain/ids'
import type { Finding, Preflight } from '../../../server/domain/preflight'
import { recordAddress } from '../../../server/domain/recordAddress'
import type { PreflightView } from '../../../server/domain/viewsPreflight'
import { aFailure, aProblem } from '../fixtures/api'
import { aSession } from '../fixtures/fairhaven'
import { inPod } from '../fixtures/frame'
import { aLinkServer } from '../fixtures/linking'
import { surroundings } from '../fixtures/mount'
import { someSettings } from '../fixtures/settings'

enableAutoUnmount(afterEach)

const ended: Finding = {
  key: 'agreementUnusable:ended',
  cause: { kind: 'agreementUnusable', why: 'ended' },
  severity: 'error',
  fixedBy: 'agreements',
  lines: 2,
  companies: {
    total: 51,
    list: [
      {
        id: companyId(250),
        name: 'Fairhaven Dental Group',
        places: [
          { type: 'agreement', id: agreementId(988), name: 'XDR Retainer', on: day('2025-09-30'), successorId: null },
          { type: 'catalogItem', id: catalogItemId(503), identifier: 'TM-XDR-CO' },
        ],
      },
    ],
  },
}
const unmapped: Finding = {
  key: 'unmappedCustomers',
  cause: {
    kind: 'unmappedCustomers',
    customers: { total: 2, list: [{ id: customerId('c-1'), name: 'Harrow Mfg', seats: null }] },
    seats: 410,
    idle: 1,
  },
  severity: 'warning',
  fixedBy: 'billing',
  lines: 0,
  companies: { total: 0, list: [] },
}
const aLast = (over: Partial<Preflight> = {}): Preflight => ({
  startedAt: instant('2025-11-20T14:11:00.000Z'),
  finishedAt: instant('2025-11-20T14:12:00.000Z'),
  by: 'mortiz',
  dueFor: [],
  companies: { linked: 60, planned: 58 },
  findings: [ended, unmapped],
  more: 0,
  unchecked: [{ what: 'seats', failure: aFailure(), companies: { total: 0, list: [] } }],
  ...over,
})
const aView = (over: Partial<PreflightView> = {}): PreflightView => ({
  last: aLast(),
  running: null,
  failedAt: null,
  days: [5, 1],
  next: { scheduleKey: 'global', on: day('2025-11-25'), sendOn: day('2025-11-30') },
  connectWise: { site: 'na.myconnectwise.net', loginCompany: 'harborit' },
  ...over,
})

async function showPage(view: PreflightView, over: Partial<ConsoleApi> = {}, api: Partial<Api> = {}) {
  const around = surroundings({ api })
  const console = { ...aLinkServer([]).api, preflight: () => Promise.resolve(view), ...over }
  const wrapper = mount(inPod(['console', 'preflight'], PreflightPage), {
    attachTo: document.body,
    global: { plugins: [around], provide: { [consoleApiKey as symbol]: console } },
  })
  await vi.waitFor(() => wrapper.get('h1'))
  await flushPromises()
  return { wrapper, text: () => wrapper.text().replaceAll(/\s+/g, ' ') }
}

describe('the findings', () => {
  it('say what it is, how bad, who can put it right, and lead to the record in ConnectWise', async () => {
    const { wrapper, text } = await showPage(aView())
    const [first, second] = wrapper.findAll('.finding').map((item) => item.text().replaceAll(/\s+/g, ' '))
    expect(first).toContain('Not billed')
    expect(first).toContain('Agreements that have ended on the day of the send')
    expect(first).toContain('Put right by: who edits agreements in ConnectWise.')
    expect(first).toContain('50 more')
    expect(second).toContain('2 Trend customers with something to bill belong to no company: 410 seats')
    expect(second).toContain('Harrow Mfg not read')
    expect(wrapper.findAll('.finding a').map((link) => [link.text(), link.attributes('href')])).toEqual([
      [
        'Fairhaven Dental Group',
        'https://na.myconnectwise.net/v4_6_release/services/system_io/router/openrecord.rails?recordType=CompanyFV&recid=250&companyName=harborit',
      ],
      [
        'XDR Retainer (Sep 30, 2025)',
        'https://na.myconnectwise.net/v4_6_release/services/system_io/router/openrecord.rails?recordType=AgreementFV&recid=988&companyName=harborit',
      ],
      ['Link them', '#/linking'],
    ])
    // What could not be looked at is not told as well.
    expect(text()).toContain('Seats of products. Because: Trend Micro did not answer.')
    expect(text()).toContain('58 of 60 linked companies')
  })

  it('are none only when all was looked at', async () => {
    const nothing = 'Nothing was found'
    const { text } = await showPage(aView({ last: aLast({ findings: [], unchecked: [] }) }))
    expect(text()).toContain(nothing)
    const other = await showPage(aView({ last: aLast({ findings: [] }) }))
    expect(other.text()).not.toContain(nothing)
    const never = await showPage(aView({ last: null }))
    expect(never.text()).not.toContain(nothing)
    expect(never.text()).toContain('none yet')
  })
})

describe('looking again', () => {
  it('asks once, and shows how far it is until the result is there', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    const running = {
      since: instant('2025-11-21T14:12:00.000Z'),
      by: 'mortiz',
      companies: { looked: 20, linked: 60 },
    }
    const startPreflight = vi.fn<ConsoleApi['startPreflight']>(() => Promise.resolve(aView({ running })))
    let last = aLast()
    try {
      const { wrapper, text } = await showPage(aView(), {
        startPreflight,
        preflight: () => Promise.resolve(aView({ last })),
      })
      await wrapper.get('header button').trigger('click')
      await flushPromises()
      expect(text()).toContain('Looking: 20 of 60 companies')
      await wrapper.get('header button').trigger('click')
      expect(startPreflight).toHaveBeenCalledTimes(1)
      last = aLast({ findings: [unmapped] })
      await vi.advanceTimersByTimeAsync(2_000)
      expect(text()).not.toContain('Looking:')
      expect(wrapper.findAll('.finding')).toHaveLength(1)
    } finally {
      vi.useRealTimers()
    }
  })

  it('says that it could not be started, and keeps what is shown', async () => {
    const { wrapper, text } = await showPage(aView(), {
      startPreflight: () => Promise.reject(aProblem({ code: 'forbidden', status: 403 })),
    })
    await wrapper.get('header button').trigger('click')
    await flushPromises()
    expect(text()).toContain('Your ConnectWise role does not allow this')
    expect(wrapper.findAll('.finding')).toHaveLength(2)
  })
})

describe('the days of the clock', () => {
  it.each([
    ['5, 1', [5, 1]],
    ['1 7;3', [7, 3, 1]],
    ['', []],
    ['0', null],
    ['21', null],
    ['5, 5', null],
    ['1,2,3,4,5', null],
    ['5, soon', null],
    ['1.5', null],
  ])('are read from “%s”', (typed, days) => {
    expect(readDays(typed)).toEqual(days)
  })

  it('are saved with the version of now, and refused at their field', async () => {
    const saveSettings = vi.fn<Api['saveSettings']>(() => Promise.resolve(someSettings()))
    const { wrapper, text } = await showPage(
      aView(),
      {},
      { settings: () => Promise.resolve(someSettings()), saveSettings },
    )
    await wrapper.get('.days input').setValue('30')
    expect(text()).toContain('Up to 4 different whole numbers from 1 to 20')
    expect(saveSettings).not.toHaveBeenCalled()
    await wrapper.get('.days input').setValue('7, 2')
    await flushPromises()
    expect(saveSettings.mock.calls).toEqual([[{ version: 12, preflightDays: [7, 2] }]])
  })

  it('are not offered to who may not set them', async () => {
    const rights = { view: true, bill: true, administer: false }
    const { wrapper } = await showPage(aView(), {}, { openSession: () => Promise.resolve(aSession({ rights })) })
    expect(wrapper.find('.days').exists()).toBe(false)
    expect(wrapper.findAll('.finding a[href="#/linking"]')).toEqual([])
  })
})

describe('the address of a record', () => {
  it('is none where the site is no address', () => {
    expect(recordAddress({ site: 'javascript://x', loginCompany: 'a' }, 'CompanyFV', 1)).toBeNull()
    expect(recordAddress({ site: 'https://[', loginCompany: 'a' }, 'CompanyFV', 1)).toBeNull()
    expect(recordAddress({ site: 'http://cw.test:8080', loginCompany: 'a b' }, 'CompanyFV', 1)).toBe(
      'http://cw.test:8080/v4_6_release/services/system_io/router/openrecord.rails?recordType=CompanyFV&recid=1&companyName=a+b',
    )
  })
})
