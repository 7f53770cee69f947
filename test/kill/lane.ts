/** One server through all its deaths: rounds of sends that persons start, and a run of all that the clock starts. */
import type { LineStatus } from '../../server/domain/run'
import { createRandom, type Random } from '../simulator/seed/random'
import { playClock } from './clockRound'
import type { ApprovedLine, Finding } from './compare'
import { checkFolder } from './folderCheck'
import { createKiller, type Death, type Killer } from './killer'
import { playRound, type RoundResult } from './round'
import { switchCreationOn } from './sends'
import { startStage, type Stage } from './stage'
import { companyIds } from './world'

export interface Told {
  /** Companies that were sent, each with all its lines let go at once. */
  sends: number
  kills: number
  restarts: number
  lines: number
  findings: Finding[]
  /** How many lines ended so, and how many servers died so. */
  ends: ReadonlyMap<LineStatus, number>
  deaths: ReadonlyMap<Death['at'], number>
}

/** Companies that are sent at once: so many that each death meets sends at different instructions. */
const sendsInRound = 50
/** So many sends to one death. */
const sendsToKill = 4
const killsFor = (sends: number): number => Math.ceil(sends / sendsToKill)

/** Persons send so many companies. Rejected when the server cannot go on. */
export const playPersons = (of: { sends: number; seed: number }): Promise<Told> =>
  onStage(of, async (stage, killer, random) => {
    const companies = companyIds(of.sends)
    const rounds: RoundResult[] = []
    for (let first = 0; first < companies.length; first += sendsInRound) {
      const inRound = companies.slice(first, first + sendsInRound)
      rounds.push(await playRound(stage, killer, { companies: inRound, random, mostKills: killsFor(inRound.length) }))
    }
    return rounds
  })

/** The clock sends so many companies in one run. Rejected when the server cannot go on. */
export const playSchedule = (of: { sends: number; seed: number }): Promise<Told> =>
  onStage(of, async (stage, killer, random) => [
    await playClock(stage, killer, { companies: companyIds(of.sends), random, mostKills: killsFor(of.sends) }),
  ])

async function onStage(
  { sends, seed }: { sends: number; seed: number },
  play: (stage: Stage, killer: Killer, random: Random) => Promise<RoundResult[]>,
): Promise<Told> {
  const random = createRandom(seed)
  const stage = await startStage({ companies: sends, random })
  try {
    await stage.visitor.ask(switchCreationOn)
    const killer = createKiller(stage.lives, stage.gate, random)
    const rounds = await play(stage, killer, random)
    await stage.lives.stop()
    return await tell(stage, killer, { sends, rounds })
  } finally {
    await stage.stop()
  }
}

async function tell(
  stage: Stage,
  { deaths }: Killer,
  { sends, rounds }: { sends: number; rounds: readonly RoundResult[] },
): Promise<Told> {
  const approved: ApprovedLine[] = rounds.flatMap((round) => round.approved)
  const ends = new Map(rounds.flatMap((round) => [...round.ends]))
  const { kills, restarts, complaints } = stage.lives
  const findings = [
    ...rounds.flatMap((round) => round.findings),
    ...(await checkFolder(stage, approved, ends)),
    ...complaints.map((says): Finding => ({ kind: 'wrong', says: `a server says: ${says}` })),
  ]
  const counts = new Map<LineStatus, number>()
  for (const end of ends.values()) counts.set(end, (counts.get(end) ?? 0) + 1)
  return { sends, kills, restarts, lines: approved.length, findings, ends: counts, deaths }
}
