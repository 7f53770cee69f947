type Child = Node | string | null
type Attributes = Record<string, string | number | boolean | ((event: Event) => void) | null>

/** An element with attributes and children. A function is a listener (`onclick`), `true` an empty attribute, `null`/`false` none. */
export function el<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  attributes: Attributes = {},
  ...children: Child[]
): HTMLElementTagNameMap[Tag] {
  const element = document.createElement(tag)
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === 'function') element.addEventListener(name.slice(2), value)
    else if (value === true) element.setAttribute(name, '')
    else if (value !== null && value !== false) element.setAttribute(name, String(value))
  }
  element.append(...children.filter((child) => child !== null))
  return element
}

/** The element of the page with this id. The page's own HTML has it; without it nothing can go on. */
export function byId(id: string): HTMLElement {
  const found = document.getElementById(id)
  if (found === null) throw new Error(`The page has no element #${id}.`)
  return found
}

export function select(
  label: string,
  options: { value: string; text: string }[],
  chosen: string,
  onChange: (value: string) => void,
): HTMLSelectElement {
  const list = el('select', { 'aria-label': label }, ...options.map(({ value, text }) => el('option', { value }, text)))
  list.value = chosen
  list.addEventListener('change', () => onChange(list.value))
  return list
}

/** What is typed as a number; NaN for an empty field, which the server refuses: nothing typed is not zero. */
export function numberIn(input: HTMLInputElement): number {
  return input.value.trim() === '' ? Number.NaN : Number(input.value)
}
