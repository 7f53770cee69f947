import { existsSync, readFileSync } from 'node:fs'
import { Ajv } from 'ajv'
import { Hono } from 'hono'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import consoleEntry from '../../manifest/console.json' with { type: 'json' }
import pod from '../../manifest/pod.json' with { type: 'json' }
import { registerHosted } from '../../manifest/register'
import { fillIn, hostedFileSchema, menuEntrySchema, securityRoleSchema } from '../../manifest/schema'
import role from '../../manifest/security-role.json' with { type: 'json' }

const podBase = 'https://pod.example.com/billing/'

describe('the files of manifest/', () => {
  it('pod.json holds a pod and a tab on the company screen, with the record in the address', () => {
    const entries = hostedFileSchema.parse(pod)
    expect(entries.map(({ screen, row }) => [screen, row.type])).toEqual([
      ['CompanyDetail', 'Pod'],
      ['CompanyDetail', 'Tab'],
    ])
    for (const { row } of entries) expect(row.url).toMatch(/id=\[cw_id\]&screen=\[cw_screen\]/)
  })

  it('fills in the address without a doubled slash, and the origin without path', () => {
    expect(fillIn('{{base}}/?id=[cw_id]', podBase)).toBe('https://pod.example.com/billing/?id=[cw_id]')
    expect(fillIn('{{origin}}', podBase)).toBe('https://pod.example.com')
  })

  it('console.json fits the menu entry', () => {
    expect(menuEntrySchema.safeParse(consoleEntry).error).toBeUndefined()
  })

  it('security-role.json gives no right to delete, and names each function once', () => {
    const { rights } = securityRoleSchema.parse(role)
    expect(rights.filter((right) => right.delete !== 'None')).toEqual([])
    const names = rights.map((right) => `${right.module} > ${right.function}`)
    expect(new Set(names).size).toBe(names.length)
    expect(rights.find((right) => right.function === 'Agreements')).toMatchObject({ inquire: 'All', edit: 'All' })
  })
})

const contractFile = process.env['CW_OPENAPI'] ?? '../shared/connectwise/openapi-subset.json'
const hasContract = existsSync(contractFile)
if (!hasContract) {
  console.info(
    `Skipped: manifest against ConnectWise's OpenAPI document. ${contractFile} is not there; name one with CW_OPENAPI.`,
  )
}

describe.skipIf(!hasContract)("the rows against ConnectWise's own OpenAPI document", () => {
  it('a filled-in hosted set-up row is a ConnectWiseHostedSetup and uses no field that it lacks', () => {
    for (const { row } of hostedFileSchema.parse(pod)) {
      const filled = { ...row, screenId: 1, url: fillIn(row.url, podBase), origin: fillIn(row.origin, podBase) }
      expectToFit('ConnectWiseHostedSetup', filled)
    }
  })

  it('the menu entry is a MenuEntry', () => {
    expectToFit('MenuEntry', { ...consoleEntry, menuLocation: { ...consoleEntry.menuLocation, id: 1 } })
  })

  it("the role's levels are those of a SecurityRoleSetting", () => {
    expectToFit('SecurityRole', { name: role.name })
    for (const right of role.rights) {
      expectToFit('SecurityRoleSetting', {
        inquireLevel: right.inquire,
        addLevel: right.add,
        editLevel: right.edit,
        deleteLevel: right.delete,
        moduleDescription: right.module,
      })
    }
  })
})

function expectToFit(schemaName: string, value: Record<string, unknown>): void {
  const contract = z
    .object({
      components: z.object({
        schemas: z.record(z.string(), z.looseObject({ properties: z.looseObject({}).optional() })),
      }),
    })
    .parse(JSON.parse(readFileSync(contractFile, 'utf8')))
  const ajv = new Ajv({ strict: false, validateFormats: false, allErrors: true })
  ajv.addSchema(contract, 'contract')
  const validate = ajv.getSchema(`contract#/components/schemas/${schemaName}`)
  if (validate === undefined) throw new Error(`${contractFile} has no schema ${schemaName}.`)
  expect(validate(value) === true ? [] : validate.errors).toEqual([])
  const known = Object.keys(contract.components.schemas[schemaName]?.properties ?? {})
  expect(Object.keys(value).filter((field) => !known.includes(field))).toEqual([])
}

describe('registerHosted', () => {
  it('creates the pod and the tab, then finds nothing to do', async () => {
    const tables = aSetupTable()
    const first = await registerHosted(optionsFor(tables))
    expect(first.map((entry) => [entry.type, entry.outcome])).toEqual([
      ['Pod', 'created'],
      ['Tab', 'created'],
    ])
    expect(tables.rows[0]).toMatchObject({ screenId: 7, origin: 'https://pod.example.com', podHeight: 348 })
    const again = await registerHosted(optionsFor(tables))
    expect(again.map((entry) => entry.outcome)).toEqual(['unchanged', 'unchanged'])
    expect(tables.rows).toHaveLength(2)
  })

  it("takes ConnectWise's stray blanks and slashes for no difference", async () => {
    const tables = aSetupTable()
    await registerHosted(optionsFor(tables))
    for (const row of tables.rows) {
      row['url'] = `${String(row['url'])} `
      row['origin'] = `${String(row['origin'])}/`
    }
    const again = await registerHosted(optionsFor(tables))
    expect(again.map((entry) => entry.outcome)).toEqual(['unchanged', 'unchanged'])
  })

  it('moves its own rows when the server moves, and leaves those of others', async () => {
    const tables = aSetupTable()
    const others = {
      id: 90,
      screenId: 7,
      description: 'Tickets',
      type: 'Pod',
      url: 'https://other.example',
      origin: '*',
    }
    tables.rows.push({ ...others })
    await registerHosted(optionsFor(tables))
    const moved = await registerHosted({ ...optionsFor(tables), podBase: 'https://new.example.com' })
    expect(moved.map((entry) => entry.outcome)).toEqual(['updated', 'updated'])
    expect(tables.rows[0]).toEqual(others)
    expect(tables.rows[1]).toMatchObject({ origin: 'https://new.example.com' })
  })

  it('says which screens there are when the company screen is missing', async () => {
    const tables = aSetupTable({ screens: [{ id: 4, screenId: 'ServiceTicket', name: 'Service Ticket' }] })
    await expect(registerHosted(optionsFor(tables))).rejects.toThrow(
      'no screen CompanyDetail. It offers: ServiceTicket.',
    )
  })

  it('notices when ConnectWise stored something else than was sent', async () => {
    const tables = aSetupTable({ onCreate: (row) => ({ ...row, screenId: 4 }) })
    await expect(registerHosted(optionsFor(tables))).rejects.toThrow('screenId')
  })

  it("passes ConnectWise's reason on when it refuses", async () => {
    const tables = aSetupTable({ refuse: true })
    await expect(registerHosted(optionsFor(tables))).rejects.toThrow('403 to GET')
  })
})

type Row = Record<string, unknown>

function optionsFor(tables: ReturnType<typeof aSetupTable>) {
  return {
    fetch: (request: Request) => tables.fetch(request),
    baseUrl: 'http://connectwise.test/v4_6_release/apis/3.0',
    podBase,
    headers: { clientId: 'aa5f1b0c-0000-4000-8000-000000000001' },
  }
}

/** The two REST collections that registering touches, and nothing else of ConnectWise. */
function aSetupTable(options: { screens?: Row[]; onCreate?: (row: Row) => Row; refuse?: boolean } = {}): {
  fetch: (request: Request) => Response | Promise<Response>
  rows: Row[]
} {
  const rows: Row[] = []
  const screens = options.screens ?? [{ id: 7, screenId: 'companydetail', name: 'Company' }]
  const app = new Hono().basePath('/v4_6_release/apis/3.0/system')
  if (options.refuse === true) {
    app.use((c) => Promise.resolve(c.json({ code: 'Security', message: 'Your role does not allow this.' }, 403)))
  }
  app.get('/connectWiseHostedScreens', (c) => c.json(screens))
  app.get('/connectwisehostedsetups', (c) => c.json(rows))
  app.get('/connectwisehostedsetups/:id', (c) => c.json(rows.find((row) => String(row['id']) === c.req.param('id'))))
  app.post('/connectwisehostedsetups', async (c) => {
    const sent = { id: rows.length + 1, ...z.record(z.string(), z.unknown()).parse(await c.req.json()) }
    rows.push(options.onCreate?.(sent) ?? sent)
    return c.json(sent, 201)
  })
  app.patch('/connectwisehostedsetups/:id', async (c) => {
    const patch = z
      .array(z.object({ op: z.literal('replace'), path: z.string(), value: z.unknown() }))
      .parse(await c.req.json())
    const row = rows.find((one) => String(one['id']) === c.req.param('id'))
    for (const { path, value } of patch) if (row !== undefined) row[path] = value
    return c.json(row)
  })
  return { fetch: app.fetch, rows }
}
