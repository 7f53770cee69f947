/** Who may call what. Every route but health and those that open a session stands behind `signedIn`. */
import { createMiddleware } from 'hono/factory'
import { AppError } from '../domain/errors'
import { companyId, type CompanyId } from '../domain/ids'
import type { Rights } from '../domain/viewsSession'
import { actingAs } from '../services/actor'
import type { Sessions } from '../services/sessions'
import type { ApiEnv } from './env'
import type { Tokens } from './token'

/** Reads the bearer token into `session`. Throws AppError `unauthenticated`. */
export const signedIn = (tokens: Tokens) =>
  createMiddleware<ApiEnv>(async (c, next) => {
    const session = await tokens.read(c.req.header('authorization'))
    c.set('session', session)
    await actingAs(session.member.identifier, next)
  })

/** Throws AppError `forbidden` unless the member has the right. */
export const may = (right: keyof Rights) =>
  createMiddleware<ApiEnv>(async (c, next) => {
    if (!c.var.session.rights[right]) throw new AppError('forbidden', { params: { right } })
    await next()
  })

/** The company of the path must be one that the member may see in ConnectWise. */
export const maySeeCompany = (sessions: Sessions) =>
  createMiddleware<ApiEnv>(async (c, next) => {
    const text = c.req.param('companyId') ?? ''
    if (!/^[1-9]\d{0,9}$/.test(text)) throw new AppError('companyNotFound')
    await sessions.checkCompany(c.var.session.id, companyId(Number(text)))
    await next()
  })

/** May the member see another company than that of the path? Asked before it is named. Throws as checkCompany, but for these answers. */
export async function seesCompany(sessions: Sessions, sessionId: string, company: CompanyId): Promise<boolean> {
  try {
    await sessions.checkCompany(sessionId, company)
    return true
  } catch (error) {
    if (error instanceof AppError && (error.code === 'companyForbidden' || error.code === 'companyNotFound'))
      return false
    throw error
  }
}
