import type { Ids } from '../../ports'

/** Uniform numbers in [0, 1) out of random bytes. */
export const randomFrom = (ids: Ids) => (): number => ids.bytes(4).reduce((sum, byte) => sum * 256 + byte, 0) / 2 ** 32
