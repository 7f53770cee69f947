/**
 * Checks requests and answers against ConnectWise's OpenAPI document (facts/connectwise-rest.md §1, §15). The document is
 * not part of this project: it is read from where CW_OPENAPI points, else from beside the project.
 */
import { existsSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { Ajv, type ValidateFunction } from 'ajv'
import addFormats from 'ajv-formats'

export interface Contract {
  path: string
  /** Whether the document knows this operation. Others (`/login/companyinfo/{id}`) are out of its scope. */
  covers: (method: string, path: string) => boolean
  /** What is wrong with a request; empty when nothing is. `path` without codebase and `apis/3.0`; header names in any case. */
  checkRequest: (
    method: string,
    path: string,
    query: string | URLSearchParams,
    headers: Headers | Readonly<Record<string, string>>,
    body: unknown,
  ) => string[]
  /** What is wrong with an answer. `projected`: it was cut down by `fields`, so nothing is required. Only good answers have a form. */
  checkResponse: (
    method: string,
    path: string,
    status: number,
    body: unknown,
    how?: { projected?: boolean },
  ) => string[]
}

/** The contract, or the reason why there is none. */
export function loadContract(): Contract | { missing: string } {
  const named = process.env['CW_OPENAPI']
  const beside = resolve(import.meta.dirname, '../../../shared/connectwise/openapi-subset.json')
  const path = [named, beside].find((each) => each !== undefined && each !== '' && existsSync(each))
  if (path !== undefined) return createContract(path, JSON.parse(readFileSync(path, 'utf8')))
  return { missing: `no OpenAPI document: CW_OPENAPI is ${named ?? 'not set'}, and ${beside} does not exist` }
}

type Json = Readonly<Record<string, unknown>>
interface Operation {
  template: string
  pattern: RegExp
  /** How many segments are fixed; `/agreements/types` wins over `/agreements/{id}`. */
  fixed: number
  definition: Json
  parameters: Json[]
}

function createContract(path: string, document: unknown): Contract {
  const root = json(document)
  const operations = readOperations(json(root['paths']))
  const strict = createValidators(root, false)
  const projected = createValidators(root, true)
  const find = (method: string, address: string) =>
    operations.get(method.toLowerCase())?.find(({ pattern }) => pattern.test(address))

  return {
    path,
    covers: (method, address) => find(method, address) !== undefined,
    checkRequest(method, address, query, headers, body) {
      const operation = find(method, address)
      if (operation === undefined) return [`${method} ${address} is not in the document`]
      const problems = checkParameters(operation, new URLSearchParams(query), new Headers(headers), strict)
      const schema = bodySchema(operation.definition['requestBody'])
      if (schema === undefined || schema.type !== 'json') return problems
      // A single operation in place of the list would be coerced by lenient validators, and is refused by the real system.
      if (method.toUpperCase() === 'PATCH' && !Array.isArray(body)) problems.push('the body of a PATCH is no list')
      return [...problems, ...strict(schema.schema, body).map((problem) => `request body${problem}`)]
    },
    checkResponse(method, address, status, body, how = {}) {
      const operation = find(method, address)
      if (operation === undefined) return [`${method} ${address} is not in the document`]
      const answers = json(operation.definition['responses'])
      // Refusals have no declared form.
      if (status >= 400) return []
      const answer = answers[String(status)]
      if (answer === undefined) return [`status ${status} is not declared (${Object.keys(answers).join(', ')} are)`]
      const schema = bodySchema(answer)
      if (schema === undefined)
        return body === null || body === undefined || body === '' ? [] : ['a body is not declared']
      const validate = how.projected === true ? projected : strict
      return validate(schema.schema, body).map((problem) => `answer${problem}`)
    },
  }
}

function readOperations(paths: Json): Map<string, Operation[]> {
  const operations = new Map<string, Operation[]>()
  for (const [template, item] of Object.entries(paths)) {
    const shared = list(json(item)['parameters'])
    for (const [method, definition] of Object.entries(json(item))) {
      if (!['get', 'post', 'put', 'patch', 'delete'].includes(method)) continue
      const operation = readOperation(template, json(definition), shared)
      operations.set(method, [...(operations.get(method) ?? []), operation])
    }
  }
  for (const each of operations.values()) each.sort((a, b) => b.fixed - a.fixed)
  return operations
}

function readOperation(template: string, definition: Json, shared: unknown[]): Operation {
  const segments = template.split('/').filter((segment) => segment !== '')
  const source = segments.map((segment) =>
    segment.startsWith('{') ? '[^/]+' : segment.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&'),
  )
  return {
    template,
    pattern: new RegExp(`^/${source.join('/')}/?$`, 'i'),
    fixed: segments.filter((segment) => !segment.startsWith('{')).length,
    definition,
    parameters: [...shared, ...list(definition['parameters'])].map(json),
  }
}

type Validate = (schema: unknown, value: unknown) => string[]

function checkParameters(operation: Operation, query: URLSearchParams, headers: Headers, validate: Validate): string[] {
  const problems: string[] = []
  const declared = new Map(
    operation.parameters.map((parameter) => [`${text(parameter['in'])} ${text(parameter['name'])}`, parameter]),
  )
  for (const name of query.keys()) {
    if (!declared.has(`query ${name}`)) problems.push(`there is no query parameter ${name}`)
  }
  for (const [key, { name, in: place, required, schema }] of declared) {
    if (place !== 'query' && place !== 'header') continue
    const value = place === 'query' ? query.get(text(name)) : headers.get(text(name))
    if (value === null && required === true) problems.push(`${key} is missing`)
    if (value === null) continue
    const typed = ['integer', 'number'].includes(text(json(schema)['type'])) ? Number(value) : value
    problems.push(...validate(schema, typed).map((problem) => `${key}${problem}`))
  }
  return problems
}

/** The schema of a request body or an answer; undefined where none is declared. Forms are not looked into. */
function bodySchema(declared: unknown): { type: 'json' | 'form'; schema: unknown } | undefined {
  if (declared === undefined) return undefined
  const [first] = Object.entries(json(json(declared)['content'] ?? {}))
  if (first === undefined) return undefined
  return { type: first[0].includes('json') ? 'json' : 'form', schema: json(first[1])['schema'] }
}

/** Validators over the document's schemas; compiled when first needed. `isLoose`: nothing is required. */
function createValidators(root: Json, isLoose: boolean): Validate {
  const ajv = new Ajv({ strict: false, allErrors: true, coerceTypes: false })
  addFormats(ajv)
  const { schemas } = json(root['components'])
  ajv.addSchema({ $id: 'cw', components: { schemas: adapted(schemas, isLoose) } })
  const compiled = new Map<unknown, ValidateFunction>()
  return (schema, value) => {
    let validate = compiled.get(schema)
    if (validate === undefined) {
      validate = ajv.compile(json(adapted(schema, isLoose)))
      compiled.set(schema, validate)
    }
    if (validate(value)) return []
    return (validate.errors ?? []).map(
      ({ instancePath, message, params }) => `${instancePath} ${message ?? ''} ${JSON.stringify(params)}`,
    )
  }
}

/**
 * OpenAPI 3.0 in the words of JSON Schema: `nullable` also beside an enumeration and a reference, references into the
 * added document. `value` of a patch operation and of a custom field is declared as an object but holds any value.
 */
function adapted(schema: unknown, isLoose: boolean): unknown {
  if (Array.isArray(schema)) return schema.map((each) => adapted(each, isLoose))
  if (typeof schema !== 'object' || schema === null) return schema
  const result: Record<string, unknown> = {}
  for (const [key, value] of Object.entries(schema)) {
    if (key === 'nullable' || (key === 'required' && isLoose && Array.isArray(value))) continue
    result[key] = key === '$ref' ? text(value).replace('#/', 'cw#/') : adapted(value, isLoose)
  }
  const properties = result['properties']
  if (isJson(properties) && ('path' in properties || 'caption' in properties) && 'value' in properties)
    result['properties'] = { ...properties, value: {} }
  if (!('nullable' in schema) || schema.nullable !== true) return result
  if (Array.isArray(result['enum'])) result['enum'] = [...list(result['enum']), null]
  if (typeof result['type'] === 'string') result['type'] = [result['type'], 'null']
  return result
}

function isJson(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function json(value: unknown): Json {
  if (!isJson(value)) throw new TypeError('The OpenAPI document has another form than expected')
  return value
}

function list(value: unknown): unknown[] {
  return Array.isArray(value) ? value : []
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : ''
}
