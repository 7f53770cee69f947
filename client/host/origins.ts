/** Which pages may embed the pod and talk to it. Given by the server in the page's `allowed-origins`. */

/**
 * Origins are exact (`https://cw.example.com`) or a pattern with one leading wildcard label (`https://*.myconnectwise.net`).
 * Hosts are compared whole, never by prefix: `https://eu.myconnectwise.net.evil.example` is nobody's.
 */
export function isAllowedOrigin(origin: string, allowed: readonly string[]): boolean {
  const url = tryUrl(origin)
  return url !== null && url.origin === origin && allowed.some((entry) => matches(url, entry))
}

/** The list in the page: separated by blanks or commas. */
export const parseAllowedOrigins = (content: string): string[] =>
  content.split(/[\s,]+/).filter((entry) => entry !== '')

function matches(origin: URL, entry: string): boolean {
  const wildcard = /^(https?:)\/\/\*\.([^/*]+?)(?::(\d+))?\/?$/.exec(entry)
  if (wildcard) {
    const [, protocol, suffix, port] = wildcard
    return (
      origin.protocol === protocol &&
      origin.port === (port ?? '') &&
      suffix !== undefined &&
      origin.hostname.endsWith(`.${suffix.toLowerCase()}`)
    )
  }
  // An exact entry may carry a trailing slash or a path, as stored set-up rows do.
  return !entry.includes('*') && tryUrl(entry)?.origin === origin.origin
}

function tryUrl(text: string): URL | null {
  try {
    return new URL(text)
  } catch {
    return null
  }
}
