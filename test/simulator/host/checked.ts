import type { Context } from 'hono'
import { HTTPException } from 'hono/http-exception'
import { z } from 'zod'

/** The request's JSON in the form of `schema`; anything else is answered with 400 and what is wrong, in words. */
export async function checkedBody<Schema extends z.ZodType>(c: Context, schema: Schema): Promise<z.infer<Schema>> {
  const body: unknown = await c.req.json().catch(() => {
    throw new HTTPException(400, { res: refuse(400, 'The body is not JSON.') })
  })
  const parsed = schema.safeParse(body)
  if (!parsed.success) throw new HTTPException(400, { res: refuse(400, z.prettifyError(parsed.error)) })
  return parsed.data
}

export function refuse(status: 400 | 404, error: string): Response {
  return Response.json({ error }, { status })
}
