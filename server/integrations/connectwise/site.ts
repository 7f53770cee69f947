/** Which hosts a tenant's requests may go to, and under which codebase (facts/connectwise-rest.md §2). */
import type { z } from 'zod'
import { UpstreamError } from '../../domain/errors'
import type { Clock } from '../../ports'
import { createCache } from '../httpClient/cache'
import type { Reader } from '../httpClient/reader'
import { companyInfoWire } from './wire'

/** Cloud hosts, by suffix with its leading dot, so that `evilmyconnectwise.net` is none. */
const cloudSuffixes = ['.myconnectwise.net', '.connectwisedev.com']
const router = 'v4_6_release/'
/** Milliseconds after which an unreachable companyinfo is asked again. */
const fallbackMs = 60_000

/** A site whose hosts are allowed. Origins have no slash at their end. */
export interface Site {
  /** Where people sign in; companyinfo and checks of members. */
  bareOrigin: string
  /** Where calls with keys go. */
  apiOrigin: string
  cloud: boolean
}

export interface SiteBase {
  bareOrigin: string
  apiOrigin: string
  /** Ends in a slash. */
  codebase: string
  isCloud: boolean | null
}

/**
 * The hosts of a stored site; null when it is not allowed. Allowed are the vendor's cloud over HTTPS, and the exact origins
 * that the operator configured. Everything else is refused, so no request goes to an address that somebody typed into a form.
 */
export function siteOf(site: string, allowedHosts: readonly string[]): Site | null {
  const origin = originOf(site)
  if (origin === null) return null
  if (allowedHosts.some((allowed) => originOf(allowed) === origin)) {
    return { bareOrigin: origin, apiOrigin: origin, cloud: false }
  }
  const { protocol, hostname, port } = new URL(origin)
  if (protocol !== 'https:' || port !== '' || !cloudSuffixes.some((suffix) => hostname.endsWith(suffix))) return null
  const bare = hostname.replace(/^api-/, '')
  return { bareOrigin: `https://${bare}`, apiOrigin: `https://api-${bare}`, cloud: true }
}

/** Origin of a host name or an address without path, user or query; null for anything else. */
function originOf(site: string): string | null {
  const text = /^https?:\/\//i.test(site) ? site.trim() : `https://${site.trim()}`
  if (!URL.canParse(text)) return null
  const url = new URL(text)
  const plain =
    url.pathname === '/' && url.search === '' && url.hash === '' && url.username === '' && url.password === ''
  return plain && /^[a-z0-9.:[\]-]+$/.test(url.host) ? url.origin : null
}

export interface SiteFinder {
  /** The base of all addresses. Throws UpstreamError when the site is not allowed or knows no such login company. */
  find(): Promise<SiteBase>
  /** Reads companyinfo again; true when the base has changed since (facts/connectwise-rest.md §2: upgrades). */
  hasMoved(seen: SiteBase): Promise<boolean>
}

export function createSiteFinder(options: {
  site: Site | null
  loginCompany: string
  allowedHosts: readonly string[]
  reader: Reader
  clock: Clock
  cacheMs: number
}): SiteFinder {
  const { site, loginCompany, allowedHosts, reader, clock, cacheMs } = options
  const route = 'GET /login/companyinfo/{company}'

  async function load(): Promise<SiteBase> {
    if (site === null) {
      throw new UpstreamError({
        system: 'connectwise',
        kind: 'unreachable',
        route,
        status: null,
        requestId: null,
        text: 'This address is neither a ConnectWise cloud host nor one that the operator allowed.',
        attempts: 0,
        at: clock.now(),
      })
    }
    const url = `${site.bareOrigin}/login/companyinfo/${encodeURIComponent(loginCompany)}`
    const { body } = await reader.read({
      route,
      build: () => ({ method: 'GET', url, headers: { accept: 'application/json' } }),
      schema: companyInfoWire,
    })
    if (body !== null) return baseOf(site, body)
    throw new UpstreamError({
      system: 'connectwise',
      kind: 'notFound',
      route,
      status: 200,
      requestId: null,
      text: 'This site knows no login company of that name.',
      attempts: 1,
      at: clock.now(),
    })
  }

  function baseOf(at: Site, info: NonNullable<z.infer<typeof companyInfoWire>>): SiteBase {
    const named = at.cloud ? siteOf(info.SiteUrl ?? '', allowedHosts) : null
    return {
      bareOrigin: at.bareOrigin,
      apiOrigin: named?.cloud === true ? named.apiOrigin : at.apiOrigin,
      codebase: info.IsCloud === false ? router : codebaseOf(info.Codebase ?? ''),
      isCloud: info.IsCloud ?? null,
    }
  }

  const cache = createCache(clock, cacheMs)
  const fallbacks = createCache(clock, fallbackMs)
  const find = () => cache.get('base', load)

  /** Without companyinfo the router still leads to the tenant's version; an unknown company or a wrong site does not. */
  async function findOrRoute(): Promise<SiteBase> {
    try {
      return (await find()).value
    } catch (error) {
      if (site === null || !(error instanceof UpstreamError) || error.failure.kind === 'notFound') throw error
      return { bareOrigin: site.bareOrigin, apiOrigin: site.apiOrigin, codebase: router, isCloud: null }
    }
  }

  return {
    async find() {
      const { value } = await fallbacks.get('base', findOrRoute)
      return value
    },
    async hasMoved(seen) {
      cache.forget('base')
      fallbacks.forget('base')
      try {
        const { value } = await find()
        return value.codebase !== seen.codebase || value.apiOrigin !== seen.apiOrigin
      } catch {
        return false // The 404 stands as it is.
      }
    },
  }
}

/** `v2025_1/`; anything that is not of this form gives the router, so that an answer cannot bend the path. */
function codebaseOf(text: string): string {
  const name = /^\/?(v[0-9a-z_]{1,40})\/?$/i.exec(text.trim())?.[1]
  return name === undefined ? router : `${name}/`
}
