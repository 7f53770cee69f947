/**
 * `npm run bench:store`: what a read and a write cost in the embedded store when it holds 10, 1,000 and 10,000 companies, as
 * medians; a read is that of a document which is not in memory. The figure names the least flat of the three kinds of documents,
 * and the times of the slowest kind at 10,000.
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { timeDocuments, type DocumentTimes } from './store/documents'
import { fillFolder } from './store/filledFolder'
import { timeWhole } from './store/whole'

const [fewest, most] = [10, 10_000]
const parent = await mkdtemp(join(tmpdir(), 'trend-micro-billing-'))
const folders = [fewest, 1_000, most].map((companies) => ({ companies, dir: join(parent, String(companies)) }))
try {
  for (const { dir, companies } of folders) await fillFolder(dir, companies)
  const documents = await timeDocuments(folders)
  for (const { kind, companies, readMs, writeMs } of documents)
    print(`${kind}, ${companies} companies`, `read ${ms(readMs)}, write ${ms(writeMs)}`)
  let openMs = 0
  for (const folder of folders) {
    const whole = await timeWhole(folder)
    print(
      `the folder, ${folder.companies} companies`,
      `open ${ms(whole.openMs)}, with an unfinished run ${ms(whole.openUnfinishedMs)}; ` +
        `list companies ${ms(whole.keysMs)}, read all records again ${ms(whole.recordsMs)}`,
    )
    openMs = whole.openMs
  }
  const at = (companies: number) => documents.filter((each) => each.companies === companies)
  const worst = (of: 'readMs' | 'writeMs') =>
    Math.max(...at(most).map((each) => each[of] / (like(each, at(fewest))?.[of] ?? NaN)))
  const slowest = (of: 'readMs' | 'writeMs') => Math.max(...at(most).map((each) => each[of]))
  console.log(
    `figure: write_ratio_${most}_to_${fewest}=${worst('writeMs').toFixed(2)} ` +
      `read_ratio_${most}_to_${fewest}=${worst('readMs').toFixed(2)} ` +
      `write_ms=${slowest('writeMs').toFixed(2)} read_ms=${slowest('readMs').toFixed(2)} open_ms_${most}=${Math.round(openMs)}`,
  )
} finally {
  await rm(parent, { recursive: true, force: true })
}

function like(one: DocumentTimes, others: readonly DocumentTimes[]): DocumentTimes | undefined {
  return others.find(({ kind }) => kind === one.kind)
}
function ms(value: number): string {
  return `${value < 10 ? value.toFixed(2) : Math.round(value)} ms`
}
function print(what: string, times: string): void {
  console.log(`${what.padEnd(34)} ${times}`)
}
