/** One entry of `errors` in an ErrorResponseMessage. */
export interface CwProblem {
  code: string
  message: string
  field: string
}

/** Thrown by routes; the app answers it. The body is an ErrorResponseMessage unless `html` is set. */
export class CwRefusal extends Error {
  readonly status: number
  readonly code: string
  readonly resource: string | null
  readonly problems: readonly CwProblem[] | null
  readonly html: string | null

  constructor(
    status: number,
    code: string,
    message: string,
    more: { resource?: string; problems?: readonly CwProblem[]; html?: string } = {},
  ) {
    super(message)
    this.status = status
    this.code = code
    this.resource = more.resource ?? null
    this.problems = more.problems ?? null
    this.html = more.html ?? null
  }
}

/** 400: the query or the body cannot be read. */
export const badRequest = (message: string) => new CwRefusal(400, 'BadRequest', message)

/** 400 with the reasons, as for every refused record (facts §6). `resource`: e.g. `addition`. */
export const invalidObject = (resource: string, problems: readonly CwProblem[]) =>
  new CwRefusal(400, 'InvalidObject', `${resource} object is invalid`, { resource, problems })

export const missingField = (field: string): CwProblem => ({
  code: 'MissingRequiredField',
  message: `A value for ${field} has to be given`,
  field,
})
export const invalidField = (field: string, message: string): CwProblem => ({ code: 'InvalidField', message, field })
export const invalidReference = (field: string, message: string): CwProblem => ({
  code: 'InvalidReference',
  message,
  field,
})

export const forbidden = (message: string) => new CwRefusal(403, 'Forbidden', message)
export const notFound = (what: string) => new CwRefusal(404, 'NotFound', `${what} is not there`)

/** What a web server in front of the API says of an address that it does not know, a former codebase for example. */
export const noSuchAddress = () =>
  new CwRefusal(404, 'NotFound', 'No such address', {
    html: '<!DOCTYPE html><html><head><title>404</title></head><body><h2>File or directory not found.</h2></body></html>',
  })

/** 500 for a value that cannot be turned into the field's type: bad input that looks like trouble on the server. */
export const cannotConvert = (field: string, type: string) =>
  new CwRefusal(500, 'ConnectWiseApi', `The value of ${field} could not be converted to ${type}`)

export const serverTimeout = () => new CwRefusal(500, 'ConnectWiseApi', 'The operation was ended by a timeout')

/** The wire form of a refusal, indented and with CRLF as the real system writes it. */
export function refusalText(refusal: CwRefusal): string {
  const errors =
    refusal.problems?.map((problem) => ({
      code: problem.code,
      message: problem.message,
      resource: refusal.resource,
      field: problem.field,
    })) ?? null
  const body = { code: refusal.code, message: refusal.message, errors }
  return JSON.stringify(body, null, 2).replaceAll('\n', '\r\n')
}
