/** Unpacks the parts of a workbook that hold its text, within limits: a small archive can hold gigabytes. */
import { Unzip, UnzipInflate, zipSync } from 'fflate'
import { AppError } from '../../domain/errors'
import { fileLimits } from '../../domain/fileImport'

const maxParts = 2_000
/** Bytes taken in at once; deflate makes at most some thousand times as many of them, so the limit is noticed in time. */
const step = 4 * 1024

/**
 * The same archive, its texts unpacked and everything else left out. What is counted is what came out and not what the archive says
 * of itself, and only what was counted is read on. Throws AppError `tooLarge` or `importUnreadable`.
 */
export function unpacked(bytes: Uint8Array): Uint8Array {
  const parts = new Map<string, Uint8Array[]>()
  let total = 0
  let found = 0
  let open = 0
  if (!hasDirectory(bytes)) throw asRefusal(null)
  const unzip = new Unzip((part) => {
    found += 1
    if (found > maxParts) throw new AppError('tooLarge')
    if (!/\.(xml|rels)$/i.test(part.name)) return
    const chunks: Uint8Array[] = []
    open += 1
    part.ondata = (error, chunk, final) => {
      // Also what is thrown below comes back as an error of the part.
      if (error !== null) throw asRefusal(error)
      if (final) open -= 1
      total += chunk.length
      if (total > fileLimits.unpackedBytes) throw new AppError('tooLarge')
      chunks.push(chunk)
    }
    parts.set(part.name, chunks)
    part.start()
  })
  unzip.register(UnzipInflate)
  try {
    for (let at = 0; at < bytes.length; at += step) unzip.push(bytes.subarray(at, at + step), at + step >= bytes.length)
  } catch (error) {
    throw asRefusal(error)
  }
  // A sheet that breaks off would be a shorter list of customers.
  if (open > 0) throw asRefusal(null)
  return zipSync(Object.fromEntries([...parts].map(([name, chunks]) => [name, joined(chunks)])), { level: 0 })
}

const asRefusal = (error: unknown): AppError =>
  error instanceof AppError ? error : new AppError('importUnreadable', { cause: error })

/** Does the archive end as one does, with its directory? A download that broke off does not. */
function hasDirectory(bytes: Uint8Array): boolean {
  const tail = Buffer.from(bytes.subarray(Math.max(0, bytes.length - 66_000)))
  return tail.lastIndexOf(Uint8Array.from([0x50, 0x4b, 0x05, 0x06])) >= 0
}

function joined(chunks: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(chunks.reduce((length, chunk) => length + chunk.length, 0))
  let at = 0
  for (const chunk of chunks) {
    whole.set(chunk, at)
    at += chunk.length
  }
  return whole
}
