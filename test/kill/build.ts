/** The server as it is delivered, built once before the tests of this folder (vitest calls `setup`). */
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createBuilder } from 'vite'

const project = join(import.meta.dirname, '../..')
const folder = join(project, 'dist/kill')

/** The server's program, and what is loaded before it. */
export const program = { main: join(folder, 'server/main.js'), time: join(folder, 'server/childTime.js') }

export async function setup(): Promise<void> {
  const builder = await createBuilder({
    configFile: join(project, 'vite.config.ts'),
    logLevel: 'warn',
    environments: {
      ssr: {
        build: {
          ssr: true, // its programs are those of `input`
          outDir: join(folder, 'server'),
          rolldownOptions: {
            input: { main: join(project, 'server/main.ts'), childTime: join(import.meta.dirname, 'childTime.ts') },
          },
        },
      },
    },
  })
  const ssr = builder.environments['ssr']
  if (ssr === undefined) throw new Error('vite.config.ts has no environment for the server')
  await builder.build(ssr)
  // Nobody looks at the pod here, but the server wants its page.
  await mkdir(join(folder, 'client'), { recursive: true })
  await writeFile(join(folder, 'client/index.html'), '<!doctype html><title>pod</title>\n')
}
