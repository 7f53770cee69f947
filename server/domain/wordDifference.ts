/** Two names of as many words, compared word by word: mistypings and abbreviations that no list knows. Pure. */

export type WordDifference = 'abbreviated' | 'fewLetters'

/**
 * How two lists of words differ when every word of one is the other's: one of them mistyped, or some shortened. Null when more
 * differs, or a number does: House 2 is not House 12. Equal lists are `abbreviated`.
 */
export function wordDifference(one: readonly string[], other: readonly string[]): WordDifference | null {
  if (one.length !== other.length || one.length > maxWords) return null
  let difference: WordDifference = 'abbreviated'
  for (let place = 0; place < one.length; place += 1) {
    const [word = '', against = ''] = [one[place], other[place]]
    if (word === against || (one.length > 1 && isShortOf(word, against))) continue
    if (difference === 'fewLetters' || !isMistyped(word, against)) return null
    difference = 'fewLetters'
  }
  return difference
}

/** Names beyond this are not compared word by word. */
const maxWords = 20
/** One letter may be wrong in a word, two in one that is as long as this. */
const longWord = 9
/** Below this a letter is too much of the word: Car and Care, II and III. */
const leastWord = 5

/** "bldg" and "building", "transp" and "transportation": the same first letter, and the others in their order. */
function isShortOf(one: string, other: string): boolean {
  const [short, long] = one.length < other.length ? [one, other] : [other, one]
  if (short.length < 3 || long.length < short.length + 2 || short[0] !== long[0] || /\d/.test(long)) return false
  let at = 0
  for (const letter of long) if (letter === short[at]) at += 1
  return at === short.length
}

/** The first letter is hardly ever the wrong one: Eating is not Heating. */
function isMistyped(one: string, other: string): boolean {
  const shorter = Math.min(one.length, other.length)
  if (shorter < leastWord || one[0] !== other[0] || /\d/.test(one + other)) return false
  const most = shorter < longWord ? 1 : 2
  return lettersBetween(one, other, most) <= most
}

/** Letters to change from one text to the other, two that changed places counting as one, as far as `most` of them explain it; else more than `most`. */
function lettersBetween(one: string, other: string, most: number): number {
  let begin = 0
  while (begin < one.length && one[begin] === other[begin]) begin += 1
  if (begin === one.length && begin === other.length) return 0
  if (most === 0) return 1
  const [rest, otherRest] = [one.slice(begin), other.slice(begin)]
  const ways = [
    lettersBetween(rest.slice(1), otherRest, most - 1),
    lettersBetween(rest, otherRest.slice(1), most - 1),
    lettersBetween(rest.slice(1), otherRest.slice(1), most - 1),
    ...(rest[0] === otherRest[1] && rest[1] === otherRest[0] && rest.length > 1
      ? [lettersBetween(rest.slice(2), otherRest.slice(2), most - 1)]
      : []),
  ]
  return 1 + Math.min(...ways)
}
