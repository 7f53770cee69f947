/**
 * The first of the browser's languages that Intl understands, in its canonical form; `en-US` when there is none.
 * Systems hand over tags such as `en-US@posix`: what follows the `@` is cut off.
 */
export function readLocale(languages: readonly string[]): string {
  for (const language of languages) {
    try {
      const [canonical] = Intl.getCanonicalLocales(language.replace(/@.*$/, ''))
      if (canonical !== undefined) return canonical
    } catch {
      // Not a language tag; the next one may be.
    }
  }
  return 'en-US'
}
