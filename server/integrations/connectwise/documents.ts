/** Files among a company's documents (facts/connectwise-rest.md §9). */
import { z } from 'zod'
import type { Client } from './client'
import type { Documents } from './documentsPort'

const documentWire = z.object({
  id: z.number().int().positive(),
  title: z.string().nullish(),
  fileName: z.string().nullish(),
})
const documentFields = 'id,title,fileName'
const documents = '/system/documents'
const recordType = 'Company'

export function createDocuments(client: Client): Documents {
  return {
    async readDocuments(company) {
      const query = { recordType, recordId: company, fields: documentFields }
      const rows = await client.list({ route: documents }, query, documentWire, { counted: 'always' })
      return rows.map(({ id, title, fileName }) => ({ id, title: title ?? '', fileName: fileName ?? null }))
    },
    async attachDocument(company, { title, fileName, contentType, content }) {
      const form = new FormData()
      form.set('recordType', recordType)
      form.set('recordId', String(company))
      form.set('title', title)
      // It is for the customer, who may see it in the portal.
      form.set('privateFlag', 'false')
      form.set('file', new Blob([new Uint8Array(content)], { type: contentType }), fileName)
      const written = await client.upload({ route: documents }, form)
      if (written.kind !== 'answered') return written
      return documentWire.safeParse(written.body).success
        ? { kind: 'done' }
        : { kind: 'unheard', failure: written.unreadable('The answer is not the new document.') }
    },
  }
}
