/** What a replacement takes over from the addition before it: everything that the MSP may have edited (facts/connectwise-rest.md §7.3, §7.6). */
import type { z } from 'zod'
import type { wholeAdditionWire } from './wire'

/**
 * Fields of a POST. Quantity, first day and serial number are not among them: those are the new line's own; an end that was set
 * holds for the new line too. What is calculated or empty is left out, so that ConnectWise's own defaults hold.
 */
export function copiedFields(from: z.infer<typeof wholeAdditionWire>): Record<string, unknown> {
  const { product, opportunity, invoiceGrouping, customFields, ...plain } = from
  const fields: Record<string, unknown> = {
    product: { id: product.id },
    ...plain,
    ...(opportunity != null && { opportunity: { id: opportunity.id } }),
    ...(invoiceGrouping != null && { invoiceGrouping: { id: invoiceGrouping.id } }),
    ...(customFields != null && customFields.length > 0 && { customFields }),
  }
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== null && value !== undefined))
}
