/** Catalog items by id, and the search over the whole catalog in memory (free text never goes into conditions). */
import type { CatalogItemId } from '../../domain/ids'
import type { CatalogItem } from '../../domain/psa'
import type { Cache } from '../httpClient/cache'
import type { Client } from './client'
import { fromApiCatalogItem } from './mapping'
import { catalogItemFields, catalogItemWire } from './wire'

const target = { route: '/procurement/catalog' }
/** facts/connectwise-rest.md §5: keeps the address below 2,000 characters. */
const idsPerRequest = 100

export function createCatalog(client: Client, cache: Cache) {
  const readAll = async (): Promise<CatalogItem[]> => {
    const rows = await client.list(target, { fields: catalogItemFields }, catalogItemWire)
    return rows.map(fromApiCatalogItem)
  }

  /** The items with these ids, those that do not exist left out. Not cached: a plan decides on it. */
  async function readCatalogItems(ids: readonly CatalogItemId[]): Promise<CatalogItem[]> {
    const wanted = [...new Set(ids)].sort((one, other) => one - other)
    const found: CatalogItem[] = []
    for (let at = 0; at < wanted.length; at += idsPerRequest) {
      const conditions = `id in (${wanted.slice(at, at + idsPerRequest).join(',')})`
      const rows = await client.list(target, { conditions, fields: catalogItemFields }, catalogItemWire, {
        counted: 'whenEmpty',
      })
      found.push(...rows.map(fromApiCatalogItem))
    }
    return found
  }

  /**
   * Items whose identifier or description contains all the words, usable and best fitting first, at most `limit`.
   * The catalog is some minutes old at most.
   */
  async function searchCatalog(text: string, limit: number): Promise<CatalogItem[]> {
    const words = fold(text).split(/\s+/).filter(Boolean)
    const { value: all } = await cache.get('catalog', readAll)
    return all
      .flatMap((item) => {
        const identifier = fold(item.identifier)
        const description = fold(item.description)
        if (!words.every((word) => identifier.includes(word) || description.includes(word))) return []
        const rank = words.length > 0 && identifier.startsWith(words.join(' ')) ? 0 : 1
        return [{ item, rank: (item.inactive ? 2 : 0) + rank }]
      })
      .sort((one, other) => one.rank - other.rank || one.item.identifier.localeCompare(other.item.identifier, 'en'))
      .slice(0, Math.max(0, limit))
      .map(({ item }) => item)
  }

  return { readCatalogItems, searchCatalog }
}

/** Lower case without accents. */
const fold = (text: string) =>
  text
    .normalize('NFD')
    .replace(/\p{Mn}/gu, '')
    .toLowerCase()
    .trim()
