import { describe, expect, it } from 'vitest'
import { readLocale } from '../../client/locale'

describe('the locale', () => {
  it.each([
    [['fr-CA', 'en'], 'fr-CA'],
    [['en-US@posix'], 'en-US'],
    [['C', 'de'], 'de'],
    [['', '***'], 'en-US'],
    [[], 'en-US'],
  ])('of %j is %s', (languages, expected) => {
    expect(readLocale(languages)).toBe(expected)
  })
})
