/** Who is told what after a run and after a check, by which channel. */
import { describe, expect, test } from 'vitest'
import type { PlanView } from '../../server/domain/views'
import { send, setSeats } from './actions'
import { planAll, planAndSendEverything, sendByClock, settle } from './decisions'
import type { Harness } from './harness'
import {
  byMail,
  byTicket,
  byWebhook,
  deliver,
  outboxOf,
  ownCompany,
  smtpOf,
  startNoticed,
  tell,
  tellOf,
  ticketsOf,
} from './noticed'

const bodiesOf = (received: readonly { body: unknown }[]) => received.map(({ body }) => body)
async function sendAndDeliver(harness: Harness, day = '2026-11-18') {
  const run = await sendByClock(harness, day)
  await deliver(harness)
  return run
}

describe('after a send by the clock', () => {
  test('mail tells what was sent, what waits and what was not billed, each once', async () => {
    const noticed = await startNoticed()
    const { harness, mail } = noticed
    await tell(await harness.pod(), { smtp: smtpOf(noticed), mail: byMail('billing@msp.example', 'owner@msp.example') })
    const run = await sendAndDeliver(harness)
    expect(run.counts).toMatchObject({ sent: 3, held: 1 })
    const subjects = mail.mails.map(({ to, text }) => [to.join(), /^Subject: (.*)$/m.exec(text)?.[1]])
    for (const to of ['billing@msp.example', 'owner@msp.example'])
      expect(subjects.filter(([each]) => each === to).map(([, subject]) => subject)).toEqual([
        'Trend Micro billing: 3 lines sent to ConnectWise',
        'Trend Micro billing: 1 line waits for you',
        'Trend Micro billing: not everything was billed, for 1 reason',
      ])
    expect(mail.mails[0]?.text).toContain('Fairhaven Dental Group')
    expect(mail.mails).toHaveLength(6)
    // Nothing new is told by looking again.
    await harness.composed.notices.resume([harness.tenantId])
    await deliver(harness)
    expect(mail.mails).toHaveLength(6)
    expect((await outboxOf(harness)).map(({ state }) => state)).toEqual(Array(6).fill('delivered'))
  })

  test('a webhook gets it for programs: kinds, causes, companies and lines', async () => {
    const noticed = await startNoticed()
    const { harness, hook } = noticed
    await tell(await harness.pod(), { webhook: byWebhook(noticed) })
    const { runId } = await sendAndDeliver(harness)
    expect(bodiesOf(hook.received)).toMatchObject([
      { version: 1, kind: 'sent', runId, title: 'Trend Micro billing: 3 lines sent to ConnectWise' },
      { kind: 'held', causes: [{ companies: [{ id: 101 }], lines: 1 }] },
      {
        kind: 'failed',
        causes: [{ key: 'failed:unmapped:catalogItem', companies: [{ id: 101 }, { id: 104 }], lines: 2 }],
      },
    ])
    expect(new Set(hook.received.map(({ id }) => id)).size).toBe(3)
  })

  test('in French where that was chosen, and only the kinds that were', async () => {
    const noticed = await startNoticed()
    const { harness, hook } = noticed
    await tell(await harness.pod(), { language: 'fr', webhook: { ...byWebhook(noticed), kinds: ['held'] } })
    await sendAndDeliver(harness)
    expect(bodiesOf(hook.received)).toMatchObject([
      { kind: 'held', title: 'Facturation Trend Micro : 1 ligne vous attend' },
    ])
  })

  test('Teams gets a card and Slack gets blocks', async () => {
    const noticed = await startNoticed()
    const { harness, hook } = noticed
    const pod = await harness.pod()
    await tell(pod, { webhook: { ...byWebhook(noticed), shape: 'teams', kinds: ['sent'] } })
    await sendAndDeliver(harness)
    expect(bodiesOf(hook.received)).toMatchObject([
      {
        type: 'message',
        attachments: [
          {
            contentType: 'application/vnd.microsoft.card.adaptive',
            content: { type: 'AdaptiveCard', body: [{ type: 'TextBlock', weight: 'Bolder' }, { wrap: true }, {}, {}] },
          },
        ],
      },
    ])
    await tell(await harness.pod(), { webhook: { ...byWebhook(noticed), shape: 'slack', kinds: ['held'] } })
    await sendAndDeliver(harness, '2026-11-19')
    expect(hook.received[1]?.body).toMatchObject({
      text: 'Trend Micro billing: 1 line waits for you',
      blocks: [{ type: 'header', text: { type: 'plain_text' } }, { type: 'section' }, { type: 'section' }],
    })
  })
})

describe('tickets', () => {
  test('of what was sent are one a run, however many companies were sent one after the other', async () => {
    const { harness } = await startNoticed()
    const pod = await harness.pod()
    await tell(pod, { ticket: { ...byTicket(), kinds: ['sent'] } })
    const { runId } = await planAll(harness, pod)
    for (const company of [101, 102, 104]) {
      const part = await pod.get<PlanView>(`/api/runs/${runId}/companies/${company}`)
      await send(pod, company, part)
      await harness.composed.runs.settled()
      await deliver(harness)
    }
    expect(ticketsOf(harness)).toMatchObject([
      { summary: 'Trend Micro billing: 3 lines sent to ConnectWise', closed: true },
    ])
  })

  test('are one a cause, noted when the cause is met again, and closed when it is solved', async () => {
    const noticed = await startNoticed()
    const { harness } = noticed
    await tell(await harness.pod(), { ticket: { ...byTicket(), kinds: ['held', 'failed'] } })
    await sendAndDeliver(harness)
    const [held, failed, ...others] = ticketsOf(harness)
    expect(others).toEqual([])
    expect(held).toMatchObject({ company: ownCompany, board: 2, closed: false })
    expect(held?.notes).toHaveLength(1)
    expect(held?.notes[0]).toContain('Fairhaven Dental Group')
    expect(failed).toMatchObject({ summary: 'Trend Micro billing: product without a catalog item', closed: false })
    // The same is met by the next send: a note more, no ticket more.
    await sendAndDeliver(harness, '2026-11-19')
    expect(ticketsOf(harness).map(({ notes, closed }) => [notes.length, closed])).toEqual([
      [2, false],
      [2, false],
    ])
    // Somebody lets the held line go: its ticket is closed, the other stays.
    await planAndSendEverything(harness, await harness.pod(), 101)
    await deliver(harness)
    expect(ticketsOf(harness).map(({ closed }) => closed)).toEqual([true, false])
    expect(ticketsOf(harness)[0]?.notes.at(-1)).toContain('No longer found: this is solved.')
  })

  test('that a person closed are opened anew when the cause is met again', async () => {
    const noticed = await startNoticed()
    const { harness } = noticed
    await tell(await harness.pod(), { ticket: { ...byTicket(), kinds: ['held'] } })
    await sendAndDeliver(harness)
    const [ticket] = harness.connectWise.world.tickets
    Object.assign(ticket ?? {}, { status: { id: 23 }, closedFlag: true })
    await sendAndDeliver(harness, '2026-11-19')
    expect(ticketsOf(harness).map(({ closed }) => closed)).toEqual([true, false])
  })

  test('that a person moved to another board are closed by a status of that board', async () => {
    const noticed = await startNoticed()
    const { harness } = noticed
    await tell(await harness.pod(), { ticket: { ...byTicket(), kinds: ['held'] } })
    await sendAndDeliver(harness)
    const [ticket] = harness.connectWise.world.tickets
    Object.assign(ticket ?? {}, { board: { id: 1 }, status: { id: 11 } })
    await planAndSendEverything(harness, await harness.pod(), 101)
    await deliver(harness)
    expect(ticketsOf(harness)).toMatchObject([{ board: 1, closed: true }])
    expect(harness.connectWise.world.tickets[0]?.status).toEqual({ id: 13 })
  })

  test('of a send are closed at once: they are a record', async () => {
    const noticed = await startNoticed()
    const { harness } = noticed
    await tell(await harness.pod(), { ticket: { ...byTicket(), kinds: ['sent'] } })
    await sendAndDeliver(harness)
    expect(ticketsOf(harness)).toMatchObject([{ closed: true }])
  })

  test('that ConnectWise refuses wait, and say why', async () => {
    const noticed = await startNoticed()
    const { harness } = noticed
    await tell(await harness.pod(), { ticket: { ...byTicket(), kinds: ['held'] } })
    Object.assign(harness.connectWise.world.boards[1] ?? {}, { required: ['type'] })
    await sendAndDeliver(harness)
    const [entry] = await outboxOf(harness)
    expect(entry).toMatchObject({ state: 'waiting', tries: 1, failure: { kind: 'refused', status: 400 } })
    expect(entry?.failure?.text).toContain('type')
    expect(ticketsOf(harness)).toEqual([])
  })

  test('need the right to edit tickets to be closed', async () => {
    const noticed = await startNoticed()
    const { harness } = noticed
    await tell(await harness.pod(), { ticket: { ...byTicket(), kinds: ['sent'] } })
    const role = harness.connectWise.world.securityRoles[0]?.rows
    const right = role?.find(({ moduleFunctionName }) => moduleFunctionName === 'Service Tickets')
    Object.assign(right ?? {}, { editLevel: 'None' })
    await sendAndDeliver(harness)
    expect(await outboxOf(harness)).toMatchObject([
      { action: 'close', state: 'waiting', failure: { kind: 'forbidden', status: 403 } },
      { action: 'tell', state: 'delivered' },
    ])
  })
})

describe('a company with settings of its own', () => {
  test('is told of itself and of nothing else, and the tenant is told of all others', async () => {
    const noticed = await startNoticed()
    const { harness, hook, mail } = noticed
    const pod = await harness.pod()
    await tell(pod, { smtp: smtpOf(noticed), webhook: byWebhook(noticed, '/all'), mail: byMail('billing@msp.example') })
    await tellOf(pod, 101, {
      use: 'custom',
      language: 'fr',
      webhook: byWebhook(noticed, '/fairhaven'),
      mail: byMail('fairhaven@msp.example'),
    })
    await sendAndDeliver(harness)
    const at = (path: string) => hook.received.filter((each) => each.path === path)
    expect(bodiesOf(at('/all'))).toMatchObject([
      { kind: 'sent', title: 'Trend Micro billing: 2 lines sent to ConnectWise' },
      { kind: 'failed', causes: [{ companies: [{ id: 104 }] }] },
    ])
    expect(bodiesOf(at('/fairhaven'))).toMatchObject([{ kind: 'sent' }, { kind: 'held' }, { kind: 'failed' }])
    expect(JSON.stringify(at('/all'))).not.toContain('Fairhaven')
    expect(JSON.stringify(at('/fairhaven'))).not.toMatch(/Alder|Brightwater|102|104/)
    for (const { to, text } of mail.mails) {
      const isOfAll = to.includes('billing@msp.example')
      expect(text).not.toMatch(isOfAll ? /Fairhaven/ : /Alder|Brightwater/)
    }
  })

  test('has its tickets on itself, and is told by the tenant again when it goes back to that', async () => {
    const noticed = await startNoticed()
    const { harness } = noticed
    const pod = await harness.pod()
    await tell(pod, { ticket: { ...byTicket(), kinds: ['held'] } })
    const ticket = { on: true, kinds: ['held' as const], boardId: 1 }
    await tellOf(pod, 101, { use: 'custom', ticket })
    await sendAndDeliver(harness)
    expect(ticketsOf(harness)).toMatchObject([{ company: 101, board: 1 }])
    await tellOf(await harness.pod(), 101, { use: 'global' })
    await sendAndDeliver(harness, '2026-11-19')
    expect(ticketsOf(harness)).toMatchObject([{ company: 101 }, { company: ownCompany, board: 2 }])
  })
})

describe('after a check before the send', () => {
  test('of the clock its findings are told once each, and tickets are closed by a check that finds them no more', async () => {
    const noticed = await startNoticed()
    const { harness, hook } = noticed
    const pod = await harness.pod()
    await settle(pod, { schedule: { on: true, dayOfMonth: 30, time: '02:00', timeZone: 'UTC' } })
    await tell(pod, { webhook: byWebhook(noticed), ticket: { ...byTicket(), kinds: ['preflight'] } })
    const item = harness.connectWise.world.catalogItems.find(({ identifier }) => identifier === 'TM-WFS-ADV')
    Object.assign(item ?? {}, { inactiveFlag: true })
    harness.clock.set('2026-11-25T08:00:00Z')
    await harness.composed.preflightWatch.tick()
    await deliver(harness)
    expect(bodiesOf(hook.received)).toMatchObject([{ kind: 'preflight' }])
    const inactive = 'Trend Micro billing: catalog item TM-WFS-ADV is not active'
    const openOnes = () => ticketsOf(harness).filter(({ closed }) => !closed)
    expect(openOnes().map(({ summary }) => summary)).toContain(inactive)
    const before = openOnes().length
    Object.assign(item ?? {}, { inactiveFlag: false })
    // A person who asks sees what is found: that closes tickets, and tells nothing new.
    await (await harness.pod()).post('/api/preflight', {})
    await harness.composed.preflight.settled()
    await deliver(harness)
    expect(hook.received).toHaveLength(1)
    expect(openOnes()).toHaveLength(before - 1)
    expect(openOnes().map(({ summary }) => summary)).not.toContain(inactive)
  })

  test('nothing is taken for solved that could not be looked at', async () => {
    const noticed = await startNoticed()
    const { harness } = noticed
    const pod = await harness.pod()
    await settle(pod, { schedule: { on: true, dayOfMonth: 30, time: '02:00', timeZone: 'UTC' } })
    await tell(pod, { ticket: { ...byTicket(), kinds: ['preflight'] } })
    harness.clock.set('2026-11-25T08:00:00Z')
    await harness.composed.preflightWatch.tick()
    await deliver(harness)
    const before = ticketsOf(harness).length
    expect(before).toBeGreaterThan(0)
    harness.trendMicro.world.secretKey = 'changed'
    await (await harness.pod()).post('/api/preflight', {})
    await harness.composed.preflight.settled()
    await deliver(harness)
    expect(ticketsOf(harness).filter(({ closed }) => closed)).toEqual([])
  })
})

test('nobody is told of what ended before somebody wanted to hear of it', async () => {
  const noticed = await startNoticed()
  const { harness, hook } = noticed
  await sendByClock(harness, '2026-11-18')
  harness.clock.set('2026-11-18T17:00:00Z')
  await tell(await harness.pod(), { webhook: byWebhook(noticed) })
  await harness.composed.notices.resume([harness.tenantId])
  await deliver(harness)
  expect(hook.received).toEqual([])
})

test('a plan of the clock that waits for a person is told as that', async () => {
  const noticed = await startNoticed()
  const { harness, hook } = noticed
  await settle(await harness.pod(), { approval: 'person' })
  await tell(await harness.pod(), { webhook: byWebhook(noticed) })
  await sendAndDeliver(harness)
  const [held] = hook.received
  expect(held?.body).toMatchObject({ kind: 'held' })
  expect(JSON.stringify(held?.body)).toContain('held:waits')
})

test('what a person only looks at is told to nobody', async () => {
  const noticed = await startNoticed()
  const { harness, hook } = noticed
  const pod = await harness.pod()
  await tell(pod, { webhook: byWebhook(noticed) })
  setSeats(harness, 101, 'worryFree', 400)
  await pod.post('/api/companies/101/plan', {})
  await pod.post('/api/runs', {})
  await harness.composed.runs.settled()
  await deliver(harness)
  expect(hook.received).toEqual([])
})
