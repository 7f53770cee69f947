/** What the services ask of the documents that ConnectWise keeps with a company. Reads throw UpstreamError; writes never throw. */
import type { UpstreamFailure } from '../../domain/errors'
import type { CompanyId } from '../../domain/ids'

export interface StoredDocument {
  id: number
  title: string
  fileName: string | null
}

export interface NewDocument {
  title: string
  fileName: string
  contentType: string
  content: Uint8Array
}

/** `unheard`: nobody knows whether it took effect, and it may still arrive; looking again later tells. */
export type DocumentWrite = { kind: 'done' } | { kind: 'refused' | 'unheard'; failure: UpstreamFailure }

export interface Documents {
  /** All documents of the company: a list that came back short is an error, for what is missing would be made twice. */
  readDocuments(company: CompanyId): Promise<StoredDocument[]>
  /** POST of a file; never retried. */
  attachDocument(company: CompanyId, document: NewDocument): Promise<DocumentWrite>
}
