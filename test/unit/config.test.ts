import { describe, expect, it } from 'vitest'
import { ConfigError, loadConfig } from '../../server/config'

const least = {
  CONNECTWISE_SITE: 'https://na.myconnectwise.net',
  CONNECTWISE_COMPANY: 'acme',
  CONNECTWISE_CLIENT_ID: '0F8FAD5B-d9cb-469f-a165-70867728950e',
}
const load = (env: Record<string, string | undefined>, envFileText: string | null = null) =>
  loadConfig({ ...least, ...env }, { envFileText })
function problems(env: Record<string, string | undefined>): ConfigError {
  try {
    load(env)
  } catch (error) {
    if (error instanceof ConfigError) return error
  }
  throw new Error('the configuration was accepted')
}

describe('the configuration', () => {
  it('needs only the site, the login company and the client id', () => {
    expect(load({})).toEqual({
      port: 8080,
      host: '127.0.0.1',
      dataDir: './data',
      secretKey: null,
      publicUrl: null,
      connectWise: {
        site: 'https://na.myconnectwise.net',
        loginCompany: 'acme',
        clientId: '0F8FAD5B-d9cb-469f-a165-70867728950e',
        keys: null,
        onPremisesHosts: [],
        extraAncestors: [],
      },
      trendMicro: { lmpi: null, smpi: null },
      logLevel: 'info',
      requestsPerMinute: 900,
      inFlight: 4,
    })
  })

  it('takes everything that can be set', () => {
    const config = load({
      PORT: '9000',
      HOST: '0.0.0.0',
      DATA_DIR: '/var/lib/pod',
      SECRET_KEY: Buffer.alloc(32, 1).toString('base64'),
      PUBLIC_URL: 'https://Pod.Example.com/',
      CONNECTWISE_PUBLIC_KEY: 'public',
      CONNECTWISE_PRIVATE_KEY: 'private',
      CONNECTWISE_ON_PREMISES_HOSTS: 'https://cw.example.com, https://cw2.example.com:8443/,',
      CONNECTWISE_EXTRA_ANCESTORS: 'http://localhost:3000',
      TREND_LMPI_TOKEN: 'token',
      TREND_LMPI_SECRET: 'secret',
      TREND_SMPI_URL: 'https://cspi-eu.trendmicro.com',
      TREND_SMPI_TOKEN: 'token 2',
      TREND_SMPI_SECRET: 'secret 2',
      LOG_LEVEL: 'debug',
      REQUESTS_PER_MINUTE: '300',
      IN_FLIGHT: '2',
    })
    expect(config).toMatchObject({
      port: 9000,
      publicUrl: 'https://pod.example.com',
      connectWise: {
        keys: { publicKey: 'public', privateKey: 'private' },
        onPremisesHosts: ['https://cw.example.com', 'https://cw2.example.com:8443'],
        extraAncestors: ['http://localhost:3000'],
      },
      trendMicro: {
        lmpi: { baseUrl: 'https://cspi.trendmicro.com', accessToken: 'token', secretKey: 'secret' },
        smpi: { baseUrl: 'https://cspi-eu.trendmicro.com', accessToken: 'token 2', secretKey: 'secret 2' },
      },
      requestsPerMinute: 300,
      inFlight: 2,
    })
  })

  it('reads the file, over which the environment wins; empty is as good as none', () => {
    const text = '# settings\nPORT=9000\nHOST="0.0.0.0" # all\nexport LOG_LEVEL=warn\nDATA_DIR=\n'
    expect(load({ PORT: '9001', HOST: '' }, text)).toMatchObject({
      port: 9001,
      host: '0.0.0.0',
      logLevel: 'warn',
      dataDir: './data',
    })
  })

  it('says everything that is wrong at once, with the variable and an example', () => {
    const error = problems({
      CONNECTWISE_SITE: undefined,
      CONNECTWISE_COMPANY: 'a b',
      CONNECTWISE_CLIENT_ID: 'mine',
      PORT: '80a',
      IN_FLIGHT: '0',
      LOG_LEVEL: 'loud',
    })
    expect(error.problems.map(({ variable }) => variable)).toEqual([
      'PORT',
      'CONNECTWISE_SITE',
      'CONNECTWISE_COMPANY',
      'CONNECTWISE_CLIENT_ID',
      'LOG_LEVEL',
      'IN_FLIGHT',
    ])
    expect(error.message).toContain('PORT: it is not a whole number from 1 to 65535. Example: PORT=8080')
    expect(error.message).toContain(
      'CONNECTWISE_SITE: it is missing. Example: CONNECTWISE_SITE=https://na.myconnectwise.net',
    )
  })

  it.each([
    'na.myconnectwise.net',
    'http://na.myconnectwise.net',
    'https://na.myconnectwise.net/v4_6_release',
    'https://user:password@na.myconnectwise.net',
    'https://na.myconnectwise.net?x=1',
    'https://*.myconnectwise.net',
    'ftp://na.myconnectwise.net',
    'javascript:alert(1)',
  ])('takes no address such as %s', (site) => {
    expect(problems({ CONNECTWISE_SITE: site }).problems).toMatchObject([{ variable: 'CONNECTWISE_SITE' }])
    const list = problems({ CONNECTWISE_EXTRA_ANCESTORS: `https://cw.example.com,${site}` })
    expect(list.message).toContain('CONNECTWISE_EXTRA_ANCESTORS: entry 2')
  })

  it.each([
    ['CONNECTWISE_PUBLIC_KEY', 'CONNECTWISE_PRIVATE_KEY'],
    ['TREND_LMPI_TOKEN', 'TREND_LMPI_SECRET'],
    ['TREND_SMPI_TOKEN', 'TREND_SMPI_SECRET'],
  ])('takes %s only together with %s', (first, second) => {
    expect(problems({ [first]: 'x' }).message).toContain(`${second}: it is missing although ${first} is set`)
    expect(problems({ [second]: 'x' }).message).toContain(`${first}: it is missing although ${second} is set`)
  })

  it('never repeats a value in what it says', () => {
    const secret = 'hunter2hunter2'
    const names = [
      'SECRET_KEY',
      'CONNECTWISE_PRIVATE_KEY',
      'TREND_LMPI_SECRET',
      'TREND_SMPI_TOKEN',
      'PORT',
      'PUBLIC_URL',
    ]
    const error = problems(Object.fromEntries(names.map((name) => [name, secret])))
    expect(error.problems.length).toBeGreaterThanOrEqual(6)
    expect(JSON.stringify([error.message, error.problems, error.stack])).not.toContain(secret)
  })
})
