/** The kill test: sends with a server that is killed over and over, and what is left compared with what was approved. */
import type { Finding } from './compare'
import { playPersons, type Told } from './lane'

/** Servers side by side, each with a world of its own: while one starts again the other works. */
const lanes = 2

/** Persons send so many companies. */
export async function besiege({ sends, seed }: { sends: number; seed: number }): Promise<Told> {
  const shares = Array.from({ length: lanes }, (_, lane) => Math.floor((sends + lane) / lanes)).filter(
    (share) => share > 0,
  )
  return together(await Promise.all(shares.map((share, lane) => playPersons({ sends: share, seed: seed + lane }))))
}

function together(told: readonly Told[]): Told {
  const sum = (of: (one: Told) => number) => told.reduce((total, one) => total + of(one), 0)
  return {
    sends: sum(({ sends }) => sends),
    kills: sum(({ kills }) => kills),
    restarts: sum(({ restarts }) => restarts),
    lines: sum(({ lines }) => lines),
    findings: told.flatMap(({ findings }) => findings),
    ends: added(told.map(({ ends }) => ends)),
    deaths: added(told.map(({ deaths }) => deaths)),
  }
}

function added<Word>(counts: readonly ReadonlyMap<Word, number>[]): Map<Word, number> {
  const all = new Map<Word, number>()
  for (const [word, count] of counts.flatMap((each) => [...each])) all.set(word, (all.get(word) ?? 0) + count)
  return all
}

/** The last line that a run prints. */
export function figureOf({ sends, kills, restarts, lines, findings }: Told): string {
  const count = (kind: Finding['kind']) => findings.filter((finding) => finding.kind === kind).length
  return `figure: sends=${sends} kills=${kills} restarts=${restarts} lines=${lines} doubled=${count('doubled')} lost=${count('lost')} wrong=${count('wrong')}`
}
