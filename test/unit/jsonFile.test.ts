import { describe, expect, it } from 'vitest'
import { createJsonFile, type Codec } from '../../server/storage/jsonFile'
import { createCrashingDisk } from './crashingFiles'

interface Numbered {
  number: number
  text: string
}
const codec: Codec<Numbered> = {
  encode: (document) => JSON.stringify(document),
  decode: (_file, text) => JSON.parse(text) as Numbered,
}
const long = 'x'.repeat(5000)
const old: Numbered = { number: 1, text: long }
const renewed: Numbered = { number: 2, text: long }
const luck = [true, false].flatMap((names) => [true, false].map((contents) => ({ names, contents })))

/** How many operations one write takes. */
async function stepsOf(write: (disk: ReturnType<typeof createCrashingDisk>) => Promise<void>): Promise<number> {
  const disk = createCrashingDisk()
  await createJsonFile('/data/a.json', disk.files, codec).write(old)
  disk.crashAt(Infinity)
  await write(disk)
  return disk.operations()
}

describe('a JSON file', () => {
  it('is nothing before it is written, and then what was written', async () => {
    const { files } = createCrashingDisk()
    const file = createJsonFile('/data/a.json', files, codec)
    expect(await file.read()).toBeNull()
    await file.write(old)
    await file.write(renewed)
    expect(await file.read()).toEqual(renewed)
    expect((await files.list('/data')).files).toEqual(['a.json'])
  })

  it('is the new document after a crash that comes when its write is done', async () => {
    for (const keep of luck) {
      const disk = createCrashingDisk()
      const file = createJsonFile('/data/a.json', disk.files, codec)
      await file.write(old)
      await file.write(renewed)
      disk.restart(keep)
      expect(await file.read()).toEqual(renewed)
    }
  })

  it('is the old or the new document, never half of one, wherever a crash cuts the write', async () => {
    const steps = await stepsOf((disk) => createJsonFile('/data/a.json', disk.files, codec).write(renewed))
    expect(steps).toBeGreaterThanOrEqual(6)
    const seen = new Set<number>()
    for (let step = 1; step <= steps; step += 1)
      for (const keep of luck) {
        const disk = createCrashingDisk()
        const file = createJsonFile('/data/a.json', disk.files, codec)
        await file.write(old)
        disk.crashAt(step)
        await expect(file.write(renewed)).rejects.toThrow('the power went')
        disk.restart(keep)
        const found = await file.read()
        expect([old, renewed]).toContainEqual(found)
        seen.add(found?.number ?? 0)
        // And it can be written again.
        await file.write(renewed)
        expect(await file.read()).toEqual(renewed)
      }
    expect([...seen].sort()).toEqual([1, 2])
  })

  it('is not there or whole wherever a crash cuts the very first write', async () => {
    for (let step = 1; step <= 6; step += 1)
      for (const keep of luck) {
        const disk = createCrashingDisk()
        const file = createJsonFile('/data/a.json', disk.files, codec)
        disk.crashAt(step)
        await expect(file.write(old)).rejects.toThrow()
        disk.restart(keep)
        expect([null, old]).toContainEqual(await file.read())
      }
  })
})
