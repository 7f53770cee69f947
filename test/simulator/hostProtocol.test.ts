import { describe, expect, it } from 'vitest'
import { newFrame, step, type FrameEffect, type FrameInput, type FrameState } from './host/page/hostProtocol'
import { answered, outcomeOf, startRound } from './host/page/saveRound'
import { readSwitches, type SwitchName } from './host/page/switches'
import { fillTokens, isFromFrame, mask, readPodMessage } from './host/page/wire'

const ready = '{"message":"ready"}'
const frameIdMessage = { MessageFrameID: 'hosted-1' }
const onLoad = {
  event: 'onLoad',
  _id: 'hosted-1-e1',
  data: { screenObject: { screen: 'company', id: 250, hostedAs: 'pod' } },
}
const load: FrameInput = { kind: 'loaded' }

describe('start-up', () => {
  it('sends the frame id on load and again on ready, and onLoad after it', () => {
    expect(posts(play([load, said(ready)]))).toEqual([frameIdMessage, frameIdMessage, onLoad])
  })

  it('sends no event to a page that never says ready', () => {
    expect(posts(play([load, { kind: 'recordShown', recordId: 251 }, { kind: 'saveAsked' }]))).toEqual([frameIdMessage])
  })

  it('loads once when ready is repeated before the acknowledgement', () => {
    expect(events(play([load, said(ready), said(ready), said(ready)]))).toEqual(['onLoad'])
  })

  it('loads again when the page in the frame was loaded anew', () => {
    expect(events(play([load, said(ready), said(ack('onLoad', 'hosted-1-e1')), said(ready)]))).toEqual([
      'onLoad',
      'onLoad',
    ])
  })

  it('can send the frame id three times', () => {
    expect(posts(play([said(ready)], ['frameIdTwice'])).slice(0, 3)).toEqual(Array(3).fill(frameIdMessage))
  })

  it.each([
    ['frameIdLate', 3000],
    ['frameIdVeryLate', 9000],
  ] as const)('can send the frame id late (%s), waiting once', (name, delayMs) => {
    const waiting = play([load, said(ready), said(ready)], [name])
    expect(waiting.effects).toEqual([{ kind: 'wait', delayMs, then: 'frameIdDue' }])
    expect(posts(play([load, said(ready), { kind: 'frameIdDue' }], [name]))).toEqual([frameIdMessage, onLoad])
  })

  it('can keep the frame id to itself, until the person tries again without the switch', () => {
    const silent = play([load, said(ready)], ['frameIdNever'])
    expect(silent.effects).toEqual([])
    expect(posts(step(silent.state, said(ready), new Set()))).toEqual([frameIdMessage, onLoad])
  })

  it('can send onLoad first and takes its acknowledgement only with the frame id', () => {
    const early = play([load, said(ready)], ['onLoadFirst'])
    expect(early.effects).toEqual([
      { kind: 'post', payload: onLoad },
      { kind: 'wait', delayMs: 500, then: 'frameIdDue' },
    ])
    const later = play(
      [
        load,
        said(ready),
        said(ack('onLoad', 'hosted-1-e1', null)),
        { kind: 'frameIdDue' },
        said(ack('onLoad', 'hosted-1-e1')),
      ],
      ['onLoadFirst'],
    )
    expect(events(later)).toEqual(['onLoad'])
    expect(later.effects.map((effect) => effect.kind)).toEqual(['post', 'wait', 'ignored', 'post', 'acknowledged'])
  })

  it('can leave onLoad out', () => {
    expect(events(play([load, said(ready)], ['onLoadAbsent']))).toEqual([])
  })

  it('makes noise before and after its own messages when switched on', () => {
    expect(kinds(play([said(ready)], ['noise']))).toEqual(['makeNoise', 'post', 'post', 'makeNoise'])
  })
})

describe('records', () => {
  it('tells the frame another record, or the same after a refresh, with a new onLoad', () => {
    const moved = play([said(ready), said(ack('onLoad', 'hosted-1-e1')), { kind: 'recordShown', recordId: 251 }])
    expect(posts(moved).at(-1)).toMatchObject({ _id: 'hosted-1-e2', data: { screenObject: { id: 251 } } })
  })

  it('can say the id as text', () => {
    expect(posts(play([said(ready)], ['stringId'])).at(-1)).toMatchObject({ data: { screenObject: { id: '250' } } })
  })

  it('fills the tokens in query and path, and leaves [cw_id] for a null id', () => {
    const url = ' https://pod.example/x/[cw_id]?id=[cw_id]&screen=[cw_screen] '
    expect(fillTokens(url, { id: '250', screen: 'company' })).toBe('https://pod.example/x/250?id=250&screen=company')
    expect(fillTokens(url, { id: null, screen: 'company' })).toBe(
      'https://pod.example/x/[cw_id]?id=[cw_id]&screen=company',
    )
  })
})

describe('requests', () => {
  it('asks for the member and answers in lower case, with data', () => {
    const asked = play([said(ready), said(request('getMemberAuthentication'))])
    expect(asked.effects.at(-1)).toEqual({ kind: 'findMember', request: 'getMemberAuthentication' })
    const known: FrameInput = { kind: 'memberKnown', request: 'getMemberAuthentication', data: { memberid: 'mortiz' } }
    const told = step(asked.state, known, new Set())
    expect(posts(told)).toEqual([
      { response: 'getmemberauthentication', _id: 'hosted-1-r2', data: { memberid: 'mortiz' } },
    ])
  })

  it.each([
    ['"request" instead of "hosted_request"', { request: 'getMemberAuthentication', frameID: 'hosted-1' }],
    ['no frameID', { hosted_request: 'getMemberAuthentication' }],
    ['no frameID', { hosted_request: 'getMemberAuthentication', frameID: null }],
    ['wrong frameID', { hosted_request: 'getMemberAuthentication', frameID: 'hosted-2' }],
    ['no such request: getScreenObject', { hosted_request: 'getScreenObject', frameID: 'hosted-1' }],
    ['no such request: getmemberauthentication', { hosted_request: 'getmemberauthentication', frameID: 'hosted-1' }],
    ['openScreen opens only ticket and company', { ...request('openScreen'), args: { screen: 'contact', id: 1 } }],
    ['setDirty without a boolean "dirty"', { ...request('setDirty'), args: { dirty: 'yes' } }],
  ])('is silent: %s', (reason, message) => {
    const after = play([said(ready), said(message)])
    expect(after.effects.slice(2)).toEqual([{ kind: 'ignored', reason }])
  })

  it('ignores a request that came before the frame id was sent', () => {
    expect(kinds(play([said(request('getMemberAuthentication'))]))).toEqual(['ignored'])
  })

  it('does what setDirty, openScreen and refreshScreen say, and answers none of them', () => {
    const done = play([
      said(ready),
      said({ ...request('setDirty'), args: { dirty: true } }),
      said({ ...request('openScreen'), args: { screen: 'company', id: '251', newTab: true } }),
      said({ ...request('refreshScreen'), args: {} }),
    ])
    expect(done.effects.slice(2)).toEqual([
      { kind: 'setDirty', dirty: true },
      { kind: 'openScreen', screen: 'company', recordId: '251', newTab: true },
      { kind: 'refreshScreen' },
    ])
  })

  it('ignores objects, unless it is told to accept them', () => {
    expect(readPodMessage({ message: 'ready' }, false)).toEqual({
      kind: 'ignored',
      reason: 'an object instead of a string',
    })
    expect(readPodMessage({ message: 'ready' }, true)).toEqual({ kind: 'ready' })
  })

  it.each(['', 'ready', 'null', '[]', '7'])('survives %j', (text) => {
    expect(readPodMessage(text, false)).toMatchObject({ kind: 'ignored' })
  })

  it('can keep silent about who the member is', () => {
    expect(kinds(play([said(ready), said(request('getMemberAuthentication'))], ['authSilent'])).at(-1)).toBe('ignored')
  })
})

describe('saving', () => {
  it('hears an allowance and a veto with its words', () => {
    const asked = play([said(ready), { kind: 'saveAsked' }])
    expect(posts(asked).at(-1)).toMatchObject({ event: 'beforeSave', _id: 'hosted-1-e2' })
    const veto = { ...ack('beforeSave', 'hosted-1-e2'), result: 'failure', errors: ['Pick a plan first', 7] }
    expect(step(asked.state, said(veto), new Set()).effects).toEqual([
      { kind: 'acknowledged', event: 'beforeSave', isAllowed: false, errors: ['Pick a plan first'] },
    ])
    expect(step(asked.state, said(ack('beforeSave', 'hosted-1-e2')), new Set()).effects).toMatchObject([
      { kind: 'acknowledged', isAllowed: true },
    ])
  })

  it('drops acknowledgements without event, without _id, of another event, or for the second time', () => {
    const bad = [
      { result: 'success', frameID: 'hosted-1' },
      { event: 'onLoad', result: 'success', frameID: 'hosted-1' },
      ack('beforeSave', 'hosted-1-e1'),
      ack('onLoad', 'hosted-1-e9'),
    ]
    const after = play([
      said(ready),
      ...bad.map(said),
      said(ack('onLoad', 'hosted-1-e1')),
      said(ack('onLoad', 'hosted-1-e1')),
    ])
    expect(kinds(after).slice(2)).toEqual(['ignored', 'ignored', 'ignored', 'ignored', 'acknowledged', 'ignored'])
  })

  it('waits for every pod and remembers a refusal', () => {
    const both = startRound(['a', 'b'])
    const one = answered(both, 'a', false, ['No'])
    expect([outcomeOf(both), outcomeOf(one)]).toEqual(['waiting', 'waiting'])
    expect(outcomeOf(answered(one, 'b', true, []))).toBe('refused')
    expect(outcomeOf(answered(answered(both, 'a', true, []), 'b', true, []))).toBe('allowed')
    expect(outcomeOf(startRound([]))).toBe('allowed')
    expect(answered(one, 'a', true, [])).toBe(one)
  })
})

describe('surfaces and shells', () => {
  it('asks no tab before a save and ignores its refreshScreen', () => {
    const tab = play([said(ready), { kind: 'saveAsked' }, said(request('refreshScreen'))], [], 'tab')
    expect(posts(tab).at(-1)).toMatchObject({ event: 'onLoad', data: { screenObject: { hostedAs: 'tab' } } })
    expect(tab.effects.at(-1)).toEqual({ kind: 'ignored', reason: 'refreshScreen from a tab' })
  })

  it('as Nilear sends no frame id and no _id, and answers without frameID', () => {
    const shell = play([load, said(ready), said({ hosted_request: 'getMemberAuthentication' })], ['nilear'])
    expect(posts(shell)).toEqual([{ event: 'onLoad', data: onLoad.data }])
    expect(shell.effects.at(-1)).toMatchObject({ kind: 'findMember' })
    const acknowledged = step(shell.state, said({ event: 'onLoad', result: 'success' }), new Set(['nilear']))
    expect(kinds(acknowledged)).toEqual(['acknowledged'])
  })

  it('listens only to the frame itself and to the origin of its set-up row', () => {
    const row = ' https://pod.example/ '
    expect(isFromFrame({ origin: 'https://pod.example', isOwnWindow: true }, row)).toBe(true)
    expect(isFromFrame({ origin: 'https://pod.example', isOwnWindow: false }, row)).toBe(false)
    expect(isFromFrame({ origin: 'https://pod.example.evil', isOwnWindow: true }, row)).toBe(false)
    expect(isFromFrame({ origin: 'https://any.example', isOwnWindow: true }, '*')).toBe(true)
    expect(isFromFrame({ origin: 'null', isOwnWindow: true }, 'pod.example')).toBe(false)
  })
})

it('covers hash and SSO tokens wherever they stand', () => {
  const shown = JSON.stringify(mask({ data: [{ memberHash: 'abcdefgh', ssoIdToken: 'xyz', memberid: 'mortiz' }] }))
  expect(shown).toContain('mortiz')
  expect(shown).not.toMatch(/abcdefgh|xyz/)
})

it('reads switches from the address and names the misspelt ones', () => {
  expect(readSwitches('frameIdTwice, stringId,frameIdTwise')).toEqual({
    on: new Set(['frameIdTwice', 'stringId']),
    unknown: ['frameIdTwise'],
  })
})

function play(inputs: FrameInput[], names: SwitchName[] = [], hostedAs: 'pod' | 'tab' = 'pod') {
  const on = new Set(names)
  let state: FrameState = newFrame({ frameId: 'hosted-1', hostedAs, screen: 'company', recordId: 250 })
  const effects: FrameEffect[] = []
  for (const input of inputs) {
    const next = step(state, input, on)
    state = next.state
    effects.push(...next.effects)
  }
  return { state, effects }
}

function said(message: string | object): FrameInput {
  const text = typeof message === 'string' ? message : JSON.stringify(message)
  return { kind: 'received', message: readPodMessage(text, false) }
}

function posts({ effects }: { effects: FrameEffect[] }): unknown[] {
  return effects.flatMap((effect) => (effect.kind === 'post' ? [effect.payload] : []))
}

function events(played: { effects: FrameEffect[] }): unknown[] {
  return posts(played).flatMap((payload) =>
    typeof payload === 'object' && payload !== null && 'event' in payload ? [payload.event] : [],
  )
}

const kinds = ({ effects }: { effects: FrameEffect[] }) => effects.map((effect) => effect.kind)
const request = (name: string) => ({ hosted_request: name, frameID: 'hosted-1' })
const ack = (event: string, id: string, frameID: string | null = 'hosted-1') => ({
  event,
  _id: id,
  result: 'success',
  frameID,
})
