import { z } from 'zod'

/** The few REST calls that registering needs, each answer checked. */
export interface SetupTables {
  screens(): Promise<HostedScreen[]>
  rows(): Promise<StoredRow[]>
  row(id: number): Promise<StoredRow>
  create(row: object): Promise<StoredRow>
  /** Replaces the named fields and leaves the others. */
  change(id: number, fields: Record<string, unknown>): Promise<void>
}

export interface Rest {
  fetch: (request: Request) => Response | Promise<Response>
  /** Address of the REST API up to and with `apis/3.0`. */
  baseUrl: string
  /** Authorization, clientId and the pinned Accept. */
  headers: Record<string, string>
}

const screenSchema = z.object({ id: z.int(), screenId: z.string(), name: z.string().nullish() })
export type HostedScreen = z.infer<typeof screenSchema>

const storedRowSchema = z.object({
  id: z.int(),
  screenId: z.int().nullish(),
  description: z.string().nullish(),
  url: z.string().nullish(),
  type: z.string().nullish(),
  origin: z.string().nullish(),
  clientId: z.string().nullish(),
  podHeight: z.int().nullish(),
  disabledFlag: z.boolean().nullish(),
  locationIds: z.array(z.int()).nullish(),
  locationsEnabledFlag: z.boolean().nullish(),
})
export type StoredRow = z.infer<typeof storedRowSchema>

const screensPath = '/system/connectWiseHostedScreens'
const rowsPath = '/system/connectwisehostedsetups'
const pageSize = 1000
const maxPages = 10

export function createSetupTables(rest: Rest): SetupTables {
  return {
    screens: () => readAll(rest, screensPath, screenSchema),
    rows: () => readAll(rest, rowsPath, storedRowSchema),
    row: (id) => call(rest, 'GET', `${rowsPath}/${id}`, storedRowSchema),
    create: (row) => call(rest, 'POST', rowsPath, storedRowSchema, row),
    async change(id, fields) {
      const patch = Object.entries(fields).map(([path, value]) => ({ op: 'replace', path, value }))
      await call(rest, 'PATCH', `${rowsPath}/${id}`, z.unknown(), patch)
    },
  }
}

async function readAll<Schema extends z.ZodType>(rest: Rest, path: string, schema: Schema): Promise<z.infer<Schema>[]> {
  const all: z.infer<Schema>[] = []
  for (let page = 1; page <= maxPages; page++) {
    const rows = await call(rest, 'GET', `${path}?pageSize=${pageSize}&page=${page}`, z.array(schema))
    all.push(...rows)
    if (rows.length < pageSize) return all
  }
  throw new Error(`${path} holds more than ${pageSize * maxPages} rows; that cannot be right.`)
}

async function call<Schema extends z.ZodType>(
  rest: Rest,
  method: string,
  path: string,
  schema: Schema,
  body?: unknown,
): Promise<z.infer<Schema>> {
  const response = await rest.fetch(
    new Request(rest.baseUrl.replace(/\/+$/, '') + path, {
      method,
      headers: {
        Accept: 'application/json',
        ...rest.headers,
        ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    }),
  )
  if (!response.ok)
    throw new Error(`ConnectWise answered ${response.status} to ${method} ${path}: ${await reason(response)}`)
  const parsed = schema.safeParse(await response.json())
  if (!parsed.success) {
    throw new Error(`ConnectWise answered ${method} ${path} in an unknown form: ${z.prettifyError(parsed.error)}`)
  }
  return parsed.data
}

const errorSchema = z.object({ message: z.string(), errors: z.array(z.object({ message: z.string() })).nullish() })

async function reason(response: Response): Promise<string> {
  const text = await response.text()
  try {
    const { message, errors } = errorSchema.parse(JSON.parse(text))
    return [message, ...(errors ?? []).map((error) => error.message)].join('; ')
  } catch {
    return text.slice(0, 200) // a proxy's HTML, most likely
  }
}
