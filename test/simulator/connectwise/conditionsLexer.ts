import { badRequest } from './errors'

export type Comparison = '=' | '!=' | '<' | '<=' | '>' | '>='

export type Token =
  | { kind: 'name'; text: string; at: number }
  | { kind: 'text'; value: string; at: number }
  | { kind: 'number'; value: number; at: number }
  | { kind: 'date'; atMs: number; at: number }
  | { kind: 'comparison'; op: Comparison; at: number }
  | { kind: 'mark'; text: '(' | ')' | ','; at: number }

const name = /[A-Za-z_][A-Za-z0-9_]*(?:\/[A-Za-z_][A-Za-z0-9_]*)*/y
const number = /-?\d+(?:\.\d+)?(?![A-Za-z0-9_.])/y
const comparison = /<=|>=|!=|=|<|>/y
const date = /\[([^\]]*)\]/y
/** UTC, without offset; the time may be left out. */
const dateText = /^\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?Z?)?$/

/** Cuts an expression into tokens. Throws 400 on anything that is none. */
export function tokenize(input: string): Token[] {
  const tokens: Token[] = []
  let at = 0
  while (at < input.length) {
    const char = input.charAt(at)
    if (/\s/.test(char)) {
      at++
      continue
    }
    const { token, end } = tokenAt(input, at, char)
    tokens.push(token)
    at = end
  }
  return tokens
}

function tokenAt(input: string, at: number, char: string): { token: Token; end: number } {
  if (char === '(' || char === ')' || char === ',') return { token: { kind: 'mark', text: char, at }, end: at + 1 }
  if (char === '"' || char === "'") return quoted(input, at, char)
  const bracketed = match(date, input, at)
  if (bracketed !== null) {
    const text = bracketed.slice(1, -1).trim()
    const atMs = dateText.test(text) ? Date.parse(text.length > 10 && !text.endsWith('Z') ? `${text}Z` : text) : NaN
    if (Number.isNaN(atMs)) throw unreadable(input, at, 'no date in UTC')
    return { token: { kind: 'date', atMs, at }, end: at + bracketed.length }
  }
  const op = match(comparison, input, at)
  if (op !== null && isComparison(op)) return { token: { kind: 'comparison', op, at }, end: at + op.length }
  const digits = match(number, input, at)
  if (digits !== null) return { token: { kind: 'number', value: Number(digits), at }, end: at + digits.length }
  const word = match(name, input, at)
  if (word !== null) return { token: { kind: 'name', text: word, at }, end: at + word.length }
  throw unreadable(input, at, 'an unexpected character')
}

/** A string in either kind of quotes; a backslash before a quote or a backslash takes it literally. */
function quoted(input: string, start: number, quote: string): { token: Token; end: number } {
  let value = ''
  for (let at = start + 1; at < input.length; at++) {
    const char = input.charAt(at)
    const next = input.charAt(at + 1)
    if (char === '\\' && (next === quote || next === '\\')) {
      value += next
      at++
    } else if (char === quote) {
      return { token: { kind: 'text', value, at: start }, end: at + 1 }
    } else {
      value += char
    }
  }
  throw unreadable(input, start, 'a string without end')
}

export function unreadable(input: string, at: number, what: string) {
  return badRequest(`The conditions cannot be read: ${what} at position ${at} of ${input}`)
}

function match(pattern: RegExp, input: string, at: number): string | null {
  pattern.lastIndex = at
  return pattern.exec(input)?.[0] ?? null
}

function isComparison(text: string): text is Comparison {
  return ['=', '!=', '<', '<=', '>', '>='].includes(text)
}
