/** Where a record of ConnectWise opens in its web client. Pure. */

export interface ConnectWiseAt {
  /** As it is stored: an address or a bare host. */
  site: string
  loginCompany: string
}

/**
 * Not in ConnectWise's documents; integrations have used this address with these two record types for many years. Whoever is not
 * signed in there is asked to. Null for a site that is no address: a page links nowhere then.
 */
export function recordAddress(
  { site, loginCompany }: ConnectWiseAt,
  record: 'CompanyFV' | 'AgreementFV',
  id: number,
): string | null {
  const base = site.includes('://') ? site : `https://${site}`
  if (!/^https?:/.test(base) || !URL.canParse(base)) return null
  const address = new URL('/v4_6_release/services/system_io/router/openrecord.rails', base)
  address.searchParams.set('recordType', record)
  address.searchParams.set('recid', String(id))
  address.searchParams.set('companyName', loginCompany)
  return address.href
}
