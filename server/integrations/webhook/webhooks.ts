/**
 * Webhooks over Node's own client: it lets us look a name up, check what came out, and connect to just that, so that a name that
 * leads elsewhere a moment later does not lead there (DNS rebinding). It follows no redirect.
 */
import { lookup } from 'node:dns/promises'
import { request as httpRequest, type IncomingMessage } from 'node:http'
import { request as httpsRequest } from 'node:https'
import { isIP } from 'node:net'
import type { Instant } from '../../domain/calendar'
import type { Delivery, DeliveryFailure } from '../../domain/outbox'
import { faultOf } from '../httpClient/faults'
import { isPublicAddress } from './address'
import type { WebhookRefusal, Webhooks } from './port'
import { bodyOf } from './shapes'

export interface WebhookOptions {
  now: () => Instant
  /** Exact origins that the operator allows besides: inside the own network, or without TLS. */
  allowedOrigins: readonly string[]
  /** All addresses of a name; rejects when there are none. */
  resolve?: (host: string) => Promise<string[]>
  /** Milliseconds for one call with its answer. */
  timeoutMs?: number
}

/** Bytes of an answer that are looked at; the rest is not read. */
const maxBodyBytes = 16 * 1024
const longestUrl = 2_000

const resolveAll = async (host: string): Promise<string[]> =>
  (await lookup(host, { all: true })).map(({ address }) => address)

export function createWebhooks(options: WebhookOptions): Webhooks {
  const { now, allowedOrigins, resolve = resolveAll, timeoutMs = 10_000 } = options

  /** The address to connect to, or why there is none. */
  async function placeOf(text: string): Promise<{ url: URL; address: string | null } | { refusal: WebhookRefusal }> {
    const url = text.length > longestUrl ? null : URL.parse(text)
    if (url === null || url.username !== '' || url.password !== '') return { refusal: 'url' }
    if (allowedOrigins.includes(url.origin)) return { url, address: null }
    if (url.protocol !== 'https:') return { refusal: url.protocol === 'http:' ? 'httpsOnly' : 'url' }
    const host = url.hostname.replace(/^\[|\]$/g, '')
    let addresses: string[]
    try {
      addresses = isIP(host) > 0 ? [host] : await resolve(host)
    } catch {
      return { refusal: 'unknownHost' }
    }
    const [address] = addresses
    if (address === undefined) return { refusal: 'unknownHost' }
    // One inside is enough: which of them is called is not ours to choose on the other side.
    return addresses.every(isPublicAddress) ? { url, address } : { refusal: 'privateAddress' }
  }

  return {
    async check(url) {
      const place = await placeOf(url)
      return 'refusal' in place ? place.refusal : null
    },
    async send(url, shape, notice) {
      const failed = (failure: Omit<DeliveryFailure, 'at'>): Delivery => ({
        kind: 'failed',
        failure: { ...failure, at: now() },
      })
      const place = await placeOf(url)
      if ('refusal' in place) return failed(refused(place.refusal))
      try {
        const answer = await call(place.url, place.address, bodyOf(shape, notice), notice.id, timeoutMs)
        const failure = failureOf(answer)
        return failure === null
          ? { kind: 'delivered' }
          : failed({ ...failure, text: shortText(withoutUrl(failure.text, place.url)) })
      } catch (error) {
        const { kind, text } = faultOf(error, error instanceof TooLate)
        return failed({ kind, status: null, text })
      }
    },
  }
}

interface Answer {
  status: number
  text: string
}

class TooLate extends Error {}

/** POSTs once. `address`: connect to this one, whatever the name leads to by now; null: as the name says. */
function call(url: URL, address: string | null, body: string, id: string, timeoutMs: number): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const send = url.protocol === 'https:' ? httpsRequest : httpRequest
    const sent = send(url, {
      method: 'POST',
      // No connection is kept: the next one is looked up and checked again.
      agent: false,
      headers: {
        'content-type': 'application/json',
        'content-length': Buffer.byteLength(body),
        'user-agent': 'trend-micro-billing-pod',
        'x-notice-id': id,
      },
      ...(address !== null && { lookup: only(address) }),
    })
    const timer = setTimeout(() => sent.destroy(new TooLate('No answer in time')), timeoutMs)
    const end = (done: () => void) => {
      clearTimeout(timer)
      done()
      sent.destroy()
    }
    sent.on('error', (error) => end(() => reject(error)))
    sent.on('response', (response) => {
      readStart(response).then(
        (text) => end(() => resolve({ status: response.statusCode ?? 0, text })),
        (error: unknown) => end(() => reject(error instanceof Error ? error : new Error(String(error)))),
      )
    })
    sent.end(body)
  })
}

type Lookup = NonNullable<Parameters<typeof httpsRequest>[1]['lookup']>

const only =
  (address: string): Lookup =>
  (_host, options, done) => {
    const family = isIP(address)
    if (options.all === true) done(null, [{ address, family }])
    else done(null, address, family)
  }

/** The beginning of a body; an answer without end is not waited for. */
async function readStart(response: IncomingMessage): Promise<string> {
  const parts: Buffer[] = []
  let bytes = 0
  for await (const part of response) {
    if (!Buffer.isBuffer(part)) continue
    parts.push(part)
    bytes += part.byteLength
    if (bytes >= maxBodyBytes) break
  }
  return Buffer.concat(parts).subarray(0, maxBodyBytes).toString('utf8')
}

function failureOf({ status, text }: Answer): Omit<DeliveryFailure, 'at'> | null {
  // A connector of Teams says 200 where the message did not arrive, and why in the text.
  if (status >= 200 && status < 300 && !/delivery failed with error/i.test(text)) return null
  if (status >= 300 && status < 400)
    return { kind: 'redirect', status, text: 'The answer is a redirect, which is not followed.' }
  return { kind: kindOf(status), status, text }
}

function kindOf(status: number): DeliveryFailure['kind'] {
  if (status === 401) return 'unauthorised'
  if (status === 403) return 'forbidden'
  if (status === 404 || status === 410) return 'notFound'
  if (status === 429) return 'tooMany'
  return status >= 500 ? 'unavailable' : 'refused'
}

const refused = (refusal: WebhookRefusal): Omit<DeliveryFailure, 'at'> => ({
  kind: refusal === 'privateAddress' ? 'privateAddress' : refusal === 'unknownHost' ? 'unreachable' : 'notConfigured',
  status: null,
  text: null,
})

/** Cut only after secrets were removed: of one that is cut in two the first half would stay. */
function shortText(text: string | null): string | null {
  const short = (text ?? '')
    .replaceAll(/[\p{Cc}\s]+/gu, ' ')
    .trim()
    .slice(0, 300)
  return short === '' ? null : short
}

/** Path and query of the address are what makes it secret; some receivers repeat them, as they came or decoded. */
function withoutUrl(text: string | null, url: URL): string | null {
  if (text === null) return null
  const asSent = [url.href, `${url.pathname}${url.search}`, ...url.pathname.split('/'), ...url.search.split(/[?&=]/)]
  const parts = [...asSent, ...asSent.map(decoded), ...url.searchParams.values()]
  return parts
    .filter((part) => part.length >= 6)
    .sort((one, other) => other.length - one.length)
    .reduce((cleaned, part) => cleaned.replaceAll(part, '[removed]'), text)
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch {
    return part // a percent sign that encodes nothing
  }
}
