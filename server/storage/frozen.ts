/**
 * Freezes a JSON document with all that is in it and gives it back. Kept documents are handed out as they are, without a copy for
 * each reader: a run of thousands of companies is read again and again. Whoever tries to change one gets a TypeError.
 */
export function frozen<T>(document: T): T {
  if (typeof document !== 'object' || document === null || Object.isFrozen(document)) return document
  for (const inner of Object.values(document)) frozen(inner)
  return Object.freeze(document)
}
