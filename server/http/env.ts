import type { RequestIdVariables } from 'hono/request-id'
import type { MemberSession } from '../services/sessions'

/** What middleware leaves for handlers. */
export interface ApiEnv {
  Variables: RequestIdVariables & { session: MemberSession }
}
