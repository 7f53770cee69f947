/** Forward-only paging (facts/connectwise-rest.md §5). */

/**
 * The id after which the next page begins; null at the end. Of the Link header only `pageId` is taken: its host may be
 * another one. An empty Link or no row is the end. Never further than the highest id that really came: should the server
 * have cut the page, what is missing follows. A page with fewer rows than asked for whose last id is the one that Link names
 * is the last. Without a usable Link a full page is taken to have a next one.
 */
export function nextPageId(page: { link: string | null; ids: readonly number[]; pageSize: number }): number | null {
  const highest = page.ids.reduce((most, id) => Math.max(most, id), 0)
  if (page.ids.length === 0) return null
  if (page.link !== null && page.link.trim() === '') return null
  const named = Number(/[?&]pageId=(\d{1,15})/i.exec(page.link ?? '')?.[1])
  if (Number.isSafeInteger(named) && named > 0) {
    if (named === highest && page.ids.length < page.pageSize) return null
    return Math.min(named, highest)
  }
  return page.ids.length >= page.pageSize ? highest : null
}
