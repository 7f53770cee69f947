/** What a summary is called: among documents, as a file, and as a mail. Pure. */
import type { SummaryRecord } from './summaries'
import { fill, formatOf, nameOf, textsOf } from './summaryTexts/format'

/** Titles of documents are kept short: how long ConnectWise takes them is not documented. */
const mostName = 60

export function namesOfSummary({ month, language, content }: Pick<SummaryRecord, 'month' | 'language' | 'content'>): {
  title: string
  /** The same in every language. */
  fileName: string
  subject: string
} {
  const texts = textsOf(language)
  const values = { month: formatOf(texts).month(month), company: nameOf(content?.companyName ?? '', mostName) }
  return {
    title: fill(texts.document, values),
    fileName: `trend-micro-${month}.pdf`,
    subject: fill(texts.subject, values),
  }
}
