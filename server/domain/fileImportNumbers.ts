/** Seats as they are written in files. Refuses what could mean two numbers. Pure. */
import { fileLimits, textOf, type FileCell } from './fileImport'

export type FileNumber =
  | { kind: 'seats'; seats: number }
  | { kind: 'empty' }
  /** The file says that there is no such number: a dash, "n/a". */
  | { kind: 'notReported' }
  | { kind: 'refused'; why: NumberProblem }

/** `ambiguous`: 1.234 is one thousand and more to some and one and a bit to others. */
export type NumberProblem = 'formula' | 'notNumber' | 'negative' | 'notWhole' | 'ambiguous' | 'tooMany'

/**
 * Whole seats of a cell. Takes either decimal sign as long as nothing but noughts follows it; thousands may be set apart by blanks,
 * apostrophes, or by a sign that cannot be the decimal one because the other follows it or because it occurs twice.
 */
export function seatsOf(cell: FileCell | undefined): FileNumber {
  if (cell?.kind === 'formula' || textOf(cell).startsWith('=')) return refused('formula')
  if (cell?.kind === 'number') return whole(cell.value)
  const text = textOf(cell).normalize('NFKC')
  if (text === '') return { kind: 'empty' }
  if (/^([-–—]|n\/?a|n\.a\.|null)$/i.test(text)) return { kind: 'notReported' }
  const negative = /^[-−–(]/.test(text)
  const digits = text.replace(/^[-−–+]\s*/, '')
  if (/^\d+$/.test(digits)) return negative ? refused('negative') : whole(Number(digits))
  if (/^\d{1,3}[.,]\d{3}$/.test(digits)) return refused('ambiguous')
  const value = separated(digits)
  if (value === null) return refused('notNumber')
  return negative ? refused('negative') : whole(value)
}

const refused = (why: NumberProblem): FileNumber => ({ kind: 'refused', why })

function whole(value: number): FileNumber {
  if (!Number.isFinite(value)) return refused('notNumber')
  if (value < 0) return refused('negative')
  if (!Number.isInteger(value)) return refused('notWhole')
  return value > fileLimits.seats ? refused('tooMany') : { kind: 'seats', seats: value }
}

/** The forms in which a grouped or a decimal number has one meaning only. NFKC has made every kind of blank a plain one. */
const forms: readonly { form: RegExp; group: string; decimal: string }[] = [
  { form: /^\d+[.,]\d+$/, group: '', decimal: '.,' },
  { form: /^\d{1,3}( \d{3})+([.,]\d+)?$/, group: ' ', decimal: '.,' },
  { form: /^\d{1,3}(['’]\d{3})+([.,]\d+)?$/, group: "'’", decimal: '.,' },
  { form: /^\d{1,3}(,\d{3})+\.\d+$/, group: ',', decimal: '.' },
  { form: /^\d{1,3}(\.\d{3})+,\d+$/, group: '.', decimal: ',' },
  { form: /^\d{1,3}(,\d{3}){2,}$/, group: ',', decimal: '' },
  { form: /^\d{1,3}(\.\d{3}){2,}$/, group: '.', decimal: '' },
]

function separated(text: string): number | null {
  const found = forms.find(({ form }) => form.test(text))
  if (found === undefined) return null
  const { group, decimal } = found
  return Number(text.replace(/\D/g, (sign) => (group.includes(sign) ? '' : decimal.includes(sign) ? '.' : sign)))
}
