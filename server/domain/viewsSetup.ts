/** What the screens of the first run get from the API: shapes only, as in `views`. */
import type { SetupStage, SetupStep, StepState } from './setup'

/** GET /api/setup. */
export interface SetupView {
  stage: SetupStage
  /** null for who may not set up: they are told who may. */
  steps: Record<SetupStep, StepState> | null
  /** Where to go on; null: all is done, or it is not told. */
  next: SetupStep | null
  /** Names of members who may set up and were seen since the server started; whom to ask. */
  administrators: string[]
}
