import { describe, expect, it } from 'vitest'
import { isAllowedOrigin, parseAllowedOrigins } from '../../../client/host/origins'

const allowed = parseAllowedOrigins('https://*.myconnectwise.net, https://*.connectwisedev.com https://cw.example.com/')

describe('allowed origins', () => {
  it.each([
    'https://na.myconnectwise.net',
    'https://eu.myconnectwise.net',
    'https://staging.connectwisedev.com',
    'https://cw.example.com',
  ])('lets %s in', (origin) => {
    expect(isAllowedOrigin(origin, allowed)).toBe(true)
  })

  it.each([
    'https://eu.myconnectwise.net.evil.example',
    'https://evilmyconnectwise.net',
    'https://myconnectwise.net',
    'http://eu.myconnectwise.net',
    'https://eu.myconnectwise.net:8443',
    'https://cw.example.com.evil.example',
    'https://other.example.com',
    'null',
    '',
  ])('keeps %s out', (origin) => {
    expect(isAllowedOrigin(origin, allowed)).toBe(false)
  })

  it('lets nobody in when the list is empty or is a bare star', () => {
    expect(isAllowedOrigin('https://na.myconnectwise.net', parseAllowedOrigins(''))).toBe(false)
    expect(isAllowedOrigin('https://na.myconnectwise.net', ['*'])).toBe(false)
    expect(isAllowedOrigin('https://na.myconnectwise.net', ['https://*'])).toBe(false)
  })

  it('keeps the port of an entry', () => {
    expect(isAllowedOrigin('https://cw.local:8443', ['https://cw.local:8443'])).toBe(true)
    expect(isAllowedOrigin('https://cw.local', ['https://cw.local:8443'])).toBe(false)
    expect(isAllowedOrigin('http://localhost:4000', ['http://localhost:4000'])).toBe(true)
  })
})
