import { describe, expect, it } from 'vitest'
import type { AnyMessage } from '../../client/messages/types'
import { languageOf } from '../../client/i18n'
import { anI18n } from './fixtures/mount'

const files = import.meta.glob<{ messages: Record<string, AnyMessage> }>('../../client/messages/{en,fr}/*.ts', {
  eager: true,
})
const areas = Object.keys(files)
  .filter((path) => path.includes('/en/'))
  .map((path) => path.replace(/.*\/en\//, ''))
const textsOf = (message: AnyMessage | undefined): string[] =>
  message === undefined ? [] : typeof message === 'string' ? [message] : Object.values(message)
const paramsOf = (message: AnyMessage | undefined) =>
  [...new Set(textsOf(message).flatMap((text) => [...text.matchAll(/\{(\w+)\}/g)].map((match) => match[1] ?? '')))]
    .filter((name) => name !== 'count')
    .sort()

describe.each(areas)('texts of %s', (area) => {
  const english = files[`../../client/messages/en/${area}`]?.messages ?? {}
  const french = files[`../../client/messages/fr/${area}`]?.messages ?? {}

  it('name the same keys and the same params in French', () => {
    expect(Object.keys(french).sort()).toEqual(Object.keys(english).sort())
    for (const key of Object.keys(english)) expect([key, paramsOf(french[key])]).toEqual([key, paramsOf(english[key])])
  })

  it('hold no number in the French singular, which is said of none as well', () => {
    for (const [key, message] of Object.entries(french))
      if (typeof message !== 'string') expect([key, message.one]).toEqual([key, expect.not.stringMatching(/\b1\b/)])
  })

  it('are nowhere empty, and never say "Error", "Success", "Sync" or "Oops"', () => {
    for (const text of [...Object.values(english), ...Object.values(french)].flatMap(textsOf)) {
      expect(text.trim()).not.toBe('')
      expect(text).not.toMatch(/\b(Error|Success|Sync|Oops)\b/)
    }
  })
})

describe('the language', () => {
  it('is the browser’s where there are texts, otherwise English', () => {
    expect(languageOf('fr-CA')).toBe('fr')
    expect(languageOf('en-GB')).toBe('en')
    expect(languageOf('de-DE')).toBe('en')
  })

  it('chooses the plural and writes numbers in the member’s way', async () => {
    const i18n = anI18n('fr-FR')
    await i18n.use('fr')
    expect(i18n.t('foot.lines', { count: 1 })).toBe('1 ligne à envoyer')
    expect(i18n.t('foot.lines', { count: 1234 })).toMatch(/^1\s234 lignes à envoyer$/)
  })

  it('can change while texts of an area are in use', async () => {
    const i18n = anI18n()
    await i18n.load('link')
    expect(i18n.t('link.verify')).toBe('Verify')
    await i18n.use('fr')
    expect(i18n.t('link.verify')).toBe('Vérifier')
    await i18n.load('send')
    expect(i18n.t('send.now')).toBe('Envoyer maintenant')
    await i18n.use('en')
    expect(i18n.t('send.now')).toBe('Send now')
  })
})
