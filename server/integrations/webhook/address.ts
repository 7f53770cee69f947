/** Which addresses a webhook may have: nothing in our own network, nothing that only looks as if it were outside. */
import { BlockList, isIP } from 'node:net'

/**
 * A public address? Everything that IANA lists as not globally reachable is refused (RFC 6890 and its registries), and so are
 * the forms of IPv6 that carry an IPv4 address: where they lead depends on somebody else's gateway.
 */
export function isPublicAddress(address: string): boolean {
  const family = isIP(address)
  if (family === 4) return !notPublic.check(address, 'ipv4')
  if (family !== 6 || address.includes('%')) return false
  // Only global unicast is used on the internet; mapped, link-local, unique-local and translated addresses lie outside of it.
  return globalUnicast.check(address, 'ipv6') && !notPublic.check(address, 'ipv6')
}

const notPublic = new BlockList()
for (const [network, prefix] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  // Link-local, and with it the address at which clouds tell their machines' credentials.
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
] as const)
  notPublic.addSubnet(network, prefix, 'ipv4')
for (const [network, prefix] of [
  // Teredo, benchmarks, ORCHID and other special purposes, with the documentation of 2001:db8::/32.
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['3fff::', 20],
] as const)
  notPublic.addSubnet(network, prefix, 'ipv6')

const globalUnicast = new BlockList()
globalUnicast.addSubnet('2000::', 3, 'ipv6')
