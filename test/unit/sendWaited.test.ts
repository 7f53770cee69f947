/** ConnectWise asks for quiet between a look and its write: the write does not go out a minute later by what was seen before. */
import { expect, it } from 'vitest'
import { msOf } from '../../server/domain/calendar'
import { additionId, agreementId, catalogItemId, companyId } from '../../server/domain/ids'
import type { RunLine } from '../../server/domain/run'
import type { SendContext } from '../../server/services/lineResult'
import { createLooks } from '../../server/services/looks'
import { sendLine } from '../../server/services/sendLine'
import { catalogItems } from '../simulator/seed/catalogItems'
import { aRunLine } from '../factories'
import { aConnectWise } from './connectwiseSite'

const nothing = () => Promise.resolve()
const no = () => Promise.resolve(false)

it('looks again before a write that had to wait for its turn', async () => {
  const { connectWise, clock, fault, simulator, world } = aConnectWise({ limits: { maxTries: 1 } })
  const [agreement, another] = [agreementId(1011), agreementId(1012)]
  const stored = world.additions.find(
    (each) => each.agreementId === agreement && each.product.id === catalogItems.worryFree.id,
  )
  if (stored === undefined) throw new Error('No such addition')
  await connectWise.readSite()
  let line: RunLine = aRunLine({
    companyId: companyId(101),
    agreementId: agreement,
    catalogItemId: catalogItemId(stored.product.id),
    seen: null,
    change: { kind: 'update', additionId: additionId(stored.id), quantityBefore: 45, quantity: 48 },
    approval: { by: 'kim', at: clock.now(), reason: null },
  })
  const store = (over: Partial<RunLine>) => Promise.resolve((line = { ...line, ...over }))
  const agesMs: number[] = []
  let lookedAtMs = 0
  const watched: typeof connectWise = {
    ...connectWise,
    readAdditions(...args) {
      lookedAtMs = msOf(clock.now())
      return connectWise.readAdditions(...args)
    },
  }
  simulator.hooks.beforeWrite = () => void agesMs.push(msOf(clock.now()) - lookedAtMs)
  const context: SendContext = {
    connectWise: watched,
    clock,
    looks: createLooks({ connectWise: watched, clock, planned: [] }),
    signal: new AbortController().signal,
    mayAskAgain: false,
    journal: {
      append: nothing,
      isOpenElsewhere: no,
      isWrittenElsewhere: no,
      remember: nothing,
      rememberRight: nothing,
      rememberUnchanged: nothing,
      async intend() {
        // Somebody else's request is answered 429 just now: everything waits for a minute, once.
        if (line.attempts === 0) {
          fault('429', '/agreements/1012/additions', { method: 'GET', delayMs: 60_000, times: 1 })
          await connectWise.readAdditions(another).catch(() => undefined)
        }
        return store({ status: 'sending', attempts: line.attempts + 1 })
      },
      move: (_, status, outcome) => store({ status, outcome: outcome === undefined ? line.outcome : outcome }),
    },
  }
  expect(await sendLine(context, line)).toMatchObject({ status: 'sent', attempts: 2 })
  expect(agesMs).toHaveLength(1)
  expect(agesMs[0]).toBeLessThanOrEqual(10_000)
  expect(stored.quantity).toBe(48)
})
