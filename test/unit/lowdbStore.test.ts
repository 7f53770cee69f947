import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, readFile, readdir, rm, stat, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { companyId, runId } from '../../server/domain/ids'
import { defaultLinking } from '../../server/domain/linking'
import { FolderInUse } from '../../server/storage/folderLock'
import { openLowdbStore } from '../../server/storage/lowdbStore'
import { thisProcess, type ProcessIdentity } from '../../server/storage/processIdentity'
import type { Store } from '../../server/storage/store'
import { aCompanyRecord, acme, aLedgerEntry, aPreflight, aRun, aRunCompany, at, aTenant } from '../contract/documents'

const messages: string[] = []
const log = {
  info: (message: string) => void messages.push(message),
  warn: (message: string) => void messages.push(message),
  error: (message: string) => void messages.push(message),
}
const lockTimes = { beatMs: 20, watchMs: 80, pollMs: 10 }
const twelve = companyId(12)

let dir: string
const opened: Store[] = []
beforeEach(async () => {
  messages.length = 0
  dir = await mkdtemp(join(tmpdir(), 'store-'))
})
afterEach(async () => {
  await Promise.all(opened.splice(0).map((store) => store.close()))
  await rm(dir, { recursive: true, force: true })
})
async function open(): Promise<Store> {
  const store = await openLowdbStore({ dir, clock: { now: () => at }, log, lockTimes })
  opened.push(store)
  return store
}
/** A store with one of each document, closed again. */
async function stored() {
  const store = await open()
  const tenant = store.of(acme)
  await tenant.tenant.write('tenant', aTenant(), null)
  await tenant.companies.write(twelve, aCompanyRecord(12), null)
  await tenant.runs.write(runId('run-1'), aRun('run-1'), null)
  await tenant.runCompanies.write({ runId: runId('run-1'), companyId: twelve }, aRunCompany('run-1', 12), null)
  await tenant.occurrences.write('company:12', { key: 'company:12', claimed: [] }, null)
  await tenant.preflight.write('preflight', aPreflight(), null)
  await tenant.appendLedger(twelve, [aLedgerEntry()])
  await store.close()
}
/** Makes a document an older one, from before it had this field. */
async function withoutField(file: string, field: string) {
  const document = z
    .looseObject({ value: z.record(z.string(), z.unknown()) })
    .parse(JSON.parse(await readFile(join(dir, file), 'utf8')))
  expect(document.value).toHaveProperty(field)
  const value = Object.fromEntries(Object.entries(document.value).filter(([name]) => name !== field))
  await writeFile(join(dir, file), JSON.stringify({ ...document, value }))
}
async function everything(): Promise<Record<string, string>> {
  const names = await readdir(dir, { recursive: true, withFileTypes: true })
  const files = names.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name))
  return Object.fromEntries(await Promise.all(files.map(async (file) => [file, await readFile(file, 'utf8')] as const)))
}

describe('the folder of the store', () => {
  it('has one file a document, for the eyes of the server only', async () => {
    await stored()
    const files = Object.keys(await everything()).map((file) => file.slice(dir.length + 1))
    expect(files.sort()).toEqual([
      'acme/companies/12.json',
      'acme/ledger/12/2026.jsonl',
      'acme/occurrences/company-12.json',
      'acme/preflight.json',
      'acme/runs/run-1/12.json',
      'acme/runs/run-1/head.json',
      'acme/tenant.json',
    ])
    for (const file of files) expect((await stat(join(dir, file))).mode & 0o777).toBe(0o600)
    expect((await stat(join(dir, 'acme/runs/run-1'))).mode & 0o777).toBe(0o700)
    expect(JSON.parse(await readFile(join(dir, 'acme/companies/12.json'), 'utf8'))).toMatchObject({
      format: 'company/1',
      version: 1,
      value: { companyId: 12 },
    })
  })

  it('opens what was stored before companies were linked many at once', async () => {
    await stored()
    await withoutField('acme/tenant.json', 'linking')
    await withoutField('acme/companies/12.json', 'rejected')
    const own = (await open()).of(acme)
    expect((await own.tenant.read('tenant'))?.value).toEqual(aTenant({ linking: defaultLinking }))
    expect((await own.companies.read(twelve))?.value).toEqual(aCompanyRecord(12, { rejected: [] }))
    await own.companies.update(twelve, (record) => record ?? aCompanyRecord(12))
    expect(await readFile(join(dir, 'acme/companies/12.json'), 'utf8')).toContain('"rejected": []')
  })

  it('opens what was stored before there were checks before a send', async () => {
    await stored()
    await withoutField('acme/tenant.json', 'preflightDays')
    await rm(join(dir, 'acme/preflight.json'))
    const own = (await open()).of(acme)
    expect((await own.tenant.read('tenant'))?.value).toEqual(aTenant({ preflightDays: [5, 1] }))
    expect(await own.preflight.read('preflight')).toBeNull()
  })

  it('is cleared at the start of what a crash left', async () => {
    await stored()
    for (const name of ['companies/12.json.tmp', 'runs/run-1/head.json.tmp', 'tenant.json.tmp'])
      await writeFile(join(dir, 'acme', name), '{"half')
    await mkdir(join(dir, 'acme/runs/empty'))
    await writeFile(join(dir, 'acme/ledger/12/2026.jsonl'), '{"format":"led', { flag: 'a' })
    const store = await open()
    expect(Object.keys(await everything()).some((file) => file.endsWith('.tmp'))).toBe(false)
    expect(await readdir(join(dir, 'acme/runs'))).toEqual(['run-1'])
    expect(await store.of(acme).readLedger(twelve, 5)).toEqual([aLedgerEntry()])
    expect(messages).toHaveLength(4)
  })
})

describe('a damaged document', () => {
  async function refusal(file: string, spoil: (text: string) => string): Promise<string> {
    await stored()
    const path = join(dir, 'acme', file)
    await writeFile(path, spoil(await readFile(path, 'utf8')))
    await writeFile(join(dir, 'acme/companies/12.json.tmp'), 'left over')
    const before = await everything()
    const error = await open().then(
      () => null,
      (reason: unknown) => reason,
    )
    expect(await everything()).toEqual(before)
    if (!(error instanceof Error)) throw new Error('the store was opened')
    expect(error.message).toContain(path)
    return error.message
  }

  it('keeps the store closed, which names the place of a slip of the pen and changes nothing', async () => {
    const message = await refusal('companies/12.json', (text) => text.replace('"version": 1,', '"version": 1'))
    expect(message).toContain('it is not JSON at line 4, column 3')
    expect(message).toContain('Nothing was changed')
  })
  it.each([
    ['half a file', 'runs/run-1/head.json', (text: string) => text.slice(0, text.length / 2), 'it is not JSON at line'],
    ['an empty file', 'tenant.json', () => '', 'it is empty at line 1, column 1'],
    [
      'a wrong value',
      'tenant.json',
      (text: string) => text.replace('"dayOfMonth": 30', '"dayOfMonth": 32'),
      'value.settings.schedule.dayOfMonth: ',
    ],
    [
      'a field that does not exist',
      'companies/12.json',
      (text: string) => text.replace('"edition"', '"edidion"'),
      'value',
    ],
    [
      'the document of another',
      'companies/12.json',
      (text: string) => text.replace('"companyId": 12', '"companyId": 13'),
      'another id',
    ],
    [
      'a newer format',
      'companies/12.json',
      (text: string) => text.replace('company/1', 'company/2'),
      'it has the format company/2',
    ],
    ['another kind of document', 'companies/12.json', (text: string) => text.replace('company/1', 'run/1'), 'format'],
    [
      'a company of an open run',
      'runs/run-1/12.json',
      (text: string) => text.replace('"attempts": 0', '"attempts": "0"'),
      'value.lines.0.attempts',
    ],
    [
      'the last check',
      'preflight.json',
      (text: string) => text.replace('"kind": "agreementEnding"', '"kind": "agreementMelting"'),
      'value.last.findings.3.cause.kind',
    ],
    ['claims', 'occurrences/company-12.json', () => '[]', 'the document'],
    [
      'the last line of the ledger',
      'ledger/12/2026.jsonl',
      (text: string) => text.replace('"sent"', '"bent"'),
      'ledger',
    ],
  ])('keeps the store closed: %s', async (_what, file, spoil, expected) => {
    expect(await refusal(file, spoil)).toContain(expected)
  })
  it('never shows what is in the file', async () => {
    expect(await refusal('tenant.json', (text) => text.replace('"v1.sealed"', '"v1.sealed" secret'))).not.toContain(
      'seal',
    )
  })
  it('is told when it is read where the start does not look, and is not written over', async () => {
    await stored()
    const path = join(dir, 'acme/runs/run-1/12.json')
    const head = join(dir, 'acme/runs/run-1/head.json')
    await writeFile(head, (await readFile(head, 'utf8')).replace('"waiting"', '"finished"'))
    await writeFile(path, '{')
    const { runCompanies } = (await open()).of(acme)
    const key = { runId: runId('run-1'), companyId: twelve }
    await expect(runCompanies.read(key)).rejects.toThrow(`${path} cannot be used: it is not JSON at line 1, column 2`)
    await expect(runCompanies.update(key, () => aRunCompany('run-1', 12))).rejects.toThrow(path)
    expect(await readFile(path, 'utf8')).toBe('{')
  })
})

describe('the lock of the folder', () => {
  const holder = async (over: Partial<ProcessIdentity>) =>
    JSON.stringify({ ...(await thisProcess()), token: 'other', startedAt: at, ...over })

  it('refuses a second server and names the process of the first', async () => {
    await open()
    await expect(open()).rejects.toThrow(FolderInUse)
    await expect(open()).rejects.toThrow(`process ${process.pid}`)
  })
  it('is free again when the first server has closed, or could not open', async () => {
    await (await open()).close()
    const store = await open()
    await store.close()
    expect(await readdir(dir)).toEqual([])
  })
  it('of a process that runs refuses, and is taken over once that process is dead', async () => {
    const other = spawn(process.execPath, ['-e', 'process.stdin.resume()'])
    if (other.pid === undefined) throw new Error('no process')
    await writeFile(join(dir, 'server.lock.1'), await holder({ pid: other.pid, ticks: null }))
    await expect(open()).rejects.toThrow(`process ${other.pid}`)
    other.kill()
    await once(other, 'exit')
    await open()
    expect(await readdir(dir)).toEqual(['server.lock.2'])
  })
  it('of a process that is dead but that nobody has buried yet is taken over', async ({ skip }) => {
    if (!existsSync('/proc/self/stat')) skip('this system does not tell such processes from living ones')
    // The shell starts a child and becomes another program, which never asks what became of it.
    const parent = spawn('sh', ['-c', 'sleep 60 & echo $!; exec sleep 60'])
    const [text] = (await once(parent.stdout.setEncoding('utf8'), 'data')) as [string]
    const child = Number(text)
    await expect.poll(() => readFile(`/proc/${parent.pid ?? 0}/comm`, 'utf8')).toBe('sleep\n')
    process.kill(child, 'SIGKILL')
    await expect.poll(() => readFile(`/proc/${child}/stat`, 'utf8')).toContain(') Z ')
    await writeFile(join(dir, 'server.lock.1'), await holder({ pid: child, ticks: null }))
    await open()
    parent.kill()
  })
  it('of a process whose pid another has now is taken over', async () => {
    await writeFile(join(dir, 'server.lock.1'), await holder({ pid: process.ppid, ticks: '1' }))
    await open()
  })
  it('with our own pid is left from an earlier life in a container', async () => {
    await writeFile(join(dir, 'server.lock.7'), await holder({}))
    await open()
    expect(await readdir(dir)).toEqual(['server.lock.8'])
  })
  it('that was never written to its end is left from a crash', async () => {
    await writeFile(join(dir, 'server.lock.1'), '')
    await open()
  })
  it('from another machine is taken over only when nobody touches it', async () => {
    const path = join(dir, 'server.lock.1')
    await writeFile(path, await holder({ place: 'elsewhere', host: 'box-2' }))
    const touch = () => utimes(path, new Date(), new Date())
    const beat = setInterval(() => void touch(), 5)
    await expect(open()).rejects.toThrow('on box-2')
    clearInterval(beat)
    await touch()
    await open()
    expect(await readdir(dir)).toEqual(['server.lock.2'])
  })
  it('goes to exactly one of many that start at once on a stale one', async () => {
    for (let round = 0; round < 5; round += 1) {
      await writeFile(join(dir, 'server.lock.3'), await holder({ pid: 999_999_999, ticks: null }))
      const results = await Promise.allSettled(Array.from({ length: 6 }, open))
      expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
      await Promise.all(opened.splice(0).map((store) => store.close()))
    }
  })
  it('that was taken away stops the server from writing', async () => {
    const store = await open()
    await rm(join(dir, 'server.lock.1'))
    const { companies } = store.of(acme)
    await expect.poll(() => companies.read(twelve).then(() => 'reads', String)).toContain('lock')
    await expect(companies.write(twelve, aCompanyRecord(12), null)).rejects.toThrow('lock')
  })
})
