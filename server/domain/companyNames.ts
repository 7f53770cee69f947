/** Names of firms in a form in which two spellings of one name are equal. Pure; used for suggestions only, never as a key. */
import { alike, connectives, formsInFront, formsInText, legalForms, softWords } from './nameWords'
import { pairsOf } from './similarity'

export interface NormalName {
  /** As typed, trimmed, in lower case. */
  plain: string
  /** Words without accents, punctuation, connectives and legal form; abbreviations written alike. */
  words: string[]
  /** `words` without "Group", "Holdings" and the like at the end. */
  core: string[]
  /** Equal for equal words in any order. */
  key: string
  coreKey: string
  /** The core as one run of letters: "Fair Haven" and "Fairhaven" are the same. */
  run: string
  /** Every two letters in a row of the run, as `pairsOf` gives them. */
  pairs: Uint32Array
}

/** Splits a name into what is compared. A name of nothing but legal forms keeps its words: "The Company" is a name too. */
export function normalName(name: string): NormalName {
  const all = wordsOf(name)
  const meant = all.filter((word, place) => !(connectives.has(word) && (word.length > 1 || isBetweenWords(all, place))))
  const named = orAll(withoutEnds(meant, legalForms), meant.length === 0 ? all : meant)
  const cored = orAll(withoutTail(named, softWords), named)
  const run = cored.map((word) => simplified(word.replace(elision, '$1'))).join('')
  const words = named.map((word) => simplified(word.replace(elision, '')))
  const core = words.slice(0, cored.length)
  return {
    plain: name.trim().toLowerCase(),
    words,
    core,
    key: keyOf(words),
    coreKey: keyOf(core),
    run,
    pairs: pairsOf(run),
  }
}

/** Lower case, without accents: what a person types into a search box. */
export function foldText(text: string): string {
  // Most names: nothing to fold, and it costs a tenth.
  if (isAscii.test(text)) return text.toLowerCase()
  return text
    .normalize('NFKD')
    .replaceAll(/[\u0300-\u036f]/g, '') // Latin accents; the marks of other scripts change the word
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll(/[ßæœøłđðþı]/g, (letter) => letters[letter] ?? letter)
}

// eslint-disable-next-line no-control-regex -- all of ASCII is meant
const isAscii = /^[\u0000-\u007f]*$/

const letters: Readonly<Record<string, string>> = {
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  ø: 'o',
  ł: 'l',
  đ: 'd',
  ð: 'd',
  þ: 'th',
  ı: 'i',
}

/** `d'` and `l'` before a word: an article in L’Atelier, a part of the name in D'Angelo. Words go without, the run of letters with it. */
const elision = /^([dl])'(?=.)/

/** What comes after so many letters is not compared; ConnectWise's names have at most 50. */
const maxLetters = 300

function wordsOf(name: string): string[] {
  return foldText(name.slice(0, maxLetters).replaceAll(/\s+/g, ' ')) // blanks in long rows would keep the expressions below busy
    .replaceAll(formsInText, ' ')
    .replaceAll(/['’ʼ`´]/g, "'")
    .replaceAll(/(?<!\b[dl])'|'(?![\p{L}\p{N}])/gu, '')
    .replaceAll(/\b((?:\p{L}\.\s?){2,})/gu, (dotted) => `${dotted.replaceAll(/[.\s]/g, '')} `) // L.L.C. and S. A. are one word
    .replaceAll(/[&+]/g, ' and ')
    .replaceAll(/\ba\/s\b/g, ' as ')
    .replaceAll(/[^\p{L}\p{N}']+/gu, ' ')
    .trim()
    .split(' ')
    .filter((word) => word !== '')
    .map((word) => alike.get(word) ?? word)
}

/** "Ile d Orleans", "Duarte e Filhos"; but the E of E & J and of E-Z is an initial. */
const isBetweenWords = (words: readonly string[], place: number): boolean =>
  [words[place - 1], words[place + 1]].every((word) => word !== undefined && word.length > 1 && word !== 'and')

/** Müller, Mueller and Muller; Århus and Aarhus. */
const simplified = (word: string): string => word.replaceAll(/([ao])e|(u)e|a(a)/g, '$1$2$3')

const orAll = (some: string[], all: string[]): string[] => (some.length > 0 ? some : all)
const keyOf = (words: readonly string[]): string => [...words].sort().join(' ')

function withoutTail(words: readonly string[], drop: ReadonlySet<string>): string[] {
  const left = [...words]
  while (left.length > 0 && drop.has(left.at(-1) ?? '')) left.pop()
  return left
}

/** Legal forms stand at the end in most countries, in front in some (SARL Dupont, OOO Vega). */
function withoutEnds(words: readonly string[], drop: ReadonlySet<string>): string[] {
  const left = withoutTail(words, drop)
  while (left.length > 1 && formsInFront.has(left[0] ?? '')) left.shift()
  return left
}
