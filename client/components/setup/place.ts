import type { InjectionKey } from 'vue'

/** Where the first run is shown. */
export type SetupPlace = 'pod' | 'console'
export const placeKey: InjectionKey<SetupPlace> = Symbol('setupPlace')
