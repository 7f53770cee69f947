/** The pod's pages: the built client, framed only by the tenants' ConnectWise. */
import { serveStatic } from '@hono/node-server/serve-static'
import { Hono } from 'hono'
import { createMiddleware } from 'hono/factory'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Store } from '../storage/store'
import type { ApiEnv } from './env'

export interface PagesOptions {
  /** Folder of the built client, or null to serve no pages (tests of the API). */
  clientDir: string | null
  /** Origins besides the tenants' sites that may frame the pod: other shells, a page around ConnectWise, the sandbox's host page. */
  extraAncestors: readonly string[]
}

/** ConnectWise's own cloud hosts; every ancestor must be listed (facts/hosted-api.md §7). */
const cloudAncestors = ['https://*.myconnectwise.net', 'https://*.connectwisedev.com']

export function pages(store: Store, options: PagesOptions) {
  const app = new Hono<ApiEnv>()
  const { clientDir } = options
  if (clientDir === null) return app
  const index = readFile(join(clientDir, 'index.html'), 'utf8')
  return app
    .use(
      createMiddleware<ApiEnv>(async (c, next) => {
        await next()
        const ancestors = await ancestorsOf(store, options)
        // No X-Frame-Options: it cannot name several hosts, and any value of it would keep the pod out of its frame.
        c.header(
          'content-security-policy',
          `default-src 'self'; img-src 'self' data:; style-src 'self' 'unsafe-inline'; connect-src 'self'; base-uri 'none'; form-action 'none'; object-src 'none'; frame-ancestors ${ancestors.join(' ')}`,
        )
        c.header('referrer-policy', 'no-referrer')
        c.header('x-content-type-options', 'nosniff')
      }),
    )
    .on('GET', ['/', '/console'], async (c) => {
      const origins = (await ancestorsOf(store, options)).join(' ')
      // No old bundle after a deploy: the page is always asked for, its assets carry their hash.
      c.header('cache-control', 'no-cache')
      return c.html(
        (await index).replace(/(<meta name="allowed-origins" content=")[^"]*"/, `$1${escapeAttribute(origins)}"`),
      )
    })
    .use(
      '/assets/*',
      createMiddleware<ApiEnv>(async (c, next) => {
        await next()
        // Here and not in serveStatic's onFound, which is called after the answer was made.
        if (c.res.ok) c.header('cache-control', 'public, max-age=31536000, immutable')
      }),
      serveStatic({ root: clientDir }),
    )
}

/** Who may frame the pod and speak to it: ConnectWise's cloud, the tenants' own sites, and what the operator adds. */
async function ancestorsOf(store: Store, options: PagesOptions): Promise<string[]> {
  const sites = await Promise.all(
    (await store.tenants()).map(
      async (id) => (await store.of(id).tenant.read('tenant'))?.value.connections.connectWise.site ?? '',
    ),
  )
  const origins = sites.map(originOf).filter((origin) => origin !== null)
  return [...new Set([...cloudAncestors, ...origins, ...options.extraAncestors])]
}

function originOf(site: string): string | null {
  try {
    return new URL(site.includes('://') ? site : `https://${site}`).origin
  } catch {
    return null // a stored site that cannot be read frames nothing
  }
}

const escapeAttribute = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;')
