/** One line of a sum: what, how much, and why. */
export interface SumLine {
  label: string
  value: string
  note?: string
  isResult?: boolean
}
