import { tokenize, unreadable, type Comparison, type Token } from './conditionsLexer'

export type Literal =
  | { kind: 'text'; value: string }
  | { kind: 'number'; value: number }
  | { kind: 'boolean'; value: boolean }
  | { kind: 'date'; atMs: number }
  | { kind: 'null' }

export type Condition =
  | { kind: 'and' | 'or'; left: Condition; right: Condition }
  | { kind: 'not'; inner: Condition }
  | { kind: 'compare'; field: string; op: Comparison; value: Literal }
  | { kind: 'match'; field: string; op: 'like' | 'contains'; pattern: string }
  | { kind: 'in'; field: string; values: Literal[] }

/** Nesting beyond this is refused; it keeps the parser from running out of stack. */
const mostLevels = 100

/**
 * Reads an expression of the conditions language: `and` binds more tightly than `or`; `not` stands before an operator
 * or before a parenthesis. Throws 400 on anything else.
 */
export function parseConditions(input: string): Condition {
  const tokens = tokenize(input)
  let at = 0
  let level = 0

  const condition = either()
  if (at < tokens.length) throw wrong('an unexpected word')
  return condition

  function either(): Condition {
    let left = both()
    while (takeWord('or')) left = { kind: 'or', left, right: both() }
    return left
  }
  function both(): Condition {
    let left = single()
    while (takeWord('and')) left = { kind: 'and', left, right: single() }
    return left
  }
  function single(): Condition {
    if (++level > mostLevels) throw wrong('too deep a nesting')
    try {
      if (takeWord('not')) return { kind: 'not', inner: single() }
      if (!takeMark('(')) return clause()
      const inner = either()
      if (!takeMark(')')) throw wrong('a missing )')
      return inner
    } finally {
      level--
    }
  }
  function clause(): Condition {
    const token = tokens[at]
    if (token?.kind !== 'name' || isKeyword(token.text)) throw wrong('no field name')
    at++
    if (!takeWord('not')) return operation(token.text)
    const next = tokens[at]
    if (next?.kind === 'comparison') throw wrong('not before a comparison')
    return { kind: 'not', inner: operation(token.text) }
  }
  function operation(field: string): Condition {
    const token = tokens[at]
    if (token?.kind === 'comparison') {
      at++
      return { kind: 'compare', field, op: token.op, value: literal() }
    }
    for (const op of ['like', 'contains'] as const) {
      if (!takeWord(op)) continue
      const value = literal()
      if (value.kind !== 'text') throw wrong(`no string after ${op}`)
      return { kind: 'match', field, op, pattern: value.value }
    }
    if (takeWord('in')) return { kind: 'in', field, values: list() }
    throw wrong('no operator')
  }
  function list(): Literal[] {
    if (!takeMark('(')) throw wrong('a missing (')
    const values = [literal()]
    while (takeMark(',')) values.push(literal())
    if (!takeMark(')')) throw wrong('a missing )')
    return values
  }
  function literal(): Literal {
    const token = tokens[at]
    const value = token === undefined ? null : literalOf(token)
    if (value === null) throw wrong('no value')
    at++
    return value
  }

  function takeWord(word: string): boolean {
    const token = tokens[at]
    if (token?.kind !== 'name' || token.text.toLowerCase() !== word) return false
    at++
    return true
  }
  function takeMark(text: string): boolean {
    const token = tokens[at]
    if (token?.kind !== 'mark' || token.text !== text) return false
    at++
    return true
  }
  function wrong(what: string) {
    const token: Token | undefined = tokens[at]
    return unreadable(input, token?.at ?? input.length, what)
  }
}

function literalOf(token: Token): Literal | null {
  if (token.kind === 'text') return { kind: 'text', value: token.value }
  if (token.kind === 'number') return { kind: 'number', value: token.value }
  if (token.kind === 'date') return { kind: 'date', atMs: token.atMs }
  const word = token.kind === 'name' ? token.text.toLowerCase() : ''
  if (word === 'true' || word === 'false') return { kind: 'boolean', value: word === 'true' }
  return word === 'null' ? { kind: 'null' } : null
}

/** The field names that a condition uses. */
export function fieldsOf(condition: Condition): string[] {
  switch (condition.kind) {
    case 'and':
    case 'or':
      return [...fieldsOf(condition.left), ...fieldsOf(condition.right)]
    case 'not':
      return fieldsOf(condition.inner)
    case 'compare':
    case 'match':
    case 'in':
      return [condition.field]
    default:
      return condition satisfies never
  }
}

function isKeyword(word: string): boolean {
  return ['and', 'or', 'not', 'in', 'like', 'contains', 'true', 'false', 'null'].includes(word.toLowerCase())
}
