/** Who is told of what: what is sent to the server, what is refused where, and the tests of the channels. */
import { enableAutoUnmount, flushPromises } from '@vue/test-utils'
import { afterEach, describe, expect, it, vi } from 'vitest'
import NoticesPanel from '../../../client/components/settings/NoticesPanel.vue'
import {
  addressesOf,
  changedNoticeParts,
  noticeIssuesOf,
  noticesDraftOf,
  noticesRequestOf,
} from '../../../client/components/settings/noticesDraft'
import type { NoticesApi } from '../../../client/noticesApi'
import SettingsView from '../../../client/views/SettingsView.vue'
import { instant } from '../../../server/domain/calendar'
import { aProblem } from '../fixtures/api'
import { aGivenUp, someNotices } from '../fixtures/notices'
import { showPart } from '../fixtures/showPart'

enableAutoUnmount(afterEach)

describe('notices while they are typed', () => {
  const view = someNotices()
  const draft = () => noticesDraftOf(view)

  it('send only what changed, and secrets only when they are replaced', () => {
    expect(changedNoticeParts(view, draft())).toEqual([])
    expect(noticesRequestOf(view, { ...draft(), language: 'fr' })).toEqual({ version: 4, language: 'fr' })
    const { smtp, webhook } = draft()
    expect(noticesRequestOf(view, { ...draft(), smtp: { ...smtp, port: '465' } }).smtp).toEqual({
      host: 'smtp.harborit.example',
      port: 465,
      security: 'starttls',
      user: 'billing',
      from: 'billing@harborit.example',
    })
    const request = noticesRequestOf(view, { ...draft(), webhook: { ...webhook, url: 'https://hooks.example/x' } })
    expect(request.webhook).toMatchObject({ url: 'https://hooks.example/x' })
  })
  it('take the mail server away when its name is emptied', () => {
    const { smtp } = draft()
    expect(noticesRequestOf(view, { ...draft(), smtp: { ...smtp, host: ' ' } }).smtp).toBeNull()
  })
  it('read addresses from lines and with commas', () => {
    expect(addressesOf(' a@b.example,\nc@d.example ;; ')).toEqual(['a@b.example', 'c@d.example'])
  })
  it('are refused before they are sent where that can be said', () => {
    const { mail, ticket, smtp } = draft()
    expect(noticeIssuesOf(draft())).toEqual({})
    expect(
      noticeIssuesOf({
        ...draft(),
        mail: { ...mail, to: 'nobody', kinds: [] },
        ticket: { ...ticket, on: true },
        smtp: { ...smtp, port: 'x' },
      }),
    ).toEqual({
      'mail.to': { code: 'mailAddress', about: 'nobody' },
      'mail.kinds': { code: 'required', about: null },
      'smtp.port': { code: 'outOfRange', about: null },
      'ticket.boardId': { code: 'required', about: null },
      'ticket.companyId': { code: 'required', about: null },
    })
  })
})

describe('the panel of notices', () => {
  const show = (notices: Partial<NoticesApi> = {}) =>
    showPart(NoticesPanel, {}, 'form', { areas: ['settings', 'notices'], notices })

  it('saves what changed with the version that was read, and is then clean', async () => {
    const saveNotices = vi.fn<NoticesApi['saveNotices']>(() => Promise.resolve(someNotices({ version: 5 })))
    const { wrapper, press, unsaved, announced } = await show({ saveNotices })
    expect(unsaved.any).toBe(false)
    await wrapper.get('textarea').setValue('a@b.example\nc@d.example')
    expect(unsaved.any).toBe(true)
    await press('Save')
    expect(saveNotices.mock.calls).toEqual([
      [{ version: 4, mail: { on: true, kinds: ['held', 'failed'], to: ['a@b.example', 'c@d.example'] } }],
    ])
    expect(unsaved.any).toBe(false)
    expect(announced.polite).toBe('Notices saved.')
  })

  it('says at the field which address is none, and sends nothing', async () => {
    const saveNotices = vi.fn<NoticesApi['saveNotices']>()
    const { wrapper, press, text } = await show({ saveNotices })
    const field = wrapper.get('textarea')
    await field.setValue('a@b.example, nobody')
    await press('Save')
    expect(saveNotices).not.toHaveBeenCalled()
    expect(text()).toContain('“nobody” is no e-mail address.')
    expect(field.attributes('aria-invalid')).toBe('true')
    expect(document.activeElement).toBe(field.element)
  })

  it.each([
    ['webhook.url', 'webhook.privateAddress', 'This address is inside a private network. It is not called.'],
    ['ticket.boardId', 'board.gone', 'This board does not exist.'],
    ['smtp.security', 'passwordInClear', 'A user or a password is not sent without encryption.'],
    ['mail.to.1', 'mailAddress', '“c@d.example” is no e-mail address.'],
    ['smtp.host', 'somethingNew', 'This cannot be saved as it is'],
  ])('shows what the server refuses at %s, and keeps what was typed', async (path, code, words) => {
    const saveNotices = () => Promise.reject(aProblem({ code: 'invalid', status: 400, issues: [{ path, code }] }))
    const { wrapper, press, text } = await show({ saveNotices })
    await press('Replace: Address')
    await wrapper.get('textarea').setValue('a@b.example\nc@d.example')
    await press('Save')
    expect(text()).toContain(words)
    expect(wrapper.get('textarea').element).toHaveProperty('value', 'a@b.example\nc@d.example')
    expect(wrapper.find('[aria-invalid=true]').exists()).toBe(true)
    expect(wrapper.find('.bar').exists()).toBe(true)
  })

  it('never shows a stored password or address, and says where the webhook leads', async () => {
    const { wrapper, text } = await show()
    expect(wrapper.findAll('input[type=password]')).toHaveLength(0)
    expect(text()).toContain('Stored, not shown. Set Jun 3, 2025')
    expect(text()).toContain('At hooks.example.')
  })

  it('tests a channel by what is saved, so it waits while that is changed', async () => {
    const testNotice = vi.fn<NoticesApi['testNotice']>((channel) => Promise.resolve({ channel, failure: null }))
    const { wrapper, press, text, announced } = await show({ testNotice })
    await press('Send a test: E-mail')
    expect(testNotice.mock.calls).toEqual([['mail']])
    expect(text()).toContain('The test arrived.')
    expect(announced.polite).toBe('The test arrived.')
    await wrapper.get('textarea').setValue('other@b.example')
    expect(wrapper.get('[aria-label="Send a test: E-mail"]').attributes('disabled')).toBeDefined()
    expect(wrapper.get('[aria-label="Send a test: Webhook"]').attributes('disabled')).toBeUndefined()
  })

  it('says what to choose where a mail server has no STARTTLS', async () => {
    const failure = { kind: 'noStartTls', status: null, text: null, at: instant('2025-11-21T07:00:00Z') } as const
    const { press, text } = await show({ testNotice: (channel) => Promise.resolve({ channel, failure }) })
    await press('Send a test: E-mail')
    expect(text()).toContain(
      'The mail server offers no encryption by STARTTLS. Choose “TLS from the start” if it has that, or “None” if it is in your own network and takes mail without a password.',
    )
  })

  it('says why a test did not arrive, in words and in theirs', async () => {
    const failure = {
      kind: 'refused',
      status: 550,
      text: 'No such mailbox',
      at: instant('2025-11-21T07:00:00Z'),
    } as const
    const { press, text } = await show({ testNotice: (channel) => Promise.resolve({ channel, failure }) })
    await press('Send a test: E-mail')
    expect(text()).toContain('It was refused (550). They say: No such mailbox')
  })

  it('shows what was given up, and nothing of what arrived', async () => {
    const { text } = await show()
    expect(text()).toContain('given up after 8 tries. It is out of order there right now (503).')
  })

  it('shows a summary of which nobody knows whether it arrived as that, and not as given up', async () => {
    const failure = { kind: 'cutOff', status: null, text: null, at: instant('2025-11-21T07:00:00.000Z') } as const
    const entry = aGivenUp({ channel: 'mail', kind: 'summary', tries: 1, failure })
    const { text, press, wrapper } = await show({ outbox: () => Promise.resolve({ entries: [entry] }) })
    expect(text()).toContain('not known whether it arrived, so it is not sent again by itself: ask the recipient')
    expect(text()).toContain('The connection broke after the mail server was given all of it, before it answered.')
    expect(text()).not.toContain('given up')
    expect(wrapper.find('li .i-warn').exists()).toBe(true)
    await press('Try again: Trend Micro billing')
    expect(text()).toContain('on its way')
  })

  it('has what was given up tried again, and says when that cannot be', async () => {
    const { press, text } = await show()
    await press('Try again: Trend Micro billing')
    expect(text()).toContain('on its way')
    expect(text()).not.toContain('given up')
    const refused = await show({ retryNotice: () => Promise.reject(aProblem({ code: 'conflict' })) })
    await refused.press('Try again: Trend Micro billing')
    expect(refused.text()).toContain('Somebody else changed this meanwhile.')
  })

  it('can be changed where the boards cannot be read, and keeps the board that is saved', async () => {
    const { settings } = someNotices()
    const saved = someNotices({ settings: { ...settings, ticket: { ...settings.ticket, boardId: 7 } } })
    const { text, wrapper } = await show({
      notices: () => Promise.resolve(saved),
      boards: () => Promise.reject(aProblem()),
    })
    await flushPromises()
    expect(text()).toContain('The boards could not be read.')
    const chosen = wrapper.findAll('select').map(({ element }) => element.value)
    expect(chosen).toContain('7')
  })

  it('says so when somebody else saved meanwhile, and reads anew', async () => {
    const notices = vi.fn<NoticesApi['notices']>(() => Promise.resolve(someNotices()))
    const saveNotices = () => Promise.reject(aProblem({ code: 'conflict', status: 409 }))
    const { wrapper, press, text } = await show({ notices, saveNotices })
    await wrapper.get('textarea').setValue('other@b.example')
    await press('Save')
    expect(text()).toContain('Somebody else changed these settings meanwhile')
    await press('Look again')
    expect(notices).toHaveBeenCalledTimes(2)
    expect(wrapper.get('textarea').element).toHaveProperty('value', 'billing@harborit.example')
  })

  it('says when it cannot be read, and tries again', async () => {
    const notices = vi.fn<NoticesApi['notices']>(() => Promise.reject(aProblem({ code: 'internal', status: 500 })))
    const { text } = await showPart(NoticesPanel, {}, '.msg', { areas: ['settings', 'notices'], notices: { notices } })
    expect(text()).toContain('The notices could not be read')
  })
})

describe('the settings', () => {
  it('have the notices at their end', async () => {
    const { wrapper, text } = await showPart(SettingsView, {}, 'textarea')
    expect(text()).toContain('Tells people what sends and checks did')
    expect(wrapper.findAll('form')).toHaveLength(2)
  })
})
