import { describe, expect, it } from 'vitest'
import { payloadOf, signatureOf } from '../../server/integrations/trendmicro/signature'
import vectors from '../simulator/trendmicro/signatureVectors.json'

describe('x-signature', () => {
  it.each(vectors.vectors)('of "$name" is right to the byte', (vector) => {
    const { posixTime, method, requestUri, body } = vector
    const parts = { posixTime, method, requestUri, body }
    expect(payloadOf(parts)).toBe(vector.payload)
    expect(signatureOf(vectors.secretKey, parts)).toBe(vector.signature)
  })

  it('signs an empty body as none', () => {
    const parts = { posixTime: 1, method: 'get', requestUri: '/x' }
    expect(payloadOf({ ...parts, body: '' })).toBe('1GET/x')
    expect(payloadOf({ ...parts, body: null })).toBe('1GET/x')
  })
})
