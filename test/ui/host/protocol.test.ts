import { describe, expect, it } from 'vitest'
import {
  parseAuthentication,
  parseHostMessage,
  parseScreen,
  recordId,
  screenFromSearch,
} from '../../../client/host/protocol'

describe('messages of the host', () => {
  it.each([
    ['no JSON', 'hello'],
    ['an object instead of text', { MessageFrameID: 'f' }],
    ['JSON null', 'null'],
    ['a JSON list', '[{"MessageFrameID":"f"}]'],
    ['JSON of somebody else', '{"source":"devtools","payload":1}'],
    ['a number as frame id', '{"MessageFrameID":7}'],
    ['nothing', undefined],
  ])('ignores %s', (_what, data) => {
    expect(parseHostMessage(data)).toBeNull()
  })

  it('reads the name of an answer in lower case, however it is written', () => {
    expect(parseHostMessage('{"response":"getMemberAuthentication","data":{}}')).toEqual({
      kind: 'response',
      name: 'getmemberauthentication',
      data: {},
    })
  })

  it('reads an event without _id', () => {
    expect(parseHostMessage('{"event":"onLoad"}')).toEqual({
      kind: 'event',
      name: 'onLoad',
      eventId: null,
      data: undefined,
    })
  })
})

describe('the record on screen', () => {
  it.each([
    [250, 250],
    ['250', 250],
    [' 250 ', 250],
    [0, null],
    ['0', null],
    ['', null],
    ['[cw_id]', null],
    [-3, null],
    [2.5, null],
    ['1e3', null],
    [null, null],
    ['99999999999999999999', null],
  ])('reads the id %j as %j', (value, id) => {
    expect(recordId(value)).toBe(id)
  })

  it('takes screen and id from onLoad in any case of letters', () => {
    expect(parseScreen({ screenObject: { screen: 'Company', id: '250', hostedAs: 'Tab' } })).toEqual({
      screen: 'company',
      id: 250,
      hostedAs: 'tab',
    })
    expect(parseScreen({ id: 250 })).toBeNull()
    expect(parseScreen(undefined)).toBeNull()
  })

  it('takes screen and id from the address, and knows tokens that were not replaced', () => {
    expect(screenFromSearch('?id=456&screen=company')).toEqual({ screen: 'company', id: 456, hostedAs: null })
    expect(screenFromSearch('?id=[cw_id]&screen=[cw_screen]')).toEqual({ screen: 'company', id: null, hostedAs: null })
    expect(screenFromSearch('')).toBeNull()
  })
})

describe('who is looking', () => {
  const answer = {
    site: 'https://eu.myconnectwise.net/',
    companyid: 'acmemsp',
    memberid: 'jdoe',
    memberHash: '2f0c6e0e',
    memberContext: 'web',
  }

  it('keeps the five fields and drops e-mail and SSO tokens', () => {
    const parsed = parseAuthentication({
      ...answer,
      memberEmail: 'jdoe@acme.example',
      ssoAccessToken: 'secret',
      ssoIdToken: 'secret',
      codeBase: 'v2025_1/',
    })
    expect(parsed).toEqual(answer)
  })

  it('is unknown when a field is missing', () => {
    expect(parseAuthentication({ ...answer, memberContext: '' })).toBeNull()
    expect(parseAuthentication('text')).toBeNull()
  })
})
