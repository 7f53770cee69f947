import type { Context, MiddlewareHandler } from 'hono'

/**
 * What can go wrong on the way to a system. `before` a write leaves it undone; `after` means that it took effect unheard; an HTML
 * page leaves it undone, with 502 or with 200. `empty-list` and `partial-page` lose rows, and whoever counts notices;
 * `empty-counted` and `half-counted` lose them so that total, count and last page agree with what is left.
 */
export const faultKinds = [
  '429',
  '500-before',
  '500-after',
  'reset-before',
  'reset-after',
  'slow',
  'html',
  'html-200',
  'malformed-json',
  'empty-list',
  'partial-page',
  'empty-counted',
  'half-counted',
  'wrong-signature',
] as const
export type FaultKind = (typeof faultKinds)[number]

export const faultSystems = ['connectwise', 'trendmicro', 'pod'] as const
export type FaultSystem = (typeof faultSystems)[number]

/** One switched-on fault. */
export interface FaultRule {
  id: string
  system: FaultSystem
  kind: FaultKind
  /** HTTP method in upper case, or null for all. */
  method: string | null
  /** Part of the path, compared without regard to case; '' meets every route of the system. */
  path: string
  /** How many more requests it meets; null = until removed. */
  times: number | null
  /** Milliseconds, for `slow`; seconds of Retry-After come from it for `429` (rounded up). */
  delayMs: number
}

/** The switched-on faults of one sandbox. */
export interface Faults {
  list(): FaultRule[]
  add(rule: Omit<FaultRule, 'id'>): FaultRule
  remove(id: string): void
  clear(): void
  /** The first rule that meets this request, its `times` counted down; null when none does. */
  take(system: FaultSystem, method: string, path: string): FaultRule | null
}

export function createFaults(): Faults {
  let rules: FaultRule[] = []
  let nextId = 1
  return {
    list: () => rules.map((rule) => ({ ...rule })),
    add(rule) {
      const added = { ...rule, id: `fault-${nextId++}` }
      rules.push(added)
      return { ...added }
    },
    remove(id) {
      rules = rules.filter((rule) => rule.id !== id)
    },
    clear() {
      rules = []
    },
    take(system, method, path) {
      const found = rules.find(
        (rule) =>
          rule.system === system &&
          (rule.method === null || rule.method === method) &&
          path.toLowerCase().includes(rule.path.toLowerCase()),
      )
      if (found === undefined) return null
      const taken = { ...found }
      if (found.times !== null && --found.times <= 0) rules = rules.filter((rule) => rule !== found)
      return taken
    },
  }
}

/** How a system words its own errors; the wire shapes of the two systems differ. */
export interface FaultVoice {
  tooMany(c: Context, retryAfterSeconds: number): Response
  failed(c: Context): Response
  wrongSignature(c: Context): Response
  /** The list answer cut down, or null where the answer is no list. `headers` are the answer's, to be changed with it. */
  cutList(body: unknown, cut: ListCut, headers: Headers): unknown
}

export interface ListCut {
  to: 'empty' | 'half'
  /** Whether everything that counts rows agrees with what is left. */
  counted: boolean
}

const listCuts = {
  'empty-list': { to: 'empty', counted: false },
  'partial-page': { to: 'half', counted: false },
  'empty-counted': { to: 'empty', counted: true },
  'half-counted': { to: 'half', counted: true },
} as const satisfies Partial<Record<FaultKind, ListCut>>

/**
 * Middleware that plays the switched-on faults of one system around its routes.
 * A reset destroys the socket under @hono/node-server; asked in process (`app.request`) it throws a TypeError as fetch does.
 */
export function faultPlayer(faults: Faults, system: FaultSystem, voice: FaultVoice): MiddlewareHandler {
  return async (c, next) => {
    const rule = faults.take(system, c.req.method, c.req.path)
    if (rule === null) return next()
    switch (rule.kind) {
      case '429':
        return voice.tooMany(c, Math.max(1, Math.ceil(rule.delayMs / 1000)))
      case '500-before':
        return voice.failed(c)
      case '500-after':
        await next()
        c.res = voice.failed(c)
        return
      case 'reset-before':
        return cutConnection(c)
      case 'reset-after':
        await next()
        c.res = cutConnection(c)
        return
      case 'slow':
        await new Promise((resolve) => setTimeout(resolve, rule.delayMs))
        return next()
      case 'html':
        return c.html('<!doctype html><title>502 Bad Gateway</title><h1>502 Bad Gateway</h1>', 502)
      case 'html-200':
        return c.html('<!doctype html><title>Error</title><h1>Something went wrong. Please try again later.</h1>', 200)
      case 'malformed-json':
        await next()
        c.res = new Response((await c.res.text()).slice(0, -2) || '{"cut', {
          status: c.res.status,
          headers: c.res.headers,
        })
        return
      case 'empty-list':
      case 'partial-page':
      case 'empty-counted':
      case 'half-counted': {
        await next()
        // Answers without JSON (204, a page of a proxy) have no rows to lose.
        const body: unknown = await c.res
          .clone()
          .json()
          .catch(() => null)
        const { status } = c.res
        const headers = new Headers(c.res.headers)
        const cut = voice.cutList(body, listCuts[rule.kind], headers)
        if (cut === null) return
        c.res = undefined // else the headers of the answer that is replaced would come back
        c.res = new Response(JSON.stringify(cut), { status, headers })
        return
      }
      case 'wrong-signature':
        return voice.wrongSignature(c)
      default:
        return rule.kind satisfies never
    }
  }
}

interface NodeBindings {
  incoming?: { socket: { destroy(): void } }
}

/** Ends the connection without an answer: a destroyed socket under @hono/node-server, a TypeError as from fetch in process. */
export function cutConnection(c: Context): Response {
  const { incoming } = (c.env ?? {}) as NodeBindings
  if (incoming === undefined) throw new TypeError('fetch failed', { cause: new Error('read ECONNRESET') })
  incoming.socket.destroy()
  return new Response(null, { status: 500 })
}
