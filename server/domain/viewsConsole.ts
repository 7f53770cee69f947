/** What opens the console: shapes only, as in `views`. */
import type { Instant } from './calendar'

/** POST /api/console/codes. The code goes into the fragment of the console's address and is good for one sign-in. */
export interface ConsoleCodeView {
  code: string
  expiresAt: Instant
}
/** Body of POST /api/console/session, which answers with a SessionView; so does …/renew, with the token instead of a body. */
export interface ConsoleSessionRequest {
  code: string
}
