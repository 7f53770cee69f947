/** To which addresses requests with Trend Micro keys may go (facts/trend-micro.md §3.1). */

/**
 * Origin of an allowed address and its path without a slash at the end; null when it is not allowed. Allowed are
 * `https://*.trendmicro.com` and the exact origins that the operator configured.
 */
export function addressOf(baseUrl: string, allowedHosts: readonly string[]): { origin: string; path: string } | null {
  if (!URL.canParse(baseUrl)) return null
  const url = new URL(baseUrl)
  if (url.username !== '' || url.password !== '' || url.search !== '' || url.hash !== '') return null
  const trend = url.protocol === 'https:' && url.port === '' && url.hostname.endsWith('.trendmicro.com')
  const configured = allowedHosts.some((each) => URL.canParse(each) && new URL(each).origin === url.origin)
  return trend || configured ? { origin: url.origin, path: url.pathname.replace(/\/+$/, '') } : null
}

export const isAllowedTrendUrl = (url: string, allowedHosts: readonly string[]): boolean =>
  addressOf(url, allowedHosts) !== null
