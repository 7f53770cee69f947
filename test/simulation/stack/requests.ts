/** What a request on the wire is about, read from the wire alone. */
import { z } from 'zod'
import type { Day } from '../../../server/domain/calendar'
import type { Random } from '../../simulator/seed/random'
import { dayOf } from './placed'
import { trendMicroUrl } from './sites'

export interface Asked {
  url: string
  init: { method: string; headers: Headers; body?: string }
  /** Method and path without numbers, for the history in words. */
  route: string
  /** A change of an addition. */
  write: AskedWrite | null
  /** The agreement whose list of additions is asked for. */
  lookAt: number | null
  /** A list that says itself how many rows it has. */
  isOwnTotal: boolean
}

interface AskedWrite {
  agreementId: number
  /** null: a new one. */
  additionId: number | null
  catalogItemId: number | null
  /** null: it is not about the quantity. */
  quantity: number | null
  /** The last day that is to be billed; null: it is not about that. */
  lastDay: Day | null
}

const additions = /\/finance\/agreements\/(\d+)\/additions(?:\/(\d+))?$/i
const created = z.object({ product: z.object({ id: z.number() }), quantity: z.number() })
const patched = z.array(z.object({ path: z.string(), value: z.unknown() }))

export function readRequest(input: string, init: RequestInit = {}): Asked {
  const { pathname } = new URL(input)
  const method = init.method ?? 'GET'
  const [, agreement, addition] = additions.exec(pathname) ?? []
  const body = typeof init.body === 'string' ? init.body : undefined
  const path = pathname.replace(/^.*\/apis\/3\.0/, '').replaceAll(/[0-9a-f]{8}-[0-9a-f-]{27}|\d{3,}/gi, '{id}')
  return {
    url: input,
    // Without its signal: whether anybody still waits makes no difference on the way.
    init: { method, headers: new Headers(init.headers), ...(body !== undefined && { body }) },
    route: `${method} ${path}`,
    write:
      method === 'GET' || agreement === undefined || body === undefined
        ? null
        : readWrite(Number(agreement), addition === undefined ? null : Number(addition), JSON.parse(body)),
    lookAt: method === 'GET' && addition === undefined && agreement !== undefined ? Number(agreement) : null,
    isOwnTotal: input.startsWith(trendMicroUrl) && /\/customers\/subscriptions$/i.test(pathname),
  }
}

function readWrite(agreementId: number, addition: number | null, body: unknown): AskedWrite {
  if (addition === null) {
    const { product, quantity } = created.parse(body)
    return { agreementId, additionId: null, catalogItemId: product.id, quantity, lastDay: null }
  }
  const fields = patched.parse(body)
  const valueOf = (field: string) => fields.find(({ path }) => path === field)?.value
  const quantity = valueOf('quantity')
  const lastDay = valueOf('cancelledDate')
  return {
    agreementId,
    additionId: addition,
    catalogItemId: null,
    quantity: typeof quantity === 'number' ? quantity : null,
    lastDay: typeof lastDay === 'string' ? dayOf(lastDay) : null,
  }
}

const page = z.looseObject({
  paging: z.looseObject({ total: z.number() }),
  subscriptions: z.array(z.looseObject({ subscription_id: z.string() })),
})

/** The page of a list less one row, and its announced total with it; as it is where there is none. */
export function withoutARow(text: string, random: Random): string {
  const parsed = page.safeParse(tryJson(text))
  if (!parsed.success || parsed.data.subscriptions.length === 0) return text
  const { paging, subscriptions } = parsed.data
  const gone = random.pick(subscriptions)
  return JSON.stringify({
    ...parsed.data,
    paging: { ...paging, total: paging.total - 1 },
    subscriptions: subscriptions.filter((row) => row !== gone),
  })
}

/** Those that a list which is whole by its own account left out. */
export function leftOut(text: string, all: readonly { id: string }[]): string[] {
  const parsed = page.safeParse(tryJson(text))
  if (!parsed.success || parsed.data.paging.total > parsed.data.subscriptions.length) return []
  const listed = new Set(parsed.data.subscriptions.map((row) => row.subscription_id.toLowerCase()))
  return all.map(({ id }) => id).filter((id) => !listed.has(id.toLowerCase()))
}

/** null: it is no JSON. */
export function tryJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return null // the page of a fault
  }
}
