/** A stored value in a form that is read without knowing JSON: names with what they hold; what holds nothing is left out. */
export function auditValue(text: string): string {
  try {
    return shown(JSON.parse(text))
  } catch {
    // Cut off because it was long: what is there of it.
    return text
  }
}

function shown(value: unknown): string {
  if (typeof value === 'string') return value
  if (Array.isArray(value)) return value.map(shown).join(', ')
  if (typeof value !== 'object' || value === null) return String(value)
  return Object.entries(value)
    .filter(([, part]) => part !== null)
    .map(([name, part]) => `${name}: ${shown(part)}`)
    .join(' · ')
}
