/** Which row names the columns, and which column is which. Guesses only suggest; a person sees them before anything is used. Pure. */
import {
  fileFields,
  noMapping,
  textOf,
  type FileCell,
  type FileField,
  type FileMapping,
  type FileTable,
} from './fileImport'

export interface FileHeader {
  /** Index of the row in the table. */
  at: number
  names: string[]
}

/** Rows from the top among which the names of the columns are looked for: exports may have a title above them. */
const headerRows = 20

/** The row with most names that we know; where none has any, the first with two words or more. Null: there is no table. */
export function headerOf(table: FileTable): FileHeader | null {
  const candidates = table.rows.slice(0, headerRows).map((cells, at) => ({ at, names: cells.map(textOf) }))
  const known = (names: readonly string[]) => names.filter((name) => allKnown.has(plainWords(name))).length
  const best = candidates.reduce<(FileHeader & { known: number }) | null>((found, each) => {
    const count = known(each.names)
    return count > (found?.known ?? 0) ? { ...each, known: count } : found
  }, null)
  const chosen = best ?? candidates.find(({ names }) => names.filter((name) => /\p{L}/u.test(name)).length >= 2)
  return chosen === undefined ? null : { at: chosen.at, names: withoutTail(chosen.names) }
}

/** The text that tells one layout from another: the names of the columns in their order, however they are written. */
export const layoutOf = (names: readonly string[]): string => names.map(plainWords).join('\n')

/** The first column for each field that has one of its names. */
export function guessMapping(names: readonly string[]): FileMapping {
  const words = names.map(plainWords)
  return fileFields.reduce<FileMapping>((mapping, field) => {
    const found = synonyms[field].map((name) => words.indexOf(plainWords(name))).find((at) => at >= 0)
    return { ...mapping, [field]: found ?? null }
  }, noMapping)
}

/**
 * Is this one of the console's exports that know no customers (facts/trend-micro.md §4)? The usage report has one row a partner and
 * product; the billing report of Vision One has a name and units of the partner as a whole. `partner`, `totals`: which of them.
 */
export function withoutCustomers(names: readonly string[]): 'partner' | 'totals' | null {
  const words = new Set(names.map(plainWords))
  const has = (list: readonly string[]) => list.some((name) => words.has(plainWords(name)))
  if (has(synonyms.customer)) return null
  if (has(partnerNames)) return 'partner'
  return has(chargeableNames) && !has(synonyms.product) && has(nameNames) ? 'totals' : null
}

/** Case, accents, width, punctuation and the number of blanks do not tell names of columns apart. */
function plainWords(name: string): string {
  return name
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()
}

function withoutTail(names: readonly string[]): string[] {
  const last = names.findLastIndex((name) => name !== '')
  return names.slice(0, last + 1)
}

/**
 * Names in the languages of the console, the likeliest first. The exports' own names are known in English only, and not all of
 * them (§8.8); the others are the natural words, so that a guess is often right and a person mends it where it is not.
 */
const synonyms: Record<FileField, readonly string[]> = {
  customer: [
    ...['customer', 'customer name', 'customer company', 'company', 'company name', 'client', 'client name'],
    ...['nom du client', 'société', 'entreprise', 'kunde', 'kundenname', 'firma', 'cliente', 'nome cliente'],
    ...['nombre del cliente', 'nombre de cliente', 'azienda', 'empresa', '顧客', '顧客名', 'お客様', 'お客様名'],
    ...['会社名', '客戶', '客戶名稱', '公司名稱'],
  ],
  product: [
    ...['product', 'product name', 'product/service', 'product service', 'service', 'produit', 'nom du produit'],
    ...['produit/service', 'produkt', 'produktname', 'produkt/dienst', 'prodotto', 'nome prodotto', 'producto'],
    ...['nombre del producto', 'producto/servicio', '製品', '製品名', '製品/サービス', '產品', '產品名稱', '產品/服務'],
  ],
  plan: [
    ...['service plan', 'service plan name', 'plan', 'plan name', 'plan de service', 'forfait', 'serviceplan'],
    ...['dienstplan', 'piano di servizio', 'piano', 'plan de servicio', 'サービスプラン', 'プラン', '服務方案', '方案'],
  ],
  provisioned: [
    ...['provisioned', 'provisioned units', 'provisioned seats', 'units provisioned', 'seats', 'purchased seats'],
    ...['provisionné', 'provisionnés', 'unités provisionnées', 'licences provisionnées', 'postes', 'bereitgestellt'],
    ...['bereitgestellte einheiten', 'bereitgestellte lizenzen', 'lizenzen', 'unità fornite', 'fornite', 'postazioni'],
    ...['aprovisionado', 'aprovisionadas', 'unidades aprovisionadas', 'licencias', 'プロビジョニング済み'],
    ...['プロビジョニング数', 'シート数', '已佈建', '已佈建單位', '授權數'],
  ],
  used: [
    ...['used', 'used units', 'used seats', 'units used', 'seats used', 'utilisé', 'utilisés', 'unités utilisées'],
    ...[
      'postes utilisés',
      'verwendet',
      'genutzt',
      'verwendete einheiten',
      'verwendete lizenzen',
      'usato',
      'utilizzate',
    ],
    ...['unità utilizzate', 'usado', 'utilizado', 'unidades utilizadas', '使用済み', '使用数', '已使用', '已使用單位'],
  ],
  unit: [
    ...['unit', 'units', 'billing unit', 'unité', 'unités', 'einheit', 'einheiten', 'unità', 'unidad', 'unidades'],
    ...['単位', '單位'],
  ],
  city: ['city', 'ville', 'stadt', 'ort', 'città', 'ciudad', '市区町村', '城市'],
}
const partnerNames = [
  ...['partner company', 'partner', 'partner name', 'société partenaire', 'entreprise partenaire', 'partenaire'],
  ...['partnerunternehmen', 'partnerfirma', 'azienda partner', 'empresa asociada', 'empresa partner'],
  ...['パートナー企業', 'パートナー会社', '合作夥伴公司'],
]
const chargeableNames = [
  ...['chargeable', 'chargeable units', 'over-provisioned units', 'unités facturables', 'abrechenbare einheiten'],
  ...['unità addebitabili', 'unidades facturables', '課金対象', '可計費單位'],
]
const nameNames = ['name', 'nom', 'nome', 'nombre', '名前', '名稱']

const allKnown = new Set([...Object.values(synonyms).flat(), ...partnerNames, ...chargeableNames].map(plainWords))

export const cellsOf = (cells: readonly FileCell[], mapping: FileMapping, field: FileField): FileCell | undefined => {
  const at = mapping[field]
  return at === null ? undefined : cells[at]
}
