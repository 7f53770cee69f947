import type { SummaryFilesView } from '../../../server/domain/viewsSummaries'

/** Hands the file to the browser. */
export function savePdf({ fileName, pdf }: SummaryFilesView): void {
  const bytes = Uint8Array.from(atob(pdf), (sign) => sign.charCodeAt(0))
  const address = URL.createObjectURL(new Blob([bytes], { type: 'application/pdf' }))
  const link = document.createElement('a')
  link.href = address
  link.download = fileName
  link.click()
  URL.revokeObjectURL(address)
}
