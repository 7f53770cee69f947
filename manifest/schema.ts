import { z } from 'zod'

/**
 * What may stand in the files of this folder. Types and lengths are those of the ConnectWise entities
 * (facts/hosted-api.md §5.2, facts/connectwise-rest.md §12); a field that is not listed is refused, so that a slip
 * in a name is found here and not in somebody's ConnectWise.
 */
const base = '{{base}}'
const origin = '{{origin}}'

/** The hosted set-up row as it is written; `screenId` is looked up in the tenant's list of screens. */
export const hostedRowSchema = z.strictObject({
  description: z.string().min(1).max(50),
  url: z.string().min(1).max(1024),
  type: z.enum(['Tab', 'Pod', 'ToolbarButton']),
  origin: z.string().max(100),
  podHeight: z.int32().nullable().optional(),
  disabledFlag: z.boolean().nullable().optional(),
  locationIds: z.array(z.int32()).optional(),
  locationsEnabledFlag: z.boolean().nullable().optional(),
})
export type HostedRow = z.infer<typeof hostedRowSchema>

export const hostedFileSchema = z.array(
  z.strictObject({
    /** Text id of the screen, e.g. `CompanyDetail`; its number differs from tenant to tenant. */
    screen: z.string().min(1),
    row: hostedRowSchema.refine((row) => row.url.startsWith(base) && row.origin === origin, {
      error: `The address starts with ${base} and the origin is ${origin}.`,
    }),
  }),
)

/** `menuLocation` needs the tenant's own id as well; ConnectWise offers no list of locations, so a person picks it. */
export const menuEntrySchema = z.strictObject({
  menuLocation: z.strictObject({ id: z.int32().optional(), name: z.string().min(1) }),
  caption: z.string().min(1).max(50),
  link: z.string().min(1).max(2000).startsWith(base),
  newWindowFlag: z.boolean(),
  origin: z.string().max(2000),
})

const levelSchema = z.enum(['None', 'My', 'All'])
const optionalFor = { optional: z.boolean(), for: z.string().min(1).optional() }

export const securityRoleSchema = z.strictObject({
  name: z.string().min(1).max(30),
  purpose: z.string().min(1),
  rights: z.array(
    z.strictObject({
      ...optionalFor,
      module: z.string().min(1),
      function: z.string().min(1),
      inquire: levelSchema,
      add: levelSchema,
      edit: levelSchema,
      delete: levelSchema,
      for: z.string().min(1),
      /** Levels that a more careful administrator can leave out without losing the main use. */
      levelsThatMayBeNone: z.array(z.enum(['inquire', 'add', 'edit'])).optional(),
      /** For *Table Setup*: the tables to which the right is narrowed. */
      customizedTo: z.array(z.strictObject({ table: z.string().min(1), ...optionalFor })).optional(),
    }),
  ),
})

/** Puts the pod's address in the place of `{{base}}` and its origin in that of `{{origin}}`. Throws TypeError on no address. */
export function fillIn(text: string, podBase: string): string {
  const address = new URL(podBase)
  const folder = `${address.origin}${address.pathname}`.replace(/\/+$/, '')
  return text.replaceAll(base, folder).replaceAll(origin, address.origin)
}
