/** A file of somebody else's, served from the page's own origin: nothing but a PDF is shown there, all else is only saved. */
export function servedFile(file: { name: string; contentType: string; content: Uint8Array }): Response {
  const isShown = file.contentType === 'application/pdf'
  return new Response(new Uint8Array(file.content), {
    headers: {
      'Content-Type': isShown ? file.contentType : 'application/octet-stream',
      'Content-Disposition': `${isShown ? 'inline' : 'attachment'}; filename*=UTF-8''${headerText(file.name)}`,
      'X-Content-Type-Options': 'nosniff',
      'Cache-Control': 'no-store',
    },
  })
}

/** RFC 8187 §3.2.1: what encodeURIComponent leaves and a header's value may not hold. */
const headerText = (name: string): string =>
  encodeURIComponent(name).replaceAll(/['()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`)
