/** The progress of a run as server-sent events: every event is the whole picture, so that nothing is lost where one is. */
import type { Context } from 'hono'
import { streamSSE } from 'hono/streaming'
import type { RunId, TenantId } from '../domain/ids'
import type { Log } from '../ports'
import type { RunProgress } from '../services/runProgress'

/** A little longer than pictures are made for. */
const longestMs = 11 * 60_000

/**
 * Answers with events until nothing is under way. Throws AppError `notFound` and `tooManyAttempts` before the first of them, as
 * every other route does; what fails later ends the stream, and who listens asks again.
 */
export async function runEvents(
  c: Context,
  deps: { progress: RunProgress; log: Log },
  of: { tenant: TenantId; run: RunId },
): Promise<Response> {
  const gone = new AbortController()
  const pictures = deps.progress.watch(of.tenant, of.run, gone.signal)
  let next = await pictures.next()
  // A proxy that gathers answers before it passes them on would turn news into history.
  c.header('x-accel-buffering', 'no')
  return streamSSE(c, async (stream) => {
    stream.onAbort(() => gone.abort())
    // Also where nobody reads and nobody goes, so that the next picture could never be written.
    AbortSignal.timeout(longestMs).addEventListener('abort', () => stream.abort())
    try {
      for (; next.done !== true && !stream.aborted; next = await pictures.next()) {
        if (next.value === null) await stream.write(': still here\n\n')
        else await stream.writeSSE({ event: 'progress', data: JSON.stringify(next.value) })
      }
    } catch (error) {
      deps.log.warn('the progress of a run could not be told any more', { ...of, error: String(error) })
    } finally {
      await pictures.return(null)
    }
  })
}
