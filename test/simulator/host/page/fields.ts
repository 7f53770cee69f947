import { byId, el } from './dom.ts'
import { fieldNames, type CompanyFields, type FieldName, type HostStart } from './hostApi.ts'

const labels: Record<FieldName, string> = {
  name: 'Company',
  identifier: 'Company ID',
  status: 'Status',
  type: 'Type',
  phone: 'Phone',
  website: 'Web site',
  address: 'Address',
  city: 'City',
  state: 'State',
  zip: 'Zip',
}

export const emptyFields: CompanyFields = {
  name: '',
  identifier: '',
  status: '',
  type: '',
  phone: '',
  website: '',
  address: '',
  city: '',
  state: '',
  zip: '',
}

/** The editable part of the company screen. `onEdit` is called at every change by a person. */
export function showFields(fields: CompanyFields, choices: HostStart['choices'], onEdit: () => void): void {
  const lists: Partial<Record<FieldName, string[]>> = { status: choices.statuses, type: choices.types }
  const rows = fieldNames.map((name) => {
    const options = lists[name]
    const input = options === undefined ? el('input', { name, value: fields[name] }) : list(name, options, fields[name])
    input.addEventListener('input', onEdit)
    return el('label', {}, el('span', {}, labels[name]), input)
  })
  byId('fields').replaceChildren(el('h2', {}, 'Company details'), el('div', { class: 'grid' }, ...rows))
}

export function readFields(): CompanyFields {
  const form = byId('fields')
  if (!(form instanceof HTMLFormElement)) return emptyFields
  const entries = new FormData(form)
  const fields = { ...emptyFields }
  for (const name of fieldNames) {
    const value = entries.get(name)
    if (typeof value === 'string') fields[name] = value
  }
  return fields
}

function list(name: FieldName, options: string[], chosen: string): HTMLSelectElement {
  const all = options.includes(chosen) ? options : [chosen, ...options]
  const element = el('select', { name }, ...all.map((option) => el('option', { value: option }, option || '(none)')))
  element.value = chosen
  return element
}
