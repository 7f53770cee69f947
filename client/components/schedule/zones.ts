/** Time zones and clock times as the platform knows them. */
let zones: readonly string[] | null = null

/** IANA names; read once, because the platform makes the list anew at every call. */
export function supportedZones(): readonly string[] {
  zones ??= [...Intl.supportedValuesOf('timeZone'), 'UTC']
  return zones
}

/** `02:00` as the member writes times: `2:00 AM`. No zone is meant. */
export function clockText(locale: string, time: string): string {
  const at = Date.parse(`2000-01-01T${time}:00Z`)
  if (Number.isNaN(at)) return time
  return new Intl.DateTimeFormat(locale, { hour: 'numeric', minute: '2-digit', timeZone: 'UTC' }).format(at)
}
