import { HTTPException } from 'hono/http-exception'
import type { CwMember } from '../connectwise/entities'
import type { ConnectWiseWorld } from '../connectwise/world'
import { refuse } from './checked'

/** People who can sit before the screen: API members cannot sign in to the web client. */
export function signedInMembers(world: ConnectWiseWorld): CwMember[] {
  return world.members.filter((member) => !member.inactiveFlag && member.licenseClass !== 'A')
}

/** Answers 404 unless somebody of that login name can sit before the screen. */
export function requireMember(world: ConnectWiseWorld, identifier: string): CwMember {
  const member = signedInMembers(world).find((one) => one.identifier === identifier)
  if (member === undefined) throw new HTTPException(404, { res: refuse(404, `There is no member ${identifier}.`) })
  return member
}
