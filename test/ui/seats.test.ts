import { enableAutoUnmount, flushPromises, mount } from '@vue/test-utils'
import { afterEach, describe, expect, it, vi } from 'vitest'
import SendAllDialog from '../../client/components/settings/SendAllDialog.vue'
import SeatsSheet from '../../client/components/seats/SeatsSheet.vue'
import type { Component } from 'vue'
import type { Api } from '../../client/api'
import { noSeats } from '../../server/domain/account'
import { aPlan, partialPlan } from './fixtures/fairhaven'
import { inPod } from './fixtures/frame'
import { surroundings } from './fixtures/mount'
import { aRun } from './fixtures/settings'

enableAutoUnmount(afterEach)

async function show(part: Component, api: Partial<Api>) {
  const wrapper = mount(inPod(['settings', 'explain'], part), {
    attachTo: document.body,
    global: { plugins: [surroundings({ api })] },
  })
  await vi.waitFor(() => wrapper.get('.acc'))
  await flushPromises()
  return { wrapper, text: () => wrapper.text().replaceAll(/\s+/g, ' ') }
}
const seats = (plan = aPlan()) => show(SeatsSheet, { plan: () => Promise.resolve(plan) })

describe('where every seat of a company is', () => {
  it('is one of the groups, which add up to what Trend Micro reports', async () => {
    const { text, wrapper } = await seats()
    expect(text()).toContain('177 of 177 seats accounted for')
    expect(wrapper.findAll('.acc-key li').map((each) => each.text())).toEqual([
      'Will change 48',
      'Billed 52',
      'Held 40',
      'Not billed 25',
      'Failed 12',
    ])
    expect(text()).toContain('HeldCloud App Security Full, monthly40')
  })

  it('says how many seats have no place, and that nothing is sent', async () => {
    const account = { ...aPlan().account, excluded: 13, total: 165 }
    const { wrapper } = await seats(aPlan({ account }))
    expect(wrapper.get('[role=alert]').text()).toContain('12 seats not accounted for. Nothing is sent')
  })

  it('says how many seats are counted twice', async () => {
    const { wrapper } = await seats(aPlan({ account: { ...aPlan().account, reported: 170 } }))
    expect(wrapper.get('[role=alert]').text()).toContain('7 seats counted twice')
  })

  it('does not take what was not read as zero', async () => {
    const { text } = await seats(partialPlan)
    expect(text()).toContain('1 product was not read; its seats are in none of the groups')
  })
})

describe('where every seat of a run of all is', () => {
  const run = (over: Parameters<typeof aRun>[0]) => show(SendAllDialog, { planAll: () => Promise.resolve(aRun(over)) })

  it('counts customers that are not linked and those of companies outside the run', async () => {
    const { text } = await run({
      account: { ...noSeats(), total: 2_200, reported: 2_200, billed: 2_100, excluded: 35, unmapped: 65 },
      outside: {
        unlinked: { customers: 4, seats: 65, unreadSubscriptions: 0 },
        elsewhere: { customers: 2, seats: 35, unreadSubscriptions: 0 },
        unplanned: { customers: 1, seats: 12, unreadSubscriptions: 0 },
      },
    })
    expect(text()).toContain('2,200 of 2,200 seats accounted for')
    expect(text()).toContain('4 customers not linked (65 seats, in Unmapped)')
    expect(text()).toContain('2 in companies outside this run (35 seats, in Not billed)')
    expect(text()).toContain('1 in a company that could not be planned (12 seats, in Failed)')
  })

  it('says that customers outside were not read where they were not', async () => {
    const { text } = await run({ outside: null, status: 'finished' })
    expect(text()).toContain('Customers in no company of this run were not read')
  })

  it('is the sum of the companies only while the customers outside are not read', async () => {
    const { text } = await run({ outside: null })
    expect(text()).toContain('2,140 of 2,140 seats of the companies in this run accounted for')
    expect(text()).toContain('Customers in no company of this run are not read yet; the sum grows by their seats')
  })

  it('names the companies that a person must look at, and counts those that are not named', async () => {
    const { text } = await run({})
    expect(text()).toContain('Fairhaven Dental Group 1 failed and 2 held')
    expect(text()).toMatch(/Alder & Finch 1 held ?and 6 more companies/)
  })

  it('counts lines in the groups of their seats', async () => {
    const { wrapper } = await run({})
    expect(wrapper.findAll('.counts li').map((each) => each.text().replaceAll(/\s+/g, ' '))).toEqual([
      expect.stringMatching(/^To send ?58/),
      expect.stringMatching(/^Failed ?1/),
      expect.stringMatching(/^Held ?12/),
      expect.stringMatching(/^Unmapped ?1/),
      expect.stringMatching(/^Not billed ?6/),
      expect.stringMatching(/^Unchanged ?231/),
    ])
  })

  it('keeps sending off while seats have no place', async () => {
    const { wrapper } = await run({ account: { ...aRun().account, reported: 2_152 } })
    expect(wrapper.get('[role=alert]').text()).toContain('12 seats not accounted for')
    const send = wrapper.findAll('button').find((each) => each.text() === 'Send 58 lines')
    expect(send?.attributes('disabled')).toBeDefined()
  })
})
