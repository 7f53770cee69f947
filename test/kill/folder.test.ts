/** One data folder, several servers. */
import { readdir } from 'node:fs/promises'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { agreementOf, changeSeats, companyIds, seatsByItem } from './world'
import { createRandom } from '../simulator/seed/random'
import { startServer, type ServerLife } from './serverLife'
import { approve, isEnded, linkAndAssign, lookAt, plan, switchCreationOn } from './sends'
import { freePort } from '../freePort'
import { startStage, type Stage } from './stage'
import { untilAll } from './rest'

describe('a data folder', () => {
  let stage: Stage
  let others: ServerLife[] = []
  const startAnother = async (): Promise<ServerLife> => {
    const other = startServer({ ...stage.server, port: await freePort() })
    others.push(other)
    return other
  }
  beforeEach(async () => {
    stage = await startStage({ companies: 1 })
  })
  afterEach(async () => {
    await Promise.all(others.map((other) => other.end('SIGKILL')))
    others = []
    await stage.stop()
  })

  /** Sends everything there is to send through the stage's server. */
  async function sendAll(): Promise<void> {
    const { visitor } = stage
    const [company = 0] = companyIds(1)
    changeSeats(stage.trendMicro.world, company, createRandom(5))
    await visitor.ask(switchCreationOn)
    await visitor.ask((pod) => linkAndAssign(pod, company))
    const view = await visitor.ask((pod) => plan(pod, company))
    await approve(visitor, company, view)
    await untilAll([view], async ({ runId }) => isEnded(await visitor.ask((pod) => lookAt(pod, company, runId))))
    const held = stage.connectWise.world.additions
      .filter(({ agreementId }) => agreementId === agreementOf(company))
      .map(({ product, quantity }) => [product.id, quantity])
    expect(new Map(held.map(([item, quantity]) => [item, quantity]))).toEqual(
      seatsByItem(stage.trendMicro.world, company),
    )
  }

  test('is refused to a second server, which names it and ends, while the first goes on', async () => {
    await stage.lives.listening()
    const second = await startAnother()
    expect(await second.started).toBe(false)
    expect((await second.ended).code).toBe(1)
    expect(second.said()).toContain(stage.dataDir)
    expect(second.said()).toMatch(/^Another server \(process \d+ on .+\) uses the folder/m)
    await sendAll()
    expect(stage.lives.kills).toBe(0)
  })

  test('is free again after its server was killed, and the lock that lay there is gone', async () => {
    await stage.lives.listening()
    const lock = await lockFiles()
    expect(lock).toHaveLength(1)
    await stage.lives.kill()
    await stage.lives.listening()
    const next = await lockFiles()
    expect(next).toHaveLength(1)
    expect(next).not.toEqual(lock)
    await sendAll()
  })

  test('goes to at most one of four servers that start at once', async () => {
    await stage.lives.listening()
    await stage.lives.stop()
    const starts = await Promise.all([1, 2, 3, 4].map(startAnother))
    const started = await Promise.all(starts.map((each) => each.started))
    expect(started.filter(Boolean).length).toBeLessThanOrEqual(1)
    for (const [index, each] of starts.entries()) if (started[index] === false) expect((await each.ended).code).toBe(1)
  })

  const lockFiles = async () => (await readdir(stage.dataDir)).filter((name) => name.startsWith('server.lock'))
})
