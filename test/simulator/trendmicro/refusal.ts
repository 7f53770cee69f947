/** An answer other than success, thrown by routes and checks. `subject` is one of Trend Micro's documented words. */
export class TrendRefusal extends Error {
  readonly status: number
  readonly subject: string

  constructor(status: number, subject: string, message: string) {
    super(message)
    this.name = 'TrendRefusal'
    this.status = status
    this.subject = subject
  }
}

/** A refused parameter: 400 `InvalidParameters{Field}`, the field in PascalCase. */
export function invalidParameter(field: string, why: string): TrendRefusal {
  const pascal = field.replace(/(?:^|_)([a-z])/g, (_, letter: string) => letter.toUpperCase())
  return new TrendRefusal(400, `InvalidParameters${pascal}`, `${field}: ${why}`)
}

/** The error body on the wire. It is JSON although the header says HTML: so does the documented sample. */
export function refusalResponse(status: number, subject: string, message: string, headers: HeadersInit = {}): Response {
  const all = new Headers(headers)
  all.set('Content-Type', 'text/html')
  return new Response(JSON.stringify({ error_subject: subject, error_message: message }), { status, headers: all })
}
