/** Where in a JSON text something is, so that a message can name line and column. Only used after something went wrong. */
export interface Place {
  /** Both count from 1; columns are UTF-16 units. */
  line: number
  column: number
}
type Path = readonly PropertyKey[]

const maxDepth = 200
const blank = /[ \t\r\n]*/y
const string = /"(?:[^"\\\p{Cc}]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/uy
const scalar = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/y

/** The first place at which the text stops being JSON; null when none is found. */
export function placeOfFault(text: string): Place | null {
  const fault = walk(text, () => undefined)
  return fault === null ? null : placeOf(text, fault)
}

/** Where the value at this path begins, or the nearest value around it that is there. Null when the text is no JSON. */
export function placeOfValue(text: string, path: Path): Place | null {
  let best = 0
  let depth = -1
  const fault = walk(text, (at, offset) => {
    if (at.length <= path.length && at.length > depth && at.every((key, i) => String(key) === String(path[i]))) {
      best = offset
      depth = at.length
    }
  })
  return fault === null ? placeOf(text, best) : null
}

function placeOf(text: string, offset: number): Place {
  const before = text.slice(0, offset)
  return { line: before.split('\n').length, column: offset - before.lastIndexOf('\n') }
}

class Fault extends Error {
  readonly offset: number
  constructor(offset: number) {
    super('not JSON')
    this.offset = offset
  }
}

/** Calls back with path and offset of every value. Returns the offset of the first fault, or null. */
function walk(text: string, onValue: (path: Path, offset: number) => void): number | null {
  let offset = 0
  const take = (pattern: RegExp): string => {
    pattern.lastIndex = offset
    const found = pattern.exec(text)?.[0] ?? ''
    offset += found.length
    return found
  }
  const needed = (found: string): string => {
    if (found === '') throw new Fault(offset)
    return found
  }
  /** Takes the character, blanks around it included, if it is there. */
  const sign = (character: string): boolean => {
    take(blank)
    if (text[offset] !== character) return false
    offset += 1
    take(blank)
    return true
  }
  const value = (path: Path): void => {
    if (path.length > maxDepth) throw new Fault(offset)
    take(blank)
    onValue(path, offset)
    if (sign('{')) {
      if (sign('}')) return
      do {
        const name: unknown = JSON.parse(needed(take(string)))
        needed(sign(':') ? ':' : '')
        value([...path, String(name)])
      } while (sign(','))
      needed(sign('}') ? '}' : '')
    } else if (sign('[')) {
      if (sign(']')) return
      let index = 0
      do value([...path, index++])
      while (sign(','))
      needed(sign(']') ? ']' : '')
    } else if (take(string) === '') needed(take(scalar))
    take(blank)
  }
  try {
    value([])
    return offset === text.length ? null : offset
  } catch (error) {
    if (error instanceof Fault) return error.offset
    throw error
  }
}
