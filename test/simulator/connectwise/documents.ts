import { apiRoot, type CwApp, type CwContext, type CwRoutes } from './env'
import { answerList } from './collection'
import type { CwDocument } from './entities'
import { badRequest, CwRefusal, invalidField, invalidObject, missingField, type CwProblem } from './errors'
import { answer, answerRecords, queryParameters } from './respond'
import { type Row } from './rows'
import { requireRight } from './security'
import { newInfo, nextId } from './writing'

const right = { function: 'Company Maintenance' } as const
const path = `${apiRoot}/system/documents`

/** Documents on the Documents tab of a record: files, or links in place of a file. */
export function documentRoutes(app: CwApp, routes: CwRoutes): void {
  const { world } = routes
  const found = (c: CwContext): CwDocument[] => {
    requireRight(c, routes, right, 'inquire')
    const parameters = queryParameters(c)
    const type = parameters.get('recordtype')?.toLowerCase()
    const id = Number(parameters.get('recordid'))
    return world.documents.filter((each) => each.recordType.toLowerCase() === type && each.recordId === id)
  }
  app.get(path, (c) => answerList(c, routes, found(c).map(viewDocument), true))
  app.get(`${path}/count`, (c) => answer(c, routes, { count: found(c).length }))
  app.post(path, async (c) => {
    requireRight(c, routes, right, 'inquire')
    const type = c.req.header('content-type') ?? ''
    if (!type.toLowerCase().startsWith('multipart/form-data'))
      throw new CwRefusal(415, 'UnsupportedMediaType', `A multipart form is expected, not ${type}`)
    const form = await c.req.formData().catch(() => null)
    if (form === null) throw badRequest('The form cannot be read')
    await routes.hooks.beforeWrite?.({ method: 'POST', path: '/system/documents', body: null })
    const document = await newDocument(form, routes, c.get('caller')?.member.identifier ?? '')
    world.documents.push(document)
    return answerRecords(c, routes, viewDocument(document), 201)
  })
}

async function newDocument(form: FormData, routes: CwRoutes, who: string): Promise<CwDocument> {
  const { world } = routes
  const text = (name: string) => {
    const value = form.get(name)
    return typeof value === 'string' && value !== '' ? value : null
  }
  const file = form.get('file')
  const recordType = text('recordType') ?? ''
  const recordId = Number(text('recordId'))
  const url = text('url')
  const problems: CwProblem[] = []
  if (!(file instanceof File) && url === null) problems.push(missingField('file'))
  const records = tableOf(recordType, routes)
  if (records === null) problems.push(invalidField('recordType', `There is no record type ${recordType}`))
  else if (!records.some(({ id }) => id === recordId))
    problems.push(invalidField('recordId', `There is no record ${recordId}`))
  if (problems.length > 0) throw invalidObject('document', problems)
  const id = nextId(world.documents)
  return {
    id,
    recordType,
    recordId,
    title: text('title') ?? (file instanceof File ? file.name : `Document ${id}`),
    fileName: file instanceof File ? file.name : null,
    linkFlag: url !== null,
    url,
    publicFlag: text('privateFlag')?.toLowerCase() !== 'true',
    size: file instanceof File ? file.size : 0,
    guid: `00000000-0000-4000-8000-${String(id).padStart(12, '0')}`,
    content: file instanceof File ? await contentOf(file) : null,
    contentType: file instanceof File ? file.type : null,
    _info: newInfo(routes, who),
  }
}

async function contentOf(file: File): Promise<string> {
  if (isText(file.type)) return file.text()
  return Buffer.from(await file.arrayBuffer()).toString('base64')
}

/** The file as it was uploaded; null for a link. */
export function fileOfDocument({ content, contentType }: CwDocument): Buffer | null {
  if (content === null) return null
  return Buffer.from(content, isText(contentType ?? '') ? 'utf8' : 'base64')
}

const isText = (contentType: string): boolean => /^text\/|json|csv/.test(contentType)

/** The records that documents of this type belong to; null for a type that the simulator does not know. */
function tableOf(recordType: string, { world }: CwRoutes): readonly { id: number }[] | null {
  switch (recordType.toLowerCase()) {
    case 'company':
      return world.companies
    case 'agreement':
      return world.agreements
    case 'invoice':
      return world.invoices
    case 'ticket':
    case 'service':
      return world.tickets
    default:
      return null
  }
}

function viewDocument(document: CwDocument): Row {
  const { id, title, fileName, linkFlag, publicFlag, size, guid, _info } = document
  return { id, title, fileName, owner: _info.updatedBy, linkFlag, publicFlag, urlFlag: linkFlag, size, guid, _info }
}
