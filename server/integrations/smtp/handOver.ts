/** The moment at which the content of a mail goes out of our hands: before it no mail arrives, after it one may. */
import { Readable } from 'node:stream'

export interface HandOver {
  /** The content as nodemailer is to read it, which it does when the server asks for it (354) and not before. */
  through(content: Readable): Readable
  /** Was all of it given away? Said before the line that ends it is. */
  isDone(): boolean
  /** Fulfilled when `begin` is over, or at once where it never began. Throws what `begin` threw. */
  begun(): Promise<void>
}

/** `begin` is waited for before the first byte; `done` is called when the last one is given away. */
export function createHandOver(begin: () => Promise<void>, done: () => void): HandOver {
  let beginning = Promise.resolve()
  let isDone = false
  async function* read(content: Readable): AsyncGenerator {
    beginning = begin()
    await beginning
    yield* content
  }
  return {
    through(content) {
      const output = Readable.from(read(content), { objectMode: false })
      // Heard before nodemailer hears it, which then writes the final line.
      output.once('end', () => {
        isDone = true
        done()
      })
      return output
    },
    isDone: () => isDone,
    begun: () => beginning,
  }
}
