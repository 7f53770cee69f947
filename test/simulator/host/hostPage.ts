/**
 * The sandbox's stand-in for ConnectWise's company screen: an imitation with its own looks that speaks the hosted
 * protocol (facts/hosted-api.md §10) to whatever rows the sandbox's ConnectWise holds. All test switches with their
 * names for the address stand in `page/switches.ts`.
 */
import { Hono } from 'hono'
import { z } from 'zod'
import { checkedBody, refuse } from './checked'
import { authenticate, findCompany, readStart, saveCompany } from './hostWorld'
import { pageFiles } from './pageFiles'
import { requireMember } from './people'
import { sandboxRoutes, type SandboxDeps } from './sandboxRoutes'

export interface HostPageDeps extends SandboxDeps {
  /** Per company id: what there is to see about it, for the list and the panel. */
  stories?: ReadonlyMap<number, string>
  /** Address of the web client as pods are told it; default: the site's own host over HTTPS. */
  site?: string
}

const field = z.string().max(255)
const fieldsSchema = z.strictObject({
  name: z.string().trim().min(1, 'A company needs a name.').max(50),
  identifier: z.string().trim().min(1, 'A company needs a Company ID.').max(25),
  status: field,
  type: field,
  phone: field,
  website: field,
  address: field,
  city: field,
  state: field,
  zip: field,
})
const saveSchema = z.strictObject({ fields: fieldsSchema, member: z.string() })

const authenticationSchema = z.strictObject({
  member: z.string(),
  expired: z.boolean().default(false),
  onPremises: z.boolean().default(false),
  sso: z.boolean().default(false),
})

export function createHostPage({ stories = new Map(), site, ...sandbox }: HostPageDeps): Hono {
  const { world } = sandbox.connectWise
  const deps = { world, clock: sandbox.clock, stories, site: site ?? `https://${world.site.host}/` }
  const app = new Hono()
  app.route('/', pageFiles())
  app.route(
    '/sandbox',
    sandboxRoutes(sandbox, () => readStart(deps, '').companies),
  )

  app.get('/host/start', (c) => c.json(readStart(deps, c.req.query('company') ?? '')))
  app.put('/host/company/:id', async (c) => {
    const { fields, member } = await checkedBody(c, saveSchema)
    const id = c.req.param('id')
    const company = id === 'new' ? null : findCompany(world, Number(id))
    if (company === null && id !== 'new') return refuse(404, `There is no company ${id}.`)
    const twin = world.companies.find(
      (one) => one !== company && one.identifier === fields.identifier && !one.deletedFlag,
    )
    if (twin !== undefined) return refuse(400, `The Company ID ${fields.identifier} belongs to ${twin.name}.`)
    return c.json({ id: saveCompany(deps, company, fields, member) })
  })
  app.post('/host/member-authentication', async (c) => {
    const { member: identifier, ...options } = await checkedBody(c, authenticationSchema)
    return c.json(authenticate(deps, requireMember(world, identifier), options))
  })
  return app
}
