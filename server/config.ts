/** The only reader of the environment. What comes out is checked; what is wrong is said all at once. */
import { parseEnv } from 'node:util'
import { parseKey } from './storage/secrets'
import { createReader, type VariableProblem } from './configReader'

export interface TrendConfig {
  baseUrl: string
  accessToken: string
  secretKey: string
}

export interface Config {
  port: number
  host: string
  dataDir: string
  /** Base64 of 32 bytes; null: the key lies in a file in `dataDir`. */
  secretKey: string | null
  /** Origin under which browsers reach the pod; null while it only runs on this machine. */
  publicUrl: string | null
  connectWise: {
    /** Origin, e.g. `https://na.myconnectwise.net`. */
    site: string
    loginCompany: string
    clientId: string
    /** Only used at the first start; later the stored ones hold. */
    keys: { publicKey: string; privateKey: string } | null
    onPremisesHosts: string[]
    extraAncestors: string[]
  }
  trendMicro: { lmpi: TrendConfig | null; smpi: TrendConfig | null }
  logLevel: LogLevel
  requestsPerMinute: number
  inFlight: number
}

export const logLevels = ['debug', 'info', 'warn', 'error', 'silent'] as const
export type LogLevel = (typeof logLevels)[number]

/** The configuration cannot be used. The message has one line for each variable and never a value that may be secret. */
export class ConfigError extends Error {
  readonly problems: readonly VariableProblem[]
  constructor(problems: readonly VariableProblem[]) {
    const lines = problems.map(
      ({ variable, what, example }) => `  ${variable}: ${what}. Example: ${variable}=${example}`,
    )
    super(
      ['The configuration cannot be used:', ...lines, 'Set these in the environment or in the file .env.'].join('\n'),
    )
    this.name = 'ConfigError'
    this.problems = problems
  }
}

/**
 * Reads the configuration. `env`: the environment, which wins over `envFileText`, the text of the `.env` file (null: there is
 * none). An empty variable is as good as none. Throws ConfigError with every problem at once.
 */
export function loadConfig(env: Record<string, string | undefined>, from: { envFileText: string | null }): Config {
  const file = from.envFileText === null ? {} : parseEnv(from.envFileText)
  const read = createReader({ ...file, ...withoutEmpty(env) })
  const config: Config = {
    port: read.wholeNumber('PORT', { standard: 8080, min: 1, max: 65_535 }),
    host: read.text('HOST', { standard: '127.0.0.1', example: '127.0.0.1' }),
    dataDir: read.text('DATA_DIR', { standard: './data', example: './data' }),
    secretKey: read.optional('SECRET_KEY', {
      valid: (value) => parseKey(value) !== null,
      what: 'it is not base64 of 32 bytes',
      example: '<output of: openssl rand -base64 32>',
    }),
    publicUrl: read.origin('PUBLIC_URL', { needed: false, example: 'https://billing-pod.example.com' }),
    connectWise: {
      site: read.origin('CONNECTWISE_SITE', { needed: true, example: 'https://na.myconnectwise.net' }),
      loginCompany: read.text('CONNECTWISE_COMPANY', { example: 'mycompany', pattern: /^[\w.-]{1,100}$/ }),
      clientId: read.text('CONNECTWISE_CLIENT_ID', {
        example: '00000000-0000-0000-0000-000000000000',
        pattern: /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i,
      }),
      keys: keysOf(
        read.together(['CONNECTWISE_PUBLIC_KEY', 'CONNECTWISE_PRIVATE_KEY'], '<as shown when the API key was made>'),
      ),
      onPremisesHosts: read.origins('CONNECTWISE_ON_PREMISES_HOSTS', 'https://cw.example.com'),
      extraAncestors: read.origins('CONNECTWISE_EXTRA_ANCESTORS', 'https://cw.example.com'),
    },
    trendMicro: {
      lmpi: trendOf(
        read.origin('TREND_LMPI_URL', { needed: false, example: cspi }) ?? cspi,
        read.together(['TREND_LMPI_TOKEN', 'TREND_LMPI_SECRET'], '<from the Licensing Management Platform>'),
      ),
      smpi: trendOf(
        read.origin('TREND_SMPI_URL', { needed: false, example: cspi }) ?? cspi,
        read.together(['TREND_SMPI_TOKEN', 'TREND_SMPI_SECRET'], '<from Remote Manager>'),
      ),
    },
    logLevel: read.oneOf('LOG_LEVEL', logLevels, 'info'),
    requestsPerMinute: read.wholeNumber('REQUESTS_PER_MINUTE', { standard: 900, min: 1, max: 10_000 }),
    inFlight: read.wholeNumber('IN_FLIGHT', { standard: 4, min: 1, max: 50 }),
  }
  if (read.problems.length > 0) throw new ConfigError(read.problems)
  return config
}

const cspi = 'https://cspi.trendmicro.com'

const keysOf = (pair: [string, string] | null) => (pair === null ? null : { publicKey: pair[0], privateKey: pair[1] })
const trendOf = (baseUrl: string, pair: [string, string] | null): TrendConfig | null =>
  pair === null ? null : { baseUrl, accessToken: pair[0], secretKey: pair[1] }

function withoutEmpty(env: Record<string, string | undefined>): Record<string, string> {
  const set: Record<string, string> = {}
  for (const [name, value] of Object.entries(env)) if (value !== undefined && value.trim() !== '') set[name] = value
  return set
}
