/**
 * The one thing that a default cannot bring from the server's first state into the present shape: holds for edits by hand, which
 * told only what was changed. What they lack stands elsewhere in the same document.
 */
import { z } from 'zod'

const earlierHold = z.strictObject({
  kind: z.literal('handEdit'),
  field: z.enum(['quantity', 'cancelled', 'moved']),
  was: z.string(),
  is: z.string(),
  by: z.string().nullable(),
})

const place = { agreementId: z.number(), catalogItemId: z.number() }
const earlierPart = z.looseObject({
  lines: z.array(z.looseObject({ ...place, holds: z.array(z.unknown()) })),
  inputs: z.looseObject({
    record: z.looseObject({ lastWrites: z.array(z.looseObject({ ...place, additionId: z.number() })) }),
  }),
})

/** The plan of a company with such holds as they are now; everything else, and what is no plan at all, as it was given. */
export function withHandEdits(part: unknown): unknown {
  const found = earlierPart.safeParse(part)
  if (!found.success) return part
  const { lines, inputs } = found.data
  return {
    ...found.data,
    lines: lines.map((line) => {
      const last = inputs.record.lastWrites.find(
        (write) => write.agreementId === line.agreementId && write.catalogItemId === line.catalogItemId,
      )
      return { ...line, holds: line.holds.map((hold) => withDrift(hold, line, last?.additionId ?? null)) }
    }),
  }
}

/** `written`: the addition that was written last; the hold itself names another one as `#<id>` where it is about that one. */
function withDrift(
  hold: unknown,
  { agreementId, catalogItemId }: { agreementId: number; catalogItemId: number },
  written: number | null,
): unknown {
  const found = earlierHold.safeParse(hold)
  if (!found.success) return hold
  const { kind, ...said } = found.data
  const named = /^#(\d+)$/.exec(said.was)?.[1]
  const additionId = named === undefined ? written : Number(named)
  return { kind, drift: { ...said, additionId, agreementId, catalogItemId, at: null } }
}
