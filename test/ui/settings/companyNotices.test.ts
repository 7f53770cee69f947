import { enableAutoUnmount, flushPromises, mount } from '@vue/test-utils'
import { afterEach, describe, expect, it, vi } from 'vitest'
import CompanyNotices from '../../../client/components/settings/CompanyNotices.vue'
import type { NoticesApi } from '../../../client/noticesApi'
import type { CompanyNoticesRequest, CompanyNoticesView } from '../../../server/domain/viewsNotices'
import { aProblem } from '../fixtures/api'
import { fairhavenId } from '../fixtures/fairhaven'
import { inPod } from '../fixtures/frame'
import { surroundings } from '../fixtures/mount'
import { someCompanyNotices } from '../fixtures/notices'

enableAutoUnmount(afterEach)

async function show(view: Partial<CompanyNoticesView> = {}, over: Partial<NoticesApi> = {}) {
  const saved: CompanyNoticesRequest[] = []
  const notices: Partial<NoticesApi> = {
    companyNotices: () => Promise.resolve(someCompanyNotices(view)),
    saveCompanyNotices: (_company, request) => {
      saved.push(request)
      return Promise.resolve(someCompanyNotices({ ...view, use: request.use, version: 1 }))
    },
    ...over,
  }
  const wrapper = mount(inPod(['notices', 'settings'], CompanyNotices, { company: fairhavenId }), {
    attachTo: document.body,
    global: { plugins: [surroundings({ notices })] },
  })
  await vi.waitFor(() => wrapper.get('form'))
  await flushPromises()
  const dialog = () => wrapper.text().replaceAll(/\s+/g, ' ')
  const choose = (value: 'global' | 'custom') => wrapper.get(`input[type=radio][value=${value}]`).setValue()
  const submit = async () => {
    await wrapper.get('form').trigger('submit')
    await flushPromises()
  }
  return { wrapper, dialog, choose, submit, saved }
}

describe('notices of one company', () => {
  it('follow the global settings until somebody says otherwise, and nothing asks to be saved', async () => {
    const { wrapper, choose } = await show()
    expect(wrapper.find('textarea').exists()).toBe(false)
    expect(wrapper.find('button[type=submit]').exists()).toBe(false)
    await choose('custom')
    expect(wrapper.find('textarea').exists()).toBe(true)
    expect(wrapper.find('button[type=submit]').exists()).toBe(true)
  })

  it('of its own have no company and no mail server to enter: tickets are on it, mail goes through the one of all', async () => {
    const { dialog, choose } = await show({ hasMailServer: false })
    await choose('custom')
    expect(dialog()).not.toContain('Company record of your own')
    expect(dialog()).not.toContain('Encryption')
    expect(dialog()).toContain('There is no mail server yet')
  })

  it('send only what changed', async () => {
    const { wrapper, choose, submit, saved } = await show()
    await choose('custom')
    await wrapper.get('textarea').setValue('own@example.com')
    await submit()
    expect(saved).toEqual([{ version: 0, use: 'custom', mail: { on: false, kinds: [], to: ['own@example.com'] } }])
  })

  it('go back to the global ones without looking at the rest', async () => {
    const { choose, submit, saved } = await show({ use: 'custom', version: 3 })
    await choose('global')
    await submit()
    expect(saved).toEqual([{ version: 3, use: 'global' }])
  })

  it('tell at the field of an address that is none, before anything is asked', async () => {
    const { wrapper, dialog, choose, submit, saved } = await show()
    await choose('custom')
    await wrapper.get('textarea').setValue('nobody')
    await submit()
    expect(dialog()).toContain('“nobody” is no e-mail address.')
    expect(wrapper.get('textarea').attributes('aria-invalid')).toBe('true')
    expect(saved).toEqual([])
  })

  it.each([
    ['ticket.boardId', 'board.gone', 'This board does not exist.'],
    ['webhook.url', 'webhook.privateAddress', 'This address is inside a private network. It is not called.'],
    ['smtp.host', 'required', 'There is no mail server yet'],
  ])('tell what the server refused at its field: %s', async (path, code, text) => {
    const { wrapper, dialog, choose, submit } = await show(
      {},
      { saveCompanyNotices: () => Promise.reject(aProblem({ code: 'invalid', issues: [{ path, code }] })) },
    )
    await choose('custom')
    await submit()
    expect(dialog()).toContain(text)
    expect(wrapper.findAll('[aria-invalid=true]')).toHaveLength(1)
  })
})

describe('a test', () => {
  const testButtons = (wrapper: Awaited<ReturnType<typeof show>>['wrapper']) =>
    wrapper.findAll<HTMLButtonElement>('button').filter((button) => button.text() === 'Send a test')

  it('waits, and says why, where nothing is set up or something is not saved', async () => {
    const { wrapper, dialog } = await show({ use: 'custom', version: 2 })
    // A board is saved; no address of mail and none of a webhook.
    expect(testButtons(wrapper).map(({ element }) => element.disabled)).toEqual([false, true, true])
    expect(dialog()).toContain('Nothing to test yet: no address, or no mail server, is saved.')
    expect(dialog()).toContain('Nothing to test yet: no address is saved.')
  })

  it('uses the own settings only once they are saved as in use', async () => {
    const { wrapper, choose } = await show()
    await choose('custom')
    expect(testButtons(wrapper).map(({ element }) => element.disabled)).toEqual([true, true, true])
  })
})
