/** The two cuts of the typeface, and texts as far as it can show them. Source Sans, SIL Open Font Licence 1.1. */
import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { coverageOf } from './coverage'

export interface Typefaces {
  regular: Buffer
  strong: Buffer
  /** The text with □ for each character that neither cut has; `whole`: there was none. */
  printable(text: string): { text: string; whole: boolean }
}

// They lie in the package of the typeface, wherever that is installed.
const require = createRequire(import.meta.url)

export async function loadTypefaces(): Promise<Typefaces> {
  const [regular, strong] = await Promise.all([
    readFile(require.resolve('source-sans/TTF/SourceSans3-Regular.ttf')),
    readFile(require.resolve('source-sans/TTF/SourceSans3-Semibold.ttf')),
  ])
  const cuts = [coverageOf(regular), coverageOf(strong)]
  const known = new Map<string, boolean>()
  const isKnown = (sign: string): boolean => {
    const found = known.get(sign) ?? cuts.every((has) => has(sign.codePointAt(0) ?? 0))
    if (known.size < 5_000) known.set(sign, found)
    return found
  }
  return {
    regular,
    strong,
    printable(text) {
      // How a sign is to look is no sign of its own.
      const signs = Array.from(text.replaceAll(/[\u{fe00}-\u{fe0f}]/gu, ''))
      const shown = signs.map((sign) => (isKnown(sign) ? sign : '□'))
      return { text: shown.join(''), whole: signs.every(isKnown) }
    },
  }
}
