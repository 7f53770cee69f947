/** What a reader of PDF files finds in one: its pages, their texts, and what the file says of itself. */
import { extractText, getDocumentProxy, getMeta } from 'unpdf'

export interface PdfRead {
  pages: number
  /** Of all pages, with single blanks between the pieces. */
  text: string
  title: string
}

export async function readPdf(bytes: Uint8Array): Promise<PdfRead> {
  // The reader takes the bytes away from whoever gave them.
  const file = await getDocumentProxy(new Uint8Array(bytes))
  const { totalPages, text } = await extractText(file, { mergePages: true })
  const { info } = await getMeta(file)
  return { pages: totalPages, text: text.replaceAll(/\s+/g, ' '), title: String(info['Title'] ?? '') }
}
