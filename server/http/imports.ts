/** Routes of file imports. The file is the body as it is; what is said about it stands in the query. */
import { Hono } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { z } from 'zod'
import { AppError } from '../domain/errors'
import { fileLimits, type FileMapping } from '../domain/fileImport'
import type { ApiDeps } from './deps'
import type { ApiEnv } from './env'
import { may } from './guards'
import { query } from './input'

/** Index of a column, 0 for the first. */
const column = z.coerce
  .number()
  .int()
  .min(0)
  .max(fileLimits.columns - 1)
  .optional()
const columns = {
  customer: column,
  product: column,
  plan: column,
  provisioned: column,
  used: column,
  unit: column,
  city: column,
}
const previewQuery = z.object(columns)
const importQuery = z.object({
  ...columns,
  month: z.string({ error: 'required' }).max(20, 'tooLong'),
  fingerprint: z.string({ error: 'required' }).max(100, 'tooLong'),
  fileName: z.string().max(250, 'tooLong').default(''),
  replaces: z.coerce.number().int().positive().optional(),
})

export function importRoutes({ imports }: ApiDeps) {
  const tooLarge = () => {
    throw new AppError('tooLarge')
  }
  return (
    new Hono<ApiEnv>()
      .use('*', may('administer'))
      // Who may not import is refused before anything of the file is taken in.
      .use('*', bodyLimit({ maxSize: fileLimits.bytes, onError: tooLarge }))
      .get('/', async (c) => c.json(await imports.view(c.var.session.tenantId)))
      .post('/preview', query(previewQuery), async (c) => {
        const file = new Uint8Array(await c.req.arrayBuffer())
        return c.json(await imports.preview(c.var.session.tenantId, file, chosen(c.req.valid('query'))))
      })
      .post('/', query(importQuery), async (c) => {
        const { tenantId, member } = c.var.session
        const { month, fingerprint, fileName, replaces, ...of } = c.req.valid('query')
        const request = { month, fingerprint, fileName, mapping: mappingOf(of), replaces: replaces ?? null }
        await imports.accept(tenantId, new Uint8Array(await c.req.arrayBuffer()), request, member.identifier)
        return c.json(await imports.view(tenantId))
      })
  )
}

type Columns = z.infer<typeof previewQuery>

const mappingOf = (of: Columns): FileMapping => ({
  customer: of.customer ?? null,
  product: of.product ?? null,
  plan: of.plan ?? null,
  provisioned: of.provisioned ?? null,
  used: of.used ?? null,
  unit: of.unit ?? null,
  city: of.city ?? null,
})

/** Without any column the mapping is left to the server. */
function chosen(of: Columns): FileMapping | null {
  const mapping = mappingOf(of)
  return Object.values(mapping).every((at) => at === null) ? null : mapping
}
