import { createTransport } from 'nodemailer'
import { afterEach, describe, expect, it } from 'vitest'
import { registerHosted } from '../../manifest/register'
import { listen, type Listening } from './listen'
import { registration, startSandbox, type Sandbox } from './sandbox'

const running: { stop(): Promise<void> }[] = []
afterEach(async () => {
  for (const one of running.splice(0)) await one.stop()
})

describe('startSandbox', () => {
  it('serves the page, ConnectWise and Trend Micro, with the pod and the tab registered', async () => {
    const sandbox = await start()
    const page = await fetch(sandbox.urls.host)
    expect(await page.text()).toContain('<title>Company</title>')
    const { rows } = (await (await fetch(`${sandbox.urls.host}/host/start?company=101`)).json()) as {
      rows: { type: string; url: string; origin: string }[]
    }
    expect(rows.map(({ type, origin }) => [type, origin])).toEqual([
      ['Pod', sandbox.urls.pod],
      ['Tab', sandbox.urls.pod],
    ])
    const { loginCompany } = sandbox.connectWise.world.site
    const info = await fetch(`${sandbox.urls.connectWise}/login/companyinfo/${loginCompany}`)
    expect(await info.json()).toMatchObject({ CompanyID: loginCompany })
    expect((await fetch(`${sandbox.urls.trendMicro}/LMPI/v2/me`)).status).toBeGreaterThanOrEqual(400)
  })

  it('registers by code that finds nothing to do the second time, and moves the rows with the server', async () => {
    const { connectWise, urls } = await start()
    const again = await registerHosted(registration(connectWise, urls))
    expect(again.map(({ outcome }) => outcome)).toEqual(['unchanged', 'unchanged'])
    const moved = await registerHosted(registration(connectWise, { ...urls, pod: 'https://pod.example' }))
    expect(moved.map(({ outcome }) => outcome)).toEqual(['updated', 'updated'])
    expect(connectWise.world.hostedSetups.map(({ origin }) => origin)).toEqual([
      'https://pod.example',
      'https://pod.example',
    ])
  })

  it('starts at the given moment with the given number of companies', async () => {
    const sandbox = await start({ startIso: '2025-11-24T12:00:00Z', frozen: true, companies: 30 })
    expect(new Date(sandbox.clock.nowMs()).toISOString()).toBe('2025-11-24T12:00:00.000Z')
    expect(sandbox.connectWise.world.companies.length).toBeGreaterThanOrEqual(30)
  })

  it('tells pods the site that their server asks, so that the two can be compared', async () => {
    const sandbox = await start()
    const response = await fetch(`${sandbox.urls.host}/host/member-authentication`, {
      method: 'POST',
      body: JSON.stringify({ member: 'mortiz' }),
    })
    expect(await response.json()).toMatchObject({ site: `${sandbox.urls.connectWise}/` })
  })

  it('takes mail on the fifth port, in clear and without a log-in, and shows it in the panel', async () => {
    const { mailServer, urls } = await start()
    expect(mailServer.port).toBe(Number(new URL(urls.host).port) + 4)
    const transport = createTransport({ ...mailServer, ignoreTLS: true })
    await transport.sendMail({
      from: 'a@acme.example',
      to: 'dana@fairhaven.example',
      subject: 'Summary',
      text: 'Hello',
    })
    expect(await (await fetch(`${urls.host}/sandbox/mails`)).json()).toMatchObject({
      server: mailServer,
      mails: [{ to: ['dana@fairhaven.example'], subject: 'Summary' }],
    })
  })

  it('names the port that is taken, and leaves nothing running', async () => {
    const taken = await listen({ fetch: () => new Response('') }, { name: 'something else', port: 0 })
    running.push({ stop: () => taken.close() })
    const basePort = taken.port - 2
    await expect(startSandbox({ basePort })).rejects.toThrow(`Port ${taken.port} (ConnectWise) is taken.`)
    const again: Listening = await listen({ fetch: () => new Response('') }, { name: 'the page', port: basePort })
    await again.close()
  })
})

/** On ports that are free at present: the sandbox wants five in a row. */
async function start(options: Parameters<typeof startSandbox>[0] = {}): Promise<Sandbox> {
  for (let attempt = 1; ; attempt++) {
    const probe = await listen({ fetch: () => new Response('') }, { name: 'probe', port: 0 })
    await probe.close()
    try {
      const sandbox = await startSandbox({ ...options, basePort: probe.port })
      running.push(sandbox)
      return sandbox
    } catch (error) {
      if (attempt === 5 || !String(error).includes('is taken')) throw error
    }
  }
}
