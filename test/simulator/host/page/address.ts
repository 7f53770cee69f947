import { readSwitches, type SwitchName } from './switches.ts'

/** Width of the pods: the three seen in practice, or as wide and tall as a tab. */
export const sizes = ['258', '348', '722', 'tab'] as const
export type Size = (typeof sizes)[number]

/** What the address of the page says; the panel writes the same, so that every state can be linked. */
export interface Address {
  /** A company's id, `new` for the unsaved record, or null for the list of companies. */
  company: string | null
  member: string | null
  size: Size
  on: Set<SwitchName>
  unknownSwitches: string[]
  /** Row id of the opened hosted tab, or null. */
  tab: string | null
  isPanelOpen: boolean
}

export function readAddress(search: string): Address {
  const query = new URLSearchParams(search)
  const { on, unknown } = readSwitches(query.get('switches'))
  return {
    company: query.get('company'),
    member: query.get('member'),
    size: sizes.find((size) => size === query.get('size')) ?? '348',
    on,
    unknownSwitches: unknown,
    tab: query.get('tab'),
    isPanelOpen: query.get('panel') !== '0',
  }
}

export function writeAddress(address: Address): string {
  const query = new URLSearchParams()
  if (address.company !== null) query.set('company', address.company)
  if (address.member !== null) query.set('member', address.member)
  query.set('size', address.size)
  if (address.on.size > 0) query.set('switches', [...address.on].join(','))
  if (address.tab !== null) query.set('tab', address.tab)
  if (!address.isPanelOpen) query.set('panel', '0')
  return `/?${query.toString().replaceAll('%2C', ',')}`
}
