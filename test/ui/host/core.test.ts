import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { HostTimeout } from '../../../client/host/core'
import { aFakeHost, authentication, cwOrigin } from './fakeHost'

beforeEach(() => vi.useFakeTimers())
afterEach(() => vi.useRealTimers())

describe('start-up', () => {
  it('says ready to anybody, without a frame id, and nothing else', () => {
    const host = aFakeHost()
    host.core.start()
    expect(host.posted).toEqual([{ message: { message: 'ready' }, target: '*' }])
  })

  it('repeats ready every second until the frame id comes', () => {
    const host = aFakeHost()
    host.core.start()
    vi.advanceTimersByTime(3_000)
    host.giveFrame()
    vi.advanceTimersByTime(30_000)
    expect(host.readies()).toHaveLength(4)
    expect(host.states).toEqual(['waiting', 'open'])
  })

  it.each([3_000, 9_000])('starts normally when the frame id comes after %i ms', (ms) => {
    const host = aFakeHost()
    host.core.start()
    vi.advanceTimersByTime(ms)
    host.giveFrame()
    expect(host.states.at(-1)).toBe('open')
  })

  it('gives up after ten seconds and tries again when asked', () => {
    const host = aFakeHost()
    host.core.start()
    vi.advanceTimersByTime(10_000)
    expect(host.states.at(-1)).toBe('gaveUp')
    const before = host.readies().length
    vi.advanceTimersByTime(20_000)
    expect(host.readies()).toHaveLength(before)

    host.core.start()
    expect(host.states.at(-1)).toBe('waiting')
    host.giveFrame()
    expect(host.states.at(-1)).toBe('open')
  })

  it('still opens when the frame id comes after giving up', () => {
    const host = aFakeHost()
    host.core.start()
    vi.advanceTimersByTime(12_000)
    host.giveFrame()
    expect(host.states.at(-1)).toBe('open')
  })

  it('starts once when the same frame id comes three times', () => {
    const host = aFakeHost()
    host.core.start()
    host.giveFrame()
    host.giveFrame()
    host.giveFrame()
    expect(host.states.filter((state) => state === 'open')).toHaveLength(1)
    expect(host.renewed).not.toHaveBeenCalled()
  })

  it('takes another frame id as a new session: forgets what was asked and signs in anew', async () => {
    const host = aFakeHost()
    host.core.start()
    host.giveFrame('frame-1')
    const asked = host.core.memberAuthentication()
    host.giveFrame('frame-2')
    await expect(asked).rejects.toBeInstanceOf(HostTimeout)
    expect(host.renewed).toHaveBeenCalledOnce()

    const anew = host.core.memberAuthentication()
    host.answerMember()
    await expect(anew).resolves.toEqual(authentication)
    host.core.setDirty(true)
    expect(host.said().at(-1)).toMatchObject({ frameID: 'frame-2' })
  })
})

describe('whom it listens to', () => {
  it('accepts nothing from an origin that is not allowed, and tells it nothing but ready', () => {
    const host = aFakeHost()
    host.core.start()
    host.say({ MessageFrameID: 'f' }, { origin: 'https://na.myconnectwise.net.evil.example' })
    host.core.setDirty(true)
    void host.core.memberAuthentication().catch(() => undefined)
    vi.advanceTimersByTime(5_000)
    expect(host.said()).toEqual([])
    expect(host.states).toEqual(['waiting'])
  })

  it('accepts nothing from another window, even of an allowed origin', () => {
    const host = aFakeHost()
    host.core.start()
    host.say({ MessageFrameID: 'forged' }, { fromParent: false })
    expect(host.states).toEqual(['waiting'])
  })

  it('stays with the first origin of a conversation', () => {
    const host = aFakeHost()
    host.core.start()
    host.giveFrame('frame-1')
    host.say({ MessageFrameID: 'frame-2' }, { origin: 'https://eu.myconnectwise.net' })
    host.core.setDirty(true)
    expect(host.posted.at(-1)).toEqual({
      message: { hosted_request: 'setDirty', args: { dirty: true }, frameID: 'frame-1' },
      target: cwOrigin,
    })
  })

  it('ignores noise: no crash and no acknowledgement', () => {
    const host = aFakeHost()
    host.core.start()
    host.giveFrame()
    for (const noise of ['not json', { MessageFrameID: 'x' }, 'null', '7', '{"type":"webpackOk"}', undefined])
      host.sayRaw(noise)
    expect(host.said()).toEqual([])
  })

  it('posts to the verified origin only once it is open', () => {
    const host = aFakeHost()
    host.core.start()
    host.giveFrame()
    host.load()
    host.core.refreshScreen()
    expect(
      host.posted.filter(({ message }) => !('message' in message)).every(({ target }) => target === cwOrigin),
    ).toBe(true)
  })
})

describe('requests', () => {
  it('wait for the frame id and then carry it', () => {
    const host = aFakeHost()
    host.core.start()
    host.core.setDirty(true)
    expect(host.said()).toEqual([])
    host.giveFrame()
    expect(host.said()).toEqual([{ hosted_request: 'setDirty', args: { dirty: true }, frameID: 'frame-1' }])
  })

  it('give the member, without e-mail and SSO tokens', async () => {
    const host = aFakeHost()
    host.core.start()
    host.giveFrame()
    const asked = host.core.memberAuthentication()
    host.answerMember({ ...authentication, memberEmail: 'a@b.example', ssoIdToken: 'secret' })
    await expect(asked).resolves.toEqual(authentication)
  })

  it('share one request in flight between two callers', async () => {
    const host = aFakeHost()
    host.core.start()
    host.giveFrame()
    const both = Promise.all([host.core.memberAuthentication(), host.core.memberAuthentication()])
    expect(host.said()).toHaveLength(1)
    host.answerMember()
    await expect(both).resolves.toEqual([authentication, authentication])
  })

  it('are repeated once after five seconds, then fail', async () => {
    const host = aFakeHost()
    host.core.start()
    host.giveFrame()
    const asked = host.core.memberAuthentication()
    const outcome = expect(asked).rejects.toBeInstanceOf(HostTimeout)
    vi.advanceTimersByTime(5_000)
    expect(host.said()).toHaveLength(2)
    vi.advanceTimersByTime(5_000)
    await outcome
    vi.advanceTimersByTime(60_000)
    expect(host.said()).toHaveLength(2)
  })

  it('can be asked anew after a time-out', async () => {
    const host = aFakeHost()
    host.core.start()
    host.giveFrame()
    const first = expect(host.core.memberAuthentication()).rejects.toBeInstanceOf(HostTimeout)
    await vi.advanceTimersByTimeAsync(10_000)
    await first
    const second = host.core.memberAuthentication()
    host.answerMember()
    await expect(second).resolves.toEqual(authentication)
  })

  it('fail at once when the answer lacks a field', async () => {
    const host = aFakeHost()
    host.core.start()
    host.giveFrame()
    const asked = host.core.memberAuthentication()
    host.answerMember({ site: 'https://na.myconnectwise.net/' })
    await expect(asked).rejects.toBeInstanceOf(HostTimeout)
  })

  it('ignore an answer that nobody waits for', () => {
    const host = aFakeHost()
    host.core.start()
    host.giveFrame()
    host.say({ response: 'setdirty', data: {} })
    host.answerMember()
    expect(host.said()).toEqual([])
  })

  it('open a record with its id as text, and ask for a refresh with empty arguments', () => {
    const host = aFakeHost()
    host.core.start()
    host.giveFrame()
    host.core.openScreen('company', 311)
    host.core.refreshScreen()
    expect(host.said()).toEqual([
      { hosted_request: 'openScreen', args: { newTab: true, screen: 'company', id: '311' }, frameID: 'frame-1' },
      { hosted_request: 'refreshScreen', args: {}, frameID: 'frame-1' },
    ])
  })
})

describe('events', () => {
  it('are acknowledged with their id, unknown ones too', () => {
    const host = aFakeHost()
    host.core.start()
    host.giveFrame()
    host.load(250, 'e-41')
    host.say({ event: 'beforeBack', _id: 'e-42' })
    expect(host.said()).toEqual([
      { event: 'onLoad', _id: 'e-41', result: 'success', frameID: 'frame-1' },
      { event: 'beforeBack', _id: 'e-42', result: 'success', frameID: 'frame-1' },
    ])
  })

  it('without an id are acknowledged without one', () => {
    const host = aFakeHost()
    host.core.start()
    host.giveFrame()
    host.load(250, '')
    expect(host.said()).toEqual([{ event: 'onLoad', result: 'success', frameID: 'frame-1' }])
  })

  it('before the frame id are acknowledged after it, and their record is kept', () => {
    const host = aFakeHost()
    host.core.start()
    host.load(250)
    expect(host.screens).toEqual([{ screen: 'company', id: 250, hostedAs: 'pod' }])
    expect(host.said()).toEqual([])
    host.giveFrame()
    expect(host.said()).toEqual([{ event: 'onLoad', _id: 'e-1', result: 'success', frameID: 'frame-1' }])
  })

  it('switch the record in the same frame, with a text as id as well', () => {
    const host = aFakeHost()
    host.core.start()
    host.giveFrame()
    host.load(250)
    host.load('311', 'e-2')
    expect(host.screens.map(({ id }) => id)).toEqual([250, 311])
  })

  it('on an unsaved record say that there is none', () => {
    const host = aFakeHost()
    host.core.start()
    host.giveFrame()
    host.load(0)
    expect(host.screens).toEqual([{ screen: 'company', id: null, hostedAs: 'pod' }])
  })

  it('without data are acknowledged and change nothing', () => {
    const host = aFakeHost()
    host.core.start()
    host.giveFrame()
    host.say({ event: 'onLoad', _id: 'e-9' })
    expect(host.screens).toEqual([])
    expect(host.said()).toHaveLength(1)
  })
})

describe('Save of the host', () => {
  const save = { event: 'beforeSave', _id: 'e-50' }

  it('is allowed at once, with no timer involved', () => {
    const host = aFakeHost()
    host.core.start()
    host.giveFrame()
    host.say(save)
    expect(host.said()).toEqual([{ ...save, result: 'success', frameID: 'frame-1' }])
  })

  it('is refused in plain words when edits would be lost', () => {
    const host = aFakeHost({ handlers: { beforeSave: () => ['Save or discard first'] } })
    host.core.start()
    host.giveFrame()
    host.say(save)
    expect(host.said()).toEqual([{ ...save, result: 'failure', errors: ['Save or discard first'], frameID: 'frame-1' }])
  })

  it.each([
    [
      'fails',
      () => {
        throw new Error('fault of ours')
      },
    ],
    ['is empty', () => []],
  ])('is allowed when our own answer %s', (_how, beforeSave) => {
    const host = aFakeHost({ handlers: { beforeSave } })
    host.core.start()
    host.giveFrame()
    host.say(save)
    expect(host.said()).toEqual([{ ...save, result: 'success', frameID: 'frame-1' }])
  })
})

describe('shells that send no frame id', () => {
  it('work only where shell mode is on: the first onLoad opens the queue, without frame ids', async () => {
    const host = aFakeHost({ shellMode: true })
    host.core.start()
    const asked = host.core.memberAuthentication()
    host.load(250, '')
    expect(host.said()).toEqual([{ hosted_request: 'getMemberAuthentication' }, { event: 'onLoad', result: 'success' }])
    host.answerMember()
    await expect(asked).resolves.toEqual(authentication)
    expect(host.states.at(-1)).toBe('open')
  })

  it('are given up where it is off', () => {
    const host = aFakeHost()
    host.core.start()
    host.load(250, '')
    vi.advanceTimersByTime(10_000)
    expect(host.states.at(-1)).toBe('gaveUp')
    expect(host.said()).toEqual([])
  })
})

describe('two pods on one screen', () => {
  it('keep their own frame ids', () => {
    const [one, two] = [aFakeHost(), aFakeHost()]
    one.core.start()
    two.core.start()
    one.giveFrame('frame-1')
    two.giveFrame('frame-2')
    one.core.setDirty(true)
    two.core.setDirty(true)
    expect(one.said()).toMatchObject([{ frameID: 'frame-1' }])
    expect(two.said()).toMatchObject([{ frameID: 'frame-2' }])
  })
})

it('is silent after stop', () => {
  const host = aFakeHost()
  host.core.start()
  host.core.stop()
  host.giveFrame()
  vi.advanceTimersByTime(20_000)
  expect(host.readies()).toHaveLength(1)
  expect(host.states).toEqual(['waiting'])
})
