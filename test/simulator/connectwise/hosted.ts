/** Registration of pods and tabs, and custom menu entries (facts hosted-api §5.2). Values are stored as they come. */
import { apiRoot, type CwApp, type CwContext, type CwRoutes } from './env'
import { instant } from './calendar'
import { readRoutes } from './collection'
import type { CwHostedScreen, CwHostedSetup, CwInfo, CwMenuEntry } from './entities'
import { invalidField, invalidObject, notFound } from './errors'
import { patchedFields, readPatch } from './patch'
import { answerRecords } from './respond'
import { rowOf, type Row } from './rows'
import type { CwRight } from './security'
import { anything, type FieldRules } from './writable'
import { beginWrite, changeRecord, deleteRecord, newFields, newInfo, nextId } from './writing'

export function hostedRoutes(app: CwApp, routes: CwRoutes): void {
  const { world } = routes
  const right: CwRight = { function: 'Table Setup', table: 'General/Manage Hosted API' }
  readRoutes<CwHostedScreen>(app, routes, {
    path: '/system/connectwisehostedscreens',
    name: 'screen',
    right,
    records: () => world.hostedScreens,
    view: rowOf,
  })
  setupTable<CwHostedSetup>(app, routes, {
    path: '/system/connectwisehostedsetups',
    name: 'connectWiseHostedSetup',
    right,
    table: world.hostedSetups,
    fields: setupFields,
    blank: (id, who) => ({
      ...blankSetup,
      id,
      createdBy: who,
      dateCreated: instant(routes.clock),
      _info: newInfo(routes, who),
    }),
    check(fields) {
      const { screenId } = fields
      if (screenId !== undefined && !world.hostedScreens.some(({ id }) => id === screenId))
        throw invalidObject('connectWiseHostedSetup', [invalidField('screenId', 'There is no such screen')])
    },
  })
  setupTable<CwMenuEntry>(app, routes, {
    path: '/system/menuentries',
    name: 'menuEntry',
    right: { function: 'Table Setup' },
    table: world.menuEntries,
    fields: menuFields,
    blank: (id, who) => ({ ...blankMenuEntry, id, _info: newInfo(routes, who) }),
    check: () => undefined,
  })
}

interface SetupTable<Entity> {
  path: string
  name: string
  right: CwRight
  table: Entity[]
  fields: FieldRules
  blank: (id: number, who: string) => Entity
  check: (fields: Row) => void
}

/** List, count, one, POST, PUT, PATCH and DELETE of a set-up table. */
function setupTable<Entity extends { id: number; _info: CwInfo }>(
  app: CwApp,
  routes: CwRoutes,
  { path, name, right, table, fields: rules, blank, check }: SetupTable<Entity>,
): void {
  const onePath: string = `${apiRoot}${path}/:id{[0-9]+}`
  const find = (c: CwContext): Entity => {
    const id = Number(c.req.param('id'))
    const record = table.find((each) => each.id === id)
    if (record === undefined) throw notFound(`${name} ${id}`)
    return record
  }
  const change = (c: CwContext, record: Entity, fields: Row, who: string) => {
    check(fields)
    if (changeRecord(record, fields).length > 0) record._info = newInfo(routes, who)
    return answerRecords(c, routes, rowOf(record))
  }
  readRoutes<Entity>(app, routes, { path, name, right, records: () => table, view: rowOf })
  app.post(apiRoot + path, async (c: CwContext) => {
    const { body, who } = await beginWrite(c, routes, right, 'add')
    const fields = newFields(body, rules, name)
    check(fields)
    const record = Object.assign(blank(nextId(table), who), fields)
    table.push(record)
    return answerRecords(c, routes, rowOf(record), 201)
  })
  app.patch(onePath, async (c: CwContext) => {
    const { body, who } = await beginWrite(c, routes, right, 'edit')
    const { dateClearing } = routes.options
    return change(c, find(c), patchedFields(readPatch(body), rules, { resource: name, dateClearing }), who)
  })
  app.put(onePath, async (c: CwContext) => {
    const { body, who } = await beginWrite(c, routes, right, 'edit')
    // What is not named falls back to nothing.
    const empty = Object.entries(rowOf(blank(0, who))).filter(([field]) => Object.hasOwn(rules, field))
    return change(c, find(c), { ...Object.fromEntries(empty), ...newFields(body, rules, name) }, who)
  })
  app.delete(onePath, async (c: CwContext) => {
    await beginWrite(c, routes, right, 'delete')
    deleteRecord(table, find(c))
    return c.body(null, 204)
  })
}

const setupFields: FieldRules = {
  screenId: { kind: 'integer', required: true },
  description: { kind: 'text', most: 50, required: true },
  url: { kind: 'text', most: 1024, required: true },
  type: { kind: 'oneOf', words: ['Tab', 'Pod', 'ToolbarButton'], required: true },
  clientId: { kind: 'text', most: 36 },
  origin: { kind: 'text', most: 100 },
  podHeight: { kind: 'integer' },
  toolbarButtonDialogHeight: { kind: 'integer' },
  toolbarButtonDialogWidth: { kind: 'integer' },
  toolbarButtonText: { kind: 'text', most: 50 },
  toolbarButtonToolTip: { kind: 'text', most: 50 },
  toolbarButtonIconDocumentId: { kind: 'integer' },
  disabledFlag: { kind: 'flag' },
  locationIds: { kind: 'integers' },
  locationsEnabledFlag: { kind: 'flag' },
}

const menuFields: FieldRules = {
  menuLocation: { kind: 'reference', find: anything, required: true },
  caption: { kind: 'text', most: 50, required: true },
  link: { kind: 'text', most: 2000, required: true },
  newWindowFlag: { kind: 'flag', required: true },
  locationIds: { kind: 'integers' },
  origin: { kind: 'text', most: 2000 },
  clientId: { kind: 'text', most: 36 },
}

const blankSetup = {
  screenId: 0,
  description: '',
  url: '',
  type: 'Pod' as const,
  clientId: null,
  origin: null,
  podHeight: null,
  toolbarButtonDialogHeight: null,
  toolbarButtonDialogWidth: null,
  toolbarButtonText: null,
  toolbarButtonToolTip: null,
  toolbarButtonIconDocumentId: null,
  disabledFlag: false,
  locationIds: [],
  locationsEnabledFlag: false,
}

const blankMenuEntry = {
  menuLocation: { id: 0 },
  caption: '',
  link: '',
  newWindowFlag: false,
  locationIds: [],
  origin: null,
  clientId: null,
}
