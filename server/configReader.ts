/** Reads single variables and gathers what is wrong with them, so that a person sees every problem at once. */

export interface VariableProblem {
  variable: string
  /** What is wrong, as half a sentence. Never holds the value. */
  what: string
  example: string
}

/** A reader of these variables. A wrong variable is noted in `problems` and reads as a harmless stand-in. */
export function createReader(variables: Record<string, string | undefined>) {
  const problems: VariableProblem[] = []
  const note = (variable: string, what: string, example: string) => void problems.push({ variable, what, example })
  const valueOf = (variable: string): string | null => {
    const value = variables[variable]?.trim() ?? ''
    return value === '' ? null : value
  }

  function text(variable: string, is: { example: string; standard?: string; pattern?: RegExp }): string {
    const value = valueOf(variable) ?? is.standard
    if (value === undefined) note(variable, 'it is missing', is.example)
    else if (is.pattern?.test(value) === false) note(variable, 'it does not look like one', is.example)
    return value ?? ''
  }

  function optional(
    variable: string,
    is: { valid: (value: string) => boolean; what: string; example: string },
  ): string | null {
    const value = valueOf(variable)
    if (value !== null && !is.valid(value)) note(variable, is.what, is.example)
    return value
  }

  function wholeNumber(variable: string, is: { standard: number; min: number; max: number }): number {
    const value = valueOf(variable)
    if (value === null) return is.standard
    const number = /^\d{1,9}$/.test(value) ? Number(value) : NaN
    if (number >= is.min && number <= is.max) return number
    note(variable, `it is not a whole number from ${is.min} to ${is.max}`, String(is.standard))
    return is.standard
  }

  function oneOf<Word extends string>(variable: string, words: readonly Word[], standard: Word): Word {
    const value = valueOf(variable)
    const word = value === null ? standard : words.find((each) => each === value)
    if (word === undefined) note(variable, `it is none of ${words.join(', ')}`, standard)
    return word ?? standard
  }

  /** `https://host[:port]` without a path; `http` only for this machine. A slash at the end is taken off. */
  function origin(variable: string, is: { needed: true; example: string }): string
  function origin(variable: string, is: { needed: false; example: string }): string | null
  function origin(variable: string, is: { needed: boolean; example: string }): string | null {
    const value = valueOf(variable)
    if (value === null) {
      if (is.needed) note(variable, 'it is missing', is.example)
      return is.needed ? '' : null
    }
    const found = originOf(value)
    if (found === null) note(variable, notAnOrigin, is.example)
    return found ?? ''
  }

  function origins(variable: string, example: string): string[] {
    const entries = (valueOf(variable) ?? '').split(',').map((entry) => entry.trim())
    return entries
      .filter((entry) => entry !== '')
      .flatMap((entry, index) => {
        const found = originOf(entry)
        if (found === null) note(variable, `entry ${index + 1}: ${notAnOrigin}`, example)
        return found ?? []
      })
  }

  /** Two variables that are of use only together; null when neither is set. */
  function together([first, second]: [string, string], example: string): [string, string] | null {
    const [one, other] = [valueOf(first), valueOf(second)]
    if (one !== null && other !== null) return [one, other]
    if (one !== null) note(second, `it is missing although ${first} is set`, example)
    if (other !== null) note(first, `it is missing although ${second} is set`, example)
    return null
  }

  return { problems, text, optional, wholeNumber, oneOf, origin, origins, together }
}

const notAnOrigin = 'it is not an address of the form https://host (no path, no user, http only for localhost)'
const thisMachine = ['localhost', '127.0.0.1', '[::1]']

function originOf(value: string): string | null {
  if (!URL.canParse(value)) return null
  const { origin, protocol, hostname, pathname, search, hash, username, password } = new URL(value)
  const secure = protocol === 'https:' || (protocol === 'http:' && thisMachine.includes(hostname))
  const bare = pathname === '/' && [search, hash, username, password].every((part) => part === '')
  return secure && bare && !hostname.includes('*') ? origin : null
}
