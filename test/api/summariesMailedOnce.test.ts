/** A customer's contact gets one copy of a summary: where nobody knows whether it arrived, a person decides. */
import { describe, expect, test } from 'vitest'
import { retryPausesMinutes } from '../../server/domain/outbox'
import type { OutboxView } from '../../server/domain/viewsNotices'
import { wait } from './actions'
import { sendByClock } from './decisions'
import { createDyingStore } from './dyingStore'
import type { Harness } from './harness'
import { byMail, deliver, outboxOf, smtpOf, startNoticed, tell } from './noticed'
import type { MailAnswer } from './receivers'
import { atTime, startBoth, viewOf } from './summarised'

const due = '2026-11-20T08:01:00Z'
const silent: MailAnswer = () => new Promise(() => {})
const hangsUp: MailAnswer = () => Promise.resolve('hangsUp')
const taken: MailAnswer = () => Promise.resolve('taken')

const mailOf = async (harness: Harness) => (await viewOf(await harness.pod(), 101)).summaries[0]?.mails[0]
const entryOf = async (harness: Harness) =>
  (await outboxOf(harness)).find(({ channel, kind }) => channel === 'mail' && kind === 'summary')

/** As often as the clock would have it tried, and a while longer. */
async function letTimePass(harness: Harness) {
  for (const minutes of [...retryPausesMinutes, 24 * 60]) {
    wait(harness, minutes)
    await deliver(harness)
  }
}

describe('a summary that the mail server was given', () => {
  test.each([
    ['and did not answer to', silent, 'unanswered'],
    ['when the connection broke', hangsUp, 'cutOff'],
  ] as const)('%s is not sent again by itself, and that is told', async (_, answer, kind) => {
    const { harness, mail } = await startBoth({ mailAnswerMs: 100 })
    mail.answerMails(answer)
    await atTime(harness, due)
    mail.answerMails(taken)
    await letTimePass(harness)
    expect(mail.mails).toHaveLength(1)
    expect(await mailOf(harness)).toMatchObject({ state: 'unheard', nextTryAt: null, failure: { kind } })
    expect(await entryOf(harness)).toMatchObject({ state: 'givenUp', tries: 1, mayTryAgain: true, failure: { kind } })
  })

  test('is told as unknown also when the outbox has forgotten it', async () => {
    const { harness, mail } = await startBoth({ mailAnswerMs: 100 })
    mail.answerMails(silent)
    await atTime(harness, due)
    wait(harness, 31 * 24 * 60)
    await deliver(harness)
    expect(await entryOf(harness)).toBeUndefined()
    expect(await mailOf(harness)).toMatchObject({ state: 'unheard', failure: null })
  })

  test('goes out once more when a person asks', async () => {
    const { harness, mail } = await startBoth({ mailAnswerMs: 100 })
    mail.answerMails(silent)
    await atTime(harness, due)
    mail.answerMails(taken)
    const retry = async () =>
      (await harness.pod()).post<OutboxView>('/api/notices/outbox/retry', { id: (await entryOf(harness))?.id })
    await retry()
    await letTimePass(harness)
    expect(mail.mails).toHaveLength(2)
    expect(await mailOf(harness)).toMatchObject({ state: 'done' })
  })

  test('and that it refuses is tried again', async () => {
    const { harness, mail } = await startBoth()
    mail.answerMails(() => Promise.resolve(451))
    await atTime(harness, due)
    expect(await mailOf(harness)).toMatchObject({ state: 'waiting', failure: { kind: 'unavailable', status: 451 } })
    mail.answerMails(taken)
    await letTimePass(harness)
    expect(mail.mails).toHaveLength(1)
    expect(await mailOf(harness)).toMatchObject({ state: 'done' })
  })

  test.each(['lost', 'kept'] as const)(
    'is not sent again blindly by a server that died before it heard the answer (%s)',
    async (last) => {
      const outcomes = new Set<string>()
      for (let nth = 1; nth < 10; nth += 1) {
        const dying = createDyingStore()
        const { harness, mail } = await startBoth({ viewOfStore: dying.view })
        harness.clock.set(due)
        await harness.composed.summaries.watch.tick()
        dying.dieAt(nth, last)
        await deliver(harness)
        const died = dying.disarm()
        await harness.restart()
        wait(harness, 11)
        await deliver(harness)
        await letTimePass(harness)
        const { state, failure } = (await mailOf(harness)) ?? {}
        outcomes.add(`${mail.mails.length} ${String(state)} ${String(failure?.kind)}`)
        if (!died) break
      }
      // Of one it is known that it arrived; of others nothing is known, be it there or not; none is there twice.
      const unknown = last === 'lost' ? ['1 unheard unheard'] : ['0 unheard unheard']
      expect([...outcomes].sort()).toEqual([...unknown, '1 done undefined'].sort())
    },
    60_000,
  )
})

test('a summary whose connection breaks before the mail server was given it is tried again', async () => {
  const { harness, mail } = await startBoth()
  mail.hangUpAt('recipient')
  await atTime(harness, due)
  expect(await mailOf(harness)).toMatchObject({ state: 'waiting', failure: { status: null } })
  mail.hangUpAt(null)
  await letTimePass(harness)
  expect(mail.mails).toHaveLength(1)
  expect(await mailOf(harness)).toMatchObject({ state: 'done' })
})

test('a notice of which nobody knows whether it arrived is sent again, for it is to arrive at least once', async () => {
  const noticed = await startNoticed({ mailAnswerMs: 100 })
  const { harness, mail } = noticed
  await tell(await harness.pod(), { smtp: smtpOf(noticed), mail: { ...byMail('kim@msp.example'), kinds: ['held'] } })
  mail.answerMails(silent)
  await sendByClock(harness, '2026-11-18')
  await deliver(harness)
  expect(await outboxOf(harness)).toMatchObject([{ state: 'waiting', tries: 1, failure: { kind: 'timeout' } }])
  mail.answerMails(taken)
  wait(harness, 2)
  await deliver(harness)
  expect(await outboxOf(harness)).toMatchObject([{ state: 'delivered', tries: 2 }])
  expect(mail.mails).toHaveLength(2)
})
