/**
 * Registers the pod and the tab from the command line:
 *
 *   npx tsx manifest/registerCli.ts --api https://api-na.myconnectwise.net/v4_6_release/apis/3.0 --pod https://pod.example.com
 *
 * The keys come from the environment, never from the arguments, which every user of the machine can read:
 * CW_COMPANY, CW_PUBLIC_KEY, CW_PRIVATE_KEY, CW_CLIENT_ID.
 */
import { parseArgs } from 'node:util'
import { z } from 'zod'
import { registerHosted } from './register'

const environmentSchema = z.object({
  CW_COMPANY: z.string().min(1),
  CW_PUBLIC_KEY: z.string().min(1),
  CW_PRIVATE_KEY: z.string().min(1),
  CW_CLIENT_ID: z.string().min(1).max(36),
})
const argumentsSchema = z.object({ api: z.url(), pod: z.url() })

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { api: { type: 'string' }, pod: { type: 'string' } } })
  const { api, pod } = argumentsSchema.parse(values)
  const keys = environmentSchema.parse(process.env)
  const basic = `${keys.CW_COMPANY}+${keys.CW_PUBLIC_KEY}:${keys.CW_PRIVATE_KEY}`
  await registerHosted({
    fetch: (request) => fetch(request),
    baseUrl: api,
    podBase: pod,
    headers: { Authorization: `Basic ${Buffer.from(basic).toString('base64')}`, clientId: keys.CW_CLIENT_ID },
    log: (line) => process.stdout.write(`${line}\n`),
  })
}

main().catch((error: unknown) => {
  const text =
    error instanceof z.ZodError ? z.prettifyError(error) : error instanceof Error ? error.message : String(error)
  process.stderr.write(`Not registered. ${text}\n`)
  process.exitCode = 1
})
