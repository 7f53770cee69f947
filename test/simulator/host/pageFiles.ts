import { readFile } from 'node:fs/promises'
import { extname, join } from 'node:path'
import { Hono } from 'hono'
import ts from 'typescript'

const folder = join(import.meta.dirname, 'page')
const contentTypes: Record<string, string> = {
  '.ts': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
}

/**
 * The page's own files. TypeScript is turned into JavaScript when it is asked for, so that nobody has to build anything;
 * the modules name each other with `.ts`, because a browser looks for exactly the file that an import names.
 */
export function pageFiles(): Hono {
  const app = new Hono()
  const html = async (file: string) =>
    new Response(await readFile(join(folder, file), 'utf8'), { headers: headersFor(file) })
  app.get('/', () => html('index.html'))
  app.get('/ticket/:id', () => html('ticket.html'))
  app.get('/reference-client.html', () => html('reference-client.html'))
  app.get('/page/:file{[A-Za-z]+\\.(ts|css)}', async (c) => {
    const file = c.req.param('file')
    const source = await readFile(join(folder, file), 'utf8').catch(() => null)
    if (source === null) return c.notFound()
    return c.body(file.endsWith('.ts') ? toJavaScript(source, file) : source, 200, headersFor(file))
  })
  return app
}

const done = new Map<string, string>()

function toJavaScript(source: string, fileName: string): string {
  const known = done.get(source)
  if (known !== undefined) return known
  const { outputText } = ts.transpileModule(source, {
    fileName,
    compilerOptions: {
      module: ts.ModuleKind.ESNext,
      target: ts.ScriptTarget.ES2022,
      verbatimModuleSyntax: true,
      inlineSourceMap: true,
      inlineSources: true,
    },
  })
  done.set(source, outputText)
  return outputText
}

function headersFor(file: string): Record<string, string> {
  return { 'Content-Type': contentTypes[extname(file)] ?? 'text/plain', 'Cache-Control': 'no-store' }
}
