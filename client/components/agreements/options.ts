/** Lines of a list box, and how keys move among them. Pure. */
export interface ListOption<Value> {
  value: Value
  label: string
  /** Second line. */
  detail?: string
  /** Icon of the second line. */
  icon?: string
  /** Listed, with its reason, but not choosable. */
  disabled?: boolean
  /** Heading above the first option of a group. */
  group?: string
}

/** The next choosable index from `from` in a direction; stays where it is at the ends. */
export function step(options: readonly ListOption<unknown>[], from: number, by: 1 | -1): number {
  for (let index = from + by; index >= 0 && index < options.length; index += by)
    if (options[index]?.disabled !== true) return index
  return options[from] === undefined || options[from].disabled === true ? -1 : from
}

export const firstChoosable = (options: readonly ListOption<unknown>[]): number => step(options, -1, 1)
export const lastChoosable = (options: readonly ListOption<unknown>[]): number => step(options, options.length, -1)

/**
 * The option that typed letters mean: the first whose label begins with them, from the active one on and round the end;
 * otherwise the first that contains them. −1 when none does.
 */
export function searchOption(options: readonly ListOption<unknown>[], typed: string, active: number): number {
  const wanted = fold(typed)
  const order = options
    .map((_, index) => (index + Math.max(0, active) + (typed.length === 1 ? 1 : 0)) % options.length)
    .filter((index) => options[index]?.disabled !== true)
  const labelOf = (index: number) => fold(options[index]?.label ?? '')
  return (
    order.find((index) => labelOf(index).startsWith(wanted)) ??
    order.find((index) => labelOf(index).includes(wanted)) ??
    -1
  )
}

/** Without case and accents. */
const fold = (text: string) => text.normalize('NFD').replaceAll(/\p{M}/gu, '').toLowerCase()
