/** A pod without a screen: signs in as a member and asks the server's routes, as the client in the frame does. */
import type { ProblemView } from '../../../server/domain/views'
import type { SessionView } from '../../../server/domain/viewsSession'
import type { ConnectWiseWorld } from '../connectwise/world'

export interface PodClient {
  get<View>(path: string): Promise<View>
  /** null when the server says not found. */
  tryGet<View>(path: string): Promise<View | null>
  put<View>(path: string, body: unknown): Promise<View>
  post<View>(path: string, body: unknown): Promise<View>
}

/** Thrown for every refusal, with the server's own words. */
export class Refused extends Error {
  readonly problem: ProblemView
  constructor(problem: ProblemView) {
    super(`${problem.status} ${problem.code}: ${problem.detail} ${JSON.stringify(problem.issues)}`)
    this.problem = problem
  }
}

/** What getMemberAuthentication would hand over for a member of this world. */
export function proofOf(world: ConnectWiseWorld, site: string, member: string) {
  const session = world.sessions.find((candidate) => candidate.memberIdentifier === member)
  if (session === undefined) throw new Error(`No member ${member} in this world`)
  return {
    site,
    companyid: world.site.loginCompany,
    memberid: session.memberIdentifier,
    memberHash: session.memberHash,
    memberContext: session.memberContext,
  }
}

export async function openPod(
  url: string,
  world: ConnectWiseWorld,
  member: string,
  options: { site?: string; fetch?: typeof fetch } = {},
): Promise<PodClient> {
  const send = options.fetch ?? fetch
  const site = options.site ?? siteBeside(url)
  const ask = async <View>(method: string, path: string, token: string | null, body?: unknown): Promise<View> => {
    const response = await send(`${url}${path}`, {
      method,
      headers: { 'content-type': 'application/json', ...(token === null ? {} : { authorization: `Bearer ${token}` }) },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    // Our own server's answers: their shapes are the views of server/domain/views.ts.
    const answer: unknown = await response.json()
    if (!response.ok) throw new Refused(answer as ProblemView)
    return answer as View
  }
  const session = await ask<SessionView>('POST', '/api/session', null, proofOf(world, site, member))
  return {
    get: (path) => ask('GET', path, session.token),
    async tryGet<View>(path: string) {
      try {
        return await ask<View>('GET', path, session.token)
      } catch (error) {
        if (error instanceof Refused && error.problem.status === 404) return null
        throw error
      }
    },
    put: (path, body) => ask('PUT', path, session.token, body),
    post: (path, body) => ask('POST', path, session.token, body),
  }
}

/** In the sandbox ConnectWise listens one port above the pod. */
function siteBeside(url: string): string {
  const site = new URL(url)
  site.port = String(Number(site.port) + 1)
  return site.origin
}
