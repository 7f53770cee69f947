/** pino behind the Log port. Secrets and what says who somebody is are taken out before anything is written. */
import { pino, type DestinationStream } from 'pino'
import type { LogLevel } from './config'
import type { Log } from './ports'

/** Names of fields whose values never appear, compared without case, `-` and `_`. */
const secretNames = new Set(
  [
    'memberHash',
    'memberContext',
    'privateKey',
    'publicKey',
    'secretKey',
    'accessToken',
    'secret',
    'sealed',
    'password',
    'token',
    'authorization',
    'cookie',
    'setCookie',
    'xAccessToken',
    'xSignature',
    'xCookie',
  ].map(plainName),
)
const removed = '[removed]'
const maxDepth = 6
const maxItems = 50
const maxText = 2000

/** A log that writes one JSON line a message; `destination` is standard output unless a test gives another. */
export function createLog(options: { level: LogLevel; destination?: DestinationStream }): Log {
  const settings = {
    level: options.level,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label: string) => ({ level: label }) },
  }
  const logger = options.destination === undefined ? pino(settings) : pino(settings, options.destination)
  return {
    info: (message, fields = {}) => logger.info(cleanFields(fields), clean(message)),
    warn: (message, fields = {}) => logger.warn(cleanFields(fields), clean(message)),
    error: (message, fields = {}) => logger.error(cleanFields(fields), clean(message)),
  }
}

/** Credentials inside of texts, such as the header in the message of an error. */
const clean = (text: string): string =>
  text.slice(0, maxText).replaceAll(/\b(Basic|Bearer)\s+[\w.~+/=-]+/gi, `$1 ${removed}`)

const cleanFields = (fields: Record<string, unknown>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, cleanField(name, value, 1)]))

const cleanField = (name: string, value: unknown, depth: number): unknown =>
  secretNames.has(plainName(name)) ? removed : cleanValue(value, depth)

function cleanValue(value: unknown, depth: number): unknown {
  if (typeof value === 'string') return clean(value)
  if (typeof value !== 'object' || value === null) return value
  if (depth >= maxDepth) return '[deeper]'
  if (value instanceof Error)
    return {
      name: value.name,
      message: clean(value.message),
      stack: clean(value.stack ?? ''),
      ...(value.cause === undefined ? {} : { cause: cleanValue(value.cause, depth + 1) }),
    }
  if (Array.isArray(value)) return value.slice(0, maxItems).map((item) => cleanValue(item, depth + 1))
  return Object.fromEntries(
    Object.entries(value)
      .slice(0, maxItems)
      .map(([name, inner]) => [name, cleanField(name, inner, depth + 1)]),
  )
}

function plainName(name: string): string {
  return name.toLowerCase().replaceAll(/[-_]/g, '')
}
