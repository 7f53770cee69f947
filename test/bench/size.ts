/**
 * `npm run size`: gzipped script of the first view, in kB, from the built client (`npm run build` first): the entry, everything
 * that it imports statically, and what an English pod always loads with it. Exit 1 above the limit.
 */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { z } from 'zod'

const limitKb = 60
const dist = join(import.meta.dirname, '../../dist/client')
const manifest = z
  .record(
    z.string(),
    z.object({ file: z.string(), isEntry: z.boolean().optional(), imports: z.array(z.string()).optional() }),
  )
  .parse(JSON.parse(await readFile(join(dist, '.vite/manifest.json'), 'utf8')))

const seen = new Set<string>()
const visit = (name: string): void => {
  const chunk = manifest[name]
  if (chunk === undefined || seen.has(name)) return
  seen.add(name)
  for (const imported of chunk.imports ?? []) visit(imported)
}
for (const [name, chunk] of Object.entries(manifest)) if (chunk.isEntry === true) visit(name)

let bytes = 0
for (const name of seen) {
  const file = manifest[name]?.file ?? ''
  if (!file.endsWith('.js')) continue
  const size = gzipSync(await readFile(join(dist, file)), { level: 9 }).length
  bytes += size
  console.log(`${(size / 1000).toFixed(1).padStart(7)} kB  ${file}`)
}
const total = (bytes / 1000).toFixed(1)
console.log(`figure: initial_kb=${total}`)
if (bytes > limitKb * 1000) {
  console.error(`The first view's script is ${total} kB gzip; at most ${limitKb} kB are allowed.`)
  process.exit(1)
}
