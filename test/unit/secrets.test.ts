import { randomBytes } from 'node:crypto'
import { mkdtemp, readFile, readdir, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createSecrets, loadOrMakeKey, SecretUnreadable } from '../../server/storage/secrets'

const key = Buffer.alloc(32, 7)

describe('a secret', () => {
  const secrets = createSecrets(key)
  it.each(['a private key', '', 'Schlüssel ключ 鍵 🔑', 'x'.repeat(10_000)])('is opened as it was sealed', (plain) => {
    expect(secrets.open(secrets.seal(plain))).toBe(plain)
  })
  it('is sealed differently each time and shows nothing of itself', () => {
    const [one, other] = [secrets.seal('a private key'), secrets.seal('a private key')]
    expect(one.sealed).not.toBe(other.sealed)
    expect(one.sealed).toMatch(/^v1\.[\w-]{16}\.[\w-]+\.[\w-]{22}$/)
    expect(Buffer.from(one.sealed.split('.')[2] ?? '', 'base64url').toString()).not.toContain('private')
  })
  it('is refused after any change of one character', () => {
    const { sealed } = secrets.seal('a private key')
    for (let index = 0; index < sealed.length; index += 1)
      for (const character of ['A', '9', '.', '=']) {
        const changed = sealed.slice(0, index) + character + sealed.slice(index + 1)
        if (changed !== sealed) expect(() => secrets.open({ sealed: changed })).toThrow(SecretUnreadable)
      }
  })
  it('is refused when it is cut, lengthened or put together from two', () => {
    const { sealed } = secrets.seal('a private key')
    const [version, nonce, , tag] = sealed.split('.')
    const [, , text] = secrets.seal('another').sealed.split('.')
    for (const wrong of [
      '',
      'v1',
      sealed.slice(0, -1),
      `${sealed}A`,
      `${sealed}.x`,
      [version, nonce, text, tag].join('.'),
    ])
      expect(() => secrets.open({ sealed: wrong })).toThrow(SecretUnreadable)
    const short = [version, nonce, sealed.split('.')[2], (tag ?? '').slice(0, 6)].join('.')
    expect(() => secrets.open({ sealed: short })).toThrow(SecretUnreadable)
  })
  it('is refused by another key, without a word of it', () => {
    const sealed = createSecrets(randomBytes(32)).seal('a private key')
    expect(() => secrets.open(sealed)).toThrow(/another key/)
    expect(() => secrets.open(sealed)).not.toThrow(new RegExp(sealed.sealed))
  })
  it('takes no key of another length', () => {
    expect(() => createSecrets(Buffer.alloc(16))).toThrow(RangeError)
  })
})

describe('the key', () => {
  let dir: string
  beforeEach(async () => {
    dir = await mkdtemp(join(tmpdir(), 'key-'))
  })
  afterEach(() => rm(dir, { recursive: true }))

  it('comes from the environment, and no file is made', async () => {
    expect(await loadOrMakeKey({ env: key.toString('base64'), file: join(dir, 'secret.key') })).toEqual(key)
    expect(await readdir(dir)).toEqual([])
    await expect(loadOrMakeKey({ env: 'c2hvcnQ=', file: join(dir, 'secret.key') })).rejects.toThrow('SECRET_KEY')
  })
  it('is made at the first start, for the server only, and stays the same', async () => {
    const file = join(dir, 'new', 'secret.key')
    const made = await loadOrMakeKey({ env: null, file })
    expect(made).toHaveLength(32)
    expect((await stat(file)).mode & 0o777).toBe(0o600)
    expect(await readdir(join(dir, 'new'))).toEqual(['secret.key'])
    expect(await loadOrMakeKey({ env: null, file })).toEqual(made)
    expect(await loadOrMakeKey({ env: null, file: join(dir, 'other') })).not.toEqual(made)
  })
  it('is one when several make it at once', async () => {
    const file = join(dir, 'secret.key')
    const keys = await Promise.all(Array.from({ length: 8 }, () => loadOrMakeKey({ env: null, file })))
    expect(new Set(keys.map((each) => each.toString('hex'))).size).toBe(1)
  })
  it('is never replaced when its file is damaged', async () => {
    const file = join(dir, 'secret.key')
    await writeFile(file, 'half a k')
    await expect(loadOrMakeKey({ env: null, file })).rejects.toThrow(file)
    expect(await readFile(file, 'utf8')).toBe('half a k')
  })
})
