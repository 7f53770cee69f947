/** Routes by which the console is opened: a code for who is signed in, a token for who holds the code. */
import { Hono } from 'hono'
import { z } from 'zod'
import type { ConsoleCodeView } from '../domain/viewsConsole'
import type { ApiDeps } from './deps'
import type { ApiEnv } from './env'
import { may, signedIn } from './guards'
import { json } from './input'
import { sessionView } from './session'

const codeBody = z.object({ code: z.string({ error: 'required' }).max(200, 'tooLong') })

/** Open to all: the code is the proof. Only renewing asks for the token that goes on. */
export function consoleSessionRoutes(deps: ApiDeps) {
  const { consoleCodes, sessions, tokens } = deps
  return new Hono<ApiEnv>()
    .post('/', json(codeBody), async (c) =>
      c.json(await sessionView(deps, consoleCodes.redeem(c.req.valid('json').code))),
    )
    .post('/renew', signedIn(tokens), async (c) =>
      c.json(await sessionView(deps, await sessions.renewConsole(c.var.session.id))),
    )
}

export function consoleRoutes({ consoleCodes }: ApiDeps) {
  return new Hono<ApiEnv>().post('/codes', may('administer'), (c) => {
    const view: ConsoleCodeView = consoleCodes.issue(c.var.session)
    return c.json(view)
  })
}
