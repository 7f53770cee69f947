/** Secrets at rest: AES-256-GCM under one key that never leaves the server (architecture §6.13). */
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'
import { link, open, readFile, rm } from 'node:fs/promises'
import type { Secrets } from '../ports'
import { fileMode, nodeFiles, systemCode } from './files'
import { dirname } from 'node:path'

const algorithm = 'aes-256-gcm'
const keyBytes = 32
/** 96 bits, as GCM wants it; random, which is safe far beyond the number of secrets that are ever sealed here. */
const nonceBytes = 12
const tagBytes = 16
/** Comes first in every sealed text and is authenticated with it. */
const version = 'v1'

/** A sealed text that cannot be opened. Holds nothing of it. */
export class SecretUnreadable extends Error {
  constructor(what: string) {
    super(`A stored secret cannot be opened: ${what}`)
    this.name = 'SecretUnreadable'
  }
}

/**
 * Seals and opens secrets with a key of 32 bytes; throws RangeError on another length. A sealed text is
 * `v1.<nonce>.<ciphertext>.<tag>` in base64url; `open` throws SecretUnreadable when it was changed or made with another key.
 */
export function createSecrets(key: Buffer): Secrets {
  if (key.length !== keyBytes) throw new RangeError(`The key has ${key.length} bytes, ${keyBytes} are needed`)
  return {
    seal(plain) {
      const nonce = randomBytes(nonceBytes)
      const cipher = createCipheriv(algorithm, key, nonce, { authTagLength: tagBytes })
      cipher.setAAD(Buffer.from(version))
      const text = Buffer.concat([cipher.update(plain, 'utf8'), cipher.final()])
      const parts = [nonce, text, cipher.getAuthTag()].map((part) => part.toString('base64url'))
      return { sealed: [version, ...parts].join('.') }
    },
    open({ sealed }) {
      const [madeBy, ...encoded] = sealed.split('.')
      if (madeBy !== version) throw new SecretUnreadable('it has a format that this server does not know')
      const [nonce, text, tag] = encoded.map((part) => Buffer.from(part, 'base64url'))
      if (encoded.length !== 3 || nonce?.length !== nonceBytes || text === undefined || tag?.length !== tagBytes)
        throw new SecretUnreadable('it is not whole')
      // One text must have one spelling only: base64 readers pass over what they do not know.
      if ([nonce, text, tag].some((part, index) => part.toString('base64url') !== encoded[index]))
        throw new SecretUnreadable('it was changed')
      const decipher = createDecipheriv(algorithm, key, nonce, { authTagLength: tagBytes })
      decipher.setAAD(Buffer.from(version))
      decipher.setAuthTag(tag)
      try {
        return Buffer.concat([decipher.update(text), decipher.final()]).toString('utf8')
      } catch {
        throw new SecretUnreadable('it was changed, or sealed with another key (see SECRET_KEY)')
      }
    },
  }
}

/**
 * The key: from `env` (base64 of 32 bytes, null when there is none), or from the file, which is made at the first start and
 * readable by the server's account only. Throws RangeError on a key of the wrong length.
 */
export async function loadOrMakeKey(from: { env: string | null; file: string }): Promise<Buffer> {
  if (from.env !== null) {
    const key = parseKey(from.env)
    if (key === null) throw new RangeError(`SECRET_KEY is not base64 of ${keyBytes} bytes`)
    return key
  }
  const stored = (await readKey(from.file)) ?? (await makeKey(from.file))
  const key = parseKey(stored)
  if (key === null)
    throw new RangeError(
      `${from.file} does not hold a key. Put it back from a backup: without it the stored secrets must be typed in again.`,
    )
  return key
}

/** The key that a text holds; null when it is not base64 of 32 bytes. */
export function parseKey(text: string): Buffer | null {
  const trimmed = text.trim()
  if (!/^[A-Za-z0-9+/]{43}=?$/.test(trimmed)) return null
  const key = Buffer.from(trimmed, 'base64')
  return key.length === keyBytes ? key : null
}

const readKey = (file: string): Promise<string | null> => nodeFiles.read(file)

/** Makes the key's file; when two do so at once, both get the key of the one that was first. */
async function makeKey(file: string): Promise<string> {
  const folder = dirname(file)
  await nodeFiles.makeFolder(folder)
  const aside = `${file}.${process.pid}.${randomBytes(4).toString('hex')}`
  const handle = await open(aside, 'wx', fileMode)
  try {
    await handle.writeFile(`${randomBytes(keyBytes).toString('base64')}\n`)
    await handle.sync()
  } finally {
    await handle.close()
  }
  try {
    await link(aside, file)
  } catch (error) {
    if (systemCode(error) !== 'EEXIST') throw error
  } finally {
    await rm(aside, { force: true })
  }
  await nodeFiles.syncFolder(folder)
  return readFile(file, 'utf8')
}
