import { execFile } from 'node:child_process'
import { createReadStream, createWriteStream, existsSync } from 'node:fs'
import { mkdir, mkdtemp, readFile, rename, rm } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { promisify } from 'node:util'
import { createBrotliDecompress } from 'node:zlib'
import { chromium as playwright, type Browser } from 'playwright-core'
import { z } from 'zod'

const run = promisify(execFile)
const require = createRequire(import.meta.url)
const packageSchema = z.object({ version: z.string() })

const args = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

/**
 * A real Chromium for the browser tests: the one named by CHROME_PATH, else the one that @sparticuz/chromium carries.
 * Playwright gives each launch a fresh user data folder and removes it when the browser is closed.
 */
export async function launchChromium(options: { extraArgs?: string[] } = {}): Promise<Browser> {
  const { executablePath, env } = await findChromium()
  const inherited = Object.entries(process.env).filter((entry): entry is [string, string] => entry[1] !== undefined)
  return playwright.launch({
    executablePath,
    args: [...args, ...(options.extraArgs ?? [])],
    env: { ...Object.fromEntries(inherited), ...env },
  })
}

interface FoundChromium {
  executablePath: string
  env: Record<string, string>
}

async function findChromium(): Promise<FoundChromium> {
  const given = process.env['CHROME_PATH']
  if (given !== undefined && given !== '') return { executablePath: given, env: {} }
  const folder = await unpack()
  const executablePath = join(folder, 'chromium')
  const env: Record<string, string> = {}
  if (!existsSync('/etc/fonts/fonts.conf')) env['FONTCONFIG_PATH'] = join(folder, 'fonts')
  if (await lacksLibraries(executablePath)) {
    env['LD_LIBRARY_PATH'] = [join(folder, 'al2023', 'lib'), process.env['LD_LIBRARY_PATH']].filter(Boolean).join(':')
  }
  return { executablePath, env }
}

/**
 * Unpacks the package once a machine and version. The package itself writes straight to the temp folder, where a second
 * process would start a half-written browser; so it unpacks aside, and the whole folder is renamed when complete.
 */
async function unpack(): Promise<string> {
  const home = join(dirname(require.resolve('@sparticuz/chromium')), '..', '..')
  const { version } = packageSchema.parse(JSON.parse(await readFile(join(home, 'package.json'), 'utf8')))
  const final = join(tmpdir(), `chromium-for-tests-${version}`)
  if (existsSync(final)) return final
  const aside = await mkdtemp(`${final}-`)
  const { default: packaged } = await import('@sparticuz/chromium')
  const usualTemp = process.env['TMPDIR']
  process.env['TMPDIR'] = aside // the package's only way to be told where to unpack
  try {
    await packaged.executablePath(join(home, 'bin'))
  } finally {
    if (usualTemp === undefined) delete process.env['TMPDIR']
    else process.env['TMPDIR'] = usualTemp
  }
  await untarBrotli(join(home, 'bin', 'al2023.tar.br'), join(aside, 'al2023'))
  // Another process may have been faster: its folder is as good as ours.
  await rename(aside, final).catch(async (error: unknown) => {
    if (!existsSync(final)) throw error
    await rm(aside, { recursive: true, force: true })
  })
  return final
}

/** The package unpacks its libraries (libnss3, libnspr4 and others) only on Amazon's machines; bare ones need them too. */
async function untarBrotli(file: string, folder: string): Promise<void> {
  const tar = join(folder, 'packed.tar')
  await mkdir(folder, { recursive: true })
  await pipeline(createReadStream(file), createBrotliDecompress(), createWriteStream(tar))
  await run('tar', ['-xf', tar, '-C', folder])
  await rm(tar)
}

async function lacksLibraries(executablePath: string): Promise<boolean> {
  // Without ldd nobody can tell; a musl system has none and could not run this browser anyway.
  const { stdout } = await run('ldd', [executablePath]).catch(() => ({ stdout: '' }))
  return stdout.includes('not found')
}
