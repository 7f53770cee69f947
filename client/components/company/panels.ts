import type { InjectionKey } from 'vue'
import type { ServicePlanKey } from '../../../server/domain/ids'

/** What can be opened over the company view. One at a time. */
export type Panel =
  | { kind: 'setUp' | 'leaveOut'; plan: ServicePlanKey | null }
  /** `tab`: opened already and still empty; null where the browser did not let it. */
  | { kind: 'console'; tab: Window | null }
  | { kind: 'history' | 'settings' | 'schedule' | 'link' | 'review' | 'seats' | 'drift' }

/** Opens a panel from anywhere below the company view. */
export const openPanelKey: InjectionKey<(panel: Panel) => void> = Symbol('openPanel')
