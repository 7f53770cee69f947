/** Looks through a store's folder before anything is served from it. Changes nothing itself. */
import { tenantId, type TenantId } from '../domain/ids'
import { auditKind } from './auditKind'
import { StorageDamage } from './damage'
import { createCodecs } from './document'
import type { Files } from './files'
import { asideEnding } from './jsonFile'
import { companyKind, occurrencesKind, preflightKind, runCompanyKind, runKind, tenantKind, type Kind } from './kinds'
import { checkTail, type TailRepair } from './ledger'
import { importKind } from './importKinds'
import { noticeBookKind, noticeSettingsKind, outboxKind } from './noticeKinds'
import { companySummariesKind, summaryKind, summaryPlanKind } from './summaryKinds'

/** What a crash left behind and is to be put right before the store is used. */
export interface Leftovers {
  /** Files that were written aside and never took the place of a document. */
  aside: string[]
  emptyFolders: string[]
  tails: TailRepair[]
  /** Drafts of which a part cannot be read and nobody decided anything: files, the head last. */
  unreadableDrafts: { folder: string; files: string[]; damage: StorageDamage }[]
}

const sideBySide = 8

/**
 * Reads every tenant with its last check, company, claim, notices and run head, the companies of runs that are not finished and the end
 * of every company's newest ledger file. Throws StorageDamage for the first that cannot be used. A draft may be unreadable: it
 * is only a look, and can be made again.
 */
export async function checkFolder(dir: string, files: Files): Promise<Leftovers> {
  const leftovers: Leftovers = { aside: [], emptyFolders: [], tails: [], unreadableDrafts: [] }
  const top = await files.list(dir)
  leftovers.aside.push(...asideIn(dir, top.files))
  for (const name of top.folders) {
    const tenant = tryTenantId(name)
    if (tenant !== null) await checkTenant(`${dir}/${name}`, tenant, files, leftovers)
  }
  return leftovers
}

async function checkTenant(folder: string, tenant: TenantId, files: Files, leftovers: Leftovers): Promise<void> {
  const { files: own } = await files.list(folder)
  leftovers.aside.push(...asideIn(folder, own))
  const others = (await files.list(`${folder}/companies`)).files.length > 0
  if (others && !own.includes('tenant.json'))
    throw new StorageDamage(`${folder}/tenant.json`, null, 'it is missing, and the tenant has companies')
  const readerOf = <Key, T>(kind: Kind<Key, T>) => {
    const codecOf = createCodecs(kind)
    return async (path: string): Promise<T | null> => {
      const key = kind.key(path)
      const file = `${folder}/${path}`
      const text = key === null ? null : await files.read(file)
      return key === null || text === null ? null : codecOf(key).decode(file, text).value
    }
  }
  await readerOf(tenantKind(tenant))('tenant.json')
  await readerOf(preflightKind(tenant))('preflight.json')
  await readerOf(noticeBookKind(tenant))('notice-book.json')
  await readerOf(summaryPlanKind(tenant))('summary-plan.json')
  for (const kind of [
    companyKind,
    occurrencesKind,
    noticeSettingsKind,
    outboxKind(tenant),
    importKind(tenant),
    companySummariesKind,
  ]) {
    const { files: names } = await files.list(`${folder}/${kind.folder}`)
    leftovers.aside.push(...asideIn(`${folder}/${kind.folder}`, names))
    const read = readerOf<unknown, unknown>(kind)
    await each(names, (name) => read(`${kind.folder}/${name}`))
  }
  // Of the audit log nothing is needed to serve: what cannot be read there is told to who reads it.
  const audit = `${folder}/${auditKind.folder}`
  leftovers.aside.push(...asideIn(audit, (await files.list(audit)).files))
  // Summaries that were made are only looked at again when somebody asks for them.
  await each((await files.list(`${folder}/${summaryKind.folder}`)).folders, async (company) => {
    const of = `${folder}/${summaryKind.folder}/${company}`
    leftovers.aside.push(...asideIn(of, (await files.list(of)).files))
  })
  const readHead = readerOf(runKind)
  const readPart = readerOf(runCompanyKind)
  await each((await files.list(`${folder}/runs`)).folders, async (run) => {
    const { files: names } = await files.list(`${folder}/runs/${run}`)
    leftovers.aside.push(...asideIn(`${folder}/runs/${run}`, names))
    if (names.length === 0) leftovers.emptyFolders.push(`${folder}/runs/${run}`)
    const head = await readHead(`runs/${run}/head.json`)
    if (head === null || head.status === 'finished') return
    const damages = await damagesIn(names, (name) => readPart(`runs/${run}/${name}`))
    const [damage] = damages
    if (damage === undefined) return
    if (head.status !== 'draft' || (await isDecidedIn(files, damages))) throw damage
    const documents = [...names.filter((name) => name !== 'head.json'), 'head.json']
    leftovers.unreadableDrafts.push({
      folder: `${folder}/runs/${run}`,
      files: documents.map((name) => `${folder}/runs/${run}/${name}`),
      damage,
    })
  })
  await each((await files.list(`${folder}/ledger`)).folders, async (company) => {
    const newest = (await files.list(`${folder}/ledger/${company}`)).files
      .filter((name) => name.endsWith('.jsonl'))
      .at(-1)
    const repair = newest === undefined ? null : await checkTail(files, `${folder}/ledger/${company}/${newest}`)
    if (repair !== null) leftovers.tails.push(repair)
  })
}

/** What is damaged of these documents. */
async function damagesIn(names: readonly string[], read: (name: string) => Promise<unknown>): Promise<StorageDamage[]> {
  const damages: StorageDamage[] = []
  await each(names, async (name) => {
    try {
      await read(name)
    } catch (error) {
      if (!(error instanceof StorageDamage)) throw error
      damages.push(error)
    }
  })
  return damages
}

/** Did a person let a line go or leave it out there? Told by the text, for the document cannot be read. */
async function isDecidedIn(files: Files, damages: readonly StorageDamage[]): Promise<boolean> {
  const texts = await Promise.all(damages.map(({ file }) => files.read(file)))
  return texts.some((text) => /"(?:approval|skip)":\s*\{/.test(text ?? ''))
}

function asideIn(folder: string, names: readonly string[]): string[] {
  return names.filter((name) => name.endsWith(asideEnding)).map((name) => `${folder}/${name}`)
}

/** Does the work for each item, a few side by side. Rejects with the first error. */
async function each<T>(items: readonly T[], work: (item: T) => Promise<unknown>): Promise<void> {
  const rest = items.values()
  const lane = async () => {
    for (const item of rest) await work(item)
  }
  await Promise.all(Array.from({ length: sideBySide }, lane))
}

export function tryTenantId(name: string): TenantId | null {
  try {
    return tenantId(name)
  } catch {
    return null
  }
}
