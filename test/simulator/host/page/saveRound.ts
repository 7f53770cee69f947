/** One press on Save: every pod that was asked must answer; one refusal keeps the record unsaved. */
export interface SaveRound {
  readonly waitingFor: readonly string[]
  readonly refusals: readonly { frameId: string; errors: readonly string[] }[]
}

export function startRound(frameIds: readonly string[]): SaveRound {
  return { waitingFor: frameIds, refusals: [] }
}

export function answered(round: SaveRound, frameId: string, isAllowed: boolean, errors: readonly string[]): SaveRound {
  if (!round.waitingFor.includes(frameId)) return round
  return {
    waitingFor: round.waitingFor.filter((one) => one !== frameId),
    refusals: isAllowed ? round.refusals : [...round.refusals, { frameId, errors }],
  }
}

/** ConnectWise is not known to give up on a pod, so neither do we: `waiting` may last for ever. */
export function outcomeOf(round: SaveRound): 'waiting' | 'allowed' | 'refused' {
  if (round.waitingFor.length > 0) return 'waiting'
  return round.refusals.length > 0 ? 'refused' : 'allowed'
}
