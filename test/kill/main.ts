/** `npm run kill -- [--sends N] [--seed S]`: the kill test by itself; exit code 1 when something was doubled, lost or wrong. */
import { parseArgs } from 'node:util'
import { setup } from './build'
import { besiege, figureOf } from './siege'

const { values } = parseArgs({
  options: { sends: { type: 'string', default: '200' }, seed: { type: 'string', default: '1' } },
})
await setup()
const told = await besiege({ sends: wholeNumber('sends', values.sends), seed: wholeNumber('seed', values.seed) })
for (const { kind, says } of told.findings) print(`${kind}: ${says}`)
print(`lines ended: ${wordsOf(told.ends)}`)
print(`servers died: ${wordsOf(told.deaths)}`)
print(figureOf(told))
process.exitCode = told.findings.length > 0 ? 1 : 0

function wordsOf(counts: ReadonlyMap<string, number>): string {
  return [...counts].map(([word, count]) => `${word} ${count}`).join(', ')
}

function wholeNumber(name: string, text: string): number {
  if (!/^[1-9]\d{0,5}$/.test(text)) throw new RangeError(`--${name} is a whole number from 1 to 999999`)
  return Number(text)
}

function print(text: string): void {
  process.stdout.write(`${text}\n`)
}
